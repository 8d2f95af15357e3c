import { holdCodes, holds, type HoldCode } from '../domain/delivery-policy.ts';
import type { NoteLine, NoteTab } from '../store/notes-to-send.ts';
import { deliveryWords, destinationWord, purposeWord, questionOf, type Word } from './words.ts';

type TabWords = {
  readonly label: string;
  /** What the time of a line is. */
  readonly time: string;
  readonly empty: string;
  /** What would stand here. */
  readonly hint: string;
};

export const tabWords: Readonly<Record<NoteTab, TabWords>> = {
  not_final: {
    label: 'Not final',
    time: 'Visit',
    empty: 'Every visit that took place has a final note.',
    hint: 'A visit stands here from the day it took place until its note is signed.',
  },
  held: {
    label: 'Held',
    time: 'Since',
    empty: 'No note waits for an answer.',
    hint: 'What must not go out without a person stands here with the reason: a changed number, an objection, something missing in the note.',
  },
  ready: {
    label: 'Ready',
    time: 'Since',
    empty: 'Nothing waits to be sent.',
    hint: 'Signed notes pass through here by themselves, and wait only while the office is closed.',
  },
  sent: {
    label: 'Sent',
    time: 'Sent',
    empty: 'Everything that was sent is proven.',
    hint: 'What has left stands here until there is proof that it arrived.',
  },
  delivered: {
    label: 'Delivered',
    time: 'Delivered',
    empty: 'Nothing was delivered in these days.',
    hint: 'What arrived stands here with its proof. Choose other days above.',
  },
  failed: {
    label: 'Failed',
    time: 'Since',
    empty: 'Nothing failed.',
    hint: 'What could not be sent stands here with the reason, until it goes again, another way, or by hand.',
  },
};

/** What happens to a line, in one tinted word. */
export function lineWord(line: NoteLine, tab: NoteTab): Word {
  if (line.acknowledgedAt !== null) return { word: 'Acknowledged', tone: 'green' };
  if (line.status === 'sent' && line.isFinal === true) return { word: 'Sent, no more news', tone: 'plain' };
  if (line.status !== null) return deliveryWords[line.status];
  if (tab === 'not_final') return { word: 'Not final', tone: 'amber' };
  return tab === 'held' ? { word: 'Held', tone: 'amber' } : { word: 'Planned', tone: 'plain' };
}

/** Why it stands where it stands. */
export function lineReason(line: NoteLine, tab: NoteTab): string | undefined {
  if (tab === 'held') {
    const code = holdOf(line);
    const asked = line.question === null ? undefined : questionOf(line.question).sentence;
    return line.holdDetail ?? line.questionReason ?? (code === undefined ? asked : holds[code].sentence);
  }
  return line.detail ?? undefined;
}

/** What holds it, as the delivery policy calls it. */
export function holdOf({ hold }: NoteLine): HoldCode | undefined {
  return holdCodes.find((code) => code === hold);
}

/** Visit note, or the notice it is; a copy for the patient's own doctor is told apart. */
export function lineTitle(line: NoteLine): string {
  const title = line.title ?? purposeWord(line.purpose);
  if (line.effectKind === 'copy_note') return `${title} (copy for their own doctor)`;
  return line.effectKind === 'offer_note' ? `${title} (offered to their own doctor)` : title;
}

export function lineWay({ destination, address }: NoteLine): string | undefined {
  return destination === null ? undefined : `${destinationWord(destination)}: ${address ?? ''}`;
}
