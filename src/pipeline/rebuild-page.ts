import type { Policy } from '../domain/consequences.ts';
import { groupBy } from '../lib/group-by.ts';
import type { Queryable } from '../store/database.ts';
import {
  findReferralIds,
  loadAnsweredQuestions,
  loadDemographics,
  loadEffects,
  loadEffectsOf,
  loadOpenQuestions,
  loadQuestionsOf,
  loadReferralColumns,
  type HeldEffect,
  type HeldQuestion,
} from '../store/projection.ts';
import { openCharts, type Chart, type Charts } from './chart.ts';
import { compare, foldAnew, type Difference, type Held, type Refolded } from './rebuild-compare.ts';

/** Some patients with everything that was written of them. */
export type Page = Charts & {
  readonly patientIds: readonly string[];
  readonly columns: Awaited<ReturnType<typeof loadReferralColumns>>;
  readonly demographics: Awaited<ReturnType<typeof loadDemographics>>;
  readonly effects: readonly HeldEffect[];
  readonly questions: readonly HeldQuestion[];
  /** Ids that facts carry and no row has. */
  readonly gone: ReadonlySet<string>;
};

/** One patient of a page, folded anew and compared. */
export type Finding = {
  readonly chart: Chart;
  readonly held: Held;
  readonly refolded: Refolded;
  readonly gone: readonly string[];
  readonly differences: readonly Difference[];
};

/** Reads what is held of these patients. In one snapshot: facts and what follows from them are written together. */
export async function loadPage(db: Queryable, patientIds: readonly string[]): Promise<Page> {
  const { charts, partners } = await openCharts(db, patientIds);
  const strays = [...charts.values()].flatMap(goneOf);
  const known = await findReferralIds(db, [...new Set(strays)]);
  return {
    patientIds,
    charts,
    partners,
    gone: new Set(strays.filter((id) => !known.has(id))),
    columns: await loadReferralColumns(db, patientIds),
    demographics: await loadDemographics(db, patientIds),
    effects: await loadEffectsOf(db, patientIds),
    questions: await loadQuestionsOf(db, patientIds),
  };
}

/** Ids of referrals that only facts know. */
function goneOf(chart: Chart): readonly string[] {
  const ids = new Set<string>();
  for (const { referralId } of chart.facts.values())
    if (referralId !== undefined && !chart.views.has(referralId)) ids.add(referralId);
  return [...ids];
}

/** Folds a page and compares; `db` is asked for what is held of other patients under the same keys. */
export async function examine(db: Queryable, page: Page, policy: Policy): Promise<readonly Finding[]> {
  const folded = [...page.charts.values()]
    .filter((chart) => chart.facts.size > 0 || chart.views.size > 0)
    .map((chart) => {
      const gone = goneOf(chart).filter((id) => page.gone.has(id));
      return { chart, gone, refolded: foldAnew(chart, gone, page.partners, policy) };
    });
  const effects = await effectsOfOthers(
    db,
    page,
    folded.map((one) => one.refolded),
  );
  const questions = await questionsOfOthers(
    db,
    page,
    folded.map((one) => one.refolded),
  );
  const of = heldOf(page, effects, questions);
  return folded.map((one) => {
    const held = of(one.chart, one.refolded);
    return { ...one, held, differences: compare(one.chart, held, one.refolded) };
  });
}

async function effectsOfOthers(
  db: Queryable,
  page: Page,
  refolded: readonly Refolded[],
): Promise<readonly HeldEffect[]> {
  const own = new Set(page.effects.map((one) => one.key));
  const keys = new Set(refolded.flatMap((one) => one.wanted.map(({ key }) => key)));
  return loadEffects(
    db,
    [...keys].filter((key) => !own.has(key)),
  );
}

async function questionsOfOthers(
  db: Queryable,
  page: Page,
  refolded: readonly Refolded[],
): Promise<readonly HeldQuestion[]> {
  const known = new Set(page.questions.filter((one) => one.state !== 'withdrawn').map((one) => one.key));
  const keys = new Set(refolded.flatMap((one) => one.asked.map(({ key }) => key)));
  const unknown = [...keys].filter((key) => !known.has(key));
  const open = await loadOpenQuestions(db, unknown);
  const asked = new Set(open.map((one) => one.key));
  return [
    ...open,
    ...(await loadAnsweredQuestions(
      db,
      unknown.filter((key) => !asked.has(key)),
    )),
  ];
}

function heldOf(
  page: Page,
  otherEffects: readonly HeldEffect[],
  otherQuestions: readonly HeldQuestion[],
): (chart: Chart, refolded: Refolded) => Held {
  const columns = new Map(page.columns.map((one) => [one.id, one]));
  const demographics = new Map(page.demographics.map((one) => [one.id, one]));
  const byKey = new Map([...page.effects, ...otherEffects].map((one) => [one.key, one]));
  const effectsOf = groupBy(page.effects, (one) => one.referralId);
  const questionsOf = groupBy(page.questions, (one) => one.patientId);
  const questionOf = new Map(
    [...page.questions, ...otherQuestions]
      .filter((one) => one.state !== 'withdrawn')
      .map((one) => [one.key, one]),
  );
  return (chart, refolded) => {
    const ids = [...chart.views.keys()];
    const wanted = refolded.wanted.flatMap(({ key }) => byKey.get(key) ?? []);
    return {
      demographics: demographics.get(chart.patientId),
      columns: new Map(ids.flatMap((id) => columns.get(id) ?? []).map((one) => [one.id, one])),
      effects: new Map(
        [...ids.flatMap((id) => effectsOf.get(id) ?? []), ...wanted].map((one) => [one.key, one]),
      ),
      questions: [
        ...(questionsOf.get(chart.patientId) ?? []),
        ...refolded.asked.flatMap(({ key }) => questionOf.get(key) ?? []),
      ],
    };
  };
}
