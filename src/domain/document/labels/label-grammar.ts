import { isOneEditApart } from '../../text-distance.ts';
import { foldShapes } from '../../spelling.ts';
import type { Meaning, Subject } from './label-entry.ts';

/** What a label nobody wrote down says, told by the words it is made of. */
export type Composed = {
  readonly meaning: Meaning;
  readonly subject?: Subject;
  /** 0 to 1: how many of its words are understood. */
  readonly quality: number;
};

/** Kinds of words that labels are made of. */
const kinds = {
  person:
    'provider physician doctor clinician practitioner md dr prescriber professional surgeon providers physicians doctors prov phys referrer requester requestor arnp aprn dentist optometrist od dds dmd therapist chiropractor podiatrist pediatrician internist psychologist counselor nurse',
  sends:
    'referring discharging ordering requesting treating attending sending prescribing signing authorizing submitting referred ordered submitted signed sent originating rendered ref writing making',
  patient:
    'patient patients pt client clients beneficiary child childs resident student individual person persons enrollee participant veteran veterans claimant worker consumer',
  primary: 'primary family pcp general regular usual',
  wanted:
    'preferred desired consulting receiving specialist accepting performing rendering servicing consultant specific specified requested choice',
  name: 'name names named full legal printed print',
  phone: 'phone telephone tel cell mobile ph cellphone phones landline callback backline',
  fax: 'fax facsimile fx',
  npi: 'npi',
  address: 'address residence street addr mailing',
  birth: 'birth dob born birthday birthdate',
  sex: 'sex gender',
  date: 'date day dated today todays',
  ask: 'referral script prescription request order consult consultation requisition',
  reason:
    'reason reasons indication indications concern concerns complaint complaints problem problems symptoms symptom why question questions purpose issue issues justification rationale',
  diagnosis: 'diagnosis diagnoses dx icd icd10 code codes cd cds condition conditions diag',
  service:
    'service services procedure procedures test tests study studies exam treatment evaluation visit appointment modality therapy imaging care action',
  type: 'type kind needed wanted requested ordered desired required asked sought provide perform do select level scope recommended',
  urgency: 'urgency priority acuity timeframe urgent soon timing triage immediacy urgently frame seen',
  payer: 'cvg insurance insurer payer payor carrier coverage ins',
  plan: 'plan company provider co program',
  id: 'number id identification identifier num ids',
  member:
    'member mbr policy subscriber insured cardholder certificate contract card medicare medicaid mbi membership',
  authorisation:
    'authorization auth precert precertification preauthorization preauth approval authorisation certification',
  expiry: 'expires expiration expire expiry until through thru ends end valid validity good',
  office:
    'practice clinic office facility organization hospital site location agency organisation institution entity center centre department dept affiliation',
  record: 'mrn record chart account acct medical emr ehr',
  reference: 'reference tracking case confirmation ticket control accession',
} as const;

type Kind = keyof typeof kinds;

const idle = new Set(
  'of the for to this your our you we us if any please and or is be a an s by in on at with from are would like want what how when who whom which his her their it will should must do does mr mrs clinical information info details primary main best home work contact daytime first last middle mi mm dd yyyy yy current referral history health medical dental vision oral eye legal file administrative admitting principal associated assoc pre post op preop preoperative va or secure natl national care team'.split(
    ' ',
  ),
);

/** Labels with these are about somebody or something else. */
const foreign = new Set(
  'emergency guarantor employer relationship email mail secondary ssn social language interpreter race ethnicity marital pharmacy holder policyholder kin guardian parent spouse caregiver allergies medication medications height weight age group grp copay visits units pages page cover copies copy notes comments attachments enclosed received service-date injury seen-date dea tax tin license taxonomy website hours manager coordinator message mother father'.split(
    ' ',
  ),
);

const kindsOf = new Map<string, Kind[]>();
for (const [kind, words] of Object.entries(kinds))
  for (const word of words.split(' ')) kindsOf.set(word, [...(kindsOf.get(word) ?? []), kind as Kind]);
const known = [...kindsOf.keys()].filter((word) => word.length > 4);

type Word = { readonly text: string; readonly kinds: readonly Kind[]; readonly isIdle: boolean };

function wordOf(said: string): Word {
  const exact = kindsOf.get(said);
  if (exact) return { text: said, kinds: exact, isIdle: idle.has(said) };
  if (idle.has(said) || said === '') return { text: said, kinds: [], isIdle: true };
  if (said.length > 4 && !foreign.has(said)) {
    const shape = foldShapes(said);
    const near = known.find((word) => isOneEditApart(word, said) || foldShapes(word) === shape);
    if (near !== undefined) return { text: near, kinds: kindsOf.get(near) ?? [], isIdle: false };
  }
  return { text: said, kinds: [], isIdle: false };
}

