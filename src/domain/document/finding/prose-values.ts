import type { Candidate } from './candidate.ts';
import { clinicalWords, shortForms } from '../knowledge/clinical-words.ts';
import { exactly, labelKey } from '../labels/label-match.ts';
import { everydayWords } from '../knowledge/english-words.ts';
import type { FieldName } from '../fields.ts';
import { leadOf } from '../letters/letter-ask.ts';
import { isBodyPart, isListOfServices, isServiceText, namesService } from '../knowledge/service-words.ts';
import { findUrgencies, namesUrgency } from '../values/urgency.ts';

/**
 * Candidates for texts cut to what they say, each worth as much as it looks like one; those that say nothing of what is asked for are left
 * out. What is to be done and stands where the reason is asked for (`For: Nephrology eval`) is the service.
 */
export function withoutEmptyProse(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.flatMap((one) => {
    if (one.origin === 'zone' || (one.field !== 'reason' && one.field !== 'service')) return [one];
    const value = one.field === 'service' ? serviceOf(one.value) : reasonOf(one.value);
    if (saysNothing(one.field, value)) return [];
    const doubt = one.doubt ?? (isBodyPart(value) ? 'it names a part of the body and no more' : undefined);
    const said: Candidate = {
      ...one,
      value,
      score: one.score * likeness(one.field, value),
      ...(doubt === undefined ? {} : { doubt }),
    };
    if (one.labelMatch <= LABELLED) return [said];
    if (one.field === 'reason' && isServiceText(value))
      return [said, { ...one, value: serviceOf(value), field: 'service', score: one.score * AS_OTHER }];
    const isWhy = one.field === 'service' && one.origin === 'label' && !namesService(value) && isStory(value);
    return isWhy
      ? [said, { ...one, field: 'reason', score: one.score * AS_OTHER, doubt: doubt ?? unasked }]
      : [said];
  });
}

const LABELLED = 0.5;
/** How much a service counts that stands where the reason is asked for, and the other way round. */
const AS_OTHER = 0.6;
const unasked = 'it stands where is asked what is to be done';

/** Words of medicine, and more than a title. */
function isStory(value: string): boolean {
  return value.split(' ').length > 2 && likeness('reason', value) === 1;
}

function serviceOf(value: string): string {
  const said = withoutDoctor(value.replace(leadLabel, ''));
  const cut = nextQuestion.exec(said);
  return cut && namesService(said.slice(0, cut.index)) ? said.slice(0, cut.index) : said;
}

/** Why, without what asks for it and what stands behind it. */
export function reasonOf(value: string): string {
  const asked = withoutAsking(value.replace(leadLabel, ''));
  const said = withoutUrgency(asked.slice(leadOf(asked)));
  return behindReason.reduce((text, pattern) => {
    const cut = pattern.exec(text);
    return cut && cut.index > SHORTEST ? text.slice(0, cut.index) : text;
  }, said);
}

/** `SYMPTOMS Four sinus infections`, `He is being referred for the following: CKD`, `(check one)`: what asks stands in front. */
function withoutAsking(value: string): string {
  const said = value.replace(referredFor, '').replace(howToFill, '');
  const words = said.split(' ');
  for (let count = Math.min(MOST_ASKING, words.length - 2); count > 0; count -= 1) {
    const entry = exactly(words.slice(0, count).map(labelKey).join(''))?.phrase.entry;
    const isAsking = entry !== undefined && (entry.meaning === 'reason' || entry.meaning === 'history');
    if (isAsking && entry.strength !== 'weak' && /^[\p{Lu}\d]/u.test(words[count] ?? ''))
      return words.slice(count).join(' ');
  }
  return said;
}

const MOST_ASKING = 7;
const referredFor =
  /^(?:(?:he|she|they|(?:the |this |our |my )?(?:patient|pt)) (?:is|was|has) (?:being |been )?referred (?:to you )?(?:for|because of|due to)(?: the following(?: reasons?)?)?|the following)[:,]? /i;
const howToFill =
  /^(?:\W*(?:symptoms? )?\((?:be specific|check|circle|select|mark|describe|please)[^)]*\))+\W*/i;

