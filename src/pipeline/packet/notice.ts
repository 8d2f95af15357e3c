import { addressee, present, referralFields, sender } from './cover.ts';
import type { Letter, LetterField } from './letter.ts';
import type { NextStep, Notice, NoticeInput } from './packet-input.ts';
import { appointmentWords, dayWords, fullName, phoneWords, timeWords } from './wording.ts';

/** The one page that tells a referring office what became of its referral. */
export function noticeLetter(input: NoticeInput): Letter {
  const { notice, patient, zone } = input;
  return {
    practice: input.practice,
    title: TITLES[notice.kind],
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
    paragraphs: [...messageOf(input), `Questions? Please call ${phoneWords(input.practice.phone)}.`],
    foot: `Composed ${timeWords(input.composedAt, zone)}. Reference ${input.referral.reference}.`,
  };
}

const TITLES: Readonly<Record<Notice['kind'], string>> = {
  no_show: 'Missed appointment',
  cancellation: 'Appointment cancelled',
  rebooked: 'New appointment',
  correction: 'Correction',
};

function noticeFields(notice: Notice, zone: string): readonly LetterField[] {
  if (notice.kind === 'correction') return [];
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

function messageOf(input: NoticeInput): readonly string[] {
  const { notice, zone } = input;
  const isReferrer = input.recipient.role === 'referrer';
  const patient = `${fullName(input.patient.name)}${isReferrer ? ', whom you referred to us,' : ''}`;
  switch (notice.kind) {
    case 'no_show':
      return [`${patient} did not come to this appointment. ${nextWords(notice.next, zone)}`];
    case 'cancellation':
      return [
        `This appointment of ${patient} ${CANCELLED[notice.cancelledBy]}. ${nextWords(notice.next, zone)}`,
      ];
    case 'rebooked':
      return [`${patient} has this appointment now. You will have our note after the visit.`];
    case 'correction':
      return correctionWords(notice, zone);
  }
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

function correctionWords(notice: Correction, zone: string): readonly string[] {
  const sent = timeWords(notice.toldAt, zone);
  if (notice.told !== 'note') {
    const truth = notice.why === 'attended' ? 'is not right: the patient did come' : 'was an error';
    return [
      `The ${TOLD[notice.told]} we sent on ${sent} for this patient ${truth}. We are sorry for the trouble.`,
    ];
  }
  const reason = NOTE_REASONS[notice.why];
  return [
    `The visit note we sent on ${sent} ${reason}. Please take it out of the chart, do not rely on it, and destroy it.`,
    'If a corrected note exists, you will have it from us separately.',
  ];
}

const NOTE_REASONS: Readonly<Record<Correction['why'], string>> = {
  wrong_patient: 'does not belong to this patient',
  withdrawn: 'was withdrawn by its author',
  entered_in_error: 'was sent in error',
  attended: 'was sent in error',
};
