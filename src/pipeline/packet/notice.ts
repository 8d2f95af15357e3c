import { addressee, commonValues, present, referralFields, sender } from './cover.ts';
import { BUILT_IN, fillTemplate, type LetterText, type Paragraph, type Values } from './letter-template.ts';
import type { Letter, LetterField } from './letter.ts';
import type { NextStep, Notice, NoticeInput } from './packet-input.ts';
import { appointmentWords, dayWords, fullName, phoneWords, timeWords } from './wording.ts';

/** The one page that tells a referring office what became of its referral. */
export function noticeLetter(input: NoticeInput): Letter {
  const { notice, patient, zone } = input;
  const text = input.text ?? BUILT_IN[notice.kind];
  return {
    practice: input.practice,
    title: text.title,
    alert: notice.kind === 'correction' ? correctionAlert(notice, zone) : undefined,
    to: addressee(input.recipient),
    from: sender(input.practice),
    fields: [
      { label: 'Patient', value: fullName(patient.name), isStrong: true },
      { label: 'Date of birth', value: dayWords(patient.birthDate), isStrong: true },
      ...noticeFields(notice, zone),
      ...referralFields(input.referral),
      { label: 'Pages', value: '1 page' },
    ],
    paragraphs: paragraphsOf(input, text),
    foot: `Composed ${timeWords(input.composedAt, zone)}. Reference ${input.referral.reference}.`,
  };
}

function noticeFields(notice: Notice, zone: string): readonly LetterField[] {
  if (notice.kind === 'correction' || notice.kind === 'decline') return [];
  if (notice.kind === 'thank_you') return present([['Received', timeWords(notice.receivedAt, zone)]]);
  const label = { no_show: 'Missed', cancellation: 'Cancelled', rebooked: 'Appointment' }[notice.kind];
  const former = notice.kind === 'rebooked' ? notice.formerAt : undefined;
  const next = notice.kind === 'rebooked' ? undefined : notice.next;
  return [
    { label, value: appointmentWords(notice.appointmentAt, zone), isStrong: true },
    ...present([
      ['Instead of', former ? appointmentWords(former, zone) : undefined],
      ['Rebooked for', next?.kind === 'rebooked' ? appointmentWords(next.appointmentAt, zone) : undefined],
      ['With', fullName(notice.provider)],
    ]),
  ];
}

function paragraphsOf(input: NoticeInput, text: LetterText): readonly Paragraph[] {
  const { notice, zone } = input;
  if (notice.kind !== 'correction' || notice.told !== 'note')
    return fillTemplate(text.body, { ...commonValues(input), ...valuesOf(notice, zone) });
  // Pages in a wrong chart are taken out by words nobody softens.
  return [...noteCorrection(notice, zone), `Questions? Please call ${phoneWords(input.practice.phone)}.`].map(
    (words) => ({ runs: [{ text: words }], isItem: false }),
  );
}

function valuesOf(notice: Notice, zone: string): Values {
  switch (notice.kind) {
    case 'no_show':
      return { ...appointmentValues(notice, zone), next_step: nextWords(notice.next, zone) };
    case 'cancellation':
      return {
        ...appointmentValues(notice, zone),
        cancelled_how: CANCELLED[notice.cancelledBy],
        next_step: nextWords(notice.next, zone),
      };
    case 'rebooked':
      return {
        ...appointmentValues(notice, zone),
        former_appointment: notice.formerAt && appointmentWords(notice.formerAt, zone),
      };
    case 'decline':
      return { decline_reason: notice.reason };
    case 'thank_you':
      return { received: timeWords(notice.receivedAt, zone) };
    case 'correction':
      return {
        told: TOLD[notice.told],
        told_at: timeWords(notice.toldAt, zone),
        truth: notice.why === 'attended' ? 'is not right: the patient did come' : 'was an error',
      };
  }
}

function appointmentValues(
  notice: Extract<Notice, { readonly appointmentAt: string }>,
  zone: string,
): Values {
  return { appointment: appointmentWords(notice.appointmentAt, zone), provider: fullName(notice.provider) };
}

const CANCELLED: Readonly<Record<'patient' | 'practice' | 'unknown', string>> = {
  patient: 'was cancelled by the patient',
  practice: 'was cancelled by our office',
  unknown: 'was cancelled',
};

function nextWords(next: NextStep, zone: string): string {
  switch (next.kind) {
    case 'will_call':
      return 'We will call the patient to find a new time and let you know.';
    case 'rebooked':
      return `The new appointment is ${appointmentWords(next.appointmentAt, zone)}.`;
    case 'none':
      return 'No new appointment is planned. Please tell us whether you would like us to see the patient.';
  }
}

type Correction = Extract<Notice, { readonly kind: 'correction' }>;

const TOLD: Readonly<Record<Correction['told'], string>> = {
  no_show: 'notice of a missed appointment',
  cancellation: 'notice of a cancelled appointment',
  booking: 'notice of an appointment',
  note: 'visit note',
};

function correctionAlert(notice: Correction, zone: string): string {
  return `Please disregard the ${TOLD[notice.told]} we sent on ${timeWords(notice.toldAt, zone)}.`;
}

function noteCorrection(notice: Correction, zone: string): readonly string[] {
  const sent = timeWords(notice.toldAt, zone);
  return [
    `The visit note we sent on ${sent} ${NOTE_REASONS[notice.why]}. Please take it out of the chart, do not rely on it, and destroy it.`,
    'If a corrected note exists, you will have it from us separately.',
  ];
}

const NOTE_REASONS: Readonly<Record<Correction['why'], string>> = {
  wrong_patient: 'does not belong to this patient',
  withdrawn: 'was withdrawn by its author',
  entered_in_error: 'was sent in error',
  attended: 'was sent in error',
};
