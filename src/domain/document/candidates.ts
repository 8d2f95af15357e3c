import {
  areaOf,
  firstSegment,
  linesAbove,
  linesBelow,
  runBehind,
  tokensIn,
  withLinesBelow,
  type Area,
  type Layout,
  type Place,
} from './areas.ts';
import { fieldFor, type Context } from './contexts.ts';
import { fieldOf, type FieldName } from './fields.ts';
import { boxAround, type Token } from './lines.ts';
import type { Meaning } from './label-words.ts';
import type { Label } from './labels.ts';
import { serviceWord } from './letter-ask.ts';
import type { Box } from './page.ts';
import { findValues, type ValueContext } from './values/find.ts';
import type { Found } from './values/found.ts';

/** One way a field may be filled, with what speaks for it. */
export type Candidate = {
  readonly field: FieldName;
  /** Canonical. */
  readonly value: string;
  readonly text: string;
  readonly page?: number;
  readonly box?: Box;
  /** 0 to about 1: how much speaks for it. Only comparable within a field. */
  readonly score: number;
  readonly labelMatch: number;
  readonly isValid?: boolean;
  readonly repaired: number;
  readonly doubt?: string;
  readonly others: readonly string[];
  readonly evidence: string;
  readonly wordConfidence: number;
  readonly isHandwriting: boolean;
  /** Where it comes from: a label, a ticked box, a pattern in the text, the fax header or the transport, a template's zone. */
  /** How often people confirmed this place on this sender's form. */
  readonly confirmedZone?: number;
  readonly origin: 'label' | 'mark' | 'pattern' | 'header' | 'zone';
};

const placeWeight: Readonly<Record<Place, number>> = { right: 1, below: 0.86, above: 0.5 };

/** What the labels of a page say: for each, the values beside, below or above it that look like what it asks for. */
export function labelCandidates(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  values: ValueContext,
  options: ReadonlySet<Token>,
): readonly Candidate[] {
  const isUnder = labelsStandUnder(layout, contexts, values);
  return layout.labels.flatMap((label) => {
    const context = contexts.get(label);
    if (!context) return [];
    if (label.meaning === 'phone_fax') return bothNumbers(layout, label, context, values);
    if (label.meaning === 'name_and_birth')
      return (['patient_name', 'birth_date'] as const).flatMap((field) =>
        ofLabel(layout, label, context, field, values, isUnder, options),
      );
    const field = fieldFor(label.meaning, context.subject);
    if (field === 'referrer_name' && label.meaning === 'referrer_name')
      return [
        ...ofLabel(layout, label, context, field, values, isUnder, options),
        ...officeAndDoctor(layout, label, context, values),
      ];
    // A prescription is for somebody.
    if (field === 'reason' && /^for\W*$/i.test(label.text))
      return [
        ...ofLabel(layout, label, context, field, values, isUnder, options),
        ...ofLabel(layout, label, context, 'patient_name', values, isUnder, options).map((one) => ({
          ...one,
          score: one.score * 0.7,
        })),
      ];
    if (field === 'payer')
      return [
        ...ofLabel(layout, label, context, field, values, isUnder, options),
        ...memberBehind(layout, label, context, values),
      ];
    return field === undefined ? [] : ofLabel(layout, label, context, field, values, isUnder, options);
  });
}

function ofLabel(
  layout: Layout,
  label: Label,
  context: Context,
  field: FieldName,
  values: ValueContext,
  isUnder: boolean,
  options: ReadonlySet<Token>,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const isRuled = isUnder && label.isAlone && !label.hasColon;
  for (const area of isRuled ? areasOver(layout, label, field) : areasFor(layout, label, field)) {
    // Words beside boxes are all there is to choose from, not what was chosen.
    if (area.tokens.some((token) => options.has(token)) && isChoice(field)) continue;
    const weight = isRuled && area.place === 'above' ? 1 : placeWeight[area.place];
    const here = inArea(layout, label, context, field, area, values, weight);
    found.push(...here);
    if (here.some(({ score }) => score > 0.55)) break;
  }
  return found;
}

function isChoice(field: FieldName): boolean {
  return field === 'urgency' || field === 'sex' || field === 'service';
}

