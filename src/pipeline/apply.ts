import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Policy } from '../domain/consequences.ts';
import type { Fact, PatientClaim } from '../domain/fact.ts';
import type { LedgerFact } from '../domain/ledger-fact.ts';
import { foldPatient } from '../domain/patient.ts';
import type { Tx } from '../store/database.ts';
import { openCharts, refoldChart, type Chart } from './chart.ts';
import { createOutcome, type Enter, type Outcome } from './consequence-writer.ts';

/** Statements that are folded while the database writes what came of those before: few enough that it soon has something to do. */
const AT_A_STRETCH = 50;

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
 * `refold` names patients whose facts changed otherwise (merged, retired, a partner confirmed). `enter` writes whoever else the facts
 * refer to, after the patients that are described.
 */
export async function apply(
  tx: Tx,
  statements: readonly Statement[],
  policy: Policy,
  refold: readonly string[] = [],
  enter?: Enter,
): Promise<void> {
  const patientIds = [...new Set([...statements.map((one) => one.patientId), ...refold])];
  if (patientIds.length === 0) return enter?.others(new Set());
  const { charts, partners } = await openCharts(
    tx,
    patientIds,
    statements.flatMap((one) => one.facts.flatMap(({ partnerId }) => partnerId ?? [])),
  );
  const outcome = createOutcome(policy, partners);
  const pending = new Set(refold);
  const fold = (chart: Chart, messageId: string | undefined): void => {
    refoldChart(chart, partners, policy, outcome, messageId);
    pending.delete(chart.patientId);
  };
  const open = new Set(patientIds);
  const describe = ({ patientId, patientFacts }: Chart): void => {
    if (patientFacts && open.delete(patientId)) outcome.describePatient(patientId, foldPatient(patientFacts));
  };
  // One message may speak of a patient twice: that is one change.
  const lastSaying = new Map(statements.map((one, index) => [sayingOf(one), index]));
  const last = new Map(statements.map((one, index) => [one.patientId, index]));
  for (const [index, statement] of statements.entries()) {
    const chart = chartOf(charts, statement.patientId);
    chart.hasNews = addFacts(chart, statement, outcome) || chart.hasNews;
    if (lastSaying.get(sayingOf(statement)) === index && chart.hasNews) fold(chart, statement.messageId);
    if (last.get(statement.patientId) === index) describe(chart);
    if ((index + 1) % AT_A_STRETCH > 0) continue;
    outcome.send(tx, enter);
    await turn();
  }
  // What a replay took back and said again is one change, not two: so these come last, if nothing was said of them.
  for (const id of pending) fold(chartOf(charts, id), undefined);
  for (const chart of charts.values()) describe(chart);
  await outcome.write(tx, enter);
}

/** Who is spoken of by which message. */
function sayingOf({ patientId, messageId }: Statement): string {
  return `${patientId}|${messageId ?? ''}`;
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
  const said = saidBy(statement);
  for (const { fact, partnerId } of statement.facts) {
    const fingerprint = fingerprintOf(said, fact);
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

/** Who said what, whatever message carried it and however it was read: that is one fact. `said`: see `saidBy`. */
function fingerprintOf(said: string, fact: Fact): string {
  return hash('sha256', `[${said},${JSON.stringify({ ...fact, lineage: undefined })}]`);
}

/** By whom, of whom: the same for all facts of a statement. */
function saidBy({ sender, claim: { identifiers, name, birthDate } }: Statement): string {
  const who = identifiers.length > 0 ? identifiers : [name, birthDate];
  return `${JSON.stringify(sender)},${JSON.stringify(who)}`;
}
