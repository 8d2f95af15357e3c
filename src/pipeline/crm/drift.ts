import { now } from '../../lib/clock.ts';
import { addMinutes, localDay } from '../../domain/practice-time.ts';
import { crmKinds } from '../../sdk/crm-fields.ts';
import { differingFields } from '../../sdk/crm-values.ts';
import { beginBackfill, keepCrmLease } from '../../store/crm.ts';
import {
  beginDrift,
  findDriftUnderWay,
  saveDriftPage,
  type DriftFinding,
  type DriftRun,
} from '../../store/crm-drift.ts';
import { forgetWritten, listWritten, type WrittenRecord } from '../../store/crm-records.ts';
import { transaction } from '../../store/transaction.ts';
import type { Turn } from './collect.ts';
import { findRecords, loadWanted } from './compare.ts';
import type { ConnectedCrm } from './connected.ts';

const PAGE = 500;
/** A hub that was down at its hour makes it up within so many; after that the next night does. */
const WINDOW_MINUTES = 4 * 60;
const DAY_MINUTES = 24 * 60;

/** The practice's day whose check is due at an instant; undefined: it is not the hour. `driftAt`: `HH:MM` there. */
export function dueNight(driftAt: string, at: string, zone: string): string | undefined {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
  // Begun late in the evening it is that day's, though it may be made up after midnight.
  const late = (minutesOf(clock) - minutesOf(driftAt) + DAY_MINUTES) % DAY_MINUTES;
  if (late >= WINDOW_MINUTES) return undefined;
  return localDay(addMinutes(at, -late), zone);
}

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * Once a night everything the hub holds is compared with what was written, and what was written with what the CRM holds. The first
 * finds changes that published nothing.
 */
export async function beginNightly({ db }: Turn, crm: ConnectedCrm, zone: string): Promise<void> {
  const onDay = dueNight(crm.driftAt, now(), zone);
  if (onDay === undefined) return;
  if (await beginDrift(db, crm.name, { requestedBy: 'night', onDay })) await beginBackfill(db, crm.name);
}

/**
 * Reads the next page of what was written back. What differs in hub-owned fields, or is gone, is written down and made due; what
 * people own in the CRM is not looked at. Returns whether a run is under way; undefined: the lease is lost.
 */
export async function checkDrift(
  turn: Turn,
  crm: ConnectedCrm,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const run = await findDriftUnderWay(turn.db, crm.name);
  if (run === undefined) return false;
  const page = await listWritten(turn.db, crm.name, run.kind, run.afterId, PAGE);
  const { checked, findings } = await compare(turn, crm, run, page, signal);
  const isMine = await transaction(turn.db, async (tx) => {
    if (!(await keepCrmLease(tx, crm.name, turn.leaseId))) return false;
    await forgetWritten(
      tx,
      crm.name,
      run.kind,
      findings.map((one) => one.subjectId),
    );
    await saveDriftPage(tx, run.id, { checked, findings, next: nextOf(run, page) });
    return true;
  });
  return isMine ? true : undefined;
}

async function compare(
  { db }: Turn,
  crm: ConnectedCrm,
  { kind }: DriftRun,
  page: readonly WrittenRecord[],
  signal: AbortSignal,
): Promise<{ readonly checked: number; readonly findings: readonly DriftFinding[] }> {
  const wanted = await loadWanted(
    db,
    crm,
    kind,
    page.map((one) => one.subjectId),
  );
  // What the ledger has changed since is due anyway and no drift.
  const settled = page.filter((one) => wanted.get(one.subjectId)?.hash === one.writtenSha256);
  const ids = settled.flatMap((one) => wanted.get(one.subjectId)?.record.id ?? []);
  const found = ids.length === 0 ? new Map() : await findRecords(crm, kind, ids, signal);
  const findings = settled.flatMap((one): DriftFinding[] => {
    const record = wanted.get(one.subjectId);
    if (record === undefined) return [];
    const there = found.get(record.record.id);
    if (there === undefined)
      return record.isLive ? [{ kind, subjectId: one.subjectId, found: 'missing', fields: [] }] : [];
    const fields = differingFields(record.record, there);
    return fields.length === 0 ? [] : [{ kind, subjectId: one.subjectId, found: 'different', fields }];
  });
  return { checked: settled.length, findings };
}

function nextOf(
  run: DriftRun,
  page: readonly WrittenRecord[],
): Pick<DriftRun, 'kind' | 'afterId'> | undefined {
  if (page.length === PAGE) return { kind: run.kind, afterId: page.at(-1)?.subjectId ?? null };
  const following = crmKinds[crmKinds.indexOf(run.kind) + 1];
  return following === undefined ? undefined : { kind: following, afterId: null };
}
