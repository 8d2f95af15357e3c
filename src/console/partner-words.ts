import { specialtyName } from '../domain/taxonomy.ts';
import type { EntryNeed } from '../store/directory/completeness.ts';
import type { TreeRelation } from '../store/directory/entry.ts';
import type { PartnerStage } from '../store/partners.ts';
import type { Word } from './words.ts';

/** How the practice stands with a partner. */
export const stageWords: Readonly<Record<PartnerStage, Word>> = {
  unknown: { word: 'On file only', tone: 'plain' },
  discovered: { word: 'New to us', tone: 'amber' },
  target: { word: 'Target', tone: 'blue' },
  contacted: { word: 'Contacted', tone: 'violet' },
  active: { word: 'Active', tone: 'green' },
  lapsed: { word: 'Lapsed', tone: 'amber' },
  do_not_contact: { word: 'Do not contact', tone: 'red' },
};

export const stageNames = Object.keys(stageWords) as readonly PartnerStage[];

export const needWords: Readonly<Record<EntryNeed, string>> = {
  name: 'name',
  location: 'address',
  phone: 'phone',
  fax: 'fax',
};

export const relationWords: Readonly<Record<TreeRelation, string>> = {
  branch: 'Branch',
  subpart: 'Part',
  group: 'Group member',
  department: 'Department',
};

/** Says what an entry lacks: "No phone, no fax". */
export function lackText(missing: readonly EntryNeed[]): string {
  const text = missing.map((need) => `no ${needWords[need]}`).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Specialties by name; words of one entry are kept as they were said. */
export function specialtyText(taxonomy: string | null | undefined): string {
  return taxonomy === null || taxonomy === undefined ? '' : specialtyName(taxonomy);
}

/** Where a statement comes from, in words: `person:ana@practice.example` is a colleague. */
export function sourceText(source: string): string {
  if (source.startsWith('person:')) return source.slice('person:'.length);
  return sources[source.split(':')[0] ?? ''] ?? source.replaceAll(/[_:]/g, ' ');
}

const sources: Readonly<Record<string, string>> = {
  nppes: 'NPPES',
  payer: 'a payer’s directory',
  outreach: 'the outreach sheet',
  channel: 'a message',
  message: 'a message',
};

/** How people call the fields of a partner and its parts. */
const fieldWords: Readonly<Record<string, string>> = {
  family: 'Family name',
  given: 'Given name',
  middle: 'Middle name',
  suffix: 'Suffix',
  credential: 'Credential',
  organisation: 'Name',
  name: 'Name',
  line1: 'Street',
  line2: 'Suite',
  zip: 'ZIP',
  npi: 'NPI',
  email: 'E-mail',
  owner: 'Owner',
  parentId: 'The office above',
  into: 'The other partner',
  relation: 'Place in the tree',
  zone: 'Time zone',
  hours: 'Opening hours',
  isPrimary: 'First choice',
  stage: 'Stage',
  stageAt: 'Stage since',
  on: 'The day',
  importantDates: 'Important dates',
  workingDays: 'Working days',
  startsOn: 'First day',
  endsOn: 'Last day',
  locationId: 'The place',
  personId: 'The doctor',
  organisationId: 'The office',
  roleId: 'Whose line it is',
  preferredEndpointId: 'Preferred way to send',
  outreachStoppedAt: 'Outreach stopped',
  outreachStoppedBecause: 'Why outreach stopped',
  retiredAt: 'Retired',
  otherNames: 'Other names',
  id: 'This partner',
};

export function fieldWord(field: string): string {
  const known = fieldWords[field];
  if (known !== undefined) return known;
  const text = field
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll(/[._]/g, ' ')
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A value of the history in a few words. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'string') return specialtyName(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  const words = Object.values(value).filter((one) => typeof one === 'string' && one !== '');
  return words.map(valueText).join(' ');
}
