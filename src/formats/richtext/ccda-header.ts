import type { Block } from './block.ts';
import { decodeText } from './charset.ts';
import { scanMarkup } from './markup.ts';
import { printableLine } from './printable.ts';

/**
 * What the head of a clinical document says for machines and its narrative leaves out: whom it is about and who wrote it (HL7 CDA R2
 * section 4.2), as lines with their labels. Empty when it says neither. Never throws: `readCcda` has refused what is broken.
 */
export function readCcdaHeader(bytes: Uint8Array, charset?: string): readonly Block[] {
  const found: Found = { path: [], values: new Map(), addresses: new Map(), isReferral: false };
  scanMarkup(decodeText(bytes, charset), 'xml', (markup) => {
    if (markup.kind === 'open') {
      found.path.push(markup.name);
      readAttributes(found, markup.attributes);
      if (markup.isClosed) found.path.pop();
    }
    if (markup.kind === 'close') found.path.pop();
    if (markup.kind === 'text') readContent(found, markup.text);
  });
  return blocksOf(found);
}

type Found = {
  readonly path: string[];
  readonly values: Map<string, string>;
  /** Parts of an address in their order. */
  readonly addresses: Map<string, string[]>;
  isReferral: boolean;
};

function readAttributes(found: Found, attributes: ReadonlyMap<string, string>): void {
  const path = found.path.join('/');
  const value = attributes.get('value') ?? '';
  if (path === 'ClinicalDocument/code') found.isReferral = attributes.get('code') === REFERRAL_NOTE;
  if (path === 'ClinicalDocument/effectiveTime') keep(found, 'documentTime', dayOf(value));
  if (path === `${PATIENT}/patient/birthTime`) keep(found, 'birthDate', dayOf(value));
  if (path === `${PATIENT}/patient/administrativeGenderCode`)
    keep(found, 'sex', SEXES.get(attributes.get('code') ?? '') ?? attributes.get('displayname') ?? '');
  for (const [start, name] of [
    [PATIENT, 'patient'],
    [AUTHOR, 'author'],
    [`${AUTHOR}/representedOrganization`, 'author'],
  ] as const) {
    if (path === `${start}/telecom`) {
      const isFax = /^fax:/i.test(value);
      if (isFax || /^(?:tel:|\+?[\d(])/i.test(value))
        keep(found, `${name}${isFax ? 'Fax' : 'Phone'}`, value.replace(/^(?:tel|fax):\s?/i, ''));
    }
  }
  if (path === `${AUTHOR}/id` && attributes.get('root') === NPI_ROOT)
    keep(found, 'authorNpi', attributes.get('extension') ?? '');
}

function readContent(found: Found, text: string): void {
  if (text.trim() === '') return;
  const path = found.path.join('/');
  const rule = TEXTS.find(([start]) => path.startsWith(start));
  if (!rule) return;
  const [, name] = rule;
  if (name.endsWith('Address')) {
    const parts = found.addresses.get(name) ?? [];
    if (parts.length < MOST_PARTS) found.addresses.set(name, [...parts, text.trim()]);
    return;
  }
  const before = found.values.get(name);
  found.values.set(name, before === undefined ? text.trim() : `${before} ${text.trim()}`.slice(0, MOST_TEXT));
}

function keep(found: Found, name: string, value: string): void {
  if (value !== '' && !found.values.has(name)) found.values.set(name, value);
}

function blocksOf({ values, addresses, isReferral }: Found): readonly Block[] {
  const shown = new Map(values);
  for (const [name, parts] of addresses) shown.set(name, parts.join(', '));
  const lines = LINES.flatMap(([label, name]) => {
    const value = printableLine(shown.get(name) ?? '');
    const words = name === 'author' && isReferral ? 'Referring provider' : label;
    return value === '' ? [] : [`${words}: ${value}`];
  });
  if (lines.length === 0) return [];
  const title = printableLine(values.get('title') ?? '');
  return [
    ...(title === '' ? [] : [{ kind: 'heading', level: 1, runs: [{ text: title }] } as const]),
    ...lines.map((text): Block => ({ kind: 'paragraph', runs: [{ text }] })),
    { kind: 'rule' },
  ];
}

/** HL7's `YYYYMMDD…` as Americans write it. */
function dayOf(value: string): string {
  const day = /^(\d{4})(\d{2})(\d{2})/.exec(value);
  return day ? `${day[2]}/${day[3]}/${day[1]}` : '';
}

/** LOINC: Referral note. */
const REFERRAL_NOTE = '57133-1';
const NPI_ROOT = '2.16.840.1.113883.4.6';
const PATIENT = 'ClinicalDocument/recordTarget/patientRole';
const AUTHOR = 'ClinicalDocument/author/assignedAuthor';
const MOST_PARTS = 8;
const MOST_TEXT = 200;
const SEXES: ReadonlyMap<string, string> = new Map([
  ['M', 'Male'],
  ['F', 'Female'],
]);
const TEXTS: readonly (readonly [string, string])[] = [
  ['ClinicalDocument/title', 'title'],
  [`${PATIENT}/patient/name`, 'patient'],
  [`${PATIENT}/addr`, 'patientAddress'],
  [`${AUTHOR}/assignedPerson/name`, 'author'],
  [`${AUTHOR}/representedOrganization/name`, 'practice'],
  [`${AUTHOR}/addr`, 'authorAddress'],
];
const LINES: readonly (readonly [string, string])[] = [
  ['Patient name', 'patient'],
  ['Date of birth', 'birthDate'],
  ['Sex', 'sex'],
  ['Patient address', 'patientAddress'],
  ['Patient phone', 'patientPhone'],
  ['Author', 'author'],
  ['NPI', 'authorNpi'],
  ['Practice', 'practice'],
  ['Practice address', 'authorAddress'],
  ['Practice phone', 'authorPhone'],
  ['Practice fax', 'authorFax'],
  ['Document date', 'documentTime'],
];
