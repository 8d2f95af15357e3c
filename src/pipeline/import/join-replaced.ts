import type { Tx } from '../../store/database.ts';
import { insertEntryIdentifiers } from '../../store/directory/write-rows.ts';
import { takePen } from '../../store/ledger.ts';
import { listReplacements, markJoined, type OpenReplacement } from '../../store/npi-replacements.ts';
import { transaction } from '../../store/transaction.ts';
import { mergePartners } from '../directory-merge.ts';
import type { Hub } from '../hub.ts';

const PAGE = 500;

/**
 * A replaced number and the one that took its place are one partner: whoever holds one of them gets the other too. When both are somebody's, the two
 * become one, and the holder of the new number stays. A pair nobody of the directory holds waits until one does.
 */
export async function joinReplacedNumbers(hub: Hub, actor: string): Promise<number> {
  let count = 0;
  let after = '';
  for (;;) {
    const pairs = await listReplacements(hub.db, after, PAGE);
    const held = pairs.filter((pair) => pair.oldId !== null || pair.newId !== null);
    count += await transaction(hub.db, (tx) => joinHeld(tx, held));
    for (const pair of held.filter(isTwo)) count += await joinTwo(hub, pair, actor);
    after = pairs.at(-1)?.npi ?? after;
    if (pairs.length < PAGE) return count;
  }
}

function isTwo({ oldId, newId }: OpenReplacement): boolean {
  return oldId !== null && newId !== null && oldId !== newId;
}

/** One that cannot be merged (a person and an organisation) stays two: the next file tries again. */
async function joinTwo(hub: Hub, pair: OpenReplacement, actor: string): Promise<number> {
  const { oldId, newId } = pair;
  if (oldId === null || newId === null) return 0;
  const merged = await mergePartners(
    hub,
    { from: oldId, into: newId, isSureOfNpis: true },
    { person: actor },
  );
  if (merged.outcome !== 'saved') return 0;
  await transaction(hub.db, (tx) => markJoined(tx, [pair.npi]));
  return 1;
}

async function joinHeld(tx: Tx, pairs: readonly OpenReplacement[]): Promise<number> {
  const single = pairs.filter((pair) => !isTwo(pair));
  if (single.length === 0) return 0;
  await takePen(tx);
  await insertEntryIdentifiers(
    tx,
    single.flatMap(({ npi, replacedBy, oldId, newId }) => {
      if (oldId === newId) return [];
      return oldId === null
        ? [{ system: 'npi', value: npi, partnerId: newId as string }]
        : [{ system: 'npi', value: replacedBy, partnerId: oldId }];
    }),
  );
  await markJoined(
    tx,
    single.map((pair) => pair.npi),
  );
  return single.length;
}
