import { pageForm } from './fingerprint.ts';
import { fieldOf, type FieldName } from './fields.ts';
import { labelKey, labelsOf } from './labels.ts';
import { boxAround, sheetOf, type Row, type Sheet, type Token } from './lines.ts';
import { isMisread, slipsBetween } from './ocr-slips.ts';
import { isSameValue } from './outcomes.ts';
import type { Box, ReadPage } from './page.ts';
import type { RawReading } from './signals.ts';
import { fittingTemplate, inPixels, trustOf } from './template-match.ts';
import type { RawDocument, SenderTemplate, TemplateZone } from './understanding.ts';
import { findValues, type ValueContext } from './values/find.ts';

/**
 * What was learnt of a sender's forms, used on its next document: a value that stands where people said it stands is known to be the field's,
 * one that was taken from elsewhere is replaced by it, and what is the same on every document of the sender is mended and supported.
 */
export function recallForms(
  documents: readonly RawDocument[],
  pages: readonly ReadPage[],
  templates: readonly SenderTemplate[],
  context: ValueContext,
): readonly RawDocument[] {
  if (templates.length === 0) return documents;
  const fitting = pages.flatMap((page) => {
    const template = fittingTemplate(templates, pageForm(page));
    return template ? [{ page, readings: zoneReadings(page, template, context) }] : [];
  });
  const constants = constantsOf(templates);
  return documents.map((document) => {
    const own = fitting.filter(({ page }) => document.pages.some(({ number }) => number === page.number));
    const zones = own.flatMap(({ readings }) => readings);
    const fields = withZones(document.fields, zones);
    return { ...document, fields: withConstants(fields, constants) };
  });
}

/** What stands in a zone. */
type ZoneReading = { readonly reading: RawReading; readonly trust: number };

function zoneReadings(
  page: ReadPage,
  template: SenderTemplate,
  context: ValueContext,
): readonly ZoneReading[] {
  const sheet = sheetOf(page);
  const labels = labelsOf(sheet);
  const isLabel = (token: Token): boolean =>
    labels.some(
      ({ row, from, to, meaning }) =>
        row === token.row && token.at >= from && token.at < to && meaning !== 'none',
    );
  return template.zones.flatMap((zone) => {
    const trust = trustOf(zone);
    if (trust === 0) return [];
    const lines = linesIn(placeOf(zone, sheet, page), sheet).map((line) =>
      line.filter((token) => !isLabel(token)),
    );
    const tokens = lines.flat();
    const reading = tokens.length === 0 ? undefined : readZone(zone, lines, page, trust, context);
    return reading ? [{ reading, trust }] : [];
  });
}

/** How far a page may lie otherwise in the machine, in thousandths of its height. */
const MOST_SHIFT = 35;

/** The zone on this page: level with its anchor where that is found, else where it was. */
function placeOf({ box, anchor }: TemplateZone, { rows }: Sheet, page: ReadPage): Box {
  const expected = inPixels(box, page);
  if (anchor === undefined) return expected;
  const reach = (MOST_SHIFT / 1000) * page.height;
  const middle = expected.y + expected.height / 2;
  const near = rows
    .map((row) => ({ row, shift: (row.top + row.bottom) / 2 - middle }))
    .filter(({ row, shift }) => Math.abs(shift) <= reach && hasAnchor(row, anchor, expected.x))
    .toSorted((a, b) => Math.abs(a.shift) - Math.abs(b.shift))[0];
  // A box of several lines hangs from its first.
  const isOneLine = near !== undefined && expected.height < 2 * (near.row.bottom - near.row.top);
  return near && isOneLine ? { ...expected, y: expected.y + near.shift } : expected;
}

function hasAnchor({ tokens }: Row, anchor: string, before: number): boolean {
  const keys = tokens.filter(({ box }) => box.x < before).map(({ text }) => labelKey(text));
  const joined = keys.join('');
  if (joined.endsWith(anchor)) return true;
  const tail = joined.slice(-anchor.length);
  return tail.length >= 3 && slipsBetween(tail, anchor) <= anchor.length / 4;
}

