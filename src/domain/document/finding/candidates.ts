import type { Area, Layout } from './areas.ts';
import type { Candidate } from './candidate.ts';
import { fieldFor, type Context } from '../labels/contexts.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import { headRowsOf } from './head-rows.ts';
import type { Label } from '../labels/labels.ts';
import { inArea, placeWeight, type Asked } from './label-values.ts';
import { otherMeanings } from '../labels/label-twin.ts';
import type { Token } from '../layout/lines.ts';
import { bothNumbers, doctorUnderOffice, memberBehind, officeAndDoctor } from './side-values.ts';
import { namesService } from '../knowledge/service-words.ts';
import { areasFor, areasOver } from './value-areas.ts';
import type { ValueContext } from '../values/find.ts';

/** The tokens that stand beside boxes to be ticked, whether this form prints its labels under the values, and rows of labels over theirs. */
type Form = {
  readonly options: ReadonlySet<Token>;
  readonly isUnder: boolean;
  readonly heads: ReadonlySet<number>;
};

/** What the labels of a page say: for each, the values beside, below or above it that look like what it asks for. */
export function labelCandidates(
  layout: Layout,
  contexts: ReadonlyMap<Label, Context>,
  values: ValueContext,
  { options, isUnder }: Omit<Form, 'heads'>,
): readonly Candidate[] {
  const heads = isUnder ? new Set<number>() : headRowsOf(layout, contexts, values);
  const form = { options, isUnder, heads };
  return layout.labels.flatMap((label) => {
    const context = contexts.get(label);
    return context ? ofLabel({ layout, label, context, values }, form) : [];
  });
}

function ofLabel(asked: Asked, form: Form): readonly Candidate[] {
  const { label, context } = asked;
  if (label.meaning === 'phone_fax') return bothNumbers(asked);
  if (isFaxAndMore(label)) {
    const both = bothNumbers(asked);
    if (both.length > 1) return both;
  }
  if (label.meaning === 'name_and_birth')
    return [...ofField(asked, 'patient_name', form), ...ofField(asked, 'birth_date', form)];
  const field = fieldFor(label.meaning, context.subject);
  if (field === undefined || isUnsurePcp(field, asked)) return [];
  return [...ofField(asked, field, form), ...beside(asked, field, form), ...besides(asked, field, form)];
}

/** `Office / Fax`: two numbers, if two stand there. */
function isFaxAndMore({ meaning, text }: Label): boolean {
  return /phone|fax/.test(meaning) && /\bf(?:a?x|acsimile)\b/i.test(text) && /[/&|]|\band\b/i.test(text);
}

/** `Provider Name/NPI`, `Carrier & Policy #`: what else the label asks for stands behind the first. */
function besides(asked: Asked, first: FieldName, form: Form): readonly Candidate[] {
  const { label, context } = asked;
  return otherMeanings(label).flatMap((meaning) => {
    const field = fieldFor(meaning, context.subject);
    if (field === undefined || field === first || fieldOf(field).kind === 'text') return [];
    return ofField(asked, field, form).map((one) => ({
      ...one,
      // `Aetna / W123456789`: the stroke parts the two.
      value: one.value.replace(/ [/|,-]$/, ''),
      score: one.score * SECOND,
    }));
  });
}

/** What stands behind something else under one label is a little less sure. */
const SECOND = 0.9;

/** A number near the primary care doctor's name is mostly somebody else's. */
function isUnsurePcp(field: FieldName, { label, context }: Asked): boolean {
  return field.startsWith('pcp_') && label.subject === undefined && context.share < 0.85;
}

/** What else the same words may say. */
function beside(asked: Asked, field: FieldName, form: Form): readonly Candidate[] {
  const { label } = asked;
  if (label.meaning === 'referrer_name') return officeAndDoctor(asked);
  if (field === 'referrer_practice') return doctorUnderOffice(asked);
  if (field === 'payer') return memberBehind(asked);
  if (field === 'service') return ofField(asked, 'urgency', form);
  // A prescription is for somebody.
  if (field !== 'reason' || !/^for\W*$/i.test(label.text)) return [];
  return ofField(asked, 'patient_name', form)
    .filter(({ text }) => !namesService(text) && !/\b(?:US|CT|MRI|MRA|XR|PET|DEXA|EMG|EEG)\b/.test(text))
    .map((one) => ({ ...one, score: one.score * 0.7 }));
}

function ofField(asked: Asked, field: FieldName, { options, isUnder, heads }: Form): readonly Candidate[] {
  const { layout, label } = asked;
  const found: Candidate[] = [];
  const isRuled = isUnder && label.isAlone && !label.hasColon;
  const over = isRuled
    ? areasOver(layout, label, field).filter((area) => isOwnLine(area, options, layout))
    : [];
  const areas = over.length > 0 ? over : areasFor(layout, label, field, heads.has(label.row));
  for (const area of areas) {
    // Words beside boxes are all there is to choose from, not what was chosen.
    const chosen = area.tokens.filter((token) => options.has(token)).length;
    if (chosen > 0 && isChoice(field)) continue;
    if (field === 'reason' && 2 * chosen > area.tokens.length && hasBoxes(layout, area)) continue;
    // Behind a colon stands what is asked for: what stands below it is mostly something else's.
    const isPassed = area.place === 'below' && label.hasColon && areas[0]?.place === 'right';
    const weight = (isRuled && area.place === 'above' ? 1 : placeWeight[area.place]) * (isPassed ? 0.6 : 1);
    const here = inArea(asked, field, area, weight);
    found.push(...here);
    if (here.some(({ score }) => score > 0.55)) break;
  }
  return found;
}

/** More than one: a letter alone is soon taken for a box. */
function hasBoxes({ sheet }: Layout, { tokens }: Area): boolean {
  const boxes = sheet.marks.filter(({ box }) =>
    tokens.some(
      (token) => Math.abs(token.box.y + token.box.height / 2 - box.y - box.height / 2) < sheet.unit,
    ),
  );
  return boxes.length > 1;
}

/** Boxes over a label belong to the question above them. */
function isOwnLine(area: Area, options: ReadonlySet<Token>, layout: Layout): boolean {
  return !(area.tokens.some((token) => options.has(token)) && hasBoxes(layout, area));
}

function isChoice(field: FieldName): boolean {
  return field === 'urgency' || field === 'sex' || field === 'service' || field === 'requested_provider';
}
