import { assemble } from '../domain/assemble.ts';
import { consequences, type Policy, type Views } from '../domain/consequences.ts';
import { compareFacts, type LedgerFact } from '../domain/ledger-fact.ts';
import { foldReferrals, type PartnerStanding, type ReferralView } from '../domain/referral.ts';
import { newId } from '../lib/ids.ts';
import type { Queryable } from '../store/database.ts';
import { loadFacts, loadReferrals } from '../store/ledger.ts';
import { loadPartners, type Partner } from '../store/partners.ts';
import type { Outcome } from './consequence-writer.ts';
import { isSameContent } from './same-content.ts';

/** One patient's facts and referrals while a batch works on them. */
export type Chart = {
  readonly patientId: string;
  readonly facts: Map<string, LedgerFact>;
  views: Map<string, ReferralView>;
  readonly versions: Map<string, number>;
  /** Something was added since the last fold. */
  hasNews: boolean;
  /** What the last fold found to be about the patient alone; absent: nothing was folded. */
  patientFacts?: readonly LedgerFact[];
};

export type Charts = {
  readonly charts: ReadonlyMap<string, Chart>;
  /** Everybody the facts name. */
  readonly partners: ReadonlyMap<string, Partner>;
};

/** What the ledger holds of these patients, ready to fold. `named`: partners of facts that are still to come. */
export async function openCharts(
  db: Queryable,
  patientIds: readonly string[],
  named: readonly string[] = [],
): Promise<Charts> {
  const rows = await loadFacts(db, patientIds);
  const referralsOf = byPatient(await loadReferrals(db, patientIds));
  const factsOf = byPatient(rows);
  const partnerIds = new Set([...rows.flatMap(({ entry }) => entry.partnerId ?? []), ...named]);
  const partners = await loadPartners(db, [...partnerIds]);
  return {
    partners: new Map(partners.map((one) => [one.id, one])),
    charts: new Map(
      patientIds.map((id) => [
        id,
        openChart(
          id,
          (factsOf.get(id) ?? []).map((row) => row.entry),
          referralsOf.get(id) ?? [],
        ),
      ]),
    ),
  };
}

function byPatient<Row extends { readonly patientId: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.patientId);
    if (group) group.push(row);
    else groups.set(row.patientId, [row]);
  }
  return groups;
}

function openChart(
  patientId: string,
  facts: readonly LedgerFact[],
  referrals: readonly { readonly id: string; readonly version: number; readonly view: ReferralView }[],
): Chart {
  return {
    patientId,
    // In ledger order, so that sorting them again with each message costs one look at each.
    facts: new Map(facts.toSorted(compareFacts).map((entry) => [entry.fingerprint, entry])),
    views: new Map(referrals.map((one) => [one.id, one.view])),
    versions: new Map(referrals.map((one) => [one.id, one.version])),
    hasNews: false,
  };
}

/** Folds a chart and says what changed. Whoever hands in the `outcome` decides whether that is written or only looked at. */
export function refoldChart(
  chart: Chart,
  partners: ReadonlyMap<string, Partner>,
  policy: Policy,
  outcome: Outcome,
  messageId: string | undefined,
): void {
  const standing = (partnerId: string): PartnerStanding => standingOf(partners.get(partnerId));
  const assembly = assemble([...chart.facts.values()], (partnerId) => standing(partnerId).offices);
  const { patientFacts, threads, parked } = assembly;
  const ids = nameThreads(threads, chart.views);
  const views = foldReferrals(assembly, ids, standing, policy.zone);
  threads.forEach((thread, index) => place(chart, thread, ids[index], outcome));
  place(chart, parked, undefined, outcome);
  place(chart, patientFacts, undefined, outcome);
  for (const [id, view] of views)
    if (isChanged(chart.views.get(id), view))
      outcome.changeReferral(bump(chart, id), chart.patientId, id, view);
  for (const [id, view] of chart.views)
    if (!views.has(id)) endReferral(chart, id, view, survivorOf(id, threads, ids), outcome);
  outcome.follow(
    consequences(visible(chart.views), visible(views), policy),
    views,
    chart.versions,
    chart.patientId,
    messageId,
  );
  chart.views = views;
  chart.patientFacts = patientFacts;
  chart.hasNews = false;
}

/** Each thread keeps the id its facts had; where two ids met, the one of the earlier fact stays. */
function nameThreads(
  threads: readonly (readonly LedgerFact[])[],
  known: ReadonlyMap<string, ReferralView>,
): readonly string[] {
  const taken = new Set<string>();
  return threads.map((thread) => {
    const own = thread
      .map((entry) => entry.referralId)
      .find((id) => id !== undefined && known.has(id) && !taken.has(id));
    const id = own ?? newId();
    taken.add(id);
    return id;
  });
}

function place(
  chart: Chart,
  facts: readonly LedgerFact[],
  referralId: string | undefined,
  outcome: Outcome,
): void {
  for (const entry of facts) {
    if (entry.referralId === referralId) continue;
    const { referralId: _, ...rest } = entry;
    chart.facts.set(entry.fingerprint, referralId === undefined ? rest : { ...rest, referralId });
    outcome.moveFact(entry.fingerprint, referralId);
  }
}

/** Its facts went to another referral, or a replay took them back and nothing is left of it. */
function endReferral(
  chart: Chart,
  id: string,
  view: ReferralView,
  survivorId: string | undefined,
  outcome: Outcome,
): void {
  if (survivorId !== undefined) return outcome.mergeReferral(bump(chart, id), id, view, survivorId);
  const nothingLeft = emptied(view);
  if (isChanged(view, nothingLeft)) outcome.changeReferral(bump(chart, id), chart.patientId, id, nothingLeft);
}

/** Nobody is asked about it any more, and it counts nowhere. */
function emptied(view: ReferralView): ReferralView {
  const { appointment: _, pursuit: __, referrer: ___, pcp: ____, ...rest } = view;
  return {
    ...rest,
    kind: 'none',
    isCounted: false,
    isFirstOfPatient: false,
    isOnHold: false,
    isAmendmentDue: false,
    attribution: { outcome: 'missing' },
    milestones: {},
    contacts: { attempts: 0 },
    appointments: [],
    visits: [],
    notes: [],
    evidence: [],
    lookalikes: [],
    holds: [],
    anomalies: [],
  };
}

function survivorOf(
  id: string,
  threads: readonly (readonly LedgerFact[])[],
  ids: readonly string[],
): string | undefined {
  const index = threads.findIndex((thread) => thread.some((entry) => entry.referralId === id));
  return ids[index];
}

function bump(chart: Chart, id: string): number {
  const version = (chart.versions.get(id) ?? 0) + 1;
  chart.versions.set(id, version);
  return version;
}

/** Threads that are no referral have no consequences. */
function visible(views: Views): Views {
  return new Map([...views].filter(([, view]) => view.kind !== 'none'));
}

function isChanged(before: ReferralView | undefined, after: ReferralView): boolean {
  return before === undefined || !isSameContent(before, after);
}

const targetStages = new Set<Partner['stage']>(['target', 'contacted', 'active', 'lapsed']);

function standingOf(partner: Partner | undefined): PartnerStanding {
  // A partner entered in this very batch is not loaded yet: it is new, outside and nobody's target.
  if (!partner) return { isOwn: false, isTarget: false, isDiscovered: true, offices: [] };
  return {
    isOwn: partner.is_own,
    isTarget: targetStages.has(partner.stage),
    isDiscovered: partner.stage === 'discovered',
    offices: partner.office_ids,
  };
}
