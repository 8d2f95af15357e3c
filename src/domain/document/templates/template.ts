import { pageForm } from './fingerprint.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import { labelsOf } from '../labels/labels.ts';
import { sheetOf } from '../layout/lines.ts';
import { isSameValue } from '../certainty/outcomes.ts';
import type { Box, ReadPage } from '../page.ts';
import { anchorOf, locate } from './template-locate.ts';
import { fittingTemplate, inThousandths } from './template-match.ts';
import type { SenderTemplate, TemplateZone } from '../understanding.ts';
import type { ValueContext } from '../values/find.ts';

/** One field of a document that a person settled. */
export type SettledField = {
  readonly field: FieldName;
  /** Canonical, as the person left it; empty: there is none. */
  readonly final: string;
  /** What was read, and where. */
  readonly read?: { readonly value: string; readonly page?: number; readonly box?: Box };
};

export type SettledDocument = {
  readonly senderKey: string;
  readonly pages: readonly ReadPage[];
  readonly fields: readonly SettledField[];
};

/** More zones of one field are kept of no form; nor more zones or values at all. */
const ZONES_OF_FIELD = 3;
const MOST_ZONES = 60;
const VALUES_OF_FIELD = 4;
const MOST_CONSTANTS = 40;
/** Counts stop here, so that a form that was changed is learnt anew within a few documents. */
const MOST_COUNTED = 30;

/**
 * What a settled document teaches of its sender's forms, page by page: where each value stood, or would have been found, and what is
 * always the same. A value that a person typed is looked for among the words of the pages, exact or nearly: a correction teaches its
 * place without anybody drawing. Returns the templates that changed, in full.
 */
export function learn(
  templates: readonly SenderTemplate[],
  settled: SettledDocument,
  context: ValueContext,
): readonly SenderTemplate[] {
  const places = new Map(settled.pages.map((page) => [page.number, placesOn(page, settled.fields, context)]));
  const changed = new Map<string, SenderTemplate>();
  for (const page of settled.pages) {
    const form = pageForm(page);
    const found = places.get(page.number) ?? [];
    if (form !== '' && found.length === 0) continue;
    const known = fittingTemplate([...changed.values(), ...templates], form);
    const base = known ?? { senderKey: settled.senderKey, form, zones: [], constants: [] };
    const zones = form === '' ? base.zones : learnZones(base.zones, found, settled.fields, page.number);
    changed.set(base.form, { ...base, zones });
  }
  return withConstants([...changed.values()], settled.fields);
}

/** The sender's constants are counted once a document: with its main form. */
function withConstants(
  templates: readonly SenderTemplate[],
  fields: readonly SettledField[],
): readonly SenderTemplate[] {
  const [main] = templates.toSorted((a, b) => b.zones.length - a.zones.length);
  return templates.map((template) =>
    template === main ? { ...template, constants: learnConstants(template.constants, fields) } : template,
  );
}

type FoundPlace = { readonly field: FieldName; readonly box: Box; readonly anchor?: string };

/** Where the final values stand on a page, in thousandths. */
function placesOn(
  page: ReadPage,
  fields: readonly SettledField[],
  context: ValueContext,
): readonly FoundPlace[] {
  const sheet = sheetOf(page);
  const labels = labelsOf(sheet);
  return fields.flatMap(({ field, final, read }) => {
    if (final === '' || !isPlaced(field)) return [];
    const isRight = read !== undefined && isSameValue(field, read.value, final);
    const own = read?.page === page.number ? read.box : undefined;
    // It was read rightly, on another page.
    if (own === undefined && read?.box !== undefined && isRight) return [];
    const box = isRight && own ? own : locate(field, final, sheet, labels, context, own);
    if (!box) return [];
    const anchor = anchorOf(box, sheet);
    return [{ field, box: inThousandths(box, page), ...(anchor === undefined ? {} : { anchor }) }];
  });
}

/** Several values move about; what is ticked stands in print on every page, ticked or not. */
function isPlaced(field: FieldName): boolean {
  const { kind, isMany } = fieldOf(field);
  return isMany !== true && kind !== 'sex' && kind !== 'urgency';
}