/** The areas to look at, most promising first. */
function areasFor(layout: Layout, label: Label, field: FieldName): readonly Area[] {
  const { kind, isMany } = fieldOf(field);
  const run = runBehind(layout, label);
  const areas: Area[] = [];
  const isLong = kind === 'text' || kind === 'address' || isMany === true;
  const most = field === 'reason' ? 12 : isMany === true ? 8 : 1;
  if (run.length > 0) {
    if (isLong) areas.push(areaOf('right', withLinesBelow(layout, label, trimmed(run, kind), most)));
    else if (kind === 'urgency' || kind === 'sex') areas.push(areaOf('right', [run]));
    else {
      areas.push(areaOf('right', [firstSegment(run)]));
      if (firstSegment(run).length < run.length) areas.push(areaOf('right', [run]));
    }
  }
  // A value that stands far off in the row and another right under the label: the nearer one is meant.
  const below = linesBelow(layout, label, {
    lines: isLong ? most + 1 : 2,
    reach: 4,
    ...(isMany === true ? { next: 2.8 } : {}),
  });
  if (below.length > 0) areas.push(areaOf('below', isLong ? below : below.map(firstSegment).slice(0, 1)));
  if (!isLong && below.length > 1) areas.push(areaOf('below', below.slice(1, 2).map(firstSegment)));
  if (isUnderRule(label)) areas.push(...areasOver(layout, label, field).slice(0, 1));
  return areas;
}

function areasOver(layout: Layout, label: Label, field: FieldName): readonly Area[] {
  const { kind, isMany } = fieldOf(field);
  const isLong = kind === 'text' || isMany === true;
  const lines = linesAbove(layout, label, isLong ? 3 : 1);
  const area = areaOf('above', isLong ? lines : lines.map(firstSegment));
  return lines.length === 0 ? [] : [area];
}

/** Kinds of values that nothing else looks like. */
const strict: ReadonlySet<string> = new Set(['date', 'phone', 'npi', 'sex', 'diagnosis', 'address']);

/** Whether this form prints its labels under the values: where one fits and only one, it mostly stands above. */
function labelsStandUnder(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  values: ValueContext,
): boolean {
  let votes = 0;
  for (const label of layout.labels) {
    const context = contexts.get(label);
    const field = context && fieldFor(label.meaning, context.subject);
    if (field === undefined || label.hasColon || !label.isAlone || !strict.has(fieldOf(field).kind)) continue;
    const fits = (lines: readonly (readonly Token[])[]): boolean =>
      findValues(field, areaOf('above', lines.map(firstSegment)).text, values).some(
        ({ fit, from }) => fit > 0.6 && from < 3,
      );
    const isOver = fits(linesAbove(layout, label));
    const isBelow = fits(linesBelow(layout, label, { lines: 1, reach: 4 }));
    if (isOver !== isBelow) votes += isOver ? 1 : -1;
  }
  return votes >= 2;
}

/** Texts go on over gaps, addresses end at wide ones. */
function trimmed(run: readonly Token[], kind: string): readonly Token[] {
  return kind === 'address' ? firstSegment(run) : run;
}

function isUnderRule(label: Label): boolean {
  return !label.hasColon && (label.meaning === 'signature' || /print|name|date|signature/i.test(label.text));
}

function inArea(
  layout: Layout,
  label: Label,
  context: Context,
  field: FieldName,
  area: Area,
  values: ValueContext,
  place: number,
): readonly Candidate[] {
  const order = /last.{0,8}first/i.test(`${label.text} ${label.hint}`)
    ? ('family_first' as const)
    : undefined;
  const found = findValues(field, area.text, { ...values, place: 'labelled', ...(order ? { order } : {}) });
  const kept = fieldOf(field).isMany === true ? found : found.slice(0, 1);
  return kept.map((one) => {
    const lead = one.from > 3 && fieldOf(field).isMany !== true ? Math.max(0.5, 1 - one.from / 80) : 1;
    const weight = place * (0.55 + 0.45 * label.match) * (0.5 + 0.5 * context.share) * lead;
    const certainty = label.subject === undefined && label.meaning !== field ? 0.92 : 1;
    const weak =
      label.meaning === 'signature' ||
      label.meaning === 'recipient_name' ||
      (label.meaning === 'date' && !label.hasColon)
        ? 0.7
        : 1;
    return candidateOf(field, one, area, layout.sheet.page.number, {
      score:
        weight *
        one.fit *
        certainty *
        weak *
        (asides[label.meaning] ?? 1) *
        (isForService(field, label, one.value) ? 0.35 : 1),
      labelMatch: label.match,
      evidence: `${placeWords[area.place]} “${label.text}”`,
      origin: 'label',
    });
  });
}

