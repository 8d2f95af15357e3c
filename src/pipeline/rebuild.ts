import type { Policy } from '../domain/consequences.ts';
import type { Database } from '../store/database.ts';
import { takePen } from '../store/ledger.ts';
import { listPatientIds } from '../store/projection.ts';
import { transaction } from '../store/transaction.ts';
import type { Difference } from './rebuild-compare.ts';
import { mend } from './rebuild-mend.ts';
import { examine, loadPage, type Finding, type Page } from './rebuild-page.ts';

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
  const settle = (ids: readonly string[]) =>
    transaction(db, async (tx) => examine(tx, await loadPage(tx, ids), policy), {
      isolation: 'repeatable read',
    });
  return eachPage(db, policy, options, { settle, isWriter: false });
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
  const settle = (ids: readonly string[]) =>
    transaction(db, async (tx) => {
      await takePen(tx);
      return mend(tx, policy, ids);
    });
  return eachPage(db, policy, options, { settle, isWriter: true });
}

type Work = {
  /** Has the last word on patients in whom something seems to differ. */
  readonly settle: (patientIds: readonly string[]) => Promise<readonly Finding[]>;
  readonly isWriter: boolean;
};

async function eachPage(
  db: Database,
  policy: Policy,
  options: RebuildOptions,
  { settle, isWriter }: Work,
): Promise<RebuildTotals> {
  const totals = { patients: 0, referrals: 0, facts: 0, differing: 0 };
  // Where nearly everything has to be written, looking first only costs time.
  let isLost = false;
  let next = readPage(db, options, options.after, isLost);
  for (;;) {
    const page = await next;
    if (!page) return totals;
    // The database reads the next page while this one is folded.
    next = readPage(db, options, page.at, isLost);
    // Whether it failed is asked when it is needed.
    next.catch(() => undefined);
    const findings = page.held ? await examine(db, page.held, policy) : await settle(page.ids);
    const suspects = findings.filter(isDifferent);
    const settled = page.held && suspects.length > 0 ? await settle(suspects.map(patientOf)) : suspects;
    const differing = settled.filter(isDifferent);
    for (const one of differing) for (const difference of one.differences) options.onDifference?.(difference);
    isLost = isWriter && differing.length > page.ids.length / 2;
    totals.patients += page.ids.length;
    totals.differing += differing.length;
    for (const { refolded, chart } of findings) {
      totals.referrals += refolded.views.size;
      totals.facts += chart.facts.size;
    }
    options.onPage?.({ ...totals }, page.at);
  }
}

type Read = {
  readonly ids: readonly string[];
  /** The last patient. */
  readonly at: string;
  /** Absent: to be read by whoever writes. */
  readonly held?: Page;
};

async function readPage(
  db: Database,
  { patientId }: RebuildOptions,
  after: string | undefined,
  isBlind: boolean,
): Promise<Read | undefined> {
  const one = patientId === after ? [] : [patientId ?? ''];
  const ids = patientId === undefined ? await listPatientIds(db, after, PAGE) : one;
  const at = ids.at(-1);
  if (at === undefined) return undefined;
  return { ids, at, ...(isBlind ? {} : { held: await snapshot(db, ids) }) };
}

function snapshot(db: Database, patientIds: readonly string[]): Promise<Page> {
  return transaction(db, (tx) => loadPage(tx, patientIds), { isolation: 'repeatable read' });
}

function isDifferent(finding: Finding): boolean {
  return finding.differences.length > 0;
}

function patientOf({ chart }: Finding): string {
  return chart.patientId;
}
