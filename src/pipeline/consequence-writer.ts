import type { Consequences, Effect, Policy, Question, Views } from '../domain/consequences.ts';
import type { PatientClaim } from '../domain/fact.ts';
import { compareText, type LedgerFact } from '../domain/ledger-fact.ts';
import type { ReferralView } from '../domain/referral.ts';
import { markPatients } from '../store/crm-records.ts';
import type { Tx } from '../store/database.ts';
import { keepSharedThanks, planEffects, withdrawEffects, withdrawReleased } from '../store/effects.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import {
  insertFacts,
  markMerged,
  moveFacts,
  takePen,
  upsertReferrals,
  type NewFact,
  type ReferralRow,
} from '../store/ledger.ts';
import { releaseFirstReferrals } from '../store/first-referrals.ts';
import type { Partner } from '../store/partners.ts';
import { upsertPatients } from '../store/patients.ts';
import { askReviews, withdrawReviews } from '../store/reviews.ts';
import type { Statement } from './apply.ts';
import { accountEvent, firstReferrals } from './account-events.ts';
import { followEscalations, rulesOf } from './escalation-clocks.ts';
import { watchIncidents } from './incident-watch.ts';
import { referralEvent } from './referral-event.ts';

type Owned<T> = T & { readonly referralId: string };

/** Collects everything a batch changes, nets it out, and writes each table once. */
export type Outcome = {
  readonly addFact: (patientId: string, entry: LedgerFact, statement: Statement) => void;
  readonly moveFact: (fingerprint: string, referralId: string | undefined) => void;
  readonly describePatient: (patientId: string, demographics: Omit<PatientClaim, 'identifiers'>) => void;
  readonly changeReferral: (version: number, patientId: string, id: string, view: ReferralView) => void;
  readonly mergeReferral: (version: number, id: string, view: ReferralView, survivorId: string) => void;
  readonly follow: (
    found: Consequences,
    views: Views,
    versions: ReadonlyMap<string, number>,
    patientId: string,
    messageId: string | undefined,
  ) => void;
  /** Sends what is known for good, that of the patients described so far, without waiting: the rest is worked out meanwhile. */
  readonly send: (tx: Tx, enter?: Enter) => void;
  readonly write: (tx: Tx, enter?: Enter) => Promise<void>;
};

/** Writes what facts refer to beside patients who are described, and sends all of it before it first waits. */
export type Enter = {
  /** The numbers of these patients, who are written. */
  readonly numbers: (of: ReadonlySet<string>) => Promise<void>;
  /** Everybody who is entered and not described, and all other numbers. */
  readonly others: (described: ReadonlySet<string>) => Promise<void>;
};

const enterNobody: Enter = { numbers: () => Promise.resolve(), others: () => Promise.resolve() };

export function createOutcome(policy: Policy, partners: ReadonlyMap<string, Partner>): Outcome {
  const changes = noChanges();
  const { facts, moves, plan, withdraw, ask, settled } = changes;
  return {
    addFact: (patientId, entry, statement) => {
      const [saidUnder] = statement.claim.identifiers;
      facts.set(entry.fingerprint, {
        patientId,
        entry,
        ...(statement.person === undefined ? {} : { person: statement.person }),
        ...(statement.mapping === undefined ? {} : { mapping: statement.mapping }),
        ...(saidUnder === undefined ? {} : { saidUnder }),
      });
    },
    moveFact: (fingerprint, referralId) => {
      const fresh = facts.get(fingerprint);
      if (!fresh) return void moves.set(fingerprint, referralId);
      const { referralId: _, ...entry } = fresh.entry;
      facts.set(fingerprint, {
        ...fresh,
        entry: referralId === undefined ? entry : { ...entry, referralId },
      });
    },
    describePatient: (patientId, demographics) => void changes.patients.set(patientId, demographics),
    changeReferral: (version, patientId, id, view) => {
      const row = { id, patientId, version, view };
      changes.referrals.set(id, row);
      changes.unsent.set(id, row);
    },
    mergeReferral: (version, id, view, survivorId) => {
      changes.merged.set(id, survivorId);
      if (view.kind === 'none') return;
      const event = referralEvent('referral.merged', id, view, version, partners, undefined);
      changes.events.push({ ...event, data: { ...event.data, mergedInto: survivorId } });
    },
    follow: (found, views, versions, patientId, messageId) => {
      for (const one of found.plan)
        plan.set(
          one.key,
          firstThanks(plan.get(one.key), { ...one, isNew: !withdraw.delete(one.key) && one.isNew }),
        );
      for (const one of found.withdraw) takeBack(changes, one);
      for (const one of found.ask) if (!settled.delete(one.key)) ask.set(one.key, { ...one, patientId });
      for (const one of found.settled) if (!ask.delete(one.key)) settled.set(one.key, one);
      for (const { referralId, type } of found.events) {
        const view = views.get(referralId);
        const version = versions.get(referralId) ?? 1;
        if (view) changes.events.push(referralEvent(type, referralId, view, version, partners, messageId));
      }
    },
    send: (tx, enter = enterNobody) => sendDescribed(tx, changes, enter),
    write: (tx, enter = enterNobody) => write(tx, policy, changes, enter),
  };
}

