import { findPartnerKind } from '../store/directory/people.ts';
import type { TreeRelation } from '../store/directory/entry.ts';
import { adoptFirstReferral, isCircle, lockTree, refreshRoots } from '../store/directory/tree.ts';
import { transaction } from '../store/transaction.ts';
import { auditEdit, openRecord, refused, writeRecord, type Edited, type Editor } from './directory-record.ts';
import type { Hub } from './hub.ts';

export type TreePlace = { readonly parentId: string; readonly relation: TreeRelation };

/**
 * Makes an organisation part of another (null: a top of its own), with everything below it. A circle is refused, also when two
 * people make half of it each at the same time.
 */
export async function moveInTree(
  hub: Hub,
  id: string,
  move: { readonly place: TreePlace | null; readonly version?: number },
  by: Editor,
): Promise<Edited> {
  const { place } = move;
  return transaction(hub.db, async (tx) => {
    await lockTree(tx);
    const held = await openRecord(tx, 'partner', id, move.version);
    if ('outcome' in held) return held;
    if (held.values['kind'] !== 'organisation')
      return refused('id', 'is a person: people belong to organisations by practice roles');
    if (place) {
      if ((await findPartnerKind(tx, place.parentId)) !== 'organisation')
        return refused('parentId', 'is no organisation of the directory');
      if (await isCircle(tx, id, place.parentId))
        return refused('parentId', 'is itself part of this organisation: that would make a circle');
    }
    const said = { parentId: place?.parentId ?? null, relation: place?.relation ?? null };
    const edit = { kind: 'partner', partnerIds: [id], said, what: 'moved' } as const;
    const edited = await writeRecord(tx, held, edit, by);
    if (edited.outcome !== 'saved') return edited;
    await adoptFirstReferral(tx, await refreshRoots(tx, id));
    await auditEdit(tx, by, 'partner_moved', id);
    return edited;
  });
}
