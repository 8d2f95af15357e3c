import type { Delivery } from '../../store/deliveries.ts';
import { findReferral } from '../../store/ledger.ts';
import { listBundleNotes, type BundleNote } from '../../store/letters-bundles.ts';
import { findOrder, listReported, type LetterOrder } from '../../store/letters-orders.ts';
import { loadPatient } from '../../store/patients.ts';
import { isObjectedNote, loadSendingFacts } from '../../store/sending-facts.ts';
import { incomplete, loadContent, noteOf, packetNoteOf } from '../compose-note.ts';
import { blockedBy, commonOf, readyDocument, readyParcel, type Composed } from '../compose-ready.ts';
import type { Hub } from '../hub.ts';
import { composeBundle, composeStatus } from '../packet/compose-bundle.ts';
import { composeNotice } from '../packet/compose-notice.ts';
import type { BundledNote, Notice, StatusRow } from '../packet/packet-input.ts';
import { packetPatient, packetReferral, referralReference, type ReferralStory } from '../referral-story.ts';
import { loadLetterText } from './letter-texts.ts';
import type { StatusLine } from './send-status.ts';

/** A person asked for it (`letter_order`). */
export function isOrdered({ effectKey }: Pick<Delivery, 'effectKey'>): boolean {
  return /^send_(?:letter|status|bundle)\|/.test(effectKey);
}

/** What a person asked to be sent. */
export async function orderParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const order = await findOrder(hub.db, delivery.effectKey);
  switch (order?.kind) {
    case 'decline':
    case 'thank_you':
      return letterParcel(hub, delivery, story, order);
    case 'status':
      return statusParcel(hub, delivery, story, order);
    case 'bundle':
      return bundleParcel(hub, delivery, story);
    case undefined:
      return { kind: 'superseded' };
  }
}

async function letterParcel(
  hub: Hub,
  delivery: Delivery,
  story: ReferralStory,
  order: LetterOrder,
): Promise<Composed> {
  const isDecline = order.kind === 'decline';
  // Somebody else turned out to have sent the patient.
  if (story.view.referrer?.partnerId !== delivery.partnerId) return { kind: 'superseded' };
  // Accepted meanwhile: the letter would be wrong.
  if (isDecline && story.view.state !== 'declined') return { kind: 'superseded' };
  const reason = order.options['reason'];
  const notice: Notice = isDecline
    ? { kind: 'decline', reason: typeof reason === 'string' ? reason : undefined }
    : { kind: 'thank_you', receivedAt: story.view.receivedAt };
  const text = await loadLetterText(hub.db, notice.kind, delivery.createdAt);
  const packet = await composeNotice({ ...commonOf(hub, delivery, story), notice, text });
  const words = isDecline ? 'Your referral' : 'Thank you for your referral';
  const subject = `${words} ${referralReference(delivery.referralId)}`;
  return readyParcel(hub, delivery, story, packet, subject);
}

async function statusParcel(
  hub: Hub,
  delivery: Delivery,
  story: ReferralStory,
  { options }: LetterOrder,
): Promise<Composed> {
  const lines = options['rows'] as readonly StatusLine[];
  const people = new Map(
    (
      await listReported(
        hub.db,
        delivery.partnerId ?? '',
        lines.map((line) => line.referralId),
      )
    ).map((one) => [one.id, one]),
  );
  const rows = lines.flatMap(({ referralId, ...line }): readonly StatusRow[] => {
    const person = people.get(referralId);
    if (!person) return [];
    const { family, given, birthDate } = person;
    const name = { ...(family !== null && { family }), ...(given !== null && { given }) };
    return [{ ...line, name, birthDate: birthDate ?? undefined }];
  });
  if (rows.length === 0) return { kind: 'superseded' };
  const { practice, recipient, composedAt, zone } = commonOf(hub, delivery, story);
  const about = { practice, recipient, composedAt, zone, reference: bundleReference(delivery) };
  const packet = await composeStatus({ ...about, rows, more: Number(options['more'] ?? 0) });
  return readyDocument(hub, delivery, packet, 'Status of your referrals');
}

/** When one note of several cannot go, none goes in the bundle: whoever sends it takes it apart (`part-bundle.ts`). */
async function bundleParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const members = await listBundleNotes(hub.db, delivery.effectKey);
  const notes: BundledNote[] = [];
  try {
    if (await isOneHeld(hub, delivery, members)) return { kind: 'superseded' };
    for (const member of members) {
      const note = await bundledNote(hub, delivery, { ...member, effectKey: member.noteKey });
      if (note === undefined) return { kind: 'superseded' };
      notes.push(note);
    }
    if (notes.length === 0) return { kind: 'superseded' };
    const { practice, recipient, composedAt, zone } = commonOf(hub, delivery, story);
    const about = { practice, recipient, composedAt, zone, reference: bundleReference(delivery) };
    const packet = await composeBundle({ ...about, notes });
    return await readyDocument(hub, delivery, packet, `${notes.length} visit notes for your referrals`);
  } catch (error) {
    blockedBy(error);
    return { kind: 'superseded' };
  }
}

/** Meanwhile a person holds one, this office is not to have it any more, or a patient objects: by itself it is asked about. */
async function isOneHeld(
  hub: Hub,
  { createdBy }: Delivery,
  members: readonly BundleNote[],
): Promise<boolean> {
  if (createdBy === null && members.some(({ state }) => state !== 'released')) return true;
  const facts = await loadSendingFacts(
    hub.db,
    members.map((member) => member.noteKey),
  );
  return facts.some(isObjectedNote);
}

/** `undefined`: it is not there any more, or not complete. */
async function bundledNote(
  hub: Hub,
  bundle: Delivery,
  member: Pick<Delivery, 'effectKey' | 'referralId' | 'partnerId'>,
): Promise<BundledNote | undefined> {
  const referral = await findReferral(hub.db, member.referralId);
  const patient = referral && (await loadPatient(hub.db, referral.patientId));
  if (!referral || !patient) return undefined;
  const story: ReferralStory = { view: referral.view, patient, partner: undefined };
  const delivery: Delivery = { ...bundle, ...member };
  const note = noteOf(delivery, story);
  if (!note) return undefined;
  const packetNote = packetNoteOf(delivery, note);
  if (incomplete(story, packetNote)) return undefined;
  return {
    patient: packetPatient(story),
    note: packetNote,
    referral: packetReferral(delivery, story.view),
    content: await loadContent(hub, note),
  };
}

/** Of a parcel about several: none of the patients' own. */
function bundleReference({ id }: Delivery): string {
  return `P-${id.replaceAll('-', '').slice(-8).toUpperCase()}`;
}
