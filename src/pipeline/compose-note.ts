import { noteEffectKey } from '../domain/consequences.ts';
import type { NoteView } from '../domain/note.ts';
import { Failure } from '../lib/failure.ts';
import type { Delivery } from '../store/deliveries.ts';
import { blockedBy, commonOf, readyParcel, type Composed } from './compose-ready.ts';
import type { Hub } from './hub.ts';
import { loadLetterText } from './letters/letter-texts.ts';
import { loadNoteBytes } from './note-bytes.ts';
import { composePacket } from './packet/compose-packet.ts';
import type { PacketNote } from './packet/packet-input.ts';
import { checkProofOfService, PROOF_GAP_WORDS } from './packet/proof.ts';
import { packetPatient, referralReference, type ReferralStory } from './referral-story.ts';

/** A note with its cover, or why it cannot be sent: notes of all forms stop here when they are no proof of service. */
export async function noteParcel(hub: Hub, delivery: Delivery, story: ReferralStory): Promise<Composed> {
  const note = noteOf(delivery, story);
  if (!note) return { kind: 'superseded' };
  const packetNote = packetNoteOf(delivery, note);
  const gap = incomplete(story, packetNote);
  if (gap) return gap;
  try {
    const content = await loadContent(hub, note);
    const text = await loadLetterText(hub.db, 'cover', delivery.createdAt);
    const about = commonOf(hub, delivery, story);
    const packet = await composePacket({ ...about, text, note: packetNote, content });
    const subject = `Visit note for your referral ${referralReference(delivery.referralId)}`;
    return await readyParcel(hub, delivery, story, packet, subject, note);
  } catch (error) {
    return blockedBy(error);
  }
}

/** The note a delivery is of, as long as it is final. */
export function noteOf(delivery: Delivery, { view }: Pick<ReferralStory, 'view'>): NoteView | undefined {
  const partnerId = delivery.partnerId ?? '';
  const note = view.notes.find((one) => noteEffectKey(partnerId, one) === delivery.effectKey);
  return note?.status === 'final' ? note : undefined;
}

export function packetNoteOf({ partnerId }: Delivery, note: NoteView): PacketNote {
  return {
    title: note.title,
    serviceDate: note.serviceDate,
    author: note.author?.name,
    signer: (note.signer ?? note.author)?.name,
    signedAt: note.signedAt,
    isAmendment: note.isAmendment,
    replacesSentAt: note.deliveries.find(
      (one) => one.partnerId === partnerId && one.contentSha256 !== note.contentSha256,
    )?.at,
  };
}

/** What a person has to complete first. */
export function incomplete(story: ReferralStory, note: PacketNote): Composed | undefined {
  const gaps = checkProofOfService({ patient: packetPatient(story), note });
  if (gaps.length === 0) return undefined;
  const missing = gaps.map((gap) => PROOF_GAP_WORDS[gap]).join(', ');
  return {
    kind: 'blocked',
    review: 'note_incomplete',
    code: 'proof-incomplete',
    detail: `The note lacks ${missing}.`,
  };
}

/** Where a note comes in several forms, the one its author laid out. */
const preferred = [
  'application/pdf',
  'text/rtf',
  'text/html',
  'text/xml',
  'application/fhir+json',
  'text/plain',
] as const;

/** @throws Failure permanent `note-without-content`, `note-in-parts`, and those of `loadNoteBytes`. */
export async function loadContent(hub: Hub, note: NoteView) {
  const ref =
    preferred.map((type) => note.content.find((one) => one.mediaType === type)).find(Boolean) ??
    note.content[0];
  if (!ref || note.messageId === undefined)
    throw new Failure('permanent', 'note-without-content', 'The note has no content.');
  // Sending one of several would look like the whole note.
  if (note.content.filter((one) => one.mediaType === ref.mediaType).length > 1)
    throw new Failure(
      'permanent',
      'note-in-parts',
      'The note comes in several documents, and the hub sends one. Have the sender combine them, or send it by hand.',
    );
  const bytes = await loadNoteBytes(hub.db, note.messageId, ref);
  return {
    mediaType: ref.mediaType,
    bytes,
    ...(ref.encoding === 'text' || ref.charset === undefined ? {} : { charset: ref.charset }),
  };
}