const SHORTEST = 5;
/** What stands behind a reason and is none. */
const behindReason: readonly RegExp[] = [
  /[\s.,;]+(?:(?:[Ww]orking )?[Dd]iagnos[ie]s|Dx|DX|Diag\.?|ICD(?:-?10)?(?:-CM)?)(?: codes?)?(?: ?:|$).*$/su,
  // `icp-10 Z12.11`, `Diag. R31.29, N40.1`: codes with the word in front of them, however it was read.
  /[\s.,;]+(?:(?:d[xi]\S*|ic\p{L}[\p{L}\d-]*|codes?)[.:]? )?(?:[A-TV-Z]\d[\dAB]\.\d[\dA-Z]{0,3}[\s,;/&]*)+$/isu,
  // `… as tolerated This referral is Routine.`: a sentence with no point in front of it.
  /[.,;]? (?:This|The) (?:referral|request|order|consult(?:ation)?|visit) (?:is|will be|expires)\b.*$/su,
  // `… on exertion Symptoms began last year`, `…, Please see her soon`: its point was lost on the way.
  /(?<=\p{Ll}{2}),? (?:Currently|Denies|Failed|Had|Has|He|Kindly|Onset|Ongoing|Patient|Please|Pt|Recently|Reports|She|Symptoms?|Thank|The|There|These|They|This|Tried|Was|We|Would)(?: \p{Ll}+){3}.*$/su,
  // `This is`: the beginning of a sentence whose end stands elsewhere.
  /(?<=\p{Ll}\p{Ll})[.!?] \p{Lu}\p{L}*(?: \p{L}+){0,3} (?:is|are|was|were|has|have|the|an?|to|for|of|and|or|with|in|on|that|your|our|we)$/su,
];

/** What is asked, in front of the answer: `Rx Endo consult`, `HX Elevated liver enzymes`. */
const leadLabel =
  /^(?:(?:Rx|R\/x|HX|Hx|CC|HPI|Indications?|History)[:.,]? (?=\S{2})(?!of )|(?:Symptoms|Complaints?|Concerns?|Reason)[:.,]? (?=[\p{Ll}\d])(?!(?:of|and|or|for|with|include|includes|are|is|since|beg[au]n|started|have|has|about|regarding|that|improved?|worsen\w*|resolved)\b))/u;

/** What is asked next on a form. */
const nextQuestion =
  / (?:how soon|how urgent|reasons? for|reason:|diagnos[ie]s|dx\b|icd|priority|urgency|preferred|date (?:of|needed)|signature)\b.*$/is;

/** Of 1: how much a text looks like what is asked for. */
function likeness(field: FieldName, value: string): number {
  if (isBodyPart(value)) return field === 'service' ? 0 : UNLIKELY;
  if (noText.some((pattern) => pattern.test(value)) || isLabelItself(field, value)) return UNLIKELY;
  if (field === 'service') return noService.some((pattern) => pattern.test(value)) ? UNLIKELY : 1;
  if (isListOfServices(value)) return 0;
  if (isServiceText(value)) return 0.5;
  return isOfMedicine(value) && !formQuestion.test(value) ? 1 : UNLIKELY;
}

/** `Medications`, `Plan of treatment`: what asks for something else. */
function isLabelItself(field: FieldName, value: string): boolean {
  if (field !== 'reason') return false;
  const meaning = exactly(value.split(' ').map(labelKey).join(''))?.phrase.entry.meaning;
  return meaning === 'none' || meaning === 'diagnosis_text' || meaning === 'history';
}

const UNLIKELY = 0.35;

/** What is neither to be done nor why. */
const noText: readonly RegExp[] = [
  // `7587 Prospect Road, Redwater, TX 75573`
  /,? [A-Z]{2} \d{5}(?:-\d{4})?\W*$/,
  // `K40.90 Unilateral inguinal hernia`: a code in front of its title.
  /^[A-TV-Z]\d[\dA-Z](?:\.[\dA-Z]{1,4})?\b/,
  // `Larkspur Digestive Health Central referral fax`
  /\b(?:fax|telephone|answering service|billing)\b/i,
  // What a doctor signs, and where its parts stand on the page.
  /\b(?:i certify|under my care|face-to-face encounter|conditions? above|listed (?:above|below)|signature of|without notice)\b/i,
];

