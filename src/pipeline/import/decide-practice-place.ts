import type { Tx } from '../../store/database.ts';
import { adoptFirstReferral, lockTree, refreshRoots } from '../../store/directory/tree.ts';
import { appendChanges } from '../../store/directory/write-changes.ts';
import { upsertDirectory } from '../../store/directory/write-partners.ts';
import { takePen } from '../../store/ledger.ts';
import {
  decidePlaceProposal,
  findPracticePlace,
  insertPlaceRoles,
  type PracticePlace,
} from '../../store/practice-places.ts';
import { transaction } from '../../store/transaction.ts';
import { auditEdit, sourceOf, type Editor } from '../directory-record.ts';
import type { Hub } from '../hub.ts';

export type PlaceDecided =
  | { readonly outcome: 'refused' }
  /** How many people were bound to which organisation. */
  | { readonly outcome: 'accepted'; readonly organisationId: string; readonly people: number }
  /** There is no such open proposal, or nobody without a practice is at the place any more. */
  | { readonly outcome: 'not_found' };

/**
 * A person says whether people at one address and telephone work in one practice. Accepting gives each a role there as their primary practice, at the
 * organisation of the proposal or a new one (called `name`, else by its street), in one transaction. Refusing is remembered: not asked again.
 */
export function decidePracticePlace(
  hub: Hub,
  id: string,
  decision: { readonly isAccepted: boolean; readonly name?: string },
  by: Editor,
): Promise<PlaceDecided> {
  return transaction<PlaceDecided>(hub.db, async (tx) => {
    await takePen(tx);
    await lockTree(tx);
    const place = await findPracticePlace(tx, id);
    if (!place) return { outcome: 'not_found' };
    if (!decision.isAccepted) {
      await decidePlaceProposal(tx, id, { state: 'refused', person: by.person });
      return { outcome: 'refused' };
    }
    const organisationId = place.organisationId ?? (await enterPractice(tx, place, decision.name, by));
    const people = await bind(tx, id, organisationId, by);
    await decidePlaceProposal(tx, id, { state: 'accepted', organisationId, person: by.person });
    return { outcome: 'accepted', organisationId, people };
  });
}

async function enterPractice(
  tx: Tx,
  place: PracticePlace,
  name: string | undefined,
  by: Editor,
): Promise<string> {
  const { line1, city, state, zip, phone } = place;
  const location = Object.fromEntries(
    Object.entries({ line1, city, state, zip, phone }).filter(([, value]) => value !== null),
  );
  const [entered] = await upsertDirectory(
    tx,
    [
      {
        kind: 'organisation',
        identifiers: [],
        organisation: name ?? `Practice at ${[line1, city].filter((part) => part !== null).join(', ')}`,
        otherNames: [],
        locations: [{ ...location, isPrimary: true }],
        specialties: [],
        insurances: [],
        isWhole: false,
        from: sourceOf(by),
      },
    ],
    { actor: by.person },
  );
  const { partnerId } = entered as NonNullable<typeof entered>;
  const change = { partnerId, objectKind: 'partner', objectId: partnerId } as const;
  await appendChanges(tx, [{ ...change, actor: by.person, what: 'created', version: 1 }]);
  return partnerId;
}

async function bind(tx: Tx, proposalId: string, organisationId: string, by: Editor): Promise<number> {
  const roles = await insertPlaceRoles(tx, proposalId, organisationId, sourceOf(by));
  await appendChanges(
    tx,
    roles.flatMap(({ id, personId }) =>
      [personId, organisationId].map((partnerId) => ({
        partnerId,
        actor: by.person,
        what: 'created',
        objectKind: 'role' as const,
        objectId: id,
        version: 1,
        after: { personId, organisationId },
      })),
    ),
  );
  await adoptFirstReferral(tx, await refreshRoots(tx, organisationId));
  await auditEdit(tx, by, 'practice_place_accepted', organisationId);
  return roles.length;
}
