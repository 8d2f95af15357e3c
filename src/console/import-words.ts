import type { ImportKind, ImportRun, ImportState } from '../store/imports.ts';
import type { SheetField } from '../pipeline/import/sheet-fields.ts';
import type { Word } from './words.ts';

export const importStateWords: Readonly<Record<ImportState, Word>> = {
  uploaded: { word: 'Ready to start', tone: 'blue' },
  preview: { word: 'Being counted', tone: 'violet' },
  waiting: { word: 'Waiting', tone: 'plain' },
  running: { word: 'Under way', tone: 'violet' },
  done: { word: 'Done', tone: 'green' },
  failed: { word: 'Stopped by a problem', tone: 'red' },
  stopped: { word: 'Stopped', tone: 'amber' },
};

export const importKindWords: Readonly<Record<ImportKind, string>> = {
  nppes: 'NPPES',
  nppes_locations: 'NPPES: more places',
  nppes_names: 'NPPES: other names',
  nppes_endpoints: 'NPPES: addresses for messages',
  payer: 'Payer’s directory',
  outreach: 'Outreach sheet',
  volume: 'Medicare volumes (CMS)',
  feed: 'Referrals of a channel',
};

/** What a column can hold, as the choice says it. */
export const sheetFieldWords: Readonly<Record<SheetField, string>> = {
  agent: 'Agent',
  lastContact: 'Last contact',
  outcome: 'Outcome',
  remarks: 'Remarks',
  nextStep: 'Next step',
  given: 'First name',
  family: 'Last name',
  gender: 'Gender',
  specialty: 'Specialty',
  phone: 'Phone',
  fax: 'Fax',
  line1: 'Street',
  line2: 'Suite',
  city: 'City',
  state: 'State',
  zip: 'ZIP',
  npi: 'NPI',
  name: 'Whole name',
  organisation: 'Practice',
  middle: 'Middle name',
  suffix: 'Suffix',
  credential: 'Credential',
  email: 'E-mail',
  extension: 'Extension',
  payer: 'Payer',
  plan: 'Plan',
};

/** Somebody or something works on it, or will in a moment. */
export function isUnderWay(run: ImportRun): boolean {
  return run.state === 'preview' || run.state === 'waiting' || run.state === 'running';
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Parts of a hundred that are read. */
export function percentOf(run: ImportRun): number {
  if (run.state === 'done') return 100;
  return run.bytesTotal === 0 ? 0 : Math.min(100, Math.floor((run.bytesDone / run.bytesTotal) * 100));
}