const noService: readonly RegExp[] = [
  // `Imaging done? X-ray`: a question.
  /\?/,
  // `Visit 06/05/2026 9:57 am`: a day, an hour or a telephone.
  /\d{1,2}[/-]\d{1,2}[/-]\d{2}|\d{4}-\d{2}-\d{2}|\d:\d{2}\b|\d{3}[-.) ]{1,2}\d{3}[-. ]\d{4}/,
  // `June 7, 2026 Routine`
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}, \d{4}/i,
  // `next intake slot`, `your visit`: one that is known of already.
  /^(?:next|first|your|any|this|that|these|last|all|our|his|her|my)\b/i,
  // `DME ordered`, `Services requested`: a heading.
  /\b(?:ordered|requested|needed|done|performed|required|attached|enclosed)\W*$/i,
  // How somebody is seen, and of what kind an order is.
  /^(?:to be seen\b|(?:an? )?(?:in-person|office) visit\W*$|(?:outpatient|inpatient|ambulatory|external|internal|outgoing|incoming|elective)(?: (?:referral|order|request))?\W*$)/i,
  // Words that say nothing without another.
  /^(?:tests?|testing|visits?|exam|check|stud(?:y|ies)|procedures?|clinic|program|intake|treatment|assessment|services?|imaging|radiographs?|descriptions?|(?:medical |clinical )?services)\W*$/i,
];

/** `Is there any concern about safety?` */
const formQuestion =
  /^(?:is|are|do|does|did|will|what|who|when|where|which|how) (?:there|the|you|your|this|any|has|patient)\b/i;

/** Whether a word of it is one of medicine, beyond those that stand in every letter. */
function isOfMedicine(value: string): boolean {
  return (value.match(/\p{L}[\p{L}\d-]*/gu) ?? []).some((word) => {
    const key = word.toLowerCase();
    if (everydayWords.has(key)) return false;
    return clinicalWords.has(key) || clinicalWords.has(key.replace(/s$/, '')) || shortForms.has(word);
  });
}

/** `with George O'Hara, DO`, `Leon, Michael, APRN`: who is to do it is no part of what is to be done. */
function withoutDoctor(value: string): string {
  const cut = value.replace(withWhom, '').replace(doctorBehind, '').trim();
  return cut.length < 3 ? value : cut;
}

const withWhom =
  /,? (?:with|by) (?=(?:[Dd]r\b|[Dd]octor\b|\p{Lu}[\p{L}'’-]+,? (?:\p{Lu}\.? )?\p{Lu}[\p{L}'’])).*$/su;
const doctorBehind =
  /[ ,]+(?:[Dd]r\.? )?\p{L}[\p{L}'’-]+, ?\p{Lu}\p{L}+(?: \p{Lu}\.?)?(?:, ?(?:M\.?D|D\.?O|NP|PA|APRN|PA-?C|FNP[-\w]*|DPM|DDS|DMD|OD)\.?)+\W*$/u;

/** `…, Routine is fine.`: how soon, behind why; and what else a form asks there. */
function withoutUrgency(value: string): string {
  const soon = behindStory.map((pattern) => pattern.exec(value)).find((match) => match !== null);
  return soon && soon.index > 5 ? value.slice(0, soon.index) : value;
}

const behindStory: readonly RegExp[] = [
  /[.,;]? \p{Lu}\p{L}{3,8} (?:is|[i1l][s5]) (?:\p{L}ine|ok(?:ay)?)\W*$/u,
  /[.,;]? (?:(?:This (?:request )?is )?(?:Routine|Urgent|STAT|Non-urgent)|This (?:request )?is (?:routine|urgent|non-urgent))(?=[.,;]|$| (?:please|request|if|and can wait|ICD|Codes?|Diagnos[ei]s)).*$/su,
  // `Is the patient pregnant? No`
  /[.,;]? (?:\p{L}{1,4} )?(?:the )?(?:patient|pt) [^.?]{3,40}\? ?(?:yes|no|n\/?a|unknown)\W*$/iu,
];

/** Of how soon alone, of codes alone, or no word at all. */
function saysNothing(field: FieldName, value: string): boolean {
  const words = value.match(/\p{L}{3,}/gu) ?? [];
  if (field === 'service' && namesUrgency(value) && !namesService(value)) return true;
  if (words.length === 0) return field === 'reason' && !/\p{Lu}{2}/u.test(value);
  if (field === 'reason' && /\b(?:as follows|following)\W*$/i.test(value)) return true;
  if (field !== 'reason' || words.length > MOST_EMPTY || findUrgencies(value).length === 0) return false;
  return words.every(
    (word) =>
      findUrgencies(word).length > 0 ||
      empty.has(word.toLowerCase()) ||
      !clinicalWords.has(word.toLowerCase()),
  );
}

/** A sentence of more words says something. */
const MOST_EMPTY = 7;
const empty: ReadonlySet<string> = new Set(
  'this that the request referral appointment visit fine please see seen soon possible within days weeks hours next available needs should can wait icd code codes diagnosis diagnoses'.split(
    ' ',
  ),
);