/** Words of a zone, line by line; values may be longer than those before, up to the next gap. */
function linesIn(zone: Box, { rows, unit }: Sheet): readonly (readonly Token[])[] {
  const top = zone.y - unit * 0.4;
  const bottom = zone.y + zone.height + unit * 0.4;
  return rows.flatMap((row) => {
    const middle = (row.top + row.bottom) / 2;
    if (middle < top || middle > bottom) return [];
    const start = row.tokens.findIndex(({ box }) => box.x + box.width / 2 >= zone.x - unit);
    if (start === -1) return [];
    const line: Token[] = [];
    for (const token of row.tokens.slice(start)) {
      const isBeyond = token.box.x > zone.x + zone.width;
      if (isBeyond && (line.length === 0 || token.startsSegment)) break;
      line.push(token);
    }
    return line.length > 0 ? [line] : [];
  });
}

function readZone(
  zone: TemplateZone,
  lines: readonly (readonly Token[])[],
  page: ReadPage,
  trust: number,
  context: ValueContext,
): RawReading | undefined {
  const text = lines.map((line) => line.map((token) => token.text).join(' ')).join('\n');
  const [found] = findValues(zone.field, text, { ...context, place: 'labelled' });
  if (!found || found.isValid === false || found.from > FAR_IN) return undefined;
  const tokens = lines.flat();
  const isHandwriting = tokens.some((token) => token.isHandwriting);
  const others = (found.others ?? []).map((value) => ({ value, evidence: ['one figure or letter differs'] }));
  return {
    field: zone.field,
    value: found.value,
    text: text.slice(found.from, found.to).replaceAll('\n', ' '),
    page: page.number,
    box: boxAround(tokens),
    evidence: [evidenceOf(trust)],
    others,
    ...(found.doubt === undefined ? {} : { doubt: found.doubt }),
    ...(isHandwriting ? { isHandwriting: true as const } : {}),
    signals: {
      wordConfidence: Math.min(...tokens.map(({ confidence }) => confidence)),
      labelMatch: 1,
      ...(found.isValid === undefined ? {} : { isValid: found.isValid }),
      repaired: Math.min(1, found.repaired),
      mentions: 0,
      rival: 0,
      support: 0,
      confirmedZone: trust,
      dpiY: page.sourceDpiY,
      isHandwriting,
    },
  };
}

/** A value further behind the beginning of a zone is something else's. */
const FAR_IN = 12;

function evidenceOf(trust: number): string {
  const documents = trust === 1 ? 'an earlier document' : `${trust} earlier documents`;
  return `where ${documents} of this sender had it`;
}

/** From here a place outweighs what was read elsewhere. */
const TRUSTED = 1;
/** What was read elsewhere instead is a rival, a weak one. */
const OUTDONE = 0.3;

function withZones(fields: readonly RawReading[], zones: readonly ZoneReading[]): readonly RawReading[] {
  const best = new Map<FieldName, ZoneReading>();
  for (const zone of zones) {
    const known = best.get(zone.reading.field);
    if (!known || zone.trust > known.trust) best.set(zone.reading.field, zone);
  }
  const kept = fields.map((field) => {
    const zone = best.get(field.field);
    return zone && fieldOf(field.field).isMany !== true ? inItsZone(field, zone) : field;
  });
  const missing = [...best.values()].filter(
    ({ reading }) => !fields.some(({ field }) => field === reading.field),
  );
  return [...kept, ...missing.map(({ reading }) => reading)];
}

function inItsZone(field: RawReading, { reading, trust }: ZoneReading): RawReading {
  if (isSameValue(field.field, field.value, reading.value)) {
    const signals = {
      ...field.signals,
      confirmedZone: Math.max(field.signals.confirmedZone, trust),
      labelMatch: 1,
    };
    return { ...field, signals, evidence: [...field.evidence, ...reading.evidence] };
  }
  if (trust < TRUSTED) return field;
  const other = {
    value: field.value,
    evidence: field.evidence.length > 0 ? field.evidence : ['read elsewhere'],
  };
  return {
    ...reading,
    others: [other, ...field.others.filter(({ value }) => value !== reading.value), ...reading.others],
    signals: { ...reading.signals, rival: OUTDONE },
  };
}

