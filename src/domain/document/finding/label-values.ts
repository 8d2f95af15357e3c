import type { Area, Layout, Place } from './areas.ts';
import { candidateOf, type Candidate } from './candidate.ts';
import type { Context } from '../labels/contexts.ts';
import { fieldOf, type FieldName } from '../fields.ts';
import type { Meaning } from '../labels/label-entry.ts';
import { shareFor } from './label-shares.ts';
import type { Label } from '../labels/labels.ts';
import { linesOfService } from '../knowledge/service-words.ts';
import { findValues, type ValueContext } from '../values/find.ts';
import type { Found } from '../values/found.ts';

/** A label whose value is looked for, and all it takes to do so. */
export type Asked = {
  readonly layout: Layout;
  readonly label: Label;
  readonly context: Context;
  readonly values: ValueContext;
};

/** How much a place counts by itself. */
export const placeWeight: Readonly<Record<Place, number>> = { right: 1, below: 0.86, above: 0.5 };

/** The values of an area that fit a field; `place`: how much the area counts. */
export function inArea(
  { layout, label, context, values }: Asked,
  field: FieldName,
  area: Area,
  place: number,
): readonly Candidate[] {
  if (saysNothing(field, area.text) || isOfAnother(label, field, area.text)) return [];
  const nameOrder = /last.{0,8}first/i.test(`${label.text} ${label.hint}`)
    ? ('family_first' as const)
    : undefined;
  const text = askedIn(field, area.text, label);
  const found = findValues(field, text, {
    ...values,
    place: 'labelled',
    ...(nameOrder ? { order: nameOrder } : {}),
  });
  const kept = fieldOf(field).isMany === true ? found : found.slice(0, 1);
  return kept.map((said) => {
    const chosen = withListDoubt(field, area, withChoiceDoubt(layout, label, field, area, said));
    const isUnsure =
      label.meaning === 'phone' && label.subject === undefined && context.share < SURE_OF_OWNER;
    const isSecond =
      fieldOf(field).kind === 'phone' && /\d{3}\D{0,3}\d{3}/.test(area.text.slice(0, chosen.from));
    const doubt = isSecond
      ? 'another number stands in front of it'
      : isUnsure
        ? 'whose number it is only its neighbours tell'
        : undefined;
    const one = doubt === undefined ? chosen : { ...chosen, doubt: chosen.doubt ?? doubt };
    const lead = one.from > 3 && fieldOf(field).isMany !== true ? Math.max(0.5, 1 - one.from / 80) : 1;
    const weight = place * (0.55 + 0.45 * label.match) * (0.5 + 0.5 * context.share) * lead;
    const certainty = label.subject === undefined && label.meaning !== field ? 0.92 : 1;
    const weak =
      label.meaning === 'signature' ||
      label.meaning === 'recipient_name' ||
      (label.meaning === 'name' && field === 'requested_provider') ||
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
        shareFor(layout, label, field, one.value),
      labelMatch: label.match,
      evidence: `${placeWords[area.place]} “${label.text}”`,
      origin: 'label',
    });
  });
}

/** A text without what stands around the value of a field; places stay the same. */
function askedIn(field: FieldName, text: string, label: Label): string {
  if (field === 'reason') return reasonIn(text, label);
  if (field === 'service') return serviceIn(linesOfService(text));
  return field === 'urgency' && label.meaning === 'service' ? soonOnly(text) : text;
}

/** `See attached`, `on file`, `N/A`: what is wanted stands elsewhere. */
function saysNothing(field: FieldName, text: string): boolean {
  const { kind } = fieldOf(field);
  if (field === 'reason' && question.test(text)) return true;
  // `Requested service / Servicio solicitado`, the second half misread: no value yet.
  if (kind === 'text' && /^[/|]/.test(text)) return true;
  return kind !== 'urgency' && kind !== 'sex' && text.length < 40 && filler.test(text);
}

