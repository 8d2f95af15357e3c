import {
  decideProposal,
  findProposal,
  refuseOthers,
  settleWithoutParent,
  type Proposal,
} from '../../store/hierarchy-proposals.ts';
import { transaction } from '../../store/transaction.ts';
import type { Edited, Editor } from '../directory-record.ts';
import { moveInTree } from '../directory-tree.ts';
import type { Hub } from '../hub.ts';

/**
 * A person says whether an office is part of an organisation. Accepting makes it so, and answers its other candidates; refusing is remembered: this pair is not asked about
 * again. A proposal that was decided before comes back as `not_found`.
 */
export async function decideHierarchy(
  hub: Hub,
  id: string,
  isAccepted: boolean,
  by: Editor,
): Promise<Edited | { readonly outcome: 'decided' }> {
  const proposal = await findProposal(hub.db, id);
  if (!proposal || proposal.state !== 'open') return { outcome: 'not_found' };
  if (isAccepted) {
    const place = { parentId: proposal.parentId, relation: relationOf(proposal) };
    const moved = await moveInTree(hub, proposal.childId, { place }, by);
    if (moved.outcome !== 'saved') return moved;
  }
  await transaction(hub.db, async (tx) => {
    await decideProposal(tx, id, isAccepted ? 'accepted' : 'refused', by.person);
    if (isAccepted) await refuseOthers(tx, proposal.childId, by.person);
  });
  return { outcome: 'decided' };
}

/** None of the directory is the parent of this office: asked again only when NPPES names another one. False: it is no subpart. */
export function declareWithoutParent(hub: Hub, partnerId: string, by: Editor): Promise<boolean> {
  return transaction(hub.db, async (tx) => {
    const isSettled = await settleWithoutParent(tx, partnerId, by.person);
    if (isSettled) await refuseOthers(tx, partnerId, by.person);
    return isSettled;
  });
}

function relationOf(proposal: Proposal): 'subpart' | 'branch' | 'group' | 'department' {
  const known = (['branch', 'group', 'department'] as const).find((one) => one === proposal.relation);
  return known ?? 'subpart';
}
