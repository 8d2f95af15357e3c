import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { once, type Repeatable } from '../../store/asked-once.ts';
import { insertAudit } from '../../store/audit.ts';
import type { Tx } from '../../store/database.ts';
import { listEndpointsFor } from '../../store/directory/endpoint-choice.ts';
import { setEffectState } from '../../store/effects.ts';
import { takePen } from '../../store/ledger.ts';
import { insertBundleNotes, loadNotesToBundle, type NoteToBundle } from '../../store/letters-bundles.ts';
import { insertOrder } from '../../store/letters-orders.ts';
import { isObjectedNote, loadSendingFacts } from '../../store/sending-facts.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { MOST_BUNDLED } from '../packet/packet-input.ts';

/**
 * Sends several notes of one practice in one parcel. `noteKeys`: the effects of the notes. Each note keeps a delivery of its own, which shares
 * the fate of the parcel (`settle-bundle.ts`). `wish`: said again, nothing is sent again. Returns the key of the effect.
 *
 * @throws Failure permanent, naming the note by its place (`notes[2]`): `bundle-note-gone`, `bundle-other-practice`, `bundle-note-held`,
 *   `bundle-note-sending`, `bundle-no-endpoint`; `bundle-size` for fewer than two notes or more than 15; `idempotency-reused`.
 */
export async function sendBundle(
  hub: Hub,
  partnerId: string,
  noteKeys: readonly string[],
  person: string,
  wish?: Repeatable,
): Promise<string> {
  const keys = [...new Set(noteKeys)];
  if (keys.length < 2 || keys.length > MOST_BUNDLED)
    throw refusal('bundle-size', `A bundle has two to ${MOST_BUNDLED} notes: ${keys.length} were chosen.`);
  const key = await transaction(hub.db, (tx) =>
    once(tx, wish, () => orderBundle(tx, hub, { partnerId, keys, person })),
  );
  hub.wake('effects');
  return key;
}

async function orderBundle(
  tx: Tx,
  hub: Hub,
  wanted: { readonly partnerId: string; readonly keys: readonly string[]; readonly person: string },
): Promise<string> {
  const { partnerId, keys, person } = wanted;
  await takePen(tx);
  const found = new Map((await loadNotesToBundle(tx, keys)).map((note) => [note.key, note]));
  const notes = keys.map((one, at) => {
    const note = found.get(one);
    return note ?? reject('bundle-note-gone', at, 'is not there any more');
  });
  await requireFree(tx, notes);
  await requireOnePractice(tx, hub, partnerId, notes);
  const order = `send_bundle|${newId()}`;
  const [first] = notes;
  const about = { referralId: first?.referralId ?? '', partnerId, options: {}, createdBy: person };
  await insertOrder(tx, { key: order, kind: 'bundle', ...about });
  await insertBundleNotes(tx, order, keys);
  await setEffectState(tx, keys, 'released');
  const object = { objectKind: 'partner', objectId: partnerId };
  await insertAudit(tx, { actor: person, action: 'bundle_sent', ...object });
  return order;
}

/** What a person or a patient holds back stays back, and what is on its way is not sent a second time beside it. */
async function requireFree(tx: Tx, notes: readonly NoteToBundle[]): Promise<void> {
  const facts = new Map(
    (
      await loadSendingFacts(
        tx,
        notes.map((note) => note.key),
      )
    ).map((one) => [one.key, one]),
  );
  notes.forEach((note, at) => {
    const about = facts.get(note.key);
    if (about && isObjectedNote(about))
      reject('bundle-note-held', at, 'is held: the patient objects to sending it');
    if (note.state === 'blocked' && (note.hold === 'by_person' || note.hold === 'offer_asked'))
      reject('bundle-note-held', at, 'is held until a person lets it go');
    if (note.state === 'withdrawn') reject('bundle-note-gone', at, 'was withdrawn');
    if (['queued', 'sending', 'failed_transient', 'ambiguous'].includes(note.status ?? ''))
      reject('bundle-note-sending', at, 'is on its way already: wait for it or cancel it first');
  });
}

/** Every note must be bound for the very same places: a doctor's other practice is another practice. */
async function requireOnePractice(
  tx: Tx,
  hub: Hub,
  partnerId: string,
  notes: readonly NoteToBundle[],
): Promise<void> {
  const asks = [
    { partnerId, referralId: notes[0]?.referralId ?? '', purpose: 'notes' as const },
    ...notes.map((note) => ({
      partnerId: note.partnerId,
      referralId: note.referralId,
      purpose: 'notes' as const,
    })),
  ];
  const places = (await listEndpointsFor(tx, asks)).map((ways) =>
    ways
      .filter((way) => hub.destinations.has(way.destination))
      .map((way) => `${way.destination}:${way.address}`)
      .toSorted()
      .join('\n'),
  );
  const [own = '', ...others] = places;
  if (own === '') throw refusal('bundle-no-endpoint', 'Nothing is known of how this office takes notes.');
  others.forEach((place, at) => {
    if (place !== own)
      reject('bundle-other-practice', at, 'is of a patient of another practice: send it there by itself');
  });
}

function reject(code: string, at: number, words: string): never {
  throw refusal(code, `The note at notes[${at}] ${words}.`);
}

function refusal(code: string, message: string): Failure {
  return new Failure('permanent', code, message);
}