/** "Please see for GI consultation": what is to be done, not why. */
function isForService(field: FieldName, label: Label, value: string): boolean {
  return (
    field === 'reason' &&
    /\b(?:see|eval\w*|refer\w*|please|request\w*)\b/i.test(label.text) &&
    !/\breason\b/i.test(label.text) &&
    value.length < 60 &&
    serviceWord.test(value)
  );
}

/** Labels that ask for something else than the field they are taken for. */
const asides: Readonly<Partial<Record<Meaning, number>>> = { history: 0.4, comments: 0.32 };

const placeWords: Readonly<Record<Place, string>> = { right: 'beside', below: 'below', above: 'above' };

type Support = Pick<Candidate, 'score' | 'labelMatch' | 'evidence' | 'origin'>;

/** A value found in an area, with its words and box. */
export function candidateOf(
  field: FieldName,
  found: Found,
  area: Area,
  page: number,
  support: Support,
): Candidate {
  const tokens = tokensIn(area, found.from, found.to);
  const isHandwriting = tokens.some((token) => token.isHandwriting);
  return {
    field,
    value: found.value,
    text: area.text.slice(found.from, found.to).replaceAll('\n', ' '),
    page,
    ...(tokens.length > 0 ? { box: boxAround(tokens) } : {}),
    ...support,
    ...(found.isValid === undefined ? {} : { isValid: found.isValid }),
    repaired: found.repaired,
    ...(found.doubt === undefined ? {} : { doubt: found.doubt }),
    others: found.others ?? [],
    wordConfidence: tokens.reduce((least, token) => Math.min(least, token.confidence), 1),
    isHandwriting,
  };
}

/** `Phone/Fax: 555-0100 / 555-0101`: the first is the phone, the second the fax. */
function bothNumbers(
  layout: Layout,
  label: Label,
  context: Context,
  values: ValueContext,
): readonly Candidate[] {
  if (context.subject !== 'referrer') return [];
  const run = runBehind(layout, label);
  const lines = run.length > 0 ? [run] : linesBelow(layout, label, { lines: 2, reach: 4 });
  const area = areaOf(run.length > 0 ? 'right' : 'below', lines);
  const found = findValues('referrer_phone', area.text, values);
  const fields = ['referrer_phone', 'referrer_fax'] as const;
  return found.slice(0, 2).map((one, at) =>
    candidateOf(fields[at] ?? 'referrer_phone', one, area, layout.sheet.page.number, {
      score: placeWeight[area.place] * label.match * one.fit * 0.95,
      labelMatch: label.match,
      evidence: `${placeWords[area.place]} “${label.text}”`,
      origin: 'label',
    }),
  );
}

/** `From: Oak Street Clinic, Jane Doe MD`: an office and somebody in it. */
function officeAndDoctor(
  layout: Layout,
  label: Label,
  context: Context,
  values: ValueContext,
): readonly Candidate[] {
  const run = firstSegment(runBehind(layout, label));
  const cut = run.findIndex(({ text }) => /[,;/]$/.test(text) || /^[-–—/]$/.test(text));
  const office = areaOf('right', [run.slice(0, cut + 1)]);
  const [practice] = cut === -1 ? [areaOf('right', [run])] : [office];
  const found = findValues('referrer_practice', practice.text, values).filter(({ fit }) => fit === 1);
  if (found.length === 0) return [];
  const support = {
    score: 0.8 * label.match,
    labelMatch: label.match,
    evidence: `beside “${label.text}”`,
    origin: 'label' as const,
  };
  const page = layout.sheet.page.number;
  const practices = found.map((one) => candidateOf('referrer_practice', one, practice, page, support));
  if (cut === -1) return practices;
  const doctor = areaOf('right', [run.slice(cut + 1)]);
  const people = inArea(layout, label, context, 'referrer_name', doctor, values, 0.95);
  return [...practices, ...people];
}

/** `Ins: Aetna # W123456789`: the member's number behind the payer. */
function memberBehind(
  layout: Layout,
  label: Label,
  context: Context,
  values: ValueContext,
): readonly Candidate[] {
  const run = runBehind(layout, label);
  const at = run.findIndex(
    ({ text }) => /^(?:#|id#?|no\.?|member|policy)[#:]?$/i.test(text) || /^#\w/.test(text),
  );
  if (at < 1) return [];
  const area = areaOf('right', [run.slice(/^#\w/.test(run[at]?.text ?? '') ? at : at + 1)]);
  return inArea(layout, label, context, 'member_id', area, values, 0.75);
}
