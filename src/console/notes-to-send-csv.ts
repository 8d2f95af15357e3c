import type { Cell } from '../lib/csv.ts';
import type { NoteLine, NoteTab } from '../store/notes-to-send.ts';
import type { ConsoleContext } from './console-context.ts';
import { csvAnswer } from './csv-answer.ts';
import { lineReason, lineWord, tabWords } from './notes-to-send-words.ts';
import { dayOf } from './times.tsx';
import { destinationWord, purposeWord } from './words.ts';

/** The lines of a tab as a file. Instants are UTC; days are the practice's. */
export function notesFile(
  c: ConsoleContext,
  tab: NoteTab,
  lines: readonly NoteLine[],
  zone: string,
): Response {
  const rows = lines.map((line): readonly Cell[] => [
    line.at,
    line.family,
    line.given,
    line.birthDate,
    line.seenAt === null ? null : dayOf(line.seenAt, zone),
    line.provider,
    line.partnerName,
    purposeWord(line.purpose),
    lineWord(line, tab).word,
    line.destination === null ? null : destinationWord(line.destination),
    line.address,
    line.attempts,
    line.sentAt,
    line.deliveredAt,
    line.acknowledgedAt,
    line.reference,
    lineReason(line, tab),
    line.referralId,
    line.deliveryId,
  ]);
  return csvAnswer(c, `notes-to-send-${tab.replace('_', '-')}`, [tabWords[tab].time, ...head], rows);
}

const head = [
  'Patient family name',
  'Patient given name',
  'Birth date',
  'Day of the visit',
  'Provider',
  'Office',
  'What',
  'State',
  'Way',
  'Address',
  'Tries',
  'Sent',
  'Delivered',
  'Acknowledged',
  'Proof',
  'Reason',
  'Referral',
  'Delivery',
];
