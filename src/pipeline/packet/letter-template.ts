import type { Run } from '../../formats/richtext/block.ts';
import { printableLine } from '../../formats/richtext/printable.ts';

/** The letters a practice may put in its own words. `cover` is the line on the cover sheet of a note. */
export const LETTER_KINDS = [
  'cover',
  'no_show',
  'cancellation',
  'rebooked',
  'correction',
  'decline',
  'thank_you',
] as const;

export type LetterKind = (typeof LETTER_KINDS)[number];

/** Title: one line without placeholders. Body: paragraphs parted by an empty line, `{{placeholders}}`, `**bold**`, `- ` for items. */
export type LetterText = { readonly title: string; readonly body: string };

export type Paragraph = { readonly runs: readonly Run[]; readonly isItem: boolean };

export type Values = Readonly<Record<string, string | undefined>>;

/** What stands in every letter. Explanations are for whoever writes one. */
const COMMON = {
  practice: 'our name',
  practice_phone: 'our phone number',
  recipient: 'the office or doctor it goes to',
  patient: "the patient's name",
  patient_referred: 'the name, and to a referrer “…, whom you referred to us,”',
  birth_date: 'the date of birth',
  order_number: 'their own number for the order, if they gave one',
  reason: 'the reason for referral, if they gave one',
  reference: 'our reference of the referral',
} as const;

/** Placeholders of each letter beside the common ones. */
const OWN: Readonly<Record<LetterKind, Readonly<Record<string, string>>>> = {
  cover: {
    greeting: 'thanks to a referrer; to a primary care office why it hears from us',
    note_follows: '“The note of the visit on 03/05/2026 follows”, or the amended note',
    service_date: 'the date of the visit',
    document: 'the title of the note',
    signer: 'who signed it',
  },
  no_show: {
    appointment: 'the missed appointment, date and time',
    provider: 'with whom, if known',
    next_step: 'what we do next, as a sentence',
  },
  cancellation: {
    appointment: 'the cancelled appointment, date and time',
    provider: 'with whom, if known',
    cancelled_how: '“was cancelled by the patient”, “by our office”, or “was cancelled”',
    next_step: 'what we do next, as a sentence',
  },
  rebooked: {
    appointment: 'the new appointment, date and time',
    former_appointment: 'the one it replaces, if any',
    provider: 'with whom, if known',
  },
  correction: {
    told: 'what we sent before, such as “notice of a missed appointment”',
    told_at: 'when we sent it',
    truth: '“is not right: the patient did come”, or “was an error”',
  },
  decline: { decline_reason: 'why we cannot see the patient, as the person who sends it wrote it' },
  thank_you: { received: 'when the referral reached us' },
};

export const BUILT_IN: Readonly<Record<LetterKind, LetterText>> = {
  cover: { title: 'Visit note', body: '{{greeting}} {{note_follows}}' },
  no_show: {
    title: 'Missed appointment',
    body: '{{patient_referred}} did not come to this appointment. {{next_step}}\n\nQuestions? Please call {{practice_phone}}.',
  },
  cancellation: {
    title: 'Appointment cancelled',
    body: 'This appointment of {{patient_referred}} {{cancelled_how}}. {{next_step}}\n\nQuestions? Please call {{practice_phone}}.',
  },
  rebooked: {
    title: 'New appointment',
    body: '{{patient_referred}} has this appointment now. You will have our note after the visit.\n\nQuestions? Please call {{practice_phone}}.',
  },
  correction: {
    title: 'Correction',
    body: 'The {{told}} we sent on {{told_at}} for this patient {{truth}}. We are sorry for the trouble.\n\nQuestions? Please call {{practice_phone}}.',
  },
  decline: {
    title: 'We cannot see this patient',
    body: 'Thank you for referring {{patient}} to us. We are sorry that we cannot see this patient.\n\n{{decline_reason}}\n\nPlease refer the patient elsewhere, so that no time is lost. Questions? Please call {{practice_phone}}.',
  },
  thank_you: {
    title: 'Thank you for your referral',
    body: 'Thank you for referring {{patient}} to us. We have the referral and will call the patient to find a time.\n\nYou will hear from us when an appointment is made, and you will have our note after the visit.\n\nQuestions? Please call {{practice_phone}}.',
  },
};

/** What may be written in a letter, with what it stands for. */
export function placeholdersOf(kind: LetterKind): Readonly<Record<string, string>> {
  return { ...COMMON, ...OWN[kind] };
}

/** Fills in what is known. A paragraph whose placeholders all turn out to be empty is left out: it would say nothing. */
export function fillTemplate(body: string, values: Values): readonly Paragraph[] {
  return paragraphsIn(body).flatMap(({ text, isItem }) => {
    const names = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
    if (names.length > 0 && names.every((name) => valueOf(values, name) === '')) return [];
    return [{ runs: runsOf(text, values), isItem }];
  });
}

/** `{{name}}`; blanks inside are allowed. */
export const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_]{1,40})\s*\}\}/g;

function paragraphsIn(body: string): readonly { readonly text: string; readonly isItem: boolean }[] {
  return body
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n/)
    .flatMap((part) => part.split(/\n(?=[ \t]*- )/))
    .flatMap((part) => {
      const isItem = /^\s*- /.test(part);
      const text = part
        .replace(/^\s*- /, '')
        .replace(/\s+/g, ' ')
        .trim();
      return text === '' ? [] : [{ text, isItem }];
    });
}

function valueOf(values: Values, name: string): string {
  return Object.hasOwn(values, name) ? printableLine(values[name] ?? '').trim() : '';
}

/** What was filled in is text and never form: a name with two stars in it stays a name. */
function runsOf(text: string, values: Values): readonly Run[] {
  return text.split('**').flatMap((part, index): readonly Run[] => {
    const filled = part
      .replace(PLACEHOLDER, (_, name: string) => valueOf(values, name))
      .replace(/ {2,}/g, ' ');
    if (filled === '') return [];
    return [{ text: filled, ...(index % 2 === 1 ? { bold: true as const } : {}) }];
  });
}
