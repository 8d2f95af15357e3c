import type { Policy } from '../domain/consequences.ts';
import type { Database, Tx } from '../store/database.ts';
import { takePen } from '../store/ledger.ts';
import { listPatientIds, sealOf, type PatientRange } from '../store/projection.ts';
import { transaction } from '../store/transaction.ts';
import type { Difference } from './rebuild-compare.ts';
import { decide, mend } from './rebuild-mend.ts';
import { examine, loadPage, type Finding } from './rebuild-page.ts';

/** Large enough to share its queries, small enough that the pen is held for a moment and nothing of it grows old in memory. */
const PAGE = 150;
/** Pages under way at once: the database reads and writes some while another is folded. */
const LANES = 3;

/** `after`: where an earlier run was stopped. */
export type RebuildOptions = PatientRange & {
  /** One patient alone. */
  readonly patientId?: string;
  readonly onDifference?: (difference: Difference) => void;
  /** After each page. `at`: the last patient of it. */
  readonly onPage?: (totals: RebuildTotals, at: string) => void;
};

export type RebuildTotals = {
  readonly patients: number;
  readonly referrals: number;
  readonly facts: number;
  /** Patients in whom something differs (or differed, when it was mended). */
  readonly differing: number;
};

/**
 * Folds every patient anew and compares with what was written. Writes nothing and never takes the pen: a page is one snapshot, and
 * what differs in it is looked at in a second one before it is reported, so that a change that takes several transactions (a
 * partner's standing) is not taken for a fault.
 */
export function checkProjection(
  db: Database,
  policy: Policy,
  options: RebuildOptions = {},
): Promise<RebuildTotals> {
  return eachPage(db, options, async (ids) => {
    const findings = await examine(db, await snapshot(db, (tx) => loadPage(tx, ids)), policy);
    const suspects = findings.filter(isDifferent).map(patientOf);
    if (suspects.length === 0) return { findings, differing: [] };
    const again = await snapshot(db, async (tx) => examine(tx, await loadPage(tx, suspects), policy));
    return { findings, differing: again.filter(isDifferent) };
  });
}

/**
 * Folds every patient anew and writes what differs, a page in a transaction under the pen. Who is told of what follows the rules of
 * any change: a state that others were told already is told to nobody again.
 */
export function rebuildProjection(
  db: Database,
  policy: Policy,
  options: RebuildOptions = {},
): Promise<RebuildTotals> {
  return eachPage(db, options, async (ids) => {
    const { page, seal } = await snapshot(db, (tx) => readSealed(tx, ids));
    const findings = await examine(db, page, policy);
    const suspects = findings.filter(isDifferent);
    if (suspects.length === 0) return { findings, differing: [] };
    const outcome = await decide(db, policy, page.partners, suspects);
    let isFirst = true;
    const differing = await transaction(db, async (tx) => {
      await takePen(tx);
      // What was decided without the pen is good for as long as nobody changed what it goes by, and can be written once.
      const isGood = isFirst && seal === (await sealOf(tx, ids, [...page.partners.keys()]));
      isFirst = false;
      if (!isGood) return (await mend(tx, policy, suspects.map(patientOf))).filter(isDifferent);
      await outcome.write(tx);
      return suspects;
    });
    return { findings, differing };
  });
}

async function readSealed(tx: Tx, patientIds: readonly string[]) {
  const page = await loadPage(tx, patientIds);
  return { page, seal: await sealOf(tx, patientIds, [...page.partners.keys()]) };
}

type Settled = {
  /** Of everybody in the page, as first looked at. */
  readonly findings: readonly Finding[];
  /** Those who do differ. */
  readonly differing: readonly Finding[];
};

type Done = {
  readonly ids: readonly string[];
  /** The last patient. */
  readonly at: string;
  readonly counts: Pick<RebuildTotals, 'referrals' | 'facts'>;
  readonly differences: readonly (readonly Difference[])[];
};

/** Works on pages side by side and reports them in order: whoever goes on after the last one that was reported misses nothing. */
async function eachPage(
  db: Database,
  options: RebuildOptions,
  settle: (patientIds: readonly string[]) => Promise<Settled>,
): Promise<RebuildTotals> {
  const totals = { patients: 0, referrals: 0, facts: 0, differing: 0 };
  const pages = pagesOf(db, options);
  const underWay: Promise<Done>[] = [];
  const begin = async (): Promise<void> => {
    const { value: ids } = await pages.next();
    if (!ids) return;
    const work = workOn(ids, settle);
    // Whether it failed is asked when its turn comes.
    work.catch(() => undefined);
    underWay.push(work);
  };
  try {
    // A page waits for a connection no longer than any other work: there must be one for each.
    const lanes = Math.min(LANES, db.pool.options.max ?? LANES);
    for (let lane = 0; lane < lanes; lane += 1) await begin();
    for (let done = await underWay.shift(); done; done = await underWay.shift()) {
      report(done, totals, options);
      await begin();
    }
    return totals;
  } finally {
    // Nothing is written behind the back of whoever learns of the failure.
    await Promise.allSettled(underWay);
  }
}

async function* pagesOf(
  db: Database,
  { patientId, ...range }: RebuildOptions,
): AsyncGenerator<readonly string[], undefined> {
  if (patientId !== undefined) return void (yield [patientId]);
  let next: PatientRange = range;
  for (;;) {
    const ids = await listPatientIds(db, next, PAGE);
    const after = ids.at(-1);
    if (after === undefined) return;
    next = { ...range, after };
    yield ids;
  }
}

async function workOn(
  ids: readonly string[],
  settle: (patientIds: readonly string[]) => Promise<Settled>,
): Promise<Done> {
  const { findings, differing } = await settle(ids);
  let [referrals, facts] = [0, 0];
  for (const { refolded, chart } of findings) {
    referrals += refolded.views.size;
    facts += chart.facts.size;
  }
  return {
    ids,
    at: ids.at(-1) ?? '',
    counts: { referrals, facts },
    differences: differing.map((one) => one.differences),
  };
}

function report(
  { ids, at, counts, differences }: Done,
  totals: { -readonly [Name in keyof RebuildTotals]: number },
  { onDifference, onPage }: RebuildOptions,
): void {
  for (const difference of differences.flat()) onDifference?.(difference);
  totals.patients += ids.length;
  totals.differing += differences.length;
  totals.referrals += counts.referrals;
  totals.facts += counts.facts;
  onPage?.({ ...totals }, at);
}

function snapshot<T>(db: Database, read: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(db, read, { isolation: 'repeatable read' });
}

function isDifferent(finding: Finding): boolean {
  return finding.differences.length > 0;
}

function patientOf({ chart }: Finding): string {
  return chart.patientId;
}