type Planned = Owned<Effect> & { readonly isNew: boolean };

/** Of two referrals of one batch that call for the same thank-you the earlier one has it, as if they had come apart. */
function firstThanks(known: Planned | undefined, one: Planned): Planned {
  if (one.kind !== 'thank_partner' || !known || known.referralId === one.referralId) return one;
  const order = compareText(known.dueAt, one.dueAt) || compareText(known.referralId, one.referralId);
  return order <= 0 ? known : one;
}

type Changes = ReturnType<typeof noChanges>;

function noChanges() {
  return {
    facts: new Map<string, NewFact>(),
    moves: new Map<string, string | undefined>(),
    patients: new Map<string, Omit<PatientClaim, 'identifiers'>>(),
    /** Whose demographics are sent. */
    described: new Set<string>(),
    referrals: new Map<string, ReferralRow>(),
    /** Of these. */
    unsent: new Map<string, ReferralRow>(),
    sent: [] as Promise<unknown>[],
    merged: new Map<string, string>(),
    events: [] as NewEvent[],
    plan: new Map<string, Owned<Effect> & { readonly isNew: boolean }>(),
    withdraw: new Map<string, Owned<Effect>>(),
    ask: new Map<string, Owned<Question> & { readonly patientId: string }>(),
    settled: new Map<string, Question>(),
  };
}

/** What came up and went away inside one batch leaves no trace; what another referral wants now is not taken from it. */
function takeBack({ plan, withdraw }: Changes, effect: Owned<Effect>): void {
  const planned = plan.get(effect.key);
  // Whether anybody else shares a thank-you is asked of the database, after all plans are written.
  if (effect.kind === 'thank_partner') return void withdraw.set(effect.key, effect);
  if (planned && planned.referralId !== effect.referralId) return;
  plan.delete(effect.key);
  if (!planned?.isNew) withdraw.set(effect.key, effect);
}

/** Patients once, with all that is known: one who was entered first and described later would be written twice. */
function sendDescribed(tx: Tx, changes: Changes, enter: Enter): void {
  const { described, facts, unsent } = changes;
  const patients = [...changes.patients].map(([id, demographics]) => ({ id, demographics }));
  const ids = new Set(changes.patients.keys());
  for (const id of ids) described.add(id);
  changes.patients.clear();
  const sending = [
    upsertPatients(tx, patients),
    // Of a protected patient nothing stays in a CRM.
    markPatients(
      tx,
      patients.flatMap(({ id, demographics }) => (demographics.isProtected ? [id] : [])),
    ),
    enter.numbers(ids),
    insertFacts(tx, takeOut(facts, described)),
    upsertReferrals(tx, takeOut(unsent, described)),
  ];
  // Whoever writes hears of it. What is thrown before that must not leave a failure nobody heard of.
  for (const one of sending) one.catch(() => undefined);
  changes.sent.push(...sending);
}

function takeOut<Row extends { readonly patientId: string }>(
  rows: Map<string, Row>,
  of: ReadonlySet<string>,
): readonly Row[] {
  const taken = [...rows].filter(([, row]) => of.has(row.patientId));
  for (const [key] of taken) rows.delete(key);
  return taken.map(([, row]) => row);
}

