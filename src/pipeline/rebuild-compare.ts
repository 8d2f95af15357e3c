import type { Effect, Policy, Question } from '../domain/consequences.ts';
import { nameKey } from '../domain/names.ts';
import { foldPatient } from '../domain/patient.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { Partner } from '../store/partners.ts';
import type { HeldDemographics, HeldEffect, HeldQuestion, ReferralColumns } from '../store/projection.ts';
import { referralColumns } from '../store/referral-columns.ts';
import { refoldChart, type Chart } from './chart.ts';
import type { Outcome } from './consequence-writer.ts';
import { isSameContent } from './same-content.ts';

/** One place where what was written is not what the facts say. Ids and names of fields: never what is in them. */
export type Difference = {
  readonly patientId: string;
  readonly subject: 'referral' | 'patient' | 'fact' | 'effect' | 'question';
  /** Of the referral (also for its effects and questions), of the patient, or the fingerprint of the fact. */
  readonly id: string;
  /** A column, `view.<member>`, the kind of an effect or question, with what is wrong. */
  readonly field: string;
};

type Owned<T> = T & { readonly referralId: string };

/** What a fold that knows nothing but the facts makes of one patient. */
export type Refolded = {
  readonly views: ReadonlyMap<string, ReferralView>;
  readonly wanted: readonly Owned<Effect>[];
  readonly asked: readonly Owned<Question>[];
  /** Fingerprints of facts that are held to belong elsewhere. */
  readonly misplaced: readonly string[];
  /** Referrals whose facts are all part of another one. */
  readonly merged: readonly string[];
  readonly demographics: ReturnType<typeof foldPatient> | undefined;
};

/** What is held of one patient beside the chart. */
export type Held = {
  readonly columns: ReadonlyMap<string, ReferralColumns>;
  readonly demographics: HeldDemographics | undefined;
  /** By key, those of other patients' referrals that have the same key too. */
  readonly effects: ReadonlyMap<string, HeldEffect>;
  readonly questions: readonly HeldQuestion[];
};

/** Nothing is known of a referral but its id: its facts carry that. */
export const nothing = { kind: 'none' } as ReferralView;

/** Folds a patient with no memory of what was projected; the chart stays as it is. `gone`: ids of referrals whose rows are lost. */
export function foldAnew(
  chart: Chart,
  gone: readonly string[],
  partners: ReadonlyMap<string, Partner>,
  policy: Policy,
): Refolded {
  let views: ReadonlyMap<string, ReferralView> = new Map();
  let wanted: Refolded['wanted'] = [];
  let asked: Refolded['asked'] = [];
  const misplaced: string[] = [];
  const merged: string[] = [];
  const look: Outcome = {
    addFact: () => undefined,
    moveFact: (fingerprint) => void misplaced.push(fingerprint),
    describePatient: () => undefined,
    changeReferral: () => undefined,
    mergeReferral: (_, id) => void merged.push(id),
    follow: (found, after) => {
      views = after;
      wanted = found.plan;
      asked = found.ask;
    },
    send: () => undefined,
    write: () => Promise.resolve(),
  };
  const bare: Chart = {
    patientId: chart.patientId,
    facts: new Map(chart.facts),
    views: new Map([...chart.views.keys(), ...gone].map((id) => [id, nothing])),
    versions: new Map(),
    hasNews: true,
  };
  refoldChart(bare, partners, policy, look, undefined);
  const about = bare.patientFacts ?? [];
  const isDescribed = about.some((entry) => entry.fact.kind === 'patient_described');
  return {
    views,
    wanted,
    asked,
    misplaced,
    merged,
    demographics: isDescribed ? foldPatient(about) : undefined,
  };
}

/** Everything in which what is held of a patient differs from a fold of today. */
export function compare(chart: Chart, held: Held, refolded: Refolded): readonly Difference[] {
  const of = (subject: Difference['subject'], id: string, field: string): Difference => ({
    patientId: chart.patientId,
    subject,
    id,
    field,
  });
  return [
    ...[...refolded.views].flatMap(([id, view]) =>
      referralFields(chart.views.get(id), held.columns.get(id), view).map((field) =>
        of('referral', id, field),
      ),
    ),
    ...[...chart.views]
      .filter(
        ([id, view]) => !refolded.views.has(id) && (refolded.merged.includes(id) || view.kind !== 'none'),
      )
      .map(([id]) => of('referral', id, refolded.merged.includes(id) ? 'merged_into' : 'kind')),
    ...refolded.misplaced.map((fingerprint) => of('fact', fingerprint, 'referral_id')),
    ...demographicFields(held.demographics, refolded).map((field) => of('patient', chart.patientId, field)),
    ...effectFindings(held, refolded).map(({ effect, problem }) =>
      of('effect', effect.referralId, `${effect.kind} ${problem}`),
    ),
    ...missingQuestions(held, refolded).map((one) =>
      of('question', one.referralId, `${one.kind} was not asked`),
    ),
    ...settledQuestions(held, refolded).map((one) =>
      of('question', one.referralId ?? chart.patientId, `${one.kind} is settled and open`),
    ),
  ];
}

