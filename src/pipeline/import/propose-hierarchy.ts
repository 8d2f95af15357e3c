import type { Database } from '../../store/database.ts';
import {
  findParentCandidates,
  insertProposals,
  listSubparts,
  type NewProposal,
  type ParentCandidate,
} from '../../store/hierarchy-proposals.ts';

const PAGE = 1_000;

/**
 * Asks a person "is this office part of that organisation?" for every subpart of NPPES that has no parent yet. NPPES names a parent only by its legal name:
 * one bearer of the name in the state is a proposal with its reasons, several are as many candidates, none leaves the office in the list of
 * unplaced ones. What was decided is not asked again.
 */
export async function proposeHierarchy(db: Database): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const subparts = await listSubparts(db, after, PAGE);
    const named = subparts.filter((one) => one.parentKey !== null);
    const candidates = await findParentCandidates(
      db,
      named.map((one) => one.npi),
    );
    count += await insertProposals(db, proposalsOf(candidates));
    after = subparts.at(-1)?.npi ?? after;
    if (subparts.length < PAGE) return count;
  }
}

/** Of several bearers of a name the one that shares the official or the telephone is meant, when it is the only one that does. Pure. */
export function proposalsOf(candidates: readonly ParentCandidate[]): readonly NewProposal[] {
  const byChild = new Map<string, ParentCandidate[]>();
  for (const one of candidates) byChild.set(one.childId, [...(byChild.get(one.childId) ?? []), one]);
  return [...byChild.values()].flatMap((all) => {
    const close = all.filter((one) => one.sharesOfficial || one.sharesPhone);
    const meant = close.length === 1 ? close : all;
    return meant.map((one) => ({
      childId: one.childId,
      parentId: one.parentId,
      relation: 'subpart',
      reasons: reasonsOf(one, meant.length),
    }));
  });
}

function reasonsOf(one: ParentCandidate, count: number): readonly string[] {
  return [
    'NPPES says that it is a subpart of an organisation of this legal name',
    ...(one.isSameState ? ['same state'] : []),
    ...(one.sharesOfficial ? ['same authorised official'] : []),
    ...(one.sharesPhone ? ['same telephone'] : []),
    ...(count > 1 ? [`one of ${count} organisations of this name`] : []),
  ];
}
