import { Failure } from '../../lib/failure.ts';
import type { CrmFound, CrmOutcome, CrmWrite } from '../../sdk/crm.ts';
import { differingFields } from '../../sdk/crm-values.ts';
import { countCrmWrites, keepCrmLease } from '../../store/crm.ts';
import {
  markSent,
  saveOutcomes,
  takeDue,
  type DueRecord,
  type RecordOutcome,
} from '../../store/crm-records.ts';
import { transaction } from '../../store/transaction.ts';
import type { Turn } from './collect.ts';
import { findRecords, loadWanted, type WantedRecord } from './compare.ts';
import type { ConnectedCrm } from './connected.ts';
import { crmPauseMs, MOST_TRIES } from './pauses.ts';

/** Records looked at between two looks for others: most of them turn out to be as they were written. */
const PAGE = 500;
/** Of the CRM's own words at most so much is kept. */
const DETAIL = 300;

type Wanted = { readonly due: DueRecord; readonly wanted: WantedRecord };

/**
 * Brings the next due records of one kind to what the ledger says now. Returns how many were looked at; undefined: the lease is lost.
 * Throws what the CRM throws: what was answered by then is written down, the rest stays due.
 */
export async function writeDue(
  turn: Turn,
  crm: ConnectedCrm,
  signal: AbortSignal,
): Promise<number | undefined> {
  const due = await takeDue(turn.db, crm.name, PAGE);
  const { settled, rest } = await sortOut(turn, crm, due);
  if (!(await save(turn, settled, 0))) return undefined;
  for (let from = 0; from < rest.length; from += crm.open.batchSize) {
    const some = rest.slice(from, from + crm.open.batchSize);
    const isMine = await writeSome(turn, crm, some, signal).catch((error: unknown) =>
      keepAside(turn, some, error),
    );
    if (!isMine) return undefined;
  }
  return due.length;
}

/** What needs no question to the CRM: as it was written, as it was refused, or nothing for a CRM. */
export async function sortOut(
  turn: Turn,
  crm: ConnectedCrm,
  due: readonly DueRecord[],
): Promise<{ readonly settled: readonly RecordOutcome[]; readonly rest: readonly Wanted[] }> {
  const [first] = due;
  if (first === undefined) return { settled: [], rest: [] };
  const wanted = await loadWanted(
    turn.db,
    crm,
    first.kind,
    due.map((one) => one.subjectId),
  );
  const settled: RecordOutcome[] = [];
  const rest: Wanted[] = [];
  for (const one of due) {
    const now = wanted.get(one.subjectId);
    if (now === undefined || (!now.isLive && !one.mayStand)) settled.push({ ...named(one), is: 'unwanted' });
    else if (now.hash === one.writtenSha256) settled.push({ ...named(one), is: 'unchanged' });
    else if (now.hash === one.parkedSha256) settled.push({ ...named(one), is: 'still_parked' });
    else rest.push({ due: one, wanted: now });
  }
  return { settled, rest };
}

async function writeSome(
  turn: Turn,
  crm: ConnectedCrm,
  some: readonly Wanted[],
  signal: AbortSignal,
): Promise<boolean> {
  const [first] = some;
  if (first === undefined) return true;
  const ids = some.map(({ wanted }) => wanted.record.id);
  const found = await findRecords(crm, first.due.kind, ids, signal);
  const { settled, writes } = decide(crm, some, found);
  if (!(await save(turn, settled, 0))) return false;
  for (const isNew of [true, false]) {
    const group = writes.filter((one) => one.write.isNew === isNew);
    if (group.length === 0) continue;
    if (!(await announce(turn, group))) return false;
    const outcomes = await crm.open.write(
      group.map((one) => one.write),
      signal,
    );
    const answered = group.map((one, index) => toOutcome(crm, one, outcomes[index]));
    if (!(await save(turn, answered, answered.filter((one) => one.is === 'written').length))) return false;
  }
  return true;
}

/** Writes down that records are about to be written. False: the lease is lost. */
export async function announce(turn: Turn, about: readonly Wanted[]): Promise<boolean> {
  const [first] = about;
  if (first === undefined) return true;
  return transaction(turn.db, async (tx) => {
    if (!(await keepCrmLease(tx, turn.state.name, turn.leaseId))) return false;
    const ids = about.map((one) => one.due.subjectId);
    await markSent(tx, turn.state.name, first.due.kind, ids);
    return true;
  });
}