type Constant = SenderTemplate['constants'][number];

/** Values that the sender's documents nearly always had, with how often. */
function constantsOf(templates: readonly SenderTemplate[]): readonly Constant[] {
  const all = new Map<string, Constant>();
  for (const { constants } of templates)
    for (const one of constants) {
      const key = `${one.field} ${one.value}`;
      all.set(key, { ...one, count: one.count + (all.get(key)?.count ?? 0) });
    }
  return [...all.values()];
}

/** As often a value must have been confirmed before it speaks for a reading, or stands in for one. */
const OFTEN = 2;
const ALWAYS = 0.9;
/** An office has one of each; its doctors are several, and who signed this page only the page says. */
const officeFields: ReadonlySet<FieldName> = new Set([
  'referrer_practice',
  'referrer_phone',
  'referrer_fax',
  'referrer_address',
]);

function withConstants(fields: readonly RawReading[], constants: readonly Constant[]): readonly RawReading[] {
  const mended = fields.map((reading) =>
    constantly(
      reading,
      constants.filter(({ field }) => field === reading.field),
    ),
  );
  const filled = [...officeFields].flatMap((field) => {
    const values = constants.filter((one) => one.field === field);
    const only = dominantOf(values);
    const isMissing = !fields.some((reading) => reading.field === field && reading.value !== '');
    return only && isMissing ? [filledIn(only)] : [];
  });
  return [...mended, ...filled];
}

/** The one value of a field, where it nearly always is that. */
function dominantOf(values: readonly Constant[]): Constant | undefined {
  const total = values.reduce((sum, { count }) => sum + count, 0);
  return values.find(({ count }) => count >= OFTEN && count / total >= ALWAYS);
}

function constantly(reading: RawReading, values: readonly Constant[]): RawReading {
  const known = values.filter(({ count }) => count >= OFTEN);
  const same = known.find(({ value }) => isSameValue(reading.field, value, reading.value));
  if (same) return supported(reading, same.count);
  const near = known.filter(({ value }) => isMisread(reading.value, value));
  const [only, other] = near;
  if (!only || other) return reading;
  const { signals, doubt: _, ...rest } = reading;
  const { isValid: __, ...kept } = signals;
  const repaired =
    signals.repaired + slipsBetween(reading.value, only.value) / Math.max(1, reading.value.length);
  return {
    ...rest,
    value: only.value,
    evidence: [...reading.evidence, `misread from what ${only.count} earlier documents of this sender had`],
    others: [{ value: reading.value, evidence: ['as it was read'] }, ...reading.others],
    signals: {
      ...kept,
      repaired: Math.min(1, repaired),
      support: Math.max(signals.support, supportOf(only.count)),
    },
  };
}

function supported(reading: RawReading, count: number): RawReading {
  const { signals, evidence } = reading;
  return {
    ...reading,
    evidence: [...evidence, `the same on ${count} earlier documents of this sender`],
    signals: { ...signals, support: Math.max(signals.support, supportOf(count)) },
  };
}

/** Two documents speak for a value, ten nearly prove it. */
function supportOf(count: number): number {
  return Math.min(0.95, 0.5 + 0.05 * count);
}

function filledIn({ field, value, count }: Constant): RawReading {
  return {
    field,
    value,
    text: '',
    evidence: [`not found on these pages; the same on ${count} earlier documents of this sender`],
    others: [],
    signals: {
      wordConfidence: supportOf(count),
      labelMatch: 0,
      repaired: 0,
      mentions: 0,
      rival: 0,
      support: supportOf(count),
      confirmedZone: 0,
      dpiY: 0,
      isHandwriting: false,
    },
  };
}
