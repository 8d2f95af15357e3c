import type { IdentityLine } from '../store/patient-story.ts';
import type { PatientChange } from '../store/patient-changes.ts';
import type { Changed } from '../pipeline/identity.ts';

/** What an act that did not happen says to whoever wanted it. */
export const refusals: Readonly<Record<Exclude<Changed, 'done'>, string>> = {
  already_done: 'Somebody else was quicker: it is so already.',
  changed: 'Somebody changed it meanwhile. Nothing of yours was done; look at it as it is now.',
  still_one: 'Other statements keep the two together. Take those back first: they stand below.',
  not_found: 'That patient, number or message is not there any more.',
};

const statementWords: Readonly<
  Record<IdentityLine['fact']['kind'], (one: string, others: string) => string>
> = {
  patient_merged: (one, others) => `${one} and ${others} are one patient`,
  patient_unmerged: (one, others) => `${one} and ${others} are two patients`,
  patient_linked: (one, others) => `${one} and ${others} belong together without being one`,
  identifier_moved: (one, others) => `A number went from ${others} to ${one}`,
  visit_moved: (one, others) => `A visit went from ${others} to ${one}`,
};

/** What was said of who is who, by the names of the records. */
export function statementText(line: IdentityLine, nameOf: (record: string) => string): string {
  const others = [...new Set(line.others)].filter((one) => one !== line.record).map(nameOf);
  return statementWords[line.fact.kind](nameOf(line.record), others.join(' and ') || 'another record');
}

export const changeWords: Readonly<Record<PatientChange['what'], string>> = {
  merged: 'Merged',
  unmerged: 'Taken apart',
  moved: 'A number or visit was moved',
  message_moved: 'A message was moved',
  answer_undone: 'An answer was taken back',
};

/** How much went along: `3 numbers, 2 referrals`. */
export function countsText(counts: PatientChange['counts']): string {
  return Object.entries(counts)
    .filter(([name, count]) => count > 0 && name !== 'facts')
    .map(([name, count]) => `${count} ${count === 1 ? name.replace(/s$/, '') : name}`)
    .join(', ');
}

/** What is done with another patient: first they are found, then both are seen side by side, then it is said why. */
export const actWords = {
  merge: { title: 'The same person as whom?', button: 'They are one person: merge', told: 'merged' },
  number: { title: 'Whose number is it?', button: 'Move the number', told: 'moved' },
  message: { title: 'Whose message is it?', button: 'Move the message', told: 'moved' },
} as const;
export type PatientAct = keyof typeof actWords;