/**
 * An object or a field of the mapping that the CRM does not show ends these records, not the connection: the other kinds go on. Whatever
 * else went wrong is thrown on.
 */
function keepAside(turn: Turn, some: readonly Wanted[], error: unknown): Promise<boolean> {
  if (!(error instanceof Failure) || error.code !== 'crm-object') throw error;
  const { code, message: detail } = error;
  const outcomes = some.map(({ due, wanted }): RecordOutcome => {
    const tries = due.attempts + 1;
    return tries >= MOST_TRIES
      ? { ...named(due), is: 'parked', hash: wanted.hash, code, detail }
      : { ...named(due), is: 'retried', code, detail, pauseMs: crmPauseMs(tries, Math.random()) };
  });
  return save(turn, outcomes, 0);
}

type Write = Wanted & { readonly write: CrmWrite };

/** Of what the CRM holds: what is as it should be, what is gone, and what is to be written. */
export function decide(
  crm: Pick<ConnectedCrm, 'whenDeleted'>,
  some: readonly Wanted[],
  found: ReadonlyMap<string, CrmFound>,
): { readonly settled: readonly RecordOutcome[]; readonly writes: readonly Write[] } {
  const settled: RecordOutcome[] = [];
  const writes: Write[] = [];
  for (const one of some) {
    const { due, wanted } = one;
    const there = found.get(wanted.record.id);
    if (there !== undefined && differingFields(wanted.record, there).length === 0)
      settled.push({ ...named(due), is: 'written', hash: wanted.hash, remoteId: there.remoteId });
    else if (there === undefined && !wanted.isLive) settled.push({ ...named(due), is: 'unchanged' });
    else if (there === undefined && due.wasWritten && crm.whenDeleted === 'report')
      settled.push({ ...named(due), is: 'parked', hash: wanted.hash, ...deleted });
    else writes.push({ ...one, write: toWrite(one, there) });
  }
  return { settled, writes };
}

function toWrite({ due, wanted: { record } }: Wanted, there: CrmFound | undefined): CrmWrite {
  const { remoteId } = there ?? {};
  const isNew = there === undefined;
  return {
    ...record,
    isNew,
    ...(isNew && due.wasWritten ? { wasWritten: true } : {}),
    ...(remoteId === undefined ? {} : { remoteId }),
  };
}

const deleted = {
  code: 'deleted-in-crm',
  detail: 'Somebody deleted it in the CRM. Retry it to make it again, or leave it.',
};

/** A refusal that will not pass by itself is parked; so is one that has not passed for hours. */
export function toOutcome(
  crm: Pick<ConnectedCrm, 'hasAgreement'>,
  { due, wanted }: Wanted,
  outcome: CrmOutcome | undefined,
): RecordOutcome {
  if (outcome?.is === 'written')
    return { ...named(due), is: 'written', hash: wanted.hash, remoteId: outcome.remoteId };
  const { code, field, detail, fate, isOwnWords } = outcome ?? unanswered;
  const isKept = isOwnWords || !crm.hasAgreement;
  const refusal = { code, field, detail: isKept ? detail.slice(0, DETAIL) : withheld };
  const tries = due.attempts + 1;
  if (fate === 'permanent' || tries >= MOST_TRIES)
    return { ...named(due), is: 'parked', hash: wanted.hash, ...refusal };
  return { ...named(due), is: 'retried', ...refusal, pauseMs: crmPauseMs(tries, Math.random()) };
}

/** The CRM's words may repeat what was sent. */
const withheld =
  'The CRM’s own words are not kept: its records hold patients. Look the code up, and the record in the CRM.';
const unanswered = {
  fate: 'transient',
  code: 'no-answer',
  field: undefined,
  detail: 'The CRM’s answer does not speak of this record.',
  isOwnWords: true,
} as const;

/** Writes answers down. False: the lease is lost, and with it what was answered; a repeat changes nothing. */
export async function save(turn: Turn, outcomes: readonly RecordOutcome[], writes: number): Promise<boolean> {
  if (outcomes.length === 0) return true;
  return transaction(turn.db, async (tx) => {
    if (!(await keepCrmLease(tx, turn.state.name, turn.leaseId))) return false;
    await saveOutcomes(tx, turn.state.name, outcomes);
    await countCrmWrites(tx, turn.state.name, writes);
    return true;
  });
}

function named({ kind, subjectId, marks }: DueRecord): Pick<DueRecord, 'kind' | 'subjectId' | 'marks'> {
  return { kind, subjectId, marks };
}
