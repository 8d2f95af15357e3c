import { printableLine } from '../../formats/richtext/printable.ts';
import type { Letter, LetterField } from './letter.ts';
import type { PacketInput, Practice, Recipient } from './packet-input.ts';
import { dayWords, fullName, pageWords, phoneWords, timeWords } from './wording.ts';

/** The cover sheet of a note. `pages` counts the whole packet, the cover included. */
export function coverLetter(input: PacketInput, pages: number): Letter {
  const { note, zone } = input;
  return {
    practice: input.practice,
    title: note.isAmendment ? 'Amended visit note' : 'Visit note',
    alert: note.isAmendment ? amendmentWords(input) : undefined,
    to: addressee(input.recipient),
    from: sender(input.practice),
    fields: coverFields(input, pages),
    paragraphs: [greeting(input)],
    foot: `Composed ${timeWords(input.composedAt, zone)}. Reference ${printableLine(input.referral.reference)}.`,
  };
}

export function addressee(recipient: Recipient): readonly string[] {
  const person = fullName(recipient.person);
  const organisation = printableLine(recipient.organisation ?? '');
  return [
    person,
    organisation,
    recipient.fax ? `Fax ${phoneWords(recipient.fax)}` : '',
    recipient.phone ? `Phone ${phoneWords(recipient.phone)}` : '',
  ].filter((line) => line !== '');
}

export function sender(practice: Practice): readonly string[] {
  return [
    printableLine(practice.name),
    practice.fax ? `Fax ${phoneWords(practice.fax)}` : '',
    `Phone ${phoneWords(practice.phone)}`,
  ].filter((line) => line !== '');
}

/** The fields every letter ends with: how both sides find the referral again. */
export function referralFields(referral: PacketInput['referral']): readonly LetterField[] {
  return present([
    ['Your order number', referral.orderNumber],
    ['Reason for referral', referral.reason],
    ['Our reference', referral.reference],
  ]);
}

export function present(fields: readonly (readonly [string, string | undefined])[]): readonly LetterField[] {
  return fields.flatMap(([label, value]) => {
    const text = printableLine(value ?? '');
    return text === '' ? [] : [{ label, value: text }];
  });
}

function coverFields(input: PacketInput, pages: number): readonly LetterField[] {
  const { patient, note, zone } = input;
  const author = fullName(note.author);
  const signer = fullName(note.signer);
  return [
    { label: 'Patient', value: fullName(patient.name), isStrong: true },
    { label: 'Date of birth', value: dayWords(patient.birthDate), isStrong: true },
    { label: 'Date of service', value: dayWords(note.serviceDate), isStrong: true },
    ...present([
      ['Document', note.title ?? 'Visit note'],
      ['Author', author === signer ? undefined : author],
      ['Electronically signed', note.signedAt ? `${signer}, ${timeWords(note.signedAt, zone)}` : signer],
    ]),
    ...referralFields(input.referral),
    { label: 'Pages', value: pageWords(pages), isStrong: true },
  ];
}

function amendmentWords(input: PacketInput): string {
  const { replacesSentAt } = input.note;
  if (!replacesSentAt) return 'Amended note: replaces any earlier one for this visit.';
  return `Amended note: replaces the one sent on ${timeWords(replacesSentAt, input.zone)}.`;
}

/** An office that did not refer is not thanked: it is told why it hears from us. */
function greeting(input: PacketInput): string {
  const patient = fullName(input.patient.name);
  const day = dayWords(input.note.serviceDate);
  const follows = input.note.isAmendment ? 'The amended note of the visit' : 'The note of the visit';
  if (input.recipient.role === 'pcp') {
    return `Our records name you as primary care provider of ${patient}. ${follows} on ${day} follows for your chart.`;
  }
  return `Thank you for referring ${patient} to us. ${follows} on ${day} follows.`;
}