function learnZones(
  zones: readonly TemplateZone[],
  found: readonly FoundPlace[],
  fields: readonly SettledField[],
  page: number,
): readonly TemplateZone[] {
  const judged = zones.map((zone) =>
    isRefuted(zone, found, fields, page) ? { ...zone, refuted: zone.refuted + 1 } : zone,
  );
  const seen = found.reduce<readonly TemplateZone[]>(confirm, judged);
  const kept = seen.filter(({ confirmed, refuted }) => refuted <= confirmed).toSorted(byTrust);
  return kept
    .filter(
      (zone, at) => kept.slice(0, at).filter(({ field }) => field === zone.field).length < ZONES_OF_FIELD,
    )
    .slice(0, MOST_ZONES);
}

/** A zone is refuted when its field stood elsewhere on this page, or was read in it and wrong. */
function isRefuted(
  zone: TemplateZone,
  found: readonly FoundPlace[],
  fields: readonly SettledField[],
  page: number,
): boolean {
  const places = found.filter(({ field }) => field === zone.field);
  if (places.length > 0) return !places.some((place) => isSamePlace(place.box, zone.box));
  const settled = fields.find(({ field }) => field === zone.field);
  if (settled?.read?.page !== page) return false;
  return settled.final === '';
}

function confirm(zones: readonly TemplateZone[], place: FoundPlace): readonly TemplateZone[] {
  const at = zones.findIndex((zone) => zone.field === place.field && isSamePlace(zone.box, place.box));
  const known = zones[at];
  if (!known) return [...zones, { ...place, confirmed: 1, refuted: 0 }];
  const anchor = known.anchor ?? place.anchor;
  const merged = {
    ...known,
    ...(anchor === undefined ? {} : { anchor }),
    box: around(known.box, place.box),
    ...counted(known),
  };
  return zones.with(at, merged);
}

/** One more; where many were counted, what was long ago counts half. */
function counted({ confirmed, refuted }: TemplateZone) {
  const isFull = confirmed >= MOST_COUNTED;
  return {
    confirmed: (isFull ? Math.floor(confirmed / 2) : confirmed) + 1,
    refuted: isFull ? Math.floor(refuted / 2) : refuted,
  };
}

/** Values of one place begin at one place and stand on one line, whatever their length. In thousandths. */
function isSamePlace(a: Box, b: Box): boolean {
  const isLevel =
    Math.abs(a.y + a.height / 2 - b.y - b.height / 2) <= Math.max(12, a.height / 2, b.height / 2);
  const isAcross = Math.abs(a.x - b.x) <= 40 || (a.x < b.x + b.width && b.x < a.x + a.width);
  return isLevel && isAcross;
}

function around(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  // A zone never grows over its neighbours, however often the page was shifted.
  return {
    x,
    y,
    width: Math.min(right - x, 900),
    height: Math.min(bottom - y, Math.max(a.height, b.height) + 12),
  };
}

function byTrust(a: TemplateZone, b: TemplateZone): number {
  return b.confirmed - 2 * b.refuted - (a.confirmed - 2 * a.refuted);
}

/** What an office has once: the same on each of its forms. */
const constantFields: ReadonlySet<FieldName> = new Set([
  'referrer_name',
  'referrer_npi',
  'referrer_practice',
  'referrer_phone',
  'referrer_fax',
  'referrer_address',
]);

type Constant = SenderTemplate['constants'][number];

function learnConstants(
  constants: readonly Constant[],
  fields: readonly SettledField[],
): readonly Constant[] {
  let known = constants;
  for (const { field, final } of fields) {
    if (final === '' || !constantFields.has(field)) continue;
    const isFull = known.some((one) => one.field === field && one.count >= MOST_COUNTED);
    known = known.map((one) =>
      one.field === field && isFull ? { ...one, count: Math.floor(one.count / 2) } : one,
    );
    const at = known.findIndex((one) => one.field === field && isSameValue(field, one.value, final));
    const same = known[at];
    known = same
      ? known.with(at, { ...same, count: same.count + 1 })
      : [...known, { field, value: final, count: 1 }];
  }
  const sorted = known.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  return sorted
    .filter(
      (one, at) => sorted.slice(0, at).filter(({ field }) => field === one.field).length < VALUES_OF_FIELD,
    )
    .slice(0, MOST_CONSTANTS);
}