/**
 * Statements are sent one behind the other, so that the database works off one while the next is made: what a row refers to is sent before
 * it. The first that fails is what went wrong; those behind it fail with the transaction.
 */
async function write(tx: Tx, policy: Policy, changes: Changes, enter: Enter): Promise<void> {
  const referrals = [...changes.referrals.values()];
  const merged = [...changes.merged].map(([id, into]) => ({ id, into }));
  const moves = [...changes.moves].map(([fingerprint, referralId]) => ({ fingerprint, referralId }));
  sendDescribed(tx, changes, enter);
  const sent = [
    ...changes.sent,
    enter.others(changes.described),
    insertFacts(tx, [...changes.facts.values()]),
    moveFacts(tx, moves),
    upsertReferrals(tx, [...changes.unsent.values()]),
    markMerged(tx, merged),
    followEscalations(tx, rulesOf(policy), referrals, merged),
  ];
  const [accounts, position] = await Promise.all([writeEffects(tx, policy, changes), takePen(tx), ...sent]);
  const incidents = await watchIncidents(tx, referrals);
  await appendEvents(tx, position, [...changes.events, ...accounts, ...incidents]);
}

/** What is to be done, what is taken back of it, and what is asked; returns what became of first referrals. */
async function writeEffects(tx: Tx, policy: Policy, changes: Changes): Promise<readonly NewEvent[]> {
  const planned = [...changes.plan.values()];
  const withdrawn = [...changes.withdraw.values()];
  const planning = planEffects(tx, planned);
  if (withdrawn.length > 0) await planning;
  const voided = withdrawn.length > 0 ? await undo(tx, policy.zone, withdrawn, planned) : [];
  const asked = [...changes.ask.values()].map(({ detail, ...one }) => ({ ...one, question: detail ?? {} }));
  const [firsts] = await Promise.all([
    firstReferrals(tx, planned),
    withdrawReviews(tx, [...changes.settled.keys()]),
    askReviews(tx, asked),
    planning,
  ]);
  return [...voided, ...firsts];
}

/** Takes effects back. Untold: dropped. Told: those who were told are corrected. Returns what became of first referrals. */
async function undo(
  tx: Tx,
  zone: string,
  withdrawn: readonly Owned<Effect>[],
  planned: readonly Owned<Effect>[],
): Promise<readonly NewEvent[]> {
  const thanks = withdrawn.filter((effect) => effect.kind === 'thank_partner');
  const kept = await keepSharedThanks(tx, thanks, zone);
  const effects = withdrawn.filter((effect) => !kept.has(effect.key));
  const alerts = effects.filter((effect) => effect.kind === 'alert_liaison');
  const voided = await releaseFirstReferrals(tx, alerts);
  await withdrawReviews(
    tx,
    effects.flatMap(({ key }) => [
      `note_incomplete|${key}`,
      `note_unreadable|${key}`,
      `patient_objection|${key}`,
    ]),
  );
  const tooLate = await withdrawEffects(
    tx,
    effects.map((effect) => effect.key),
  );
  const stopped = new Set(await withdrawReleased(tx, tooLate));
  const told = effects.filter((effect) => tooLate.includes(effect.key) && !stopped.has(effect.key));
  const slotOf = (effect: Effect): string => `${effect.partnerId}|${effect.appointmentKey}`;
  const replaced = new Set(planned.filter((effect) => effect.appointmentKey !== undefined).map(slotOf));
  await planEffects(
    tx,
    told.flatMap((effect) => {
      if (effect.kind !== 'notify_no_show' && effect.kind !== 'notify_cancellation') return [];
      // A notice of what is so now tells the same people more than a correction would.
      if (replaced.has(slotOf(effect))) return [];
      const kind =
        effect.kind === 'notify_no_show' ? ('correct_no_show' as const) : ('correct_cancellation' as const);
      return [{ ...effect, kind, key: `${kind}|${effect.key}`, corrects: effect.key }];
    }),
  );
  return voided.map((one) =>
    accountEvent(
      'partner.first_referral_voided',
      one,
      alerts.find((alert) => alert.referralId === one.referralId),
    ),
  );
}
