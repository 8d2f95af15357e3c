import { areaOf, columnOf, type Area, type Layout } from '../finding/areas.ts';
import { fieldFor, type Context } from '../labels/contexts.ts';
import { fieldOf, type FieldKind, type FieldName } from '../fields.ts';
import { clinicalWords } from '../knowledge/clinical-words.ts';
import type { Label } from '../labels/labels.ts';
import { boxAround, rightOf, type Token } from '../layout/lines.ts';
import { optionsOf } from '../finding/options.ts';
import type { Box } from '../page.ts';
import type { RawReading } from '../signals.ts';
import { areasFor, areasOver } from '../finding/value-areas.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import type { Found } from '../values/found.ts';

/** A place where a label asks for a field that nothing was found for: what stands there may only have been misread. */
export type UnreadPlace = {
  readonly field: FieldName;
  readonly page: number;
  readonly box: Box;
  /** The label, as it stands there, and how well it matched. */
  readonly label: string;
  readonly labelMatch: number;
};

type Sheets = {
  readonly layout: Layout;
  readonly contexts: ReadonlyMap<Label, Context>;
  /** This form prints its labels under the values. */
  readonly isUnder: boolean;
};

/** Places of a field, best label first; more are not asked for. */
const MOST_OF_FIELD = 2;
/** A label that only its neighbours give an owner must be given it for certain. */
const SURE_OF_OWNER = 0.6;

/** Where labels ask for what is missing among the readings. */
export function unreadPlaces(
  pages: readonly Sheets[],
  readings: readonly RawReading[],
): readonly UnreadPlace[] {
  const known = new Set(readings.map(({ field }) => field));
  const places = pages.flatMap(({ layout, contexts, isUnder }) =>
    layout.labels.flatMap((label): readonly UnreadPlace[] => {
      const context = contexts.get(label);
      const field = context === undefined ? undefined : fieldFor(label.meaning, context.subject);
      if (context === undefined) return [];
      if (field === undefined || known.has(field) || !isAsked(field) || context.share < SURE_OF_OWNER)
        return [];
      const box = placeFor(layout, label, field, isUnder);
      return box === undefined
        ? []
        : [{ field, page: layout.sheet.page.number, box, label: label.text, labelMatch: label.match }];
    }),
  );
  return [...known, ...places.map(({ field }) => field)]
    .filter((field, at, all) => all.indexOf(field) === at)
    .flatMap((field) =>
      places
        .filter((place) => place.field === field)
        .toSorted((a, b) => b.labelMatch - a.labelMatch)
        .slice(0, MOST_OF_FIELD),
    );
}

/** A tick is seen, not read; a whole address is no line; of several codes the rest was found. */
function isAsked(field: FieldName): boolean {
  const { kind, group } = fieldOf(field);
  return kind !== 'address' && kind !== 'urgency' && group !== 'pcp';
}

function placeFor(layout: Layout, label: Label, field: FieldName, isUnder: boolean): Box | undefined {
  const isRuled = isUnder && label.isAlone && !label.hasColon;
  const [area] = isRuled ? areasOver(layout, label, field) : areasFor(layout, label, field);
  if (area && area.tokens.length > 0) {
    const { tokens } = firstLine(area);
    return isBesideBox(layout, tokens) ? undefined : boxAround(tokens);
  }
  return isRuled || !label.hasColon ? undefined : emptyPlace(layout, label);
}

/** One of several to choose from: the boxes say which. */
function isBesideBox(layout: Layout, tokens: readonly Token[]): boolean {
  return optionsOf(layout).some((option) => option.tokens.some((token) => tokens.includes(token)));
}

function firstLine(area: Area): Area {
  const [first] = area.tokens;
  return areaOf(area.place, [area.tokens.filter(({ row }) => row === first?.row)]);
}

/** Nothing at all was read behind the label: what stands there is as high as the label, up to the next one. */
function emptyPlace(layout: Layout, label: Label): Box | undefined {
  const { unit, extent } = layout.sheet;
  const left = Math.round(rightOf(label) + unit / 2);
  const right = Math.min(columnOf(layout, label).right, extent.x + extent.width, left + WIDEST * unit);
  const width = Math.round(right - left);
  return width < 3 * unit
    ? undefined
    : {
        x: left,
        y: label.box.y - Math.round(unit / 4),
        width,
        height: label.box.height + Math.round(unit / 2),
      };
}

/** In units. */
const WIDEST = 32;

/** What a second reader found at such a place: never taken without a person, for only one reader has it. */
export function foundAgain(
  place: UnreadPlace,
  { text, confidence }: { readonly text: string; readonly confidence: number },
  context: ValueContext,
  dpiY: number,
): RawReading | undefined {
  const { field, box } = place;
  const { kind } = fieldOf(field);
  const [found] = findValues(field, text, { ...context, place: 'labelled' });
  if (!found || !isSound(kind, found, confidence)) return undefined;
  return {
    field,
    value: found.value,
    text: text.slice(found.from, found.to),
    page: place.page,
    box,
    evidence: [`read again beside “${place.label}”`],
    doubt: 'only a second reading of its place found it',
    others: [],
    signals: {
      wordConfidence: confidence,
      labelMatch: place.labelMatch,
      ...(found.isValid === undefined ? {} : { isValid: found.isValid }),
      repaired: found.repaired,
      agreement: 0,
      mentions: 0,
      rival: 0,
      support: 0,
      confirmedZone: 0,
      dpiY,
      isHandwriting: false,
    },
  };
}

/** Dirt has no check digit; words of dirt are no words. */
function isSound(kind: FieldKind, { value, fit, isValid, from }: Found, confidence: number): boolean {
  if (isValid === false || fit < 0.6 || from > 6 || confidence < LEAST_CONFIDENCE) return false;
  if (kind === 'organisation') return fit === 1;
  if (kind === 'payer' || kind === 'diagnosis' || kind === 'npi') return isValid === true;
  if (kind === 'person') return fit >= 0.9;
  if (kind !== 'text') return true;
  const words = value.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return words.length > 0 && words.filter((word) => clinicalWords.has(word)).length >= words.length / 2;
}

const LEAST_CONFIDENCE = 0.2;
