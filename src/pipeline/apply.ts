import { createHash } from 'node:crypto';
import { assemble } from '../domain/assemble.ts';
import { consequences, type Policy, type Views } from '../domain/consequences.ts';
import type { Fact, PatientClaim } from '../domain/fact.ts';
import { compareFacts, type LedgerFact } from '../domain/ledger-fact.ts';
import { foldPatient } from '../domain/patient.ts';
import { foldReferral, type PartnerStanding, type ReferralView } from '../domain/referral.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { loadFacts, loadReferrals } from '../store/ledger.ts';
import { loadPartners, type Partner } from '../store/partners.ts';
import { isSameContent } from './same-content.ts';
import { createOutcome, type Outcome } from './consequence-writer.ts';

/** Facts about one patient from one cause, with the people in them already matched. */
export type Statement = {
  readonly patientId: string;
  readonly claim: PatientClaim;
  readonly facts: readonly { readonly fact: Fact; readonly partnerId?: string }[];
  readonly channel: string;
  /** Scope of the statement: the same words from the same sender are one fact. */
  readonly sender: string;
  readonly messageId?: string;
  readonly person?: string;
  readonly mapping?: string;
  /** For a message that is said again: the referrals its statements were part of; `only`, when it was one. */
  readonly former?: { readonly byFingerprint: ReadonlyMap<string, string>; readonly only?: string };
};

/**
 * The fifth verb: adds facts to the ledger, folds every patient they touch, and writes facts, projection, events, effects and
 * questions. The caller holds the pen and commits: facts and the work they cause are one transaction.
 *
 * `refold` names patients whose facts changed otherwise (merged, retired, a partner confirmed).
 */
export async function apply(
  tx: Tx,
  statements: readonly Statement[],
  policy: Policy,
  refold: readonly string[] = [],
): Promise<void> {
  const patientIds = [...new Set([...statements.map((one) => one.patientId), ...refold])];
  if (patientIds.length === 0) return;
  const [rows, referrals] = [await loadFacts(tx, patientIds), await loadReferrals(tx, patientIds)];
  const partnerIds = new Set([
    ...rows.map((row) => row.entry.partnerId),
    ...statements.flatMap((one) => one.facts.map((entry) => entry.partnerId)),
  ]);
  const partners = new Map(
    (
      await loadPartners(
        tx,
        [...partnerIds].filter((id) => id !== undefined),
      )
    ).map((one) => [one.id, one]),
  );
  const outcome = createOutcome(policy.zone, partners);
  const factsOf = byPatient(rows);
  const referralsOf = byPatient(referrals);
  const charts = new Map(
    patientIds.map((id) => [
      id,
      openChart(
        id,
        (factsOf.get(id) ?? []).map((row) => row.entry),
        referralsOf.get(id) ?? [],
      ),
    ]),
  );
  const pending = new Set(refold);
  const fold = (chart: Chart, messageId: string | undefined): void => {
    refoldChart(chart, partners, policy, outcome, messageId);
    pending.delete(chart.patientId);
  };
  statements.forEach((statement, index) => {
    const chart = chartOf(charts, statement.patientId);
    chart.hasNews = addFacts(chart, statement, outcome) || chart.hasNews;
    const isLast = !statements.slice(index + 1).some((next) => isSameSaying(statement, next));
    if (isLast && chart.hasNews) fold(chart, statement.messageId);
  });
  // What a replay took back and said again is one change, not two: so these come last, if nothing was said of them.
  for (const id of pending) fold(chartOf(charts, id), undefined);
  for (const { patientId, patientFacts } of charts.values())
    if (patientFacts) outcome.describePatient(patientId, foldPatient(patientFacts));
  await outcome.write(tx);
}

/** One message may speak of a patient twice: that is one change. */
function isSameSaying(one: Statement, other: Statement): boolean {
  return one.patientId === other.patientId && one.messageId === other.messageId;
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

/** One patient's facts and referrals while a batch works on them. */
type Chart = {
  readonly patientId: string;
  readonly facts: Map<string, LedgerFact>;
  views: Map<string, ReferralView>;
  readonly versions: Map<string, number>;
  /** Something was added since the last fold. */
  hasNews: boolean;
  /** What the last fold found to be about the patient alone; absent: nothing was folded. */
  patientFacts?: readonly LedgerFact[];
};

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

function chartOf(charts: ReadonlyMap<string, Chart>, id: string): Chart {
  const chart = charts.get(id);
  if (!chart) throw new Error('A statement names a patient that was not loaded.');
  return chart;
}

/** Adds what is new; `false` when everything was said before. */
function addFacts(chart: Chart, statement: Statement, outcome: Outcome): boolean {
  let isNews = false;
  const formerly = formerOf(chart, statement);
  for (const { fact, partnerId } of statement.facts) {
    const fingerprint = fingerprintOf(statement, fact);
    if (chart.facts.has(fingerprint)) continue;
    const referralId = formerly(fingerprint);
    const entry: LedgerFact = {
      fact,
      fingerprint,
      channel: statement.channel,
      isFromPerson: statement.person !== undefined,
      ...(statement.messageId === undefined ? {} : { messageId: statement.messageId }),
      ...(partnerId === undefined ? {} : { partnerId }),
      ...(referralId === undefined ? {} : { referralId }),
    };
    chart.facts.set(fingerprint, entry);
    outcome.addFact(chart.patientId, entry, statement);
    isNews = true;
  }
  return isNews;
}

/** The referral a statement goes on being part of; for one the message did not make before, when the whole referral was its own. */
function formerOf(chart: Chart, { former }: Statement): (fingerprint: string) => string | undefined {
  if (!former) return () => undefined;
  const isTaken = [...chart.facts.values()].some((entry) => entry.referralId === former.only);
  return (fingerprint) => former.byFingerprint.get(fingerprint) ?? (isTaken ? undefined : former.only);
}

/** Who said what, whatever message carried it and however it was read: that is one fact. */
function fingerprintOf(statement: Statement, fact: Fact): string {
  const { lineage: _, ...said } = fact;
  const who =
    statement.claim.identifiers.length > 0
      ? statement.claim.identifiers
      : [statement.claim.name, statement.claim.birthDate];
  return createHash('sha256')
    .update(JSON.stringify([statement.sender, who, said]))
    .digest('hex');
}

function refoldChart(
  chart: Chart,
  partners: ReadonlyMap<string, Partner>,
  policy: Policy,
  outcome: Outcome,
  messageId: string | undefined,
): void {
  const { patientFacts, threads, parked } = assemble([...chart.facts.values()]);
  const standing = (partnerId: string): PartnerStanding => standingOf(partners.get(partnerId));
  const ids = nameThreads(threads, chart.views);
  const views = new Map(
    threads.map((thread, index) => [ids[index] ?? newId(), foldReferral(thread, patientFacts, standing)]),
  );
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
  outcome.changeReferral(bump(chart, id), chart.patientId, id, { ...view, kind: 'none', isCounted: false });
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
  if (!partner) return { isOwn: false, isTarget: false, isDiscovered: true };
  return {
    isOwn: partner.is_own,
    isTarget: targetStages.has(partner.stage),
    isDiscovered: partner.stage === 'discovered',
  };
}
