import { areaOf, type Layout } from './areas.ts';
import type { Candidate } from './candidate.ts';
import type { Label } from '../labels/labels.ts';
import { howSoon } from './label-values.ts';
import { isBodyPart, namesService } from '../knowledge/service-words.ts';
import { rightOf, type Token } from '../layout/lines.ts';
import { markedValue, optionsOf, ownerOf, type Option } from './options.ts';
import type { Mark } from '../page.ts';
import {
  isAmongOptions,
  isSexLetter,
  ringedQuestion,
  ringsIn,
  type Ringed,
  type RingField,
} from './rings.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import { namesUrgency } from '../values/urgency.ts';

/** An option of a group all of whose boxes say something on one field. */
type Choice = { readonly option: Option; readonly field: RingField; readonly owner: Label | undefined };

/** Words that are no answer by themselves. */
const noAnswer = /^(?:yes|no|n\/?a|none|other|unknown|see attached|attached|check|please)\b/i;

/**
 * What ticked boxes and rings say on urgency, sex and the requested service, each compared with the others of its group. A ring around a
 * box or its words ticks it.
 */
export function markCandidates(layout: Layout, values: ValueContext): readonly Candidate[] {
  const boxes = optionsOf(layout);
  const ringed = ringsIn(layout);
  const isOfBox = (ring: Ringed): boolean => boxes.some((option) => goesAround(ring, option));
  const choices = boxes
    .map((option) => ringedOption(option, ringed))
    .flatMap((option) => {
      const owner = ownerOf(layout, option);
      const field = fieldOfOption(option, owner, values);
      return field === undefined ? [] : [{ option, field, owner }];
    });
  const all = [
    ...choices,
    ...ringed.filter((ring) => !isOfBox(ring)).flatMap((ring) => ringChoice(layout, ring, values)),
  ];
  return (['urgency', 'sex', 'service'] as const).flatMap((field) => {
    const ofField = all.filter((choice) => choice.field === field);
    const inOrder = ringed.length === 0 ? ofField : ofField.toSorted(inOrderOfRows);
    return groupsOf(inOrder, layout).flatMap((group) => ofGroup(layout, group, field, values));
  });
}

function inOrderOfRows(a: Choice, b: Choice): number {
  return a.option.row - b.option.row || a.option.mark.box.x - b.option.mark.box.x;
}

/** Tokens that stand beside boxes or may be ringed: they are answers, no labels and no values of labels. */
export function optionTokens(layout: Layout, values: ValueContext): ReadonlySet<Token> {
  const ringed = ringsIn(layout).flatMap((ring) => {
    const [choice] = ringChoice(layout, ring, values);
    const isUnread = ring.tokens.length === 0;
    return choice || isUnread ? ringedQuestion(layout, ring, choice?.field, values) : [];
  });
  return new Set([...optionsOf(layout).flatMap(({ tokens }) => tokens), ...ringed]);
}

/** The ring is around the box, or around most of its words. */
function goesAround({ mark: { box }, tokens }: Ringed, { mark, tokens: words }: Option): boolean {
  const isInside = (one: Mark['box']): boolean => {
    const [x, y] = [one.x + one.width / 2, one.y + one.height / 2];
    return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
  };
  const shared = words.filter((word) => tokens.some(({ row, at }) => row === word.row && at === word.at));
  return words.length > 0 && (isInside(mark.box) || 2 * shared.length >= words.length);
}

function ringedOption(option: Option, ringed: readonly Ringed[]): Option {
  const ring = option.mark.isMarked ? undefined : ringed.find((one) => goesAround(one, option));
  return ring ? { ...option, mark: { ...ring.mark, box: option.mark.box } } : option;
}

