import type { Policy } from '../domain/consequences.ts';
import type { Database } from '../store/database.ts';
import { takePen } from '../store/ledger.ts';
import { listPatientIds } from '../store/projection.ts';
import { transaction } from '../store/transaction.ts';
import type { Difference } from './rebuild-compare.ts';
import { mend } from './rebuild-mend.ts';
import { examine, loadPage, type Page } from './rebuild-page.ts';

/** Large enough to share its queries, small enough that the pen is held for a moment. */
const PAGE = 400;

export type RebuildOptions = {
  /** One patient alone. */
  readonly patientId?: string;
  /** Goes on after this patient: where an earlier run was stopped. */
  readonly after?: string;
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
  return eachPage(db, policy, options, async (ids) => {
    const page = await snapshot(db, ids);
    return (await examine(db, page, policy)).flatMap((one) => one.differences);
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
  return eachPage(db, policy, options, (ids) =>
    transaction(db, async (tx) => {
      await takePen(tx);
      return mend(tx, policy, ids);
    }),
  );
}

/** Looks at all patients; `settle` gets those of a page in whom something seems to differ, and says what does. */
async function eachPage(
  db: Database,
  policy: Policy,
  options: RebuildOptions,
  settle: (patientIds: readonly string[]) => Promise<readonly Difference[]>,
): Promise<RebuildTotals> {
  const totals = { patients: 0, referrals: 0, facts: 0, differing: 0 };
  let next = nextPage(db, options, options.after);
  for (;;) {
    const page = await next;
    const at = page?.patientIds.at(-1);
    if (!page || at === undefined) return totals;
    // The database reads the next page while this one is folded.
    next = options.patientId === undefined ? nextPage(db, options, at) : Promise.resolve(undefined);
    next.catch(() => undefined);
    const findings = await examine(db, page, policy);
    const suspects = findings.filter((one) => one.differences.length > 0).map((one) => one.chart.patientId);
    const differences = suspects.length === 0 ? [] : await settle(suspects);
    for (const difference of differences) options.onDifference?.(difference);
    totals.patients += page.patientIds.length;
    totals.differing += new Set(differences.map((one) => one.patientId)).size;
    for (const { chart } of findings) {
      totals.referrals += chart.views.size;
      totals.facts += chart.facts.size;
    }
    options.onPage?.({ ...totals }, at);
  }
}

async function nextPage(
  db: Database,
  { patientId }: RebuildOptions,
  after: string | undefined,
): Promise<Page | undefined> {
  const ids = patientId === undefined ? await listPatientIds(db, after, PAGE) : [patientId];
  return ids.length === 0 ? undefined : snapshot(db, ids);
}

function snapshot(db: Database, patientIds: readonly string[]): Promise<Page> {
  return transaction(db, (tx) => loadPage(tx, patientIds), { isolation: 'repeatable read' });
}
