import sharp from 'sharp';
import type { Hub } from '../hub.ts';
import { composeNotice } from '../packet/compose-notice.ts';
import { composePacket } from '../packet/compose-packet.ts';
import type { LetterKind, LetterText } from '../packet/letter-template.ts';
import type { Notice, NoticeInput, Packet } from '../packet/packet-input.ts';
import { toFaxTiff } from '../packet/to-fax-tiff.ts';

/** A letter about an invented patient, as it would go out today: PDF. */
export async function previewLetter(
  hub: Pick<Hub, 'practice' | 'policy'>,
  kind: LetterKind,
  text: LetterText,
): Promise<Packet> {
  const input = { ...sample, practice: hub.practice, zone: hub.policy.zone, text };
  if (kind !== 'cover') return await composeNotice({ ...input, notice: notices[kind] });
  const content = { blocks: [{ kind: 'paragraph', runs: [{ text: 'Here follows the note.' }] }] } as const;
  return await composePacket({ ...input, note, content });
}

/** Its first page as a fax machine prints it: PNG, black and white, with square pixels. */
export async function letterPicture(packet: Packet): Promise<Uint8Array> {
  const { bytes } = await toFaxTiff(packet.bytes);
  return await sharp(bytes, { page: 0 })
    .toColourspace('b-w')
    .resize({ width: 864, height: 1118, fit: 'fill' })
    .png({ palette: true })
    .toBuffer();
}

const sample: Omit<NoticeInput, 'notice' | 'practice' | 'zone' | 'text'> = {
  recipient: {
    organisation: 'Sample Family Medicine',
    person: { family: 'Zztestova', given: 'Ivana', credential: 'MD' },
    fax: '5555550142',
    role: 'referrer',
  },
  patient: { name: { family: 'Zztest', given: 'Anna' }, birthDate: '1961-03-05' },
  referral: { reference: 'R-SAMPLE', orderNumber: 'ORDER-1', reason: 'Blurred vision' },
  composedAt: '2026-03-06T23:00:00Z',
};

const note = {
  title: 'Consultation note',
  serviceDate: '2026-03-05',
  signer: { family: 'Zztestman', given: 'Ruth', credential: 'MD' },
  signedAt: '2026-03-06T22:12:00Z',
  isAmendment: false,
};

const appointmentAt = '2026-03-10T14:30:00Z';
const provider = note.signer;

const notices: Readonly<Record<Exclude<LetterKind, 'cover'>, Notice>> = {
  no_show: { kind: 'no_show', appointmentAt, provider, next: { kind: 'will_call' } },
  cancellation: {
    kind: 'cancellation',
    appointmentAt,
    provider,
    cancelledBy: 'patient',
    next: { kind: 'will_call' },
  },
  rebooked: { kind: 'rebooked', appointmentAt, provider, formerAt: '2026-03-09T14:30:00Z' },
  correction: { kind: 'correction', told: 'no_show', toldAt: '2026-03-06T14:00:00Z', why: 'attended' },
  decline: { kind: 'decline', reason: 'We do not treat children under six.' },
  thank_you: { kind: 'thank_you', receivedAt: '2026-03-06T15:00:00Z' },
};