/** What a ring answers, if it is drawn around an option. */
function ringChoice(layout: Layout, ringed: Ringed, values: ValueContext): readonly Choice[] {
  if (ringed.tokens.length === 0) return [];
  const owner = ownerOf(layout, ringed);
  if (isSexLetter(layout, ringed)) return [{ option: ringed, field: 'sex', owner }];
  const field = fieldOfOption(ringed, owner, values);
  if (field === undefined || (field === 'service' && isOfOther(layout, ringed, owner))) return [];
  // Around a word of a sentence a ring says that somebody thought it important.
  const isAsked = owner?.meaning === field || isAmongOptions(layout, ringed, field, values);
  return isAsked ? [{ option: ringed, field, owner }] : [];
}

/** `Imaging done? X-ray MRI`: a question that is none of the dictionary's stands in front of it. */
function isOfOther({ sheet }: Layout, { mark, row }: Ringed, owner: Label | undefined): boolean {
  const before = sheet.rows[row]?.tokens.filter((token) => rightOf(token) <= mark.box.x + sheet.unit) ?? [];
  if (owner?.row === row) return owner.meaning !== 'service';
  return before.some(({ text, hasColon }) => hasColon || text.endsWith('?'));
}

function fieldOfOption(
  { tokens }: Option,
  owner: Label | undefined,
  values: ValueContext,
): RingField | undefined {
  const { text } = areaOf('right', [tokens]);
  if (text === '' || text.length > 90) return undefined;
  if (owner?.meaning === 'sex' || /^(?:fe)?male$/i.test(text))
    return findValues('sex', text, values).length > 0 ? 'sex' : undefined;
  const isUrgency = findValues('urgency', text, values).length > 0 && tokens.length <= 8;
  if (owner?.meaning === 'urgency') return isUrgency ? 'urgency' : undefined;
  if (owner?.meaning === 'service')
    return howSoon.test(text) ? 'urgency' : noAnswer.test(text) || isBodyPart(text) ? undefined : 'service';
  // `Routine`, `Urgent`, `STAT` need no label that was read: one of the row above is not theirs.
  // A time alone may be how long, how often or since when.
  if (isUrgency && tokens.length <= 4 && namesUrgency(text)) return 'urgency';
  const isEnclosed =
    /\b(?:notes?|reports?|cards?|results|records|list|copy|copies|demographics|attached|images|history|cd|disc)\b/i.test(
      text,
    );
  const isAsked = owner === undefined || owner.subject === 'reason' || owner.isHeading;
  return isAsked && !isEnclosed && tokens.length <= 8 && namesService(text) && !noAnswer.test(text)
    ? 'service'
    : undefined;
}

/** Choices of one field in rows that follow each other. */
function groupsOf(choices: readonly Choice[], { sheet }: Layout): readonly (readonly Choice[])[] {
  const groups: Choice[][] = [];
  for (const choice of choices) {
    const last = groups.at(-1)?.at(-1);
    const isNear =
      last &&
      Math.abs(choice.option.row - last.option.row) <= 2 &&
      Math.abs(choice.option.mark.box.y - last.option.mark.box.y) < 6 * sheet.unit;
    if (isNear && last.owner === choice.owner) groups.at(-1)?.push(choice);
    else groups.push([choice]);
  }
  return groups;
}

/** The ticked boxes of a group. Only one can be meant: the one with most ink for certain. */
function ofGroup(
  layout: Layout,
  group: readonly Choice[],
  field: RingField,
  values: ValueContext,
): readonly Candidate[] {
  const ticked = group
    .filter(({ option }) => option.mark.isMarked)
    .toSorted((a, b) => b.option.mark.confidence - a.option.mark.confidence);
  return ticked.flatMap(({ option, owner }, at) => {
    const [found] = findValues(field, areaOf('right', [option.tokens]).text, values);
    const weight = (ticked.length === 1 ? 1.1 : 0.8 - at * 0.15) * (owner ? 1 : 0.9);
    return found ? [markedValue(layout, field, found, { option, owner }, weight, ticked)] : [];
  });
}