/** Makes sense of a label by its words; undefined: it does not look like one. `words`: small letters, without punctuation. */
export function composeLabel(said: readonly string[]): Composed | undefined {
  const words = said.flatMap((word) => word.split(/[^a-z0-9]+/)).map(wordOf);
  if (
    words.length === 0 ||
    words.length > 10 ||
    words.some(({ text }) => isValue.test(text)) ||
    words.some(({ text }) => foreign.has(text))
  )
    return undefined;
  const unknown = words.filter((word) => word.kinds.length === 0 && !word.isIdle).length;
  const understood = words.filter((word) => word.kinds.length > 0).length;
  if (understood === 0 || unknown > 1 || (unknown === 1 && understood < 2)) return undefined;
  const has = (...some: readonly Kind[]): boolean =>
    words.some((word) => some.some((kind) => word.kinds.includes(kind)));
  const meaning = meaningOf(has, words);
  if (meaning === undefined) return undefined;
  const subject = subjectOf(meaning, has);
  return { meaning, ...(subject === undefined ? {} : { subject }), quality: unknown === 0 ? 0.88 : 0.78 };
}

/** `MR379224`, `2026`: a number somebody has, no word of a label. */
const isValue = /^(?!icd)(?:\p{L}*\d{2,}\p{L}*)+$/u;

type Has = (...some: readonly Kind[]) => boolean;

function meaningOf(has: Has, words: readonly Word[]): Meaning | undefined {
  return (
    numberMeaning(has, words) ?? reasonMeaning(has, words) ?? namePart(has, words) ?? whoMeaning(has, words)
  );
}

function numberMeaning(has: Has, words: readonly Word[]): Meaning | undefined {
  if (has('npi')) return 'npi';
  if (has('fax') && has('phone')) return 'phone_fax';
  if (has('fax')) return 'fax';
  if (has('phone')) return 'phone';
  if (has('birth')) return has('name') ? 'name_and_birth' : 'birth_date';
  if (has('sex')) return 'sex';
  if (has('expiry') && has('date', 'authorisation', 'ask')) return 'expires_on';
  if (has('date'))
    return has('ask', 'sends') || words.some(({ text }) => /^todays?$/.test(text)) ? 'ordered_on' : undefined;
  if (has('authorisation')) return has('id') || words.length <= 2 ? 'authorisation_number' : undefined;
  if (has('id') && has('member', 'payer')) return 'member_id';
  if (words.at(-1)?.text === 'mrn') return 'patient_mrn';
  if (has('id') && has('record', 'patient')) return 'patient_mrn';
  if (has('id') && has('ask', 'reference')) return 'referral_number';
  if (has('address')) return 'address';
  return undefined;
}

function reasonMeaning(has: Has, words: readonly Word[]): Meaning | undefined {
  if (has('reason')) return 'reason';
  if (has('diagnosis'))
    return words.some(({ text }) => /^(?:icd|icd10|codes?|cds?)$/.test(text))
      ? 'diagnosis'
      : 'diagnosis_text';
  if (has('urgency')) return 'urgency';
  if (has('service') && has('type', 'ask', 'wanted') && !has('person')) return 'service';
  return undefined;
}

function whoMeaning(has: Has, words: readonly Word[]): Meaning | undefined {
  if (words.some(({ text }) => text === 'pcp')) return 'pcp_name';
  const isPerson = has('person', 'name');
  if (has('wanted') && has('person')) return 'requested_provider';
  if (has('primary') && has('person')) return 'pcp_name';
  if (has('sends') && has('office')) return 'referrer_practice';
  if (has('sends') && (isPerson || words.some(({ text }) => text === 'by'))) return 'referrer_name';
  if (has('payer')) return 'payer';
  if (has('patient') && has('name')) return 'patient_name';
  // `Claimant/Patient:`
  if (words.every(({ kinds: some }) => some.includes('patient'))) return 'patient_name';
  if (has('office')) return 'practice';
  if (has('person') && has('name')) return 'referrer_name';
  if (has('service') && words.length <= 3 && !has('person')) return 'service';
  return undefined;
}

/** `Member last name`, `First name of patient`; `Name (last, first)` asks for both. */
function namePart(has: Has, words: readonly Word[]): Meaning | undefined {
  const [isLast, isFirst] = ['last', 'first'].map((part) => words.some(({ text }) => text === part));
  if (!has('name') || !has('patient', 'member') || isLast === isFirst) return undefined;
  return isLast === true ? 'family_name' : 'given_name';
}

function subjectOf(meaning: Meaning, has: Has): Subject | undefined {
  if (
    meaning === 'npi' ||
    meaning === 'phone' ||
    meaning === 'fax' ||
    meaning === 'address' ||
    meaning === 'phone_fax'
  ) {
    if (has('primary') && has('person')) return 'pcp';
    if (has('patient')) return 'patient';
    if (has('wanted')) return 'recipient';
    if (has('sends', 'person', 'office')) return 'referrer';
    return has('payer', 'member') ? 'insurance' : undefined;
  }
  if (meaning === 'practice' || meaning === 'referrer_practice') return has('sends') ? 'referrer' : undefined;
  return subjects[meaning];
}

const subjects: Readonly<Partial<Record<Meaning, Subject>>> = {
  patient_name: 'patient',
  family_name: 'patient',
  given_name: 'patient',
  birth_date: 'patient',
  name_and_birth: 'patient',
  sex: 'patient',
  patient_mrn: 'patient',
  referrer_name: 'referrer',
  pcp_name: 'pcp',
  requested_provider: 'requested',
  payer: 'insurance',
  member_id: 'insurance',
  authorisation_number: 'insurance',
  reason: 'reason',
  diagnosis: 'reason',
  diagnosis_text: 'reason',
  service: 'reason',
  urgency: 'reason',
  ordered_on: 'reason',
  expires_on: 'reason',
  referral_number: 'reason',
};
