import { Failure } from '../../lib/failure.ts';
import type { CrmLoad, CrmOutcome } from '../../sdk/crm.ts';
import { countCrmWrites, keepCrmLease } from '../../store/crm.ts';
import {
  deleteLoad,
  insertLoad,
  listLoadAttempts,
  listLoads,
  type CrmLoadRow,
} from '../../store/crm-drift.ts';
import { saveOutcomes, takeDue, type RecordOutcome } from '../../store/crm-records.ts';
import { transaction } from '../../store/transaction.ts';
import type { Turn } from './collect.ts';
import { findRecords } from './compare.ts';
import type { ConnectedCrm } from './connected.ts';
import { crmPauseMs } from './pauses.ts';
import { announce, decide, save, sortOut, toOutcome } from './write-due.ts';

/** `waiting`: a load is under way, look again later. `none`: there is nothing for a load. */
export type LoadStep = 'begun' | 'waiting' | 'ended' | 'none' | 'lost';

/**
 * Very many due records of one kind go through the CRM's own bulk interface, where it has one. The job is a row here, so that a hub
 * that ends goes on with it; one that ended before the row was written loads the same again, which changes nothing.
 */
export async function stepLoad(turn: Turn, crm: ConnectedCrm, signal: AbortSignal): Promise<LoadStep> {
  if (crm.open.bulk === undefined) return 'none';
  const [load] = await listLoads(turn.db, crm.name);
  return load === undefined ? beginLoad(turn, crm, crm.open.bulk, signal) : endLoad(turn, crm, load, signal);
}

async function beginLoad(
  turn: Turn,
  crm: ConnectedCrm,
  bulk: NonNullable<ConnectedCrm['open']['bulk']>,
  signal: AbortSignal,
): Promise<LoadStep> {
  const due = await takeDue(turn.db, crm.name, bulk.most);
  const [first] = due;
  if (first === undefined || due.length < bulk.from) return 'none';
  const { settled, rest } = await sortOut(turn, crm, due);
  const saved = await save(turn, settled, 0);
  if (!saved) return 'lost';
  if (rest.length < bulk.from) return 'none';
  const ids = rest.map(({ wanted }) => wanted.record.id);
  const found = await findRecords(crm, first.kind, ids, signal).catch(batchesInstead);
  if (found === undefined) return 'none';
  const decided = decide(crm, rest, found);
  if (!(await save(turn, decided.settled, 0))) return 'lost';
  for (const isNew of [true, false]) {
    const group = decided.writes.filter((one) => one.write.isNew === isNew);
    if (group.length === 0) continue;
    if (!(await announce(turn, group))) return 'lost';
    const records = group.map((one) => one.write);
    const job = await bulk.begin(records, signal).catch(batchesInstead);
    if (job === undefined) return 'none';
    const row: CrmLoadRow = {
      job,
      kind: first.kind,
      subjectIds: group.map((one) => one.due.subjectId),
      marks: group.map((one) => one.due.marks),
      hashes: group.map((one) => one.wanted.hash),
    };
    const isMine = await transaction(turn.db, async (tx) => {
      if (!(await keepCrmLease(tx, crm.name, turn.leaseId))) return false;
      await insertLoad(tx, crm.name, row);
      return true;
    });
    if (!isMine) return 'lost';
  }
  return 'begun';
}

/**
 * The CRM does not show the object or a field of it, or takes no loads (its right, its quota): written batch by batch, each record hears of
 * it, and the other kinds go on. Whatever else went wrong is thrown on.
 */
function batchesInstead(error: unknown): undefined {
  if (!(error instanceof Failure) || !/^crm-(?:object|load-refused)$/.test(error.code)) throw error;
  return undefined;
}

async function endLoad(
  turn: Turn,
  crm: ConnectedCrm,
  load: CrmLoadRow,
  signal: AbortSignal,
): Promise<LoadStep> {
  const idField = crm.objects[load.kind]?.idField;
  const stands: CrmLoad | undefined =
    idField === undefined
      ? { is: 'lost', code: 'not-mapped' }
      : await crm.open.bulk?.look(load.job, idField, signal);
  if (stands === undefined || stands.is === 'running') return 'waiting';
  const tried = await listLoadAttempts(turn.db, crm.name, load);
  const outcomes = stands.is === 'done' ? outcomesOf(crm, load, stands.outcomes, tried) : [];
  const isMine = await transaction(turn.db, async (tx) => {
    if (!(await keepCrmLease(tx, crm.name, turn.leaseId))) return false;
    // First: what is answered below is not due any more.
    await deleteLoad(tx, crm.name, load);
    await saveOutcomes(tx, crm.name, outcomes);
    await countCrmWrites(tx, crm.name, outcomes.filter((one) => one.is === 'written').length);
    return true;
  });
  return isMine ? 'ended' : 'lost';
}

function outcomesOf(
  crm: ConnectedCrm,
  { kind, subjectIds, marks, hashes }: CrmLoadRow,
  outcomes: ReadonlyMap<string, CrmOutcome>,
  tried: ReadonlyMap<string, number>,
): readonly RecordOutcome[] {
  return subjectIds.map((subjectId, index): RecordOutcome => {
    const [mark, hash] = [marks[index] ?? 0, hashes[index] ?? ''];
    const due = {
      kind,
      subjectId,
      marks: mark,
      attempts: tried.get(subjectId) ?? 0,
      writtenSha256: null,
      parkedSha256: null,
      wasWritten: false,
      mayStand: true,
    };
    const outcome = outcomes.get(subjectId);
    if (outcome?.is === 'refused')
      return toOutcome(crm, { due, wanted: { hash, isLive: true, record: emptyRecord } }, outcome);
    if (outcome?.is === 'written')
      return { kind, subjectId, marks: mark, is: 'written', hash, remoteId: outcome.remoteId };
    const pauseMs = crmPauseMs(due.attempts + 1, Math.random());
    return { kind, subjectId, marks: mark, is: 'retried', ...unprocessed, pauseMs };
  });
}

const emptyRecord = { object: '', idField: '', id: '', fields: {}, initial: {}, links: [] };
const unprocessed = { code: 'not-processed', detail: 'The load ended before this record was reached.' };