/** `Is this for a work-related injury?`: the form asks on. */
const question = /^(?:is|are|does|do|did|has|have|can|will|may|was) [^?.]{4,60}\?/i;

const filler =
  /^\W*(?:(?:please )?see (?:attached|below|above|enclosed|note|chart|record|referral|order|face ?sheet|demographics?|copy|card|back|insurance)|attached|enclosed|same(?: as above)?\W*$|n\/?a\W*$|none\W*$|not applicable|on file|to follow|tbd\W*$|pending\W*$)/i;

/** `Type of request: Expedited` says how soon, not what. */
function isOfAnother({ meaning }: Label, field: FieldName, text: string): boolean {
  const isSoon = howSoon.test(text) || (field === 'urgency' && soonBehind.test(text));
  if (field === 'service' && isOrderTitle(text)) return true;
  return field === 'service' ? isSoon : field === 'urgency' && meaning === 'service' && !isSoon;
}

/** `Rx` `PRESCRIPTION FOR OUTPATIENT THERAPY`: the title of the form. */
function isOrderTitle(text: string): boolean {
  return (
    /^\W*(?:PRESCRIPTION|REFERRAL|ORDER|REQUEST)(?: FORM)? FOR\b/.test(text) && text === text.toUpperCase()
  );
}

/** `MRI lumbar spine, urgent`: how soon, behind what is to be done. */
const soonBehind =
  /(?:\s?[,;/(–—-]\s?|\s(?!elective))(?<soon>(?:(?:semi|non)-?)?(?:routine|urgent(?:ly)?|stat|asap|emergent|expedited?|elective)\b(?: (?:priority|basis|please|referral|request))?(?:[\s(,-]{1,3}(?:with)?in [^\n()]{3,20})?)[\s.)!]*$/im;

/** Blanks instead of what stands in front of how soon, so that places stay the same. */
function soonOnly(text: string): string {
  const soon = soonBehind.exec(text)?.groups?.['soon'];
  const start = soon === undefined || howSoon.test(text) ? 0 : text.indexOf(soon);
  return ' '.repeat(start) + text.slice(start);
}

/** A text that says how soon, and nothing else. */
export const howSoon =
  /^\W*(?:routine|(?:non-?)?urgent|stat|emergent|expedited?|standard|elective|asap)(?: (?:request|review|referral|priority|care))?(?: ?\([^)]*\))?(?:[\s,:/–-]+(?:(?:with)?in|next|first|same|call|wait|safety|asap|as soon|immediate|stat|\d)\b[^\n]{0,36})?\W*$/i;

/** A telephone of somebody is his for certain from this share of what stands around it. */
const SURE_OF_OWNER = 0.6;

/** Where nothing asks for the reason, the story begins with it. */
function reasonIn(text: string, { meaning }: Label): string {
  const said = untilNext(text);
  if (asides[meaning] === undefined) return said;
  const sentence = /[.;]\s+(?=\p{Lu})/u.exec(said);
  return sentence && sentence.index > 8 && said.length > SHORT_STORY ? said.slice(0, sentence.index) : said;
}

/** What is told in so few letters is the reason as a whole. */
const SHORT_STORY = 130;

/** `Kindly arrange a headache clinic for this patient of mine.`: as long as it was, so that places stay the same. */
function serviceIn(text: string): string {
  const lead =
    /^\W*(?:(?:please|kindly|we|i|would|like|to) )*(?:arrange|schedule|provide|perform|order|request|obtain|book)(?: for)?(?: (?:an?|the|your))? (?=\S)/i.exec(
      text,
    )?.[0] ?? '';
  const next =
    /,? for (?:this|my|our|the above|her|him|them)\b|[.,;] (?:please|this|thank|we|i|he|she|patient)\b/i.exec(
      text,
    );
  const soon = howSoon.test(text) ? undefined : soonBehind.exec(text);
  const end = Math.min(next?.index ?? text.length, soon?.index ?? text.length);
  return end - lead.length < 3 ? text : ' '.repeat(lead.length) + text.slice(lead.length, end);
}