function referralFields(
  stored: ReferralView | undefined,
  columns: ReferralColumns | undefined,
  view: ReferralView,
): readonly string[] {
  if (!stored || !columns) return ['is missing'];
  const had = stored as unknown as Readonly<Record<string, unknown>>;
  const has = view as unknown as Readonly<Record<string, unknown>>;
  const members = isSameContent(stored, view) ? [] : [...new Set([...Object.keys(had), ...Object.keys(has)])];
  return [
    ...members.filter((member) => !isSameContent(had[member], has[member])).map((member) => `view.${member}`),
    ...referralColumns
      .filter(({ name, pick }) => !isSameValue(columns[name], pick(view)))
      .map(({ name }) => name),
  ];
}

function isSameValue(held: unknown, folded: unknown): boolean {
  if ((held ?? undefined) === folded) return true;
  if (typeof held !== 'string' || typeof folded !== 'string') return false;
  // Postgres gives instants in one form; senders' times may be written without their milliseconds.
  return folded.length > 10 && Date.parse(held) === Date.parse(folded);
}

type Demographics = NonNullable<Refolded['demographics']>;

/** As `upsertPatients` writes them. */
const demographicColumns: Readonly<
  Record<Exclude<keyof HeldDemographics, 'id' | 'isAlias'>, (patient: Demographics) => unknown>
> = {
  family: (patient) => patient.name?.family,
  given: (patient) => patient.name?.given,
  middle: (patient) => patient.name?.middle,
  suffix: (patient) => patient.name?.suffix,
  birth_date: (patient) => patient.birthDate,
  sex: (patient) => patient.sex,
  phones: (patient) => patient.phones ?? [],
  email: (patient) => patient.email,
  address: (patient) => patient.address,
  is_protected: (patient) => patient.isProtected ?? false,
  name_key: (patient) => nameKey(patient.name),
  former: (patient) => patient.former,
};

function demographicFields(
  held: HeldDemographics | undefined,
  { demographics }: Refolded,
): readonly string[] {
  if (!held || held.isAlias || !demographics) return [];
  return Object.entries(demographicColumns)
    .filter(
      ([name, pick]) => !isSameContent(held[name as keyof HeldDemographics] ?? undefined, pick(demographics)),
    )
    .map(([name]) => name);
}

export type EffectFinding = {
  readonly effect: Owned<Effect>;
  readonly problem: 'is missing' | 'was withdrawn' | 'referral_id' | 'due_at' | 'is planned and not wanted';
};

/** Effects that are wanted and not there, or there and not wanted. What was released is history, whatever is wanted today. */
export function effectFindings(held: Held, { wanted }: Refolded): readonly EffectFinding[] {
  const keys = new Set(wanted.map((one) => one.key));
  const unwanted = [...held.effects.values()].flatMap((effect) => {
    const { key, kind, referralId, partnerId, dueAt } = effect;
    const isWaiting = effect.state === 'planned' || effect.state === 'blocked';
    // A correction is wanted by nobody's view: it was decided when what it corrects was taken back.
    if (!isWaiting || keys.has(key) || kind.startsWith('correct_') || partnerId === null) return [];
    if (!held.columns.has(referralId)) return [];
    const back: Owned<Effect> = { key, kind: kind as Effect['kind'], referralId, partnerId, dueAt };
    return [{ effect: back, problem: 'is planned and not wanted' as const }];
  });
  return [
    ...wanted.flatMap((effect) => {
      const problem = problemOf(effect, held.effects.get(effect.key));
      return problem ? [{ effect, problem }] : [];
    }),
    ...unwanted,
  ];
}

function problemOf(want: Owned<Effect>, row: HeldEffect | undefined): EffectFinding['problem'] | undefined {
  if (!row) return 'is missing';
  // A note that a person decided not to send stays unsent.
  if (row.state === 'withdrawn') return want.kind === 'deliver_note' ? undefined : 'was withdrawn';
  // One thank-you is for all referrals of a week.
  if (want.kind === 'thank_partner') return undefined;
  if (row.referralId !== want.referralId) return 'referral_id';
  return row.state === 'planned' && Date.parse(row.dueAt) !== Date.parse(want.dueAt) ? 'due_at' : undefined;
}

/** Questions nobody was asked: neither open nor answered. */
export function missingQuestions(held: Held, { asked }: Refolded): readonly Owned<Question>[] {
  const known = new Set(held.questions.filter((one) => one.state !== 'withdrawn').map((one) => one.key));
  return asked.filter((one) => !known.has(one.key));
}

/** Questions about one referral that only its view raises. One about an office may be open for another patient's sake. */
const ownKinds: ReadonlySet<string> = new Set<Question['kind']>([
  'partner_unknown',
  'note_retracted',
  'note_held',
  'note_unreadable',
  'unmapped_status',
]);

/** Open questions that the facts answer. */
export function settledQuestions(held: Held, { asked }: Refolded): readonly HeldQuestion[] {
  const keys = new Set(asked.map((one) => one.key));
  return held.questions.filter(
    (one) =>
      one.state === 'open' &&
      one.referralId !== null &&
      ownKinds.has(one.kind) &&
      // The packet asks about a note as well, under the key of its effect; that is not the fold's question.
      !one.key.includes('|deliver_note|') &&
      !keys.has(one.key),
  );
}
