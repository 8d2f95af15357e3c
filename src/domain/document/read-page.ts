import { contactBlocks } from './finding/address-blocks.ts';
import { layoutOf, type Area, type Layout } from './finding/areas.ts';
import { columnFlows } from './finding/blocks.ts';
import type { Candidate } from './finding/candidate.ts';
import { labelCandidates } from './finding/candidates.ts';
import { oddChoices } from './finding/choices.ts';
import { classifyPage } from './pages/classify.ts';
import { contextsOf, type Context } from './labels/contexts.ts';
import type { FieldName } from './fields.ts';
import { fieldOf } from './fields.ts';
import { codesByTitle, withTitles } from './finding/diagnosis-titles.ts';
import { flowOf, globalCandidates } from './finding/globals.ts';
import { headerCandidates } from './finding/header-candidates.ts';
import { labelsOf, type Label } from './labels/labels.ts';
import { leftoverCandidates } from './finding/leftovers.ts';
import { letterCandidates } from './letters/letters.ts';
import { withRingDoubts } from './finding/rings.ts';
import { sheetOf } from './layout/lines.ts';
import { officeLines } from './finding/office-lines.ts';
import { markCandidates, optionTokens } from './finding/marks.ts';
import { orderTitles } from './finding/order-title.ts';
import { withoutOtherCodes } from './finding/other-codes.ts';
import type { Box, ReadPage } from './page.ts';
import { patientListOf, type PatientList } from './pages/patient-list.ts';
import { partCandidates } from './finding/parts.ts';
import { patientBeside, sexBeside } from './finding/patient-beside.ts';
import type { ClassifiedPage, PageClass, SenderTemplate, Transport } from './understanding.ts';
import type { ValueContext } from './values/find.ts';
import { labelsStandUnder } from './finding/value-areas.ts';
import { tickedOthers } from './finding/ticked.ts';
import { zoneCandidates } from './templates/zones.ts';

/** What one page says by itself, before it is known which document it belongs to. */
export type PageFindings = {
  readonly page: ReadPage;
  readonly layout: Layout;
  /** The page as one text, in reading order. */
  readonly flow: Area;
  readonly class: ClassifiedPage;
  readonly candidates: readonly Candidate[];
  /** Whom each label is about. */
  readonly contexts: ReadonlyMap<Label, Context>;
  /** This form prints its labels under the values. */
  readonly isUnder: boolean;
  /** The page is a list of patients: each row is a document of its own. */
  readonly list?: PatientList;
};

export type PageContext = {
  readonly values: ValueContext;
  readonly transport: Transport;
  readonly templates: readonly SenderTemplate[];
};

export function readPage(page: ReadPage, { values, transport, templates }: PageContext): PageFindings {
  const sheet = sheetOf(page);
  const labels = labelsOf(sheet);
  const layout = layoutOf(sheet, labels);
  const contexts = contextsOf(sheet, labels);
  const flow = flowOf(layout);
  const pageClass = classifyPage(layout, flow.text);
  const options = optionTokens(layout, values);
  const isUnder = labelsStandUnder(layout, contexts, values);
  const found = [
    ...labelCandidates(layout, contexts, values, { options, isUnder }),
    ...partCandidates(layout, contexts, isUnder),
    ...markCandidates(layout, values),
    ...tickedOthers(layout, values),
    ...oddChoices(layout),
    ...globalCandidates(layout, flow, values),
    ...fromSentences(letterCandidates(sentencesOf(flow, layout), page.number, values), layout),
    ...columnFlows(layout).flatMap((column) => letterCandidates(column, page.number, values)),
    ...patientBeside(layout, values),
    ...officeLines(layout, values),
    ...orderTitles(layout),
  ];
  const isOwn = isOwnWord(pageClass.class);
  const leftovers = isOwn ? leftoverCandidates(layout, found, values, options) : [];
  const all = withTitles(
    [
      ...found,
      ...contactBlocks(layout, found, values),
      ...leftovers,
      ...(isOwn
        ? [...sexBeside(layout, [...found, ...leftovers]), ...codesByTitle(layout, found, values.diagnoses)]
        : []),
    ],
    layout,
    values.diagnoses,
  );
  const weighed = withRingDoubts(withoutOtherCodes(all, layout), layout)
    .map((one) => ({ ...one, score: one.score * weightOn(pageClass.class, one.field) }))
    .filter(({ score }) => score > 0);
  const withZones = zoneCandidates(layout, weighed, templates, values);
  const candidates = [...withZones, ...headerCandidates(page, withZones, transport, values)];
  const list = patientListOf(layout, candidates, values);
  return {
    page,
    layout,
    flow,
    class: list ? { ...pageClass, class: 'referral_form' } : pageClass,
    candidates,
    contexts,
    isUnder,
    ...(list === undefined ? {} : { list }),
  };
}

/** On forms no sentence goes on over a wide gap. */
function sentencesOf(flow: Area, { labels }: Layout): Area {
  if (labels.length < FORM_LABELS) return flow;
  const letters = flow.text.split('');
  for (const [index, start] of flow.starts.entries())
    if (flow.tokens[index]?.startsSegment === true && letters[start - 1] === ' ') letters[start - 1] = ';';
  return { ...flow, text: letters.join('') };
}

/** On forms what looks like a sentence may be a label and what stands beside it: nothing is taken over labels. */
function fromSentences(found: readonly Candidate[], { labels, sheet }: Layout): readonly Candidate[] {
  if (labels.length < FORM_LABELS) return found;
  return found
    .filter(({ box }) => box !== undefined && !labels.some((label) => isInside(label.box, box, sheet.unit)))
    .map((one) => ({ ...one, score: one.score * 0.7 }));
}

function isInside(label: Box, box: Box, unit: number): boolean {
  // Around the end of one row and the beginning of the next lies all of both.
  if (box.height > 2.4 * unit && label.height < 1.6 * unit) return false;
  const x = label.x + label.width / 2;
  const y = label.y + label.height / 2;
  return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

/** A page with as many labels is a form. */
const FORM_LABELS = 10;

/** Pages on which the sender says what is wanted; on the others are many names and dates of somebody else. */
function isOwnWord(name: PageClass): boolean {
  return name === 'referral_form' || name === 'letter' || name === 'other';
}

/** How much a page of a kind is to be believed on a field: the form is what the sender meant to say. */
function weightOn(name: PageClass, field: FieldName): number {
  const { group } = fieldOf(field);
  switch (name) {
    case 'cover':
      return group === 'patient' ? 0.85 : group === 'referrer' ? 0.9 : 0.75;
    case 'notes':
      return group === 'patient' ? 0.7 : 0.4;
    case 'lab_result':
      return group === 'patient' ? 0.65 : 0.25;
    case 'insurance_card':
      return group === 'insurance' ? 0.85 : group === 'patient' ? 0.5 : 0;
    case 'junk':
    case 'image':
    case 'blank':
      return 0.3;
    case 'referral_form':
    case 'letter':
    case 'other':
      return 1;
  }
}