/** A reason ends where the sentence behind it is about something else, whether or not its label could be read. */
function untilNext(text: string): string {
  const next =
    /[.;:]\s+please (?:send|treat|call|fax|see|let|contact|schedule)|[.;:,]\s+(?:diagnos[ie]s\b|dx\b|icd|medications? and|he (?:has|is|can|was)\b|she (?:has|is|can|was)\b|thank you|i will\b)/i.exec(
      text,
    );
  const sentence = nextSentence.exec(text);
  const end = Math.min(next?.index ?? text.length, sentence?.index ?? text.length);
  return end > 5 ? text.slice(0, end) : text;
}

/** How sentences begin that say how soon, with what insurance, where to call: not why. */
const nextSentence =
  /(?:[.;,]|(?=\s(?:Routine|Urgent|STAT)\b))\s+(?:(?:This is|We would like this|Needs to be|Please)?\s?(?:[Rr]outine|[Uu]rgent|URGENT|ROUTINE|STAT|[Ss]tat)\b|(?:We|I|My|Our|Please(?! (?:advise|scope|eval|evaluate|assess|consider|treat|follow|manage|co-manage|clarify|repeat|monitor|assist|help)\b)|Codes?|You|Call|Records|Needs to be)\b|(?:(?:This|The) )?(?:[Rr]eferral|[Rr]equest) |(?:Her |His |Their )?(?:[Ii]nsurance|[Ii]nsurer|[Cc]ell|[Pp]hone|[Cc]overage)\b|(?:He|She) (?:is|can|was|would)\b)/u;

/** Words to choose from, all but one misread, look like an answer: boxes in the row, or other words beside it, say so. */
function withChoiceDoubt({ sheet }: Layout, label: Label, field: FieldName, area: Area, found: Found): Found {
  if ((field !== 'urgency' && field !== 'sex') || found.doubt !== undefined) return found;
  const rest = `${area.text.slice(0, found.from)} ${area.text.slice(found.to)}`;
  const others = rest.split(/\s+/).filter((word) => /^\W?\p{L}{4,}/u.test(word) && !besideAnswer.test(word));
  const hasBoxes = area.tokens.some(({ box }) =>
    sheet.marks.some(
      (mark) => Math.abs(mark.box.y + mark.box.height / 2 - box.y - box.height / 2) < sheet.unit,
    ),
  );
  if (!hasBoxes && (others.length === 0 || label.meaning !== field)) return found;
  return { ...found, doubt: 'it may be one of several words to choose from' };
}

/** Lines that each name a thing to be done are a list to choose from: which one, only a box says. */
function withListDoubt(field: FieldName, area: Area, found: Found): Found {
  if (field !== 'service' || found.doubt !== undefined) return found;
  const lines = area.text.split('\n').map((line) => line.trim());
  const isList = lines.length > 1 && lines.every((line) => /^\p{Lu}/u.test(line) && !/[,;]$/.test(line));
  const inside = area.tokens.filter((_, at) => {
    const start = area.starts[at] ?? 0;
    return start > found.from && start < found.to;
  });
  // Side by side, a wide gap between them.
  const isRow = inside.some(
    ({ startsSegment, text, at }) => startsSegment && at > 0 && /^\p{Lu}/u.test(text),
  );
  return isList || isRow ? { ...found, doubt: 'several services stand there' } : found;
}

/** What an answer goes on with. */
const besideAnswer =
  /^\W?(?:referral|request|appointment|priority|within|days?|weeks?|hours?|next|available|please|care|visit|call|soon|possible|needs?|seen)/i;

/** Labels that ask for something else than the field they are taken for. */
const asides: Readonly<Partial<Record<Meaning, number>>> = { history: 0.4, comments: 0.32 };

/** How evidence names a place. */
export const placeWords: Readonly<Record<Place, string>> = {
  right: 'beside',
  below: 'below',
  above: 'above',
};
