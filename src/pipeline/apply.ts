import { createHash } from 'node:crypto';
import { assemble } from '../domain/assemble.ts';
import { consequences, type Policy, type Views } from '../domain/consequences.ts';
import type { Fact, PatientClaim } from '../domain/fact.ts';
import type { LedgerFact } from '../domain/ledger-fact.ts';
import { foldPatient } from '../domain/patient.ts';
import { foldReferral, type PartnerStanding, type ReferralView } from '../domain/referral.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { loadFacts, loadReferrals } from '../store/ledger.ts';
import { loadPartners, type Partner } from '../store/partners.ts';
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
  const fold = (chart: Chart, messageId: string | undefined): void =>
    refoldChart(chart, partners, policy, outcome, messageId);
  for (const id of refold) fold(chartOf(charts, id), undefined);
  for (const statement of statements) {
    const chart = chartOf(charts, statement.patientId);
    if (addFacts(chart, statement, outcome)) fold(chart, statement.messageId);
  }
  await outcome.write(tx);
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
  demographics: string;
};

function openChart(
  patientId: string,
  facts: readonly LedgerFact[],
  referrals: readonly { readonly id: string; readonly version: number; readonly view: ReferralView }[],
): Chart {
  return {
    patientId,
    facts: new Map(facts.map((entry) => [entry.fingerprint, entry])),
    views: new Map(referrals.map((one) => [one.id, one.view])),
    versions: new Map(referrals.map((one) => [one.id, one.version])),
    demographics: JSON.stringify(foldPatient([...facts])),
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
  for (const { fact, partnerId } of statement.facts) {
    const fingerprint = fingerprintOf(statement, fact);
    if (chart.facts.has(fingerprint)) continue;
    const entry: LedgerFact = {
      fact,
      fingerprint,
      channel: statement.channel,
      isFromPerson: statement.person !== undefined,
      ...(statement.messageId === undefined ? {} : { messageId: statement.messageId }),
      ...(partnerId === undefined ? {} : { partnerId }),
    };
    chart.facts.set(fingerprint, entry);
    outcome.addFact(chart.patientId, entry, statement);
    isNews = true;
  }
  return isNews;
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
  const demographics = foldPatient(patientFacts);
  if (JSON.stringify(demographics) === chart.demographics) return;
  chart.demographics = JSON.stringify(demographics);
  outcome.describePatient(chart.patientId, demographics);
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
  return before === undefined || !isSame(before, after);
}

/** Same content. What comes back from Postgres (jsonb) has its own order of keys, and no members that are undefined. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((member, index) => isSame(member, b[index]))
    );
  const [one, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  return (
    Object.keys(one).every((key) => isSame(one[key], other[key])) &&
    Object.keys(other).every((key) => other[key] === undefined || one[key] !== undefined)
  );
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
