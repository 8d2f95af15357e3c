import type {
  AppointmentStated,
  AppointmentStatus,
  Link,
  PartyClaim,
  VisitStated,
  VisitStatus,
} from './fact.ts';
import { defined } from '../lib/defined.ts';
import { compareText, type LedgerFact } from './ledger-fact.ts';

/** One appointment as its facts leave it. */
export type AppointmentView = {
  readonly key: string;
  readonly status: AppointmentStatus;
  /** Instant of the sender's statement that set the status. */
  readonly statusAt: string;
  readonly statusText?: string;
  readonly start?: string;
  readonly localDate?: string;
  readonly provider?: PartyClaim;
  readonly location?: string;
  readonly service?: string;
  /** First time anybody spoke of it. */
  readonly firstAt: string;
  readonly reason?: string;
  /** Whose desk it is: who made it. */
  readonly enteredBy?: string;
  /** The slot was moved at least once. */
  readonly isRescheduled: boolean;
};

export type VisitView = {
  readonly key: string;
  readonly status: VisitStatus;
  readonly statusAt: string;
  readonly endedAt?: string;
  readonly localDate?: string;
  readonly provider?: PartyClaim;
};

/** Folds appointment facts (in ledger order) into appointments, oldest start first. */
export function foldAppointments(
  facts: readonly LedgerFact<AppointmentStated>[],
): readonly AppointmentView[] {
  const byKey = new Map<string, AppointmentView>();
  for (const entry of facts) {
    const key = linkKeyOf(entry.fact.links, 'appointment') ?? entry.fingerprint;
    byKey.set(key, nextAppointment(key, byKey.get(key), entry.fact));
  }
  return [...byKey.values()].toSorted(
    (a, b) => compareText(a.start ?? a.firstAt, b.start ?? b.firstAt) || compareText(a.key, b.key),
  );
}

/** Folds visit facts (in ledger order) into visits. */
export function foldVisits(facts: readonly LedgerFact<VisitStated>[]): readonly VisitView[] {
  const byKey = new Map<string, VisitView>();
  for (const { fact, fingerprint } of facts) {
    const key = linkKeyOf(fact.links, 'visit') ?? fingerprint;
    const before = byKey.get(key);
    byKey.set(key, {
      key,
      status: fact.status,
      statusAt: fact.effectiveAt,
      ...defined({
        endedAt: fact.endedAt ?? before?.endedAt,
        localDate: fact.localDate ?? before?.localDate,
        provider: fact.provider ?? before?.provider,
      }),
    });
  }
  return [...byKey.values()];
}

/** The text form of a link: what union, effect keys and indexes use. */
export function linkKey(link: Link): string {
  return `${link.kind}|${link.system}|${link.value}`;
}

function linkKeyOf(links: readonly Link[], kind: Link['kind']): string | undefined {
  const link = links.find((candidate) => candidate.kind === kind);
  return link && linkKey(link);
}

function nextAppointment(
  key: string,
  before: AppointmentView | undefined,
  fact: AppointmentStated,
): AppointmentView {
  const isMoved = before?.start !== undefined && fact.start !== undefined && fact.start !== before.start;
  return {
    key,
    status: fact.status ?? before?.status ?? 'booked',
    statusAt: fact.status === undefined && before ? before.statusAt : fact.effectiveAt,
    firstAt: before?.firstAt ?? fact.effectiveAt,
    isRescheduled: isMoved || (before?.isRescheduled ?? false),
    ...defined({
      statusText: fact.statusText ?? before?.statusText,
      start: fact.start ?? before?.start,
      localDate: fact.localDate ?? before?.localDate,
      provider: fact.provider ?? before?.provider,
      location: fact.location ?? before?.location,
      service: fact.service ?? before?.service,
      reason: fact.reason ?? before?.reason,
      enteredBy: before?.enteredBy ?? fact.enteredBy,
    }),
  };
}
