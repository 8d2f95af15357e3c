import { printableLine } from '../../formats/richtext/printable.ts';
import { BUILT_IN, fillTemplate, type Values } from './letter-template.ts';
import type { Letter, LetterField } from './letter.ts';
import type { PacketInput, Practice, Recipient } from './packet-input.ts';
import { dayWords, fullName, pageWords, phoneWords, timeWords } from './wording.ts';

/** The cover sheet of a note. `pages` counts the whole packet, the cover included. */
export function coverLetter(input: PacketInput, pages: number): Letter {
  const { note, zone, text = BUILT_IN.cover } = input;
  return {
    practice: input.practice,
    title: note.isAmendment ? 'Amended visit note' : text.title,
    alert: note.isAmendment ? amendmentWords(input) : undefined,
    to: addressee(input.recipient),
    from: sender(input.practice),
    fields: coverFields(input, pages),
    paragraphs: fillTemplate(text.body, coverValues(input)),
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

function coverValues(input: PacketInput): Values {
  const { note } = input;
  const day = dayWords(note.serviceDate);
  return {
    ...commonValues(input),
    greeting: greeting(input),
    note_follows: `${note.isAmendment ? 'The amended note of the visit' : 'The note of the visit'} on ${day} follows${input.recipient.role === 'pcp' ? ' for your chart' : ''}.`,
    service_date: day,
    document: note.title ?? 'Visit note',
    signer: fullName(note.signer),
  };
}

/** An office that did not refer is not thanked: it is told why it hears from us. */
function greeting({ recipient, patient }: PacketInput): string {
  const name = fullName(patient.name);
  return recipient.role === 'pcp'
    ? `Our records name you as primary care provider of ${name}.`
    : `Thank you for referring ${name} to us.`;
}

/** What every letter may name. */
export function commonValues(
  input: Pick<PacketInput, 'practice' | 'recipient' | 'patient' | 'referral'>,
): Values {
  const { practice, recipient, patient, referral } = input;
  const name = fullName(patient.name);
  return {
    practice: practice.name,
    practice_phone: phoneWords(practice.phone),
    recipient: fullName(recipient.person) || recipient.organisation,
    patient: name,
    patient_referred: recipient.role === 'referrer' ? `${name}, whom you referred to us,` : name,
    birth_date: dayWords(patient.birthDate),
    order_number: referral.orderNumber,
    reason: referral.reason,
    reference: referral.reference,
  };
}
