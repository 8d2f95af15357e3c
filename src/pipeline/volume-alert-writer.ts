import type { AlertChange, AlertDirection, AlertEvidence } from '../domain/measures/reconcile.ts';
import type { Week } from '../domain/measures/week.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import {
  insertAlerts,
  updateAlerts,
  type AlertUpdate,
  type NewAlert,
} from '../store/measures/volume-alerts.ts';

export type AlertChangeOf = { readonly partnerId: string; readonly change: AlertChange };

type Written = {
  readonly insert?: NewAlert;
  readonly update?: AlertUpdate;
  readonly event?: NewEvent;
};

const eventOf = {
  drop: 'partner.volume_drop',
  spike: 'partner.volume_spike',
  silent: 'partner.silent',
} as const satisfies Record<AlertDirection, string>;

/**
 * Writes changes of alerts and the events that follow. The pen is taken last and only when there is something to tell. Returns the
 * position up to which the ledger is known: `position`, and with the own events when nobody else wrote meanwhile.
 */
export async function writeAlertChanges(
  tx: Tx,
  changes: readonly AlertChangeOf[],
  position: number,
  at: string,
): Promise<number> {
  const written = changes.map((one) => toWritten(one, at));
  // Endings first: one that stands keeps its successor out.
  await updateAlerts(
    tx,
    written.flatMap(({ update }) => (update ? [update] : [])),
  );
  await insertAlerts(
    tx,
    written.flatMap(({ insert }) => (insert ? [insert] : [])),
  );
  const events = written.flatMap(({ event }) => (event ? [event] : []));
  if (events.length === 0) return position;
  const pen = await takePen(tx);
  const end = await appendEvents(tx, pen, events);
  return pen === position ? end : position;
}

function toWritten({ partnerId, change }: AlertChangeOf, at: string): Written {
  if (change.what === 'opened') return opening(partnerId, change, at);
  const { alert } = change;
  const tell = (event: NewEvent): Pick<Written, 'event'> => (alert.grade === 'alert' ? { event } : {});
  if (change.what === 'updated') return { update: { id: alert.id, evidence: change.evidence } };
  if (change.what === 'raised') {
    const { since, opened, evidence } = change;
    const trace = { at, what: 'raised', because: evidence.words } as const;
    const raised = { alertId: alert.id, direction: alert.direction, opened, evidence };
    return {
      update: { id: alert.id, grade: 'alert', since, opened, evidence, trace },
      event: changeEvent(partnerId, raised, at),
    };
  }
  const trace = { at, what: change.what, because: change.because };
  const recovered = recoveryEvent(partnerId, alert.id, alert.direction, change.what === 'withdrawn', at);
  if (change.what === 'withdrawn')
    return { update: { id: alert.id, state: 'withdrawn', trace }, ...tell(recovered) };
  const update = { id: alert.id, state: 'closed', closed: change.closed, trace } as const;
  return { update, ...(change.isRecovery ? tell(recovered) : {}) };
}

function opening(
  partnerId: string,
  change: Extract<AlertChange, { readonly what: 'opened' }>,
  at: string,
): Written {
  const { direction, grade, since, opened, evidence } = change;
  const id = newId();
  const trace = { at, what: 'opened', because: evidence.words } as const;
  const insert = { id, partnerId, direction, grade, since, opened, evidence, trace };
  if (grade === 'notice') return { insert };
  return { insert, event: changeEvent(partnerId, { alertId: id, direction, opened, evidence }, at) };
}

type Told = {
  readonly alertId: string;
  readonly direction: AlertDirection;
  readonly opened: Week;
  readonly evidence: AlertEvidence;
};

function changeEvent(
  partnerId: string,
  { alertId, direction, opened, evidence }: Told,
  at: string,
): NewEvent {
  const weeks = evidence.weeks ?? [];
  const data =
    direction === 'silent'
      ? {
          partnerId,
          alertId,
          week: opened,
          days: evidence.gap?.days,
          usualDays: Math.round(evidence.gap?.usualDays ?? 0),
        }
      : {
          partnerId,
          alertId,
          week: opened,
          weeks: weeks.length,
          count: weeks.reduce((sum, one) => sum + one.count, 0),
          expected: Math.round(weeks.reduce((sum, one) => sum + one.expected, 0)),
        };
  return partnerEvent(eventOf[direction], partnerId, data, at);
}

function recoveryEvent(
  partnerId: string,
  alertId: string,
  direction: AlertDirection,
  isWithdrawn: boolean,
  at: string,
): NewEvent {
  return partnerEvent('partner.recovered', partnerId, { partnerId, alertId, direction, isWithdrawn }, at);
}

function partnerEvent(
  type: NewEvent['type'],
  partnerId: string,
  data: Readonly<Record<string, unknown>>,
  occurredAt: string,
): NewEvent {
  return {
    id: newId(),
    type,
    subjectKind: 'partner',
    subjectId: partnerId,
    subjectVersion: 1,
    occurredAt,
    data,
  };
}
