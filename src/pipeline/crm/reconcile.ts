import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { enterCrms, failCrm, leaseCrms, releaseCrm, type CrmState } from '../../store/crm.ts';
import type { Database } from '../../store/database.ts';
import { transaction } from '../../store/transaction.ts';
import { createTurns, type Dispatcher } from '../dispatcher.ts';
import { collectBackfill, collectChanges, type Turn } from './collect.ts';
import type { ConnectedCrm } from './connected.ts';
import { beginNightly, checkDrift } from './drift.ts';
import { stepLoad } from './load.ts';
import { pauseAfterMs } from './pauses.ts';
import { writeDue } from './write-due.ts';

export type Reconciling = {
  readonly db: Database;
  readonly crms: ReadonlyMap<string, ConnectedCrm>;
  /** The practice's zone: when its night is. */
  readonly zone: string;
};

/** CRMs served at once by one process. */
const AT_ONCE = 8;
/** Pages of due records in one turn, before the lease is given back. */
const PAGES = 20;

/** Enters the CRMs that are set up; those whose mapping has changed are compared anew. Call it once before the first turn. */
export function enterConnected({ db, crms }: Reconciling): Promise<void> {
  return transaction(db, (tx) => enterCrms(tx, [...crms.values()]));
}

/** Keeps CRMs as the ledger is, for a running hub: each from its own place in the log, so that a slow one delays nobody. */
export function createReconciler(reconciling: Reconciling, onError: (code: string) => void): Dispatcher {
  const ending = new AbortController();
  const turns = createTurns(
    AT_ONCE,
    (limit, isStopping) => startTurns(reconciling, limit, isStopping, ending.signal),
    onError,
  );
  return {
    dispatch: turns.dispatch,
    stop: async () => {
      // A call under way may be broken off: it is made again, and a repeat changes nothing.
      ending.abort();
      await turns.stop();
    },
  };
}

/** Takes every CRM that is due one turn further and waits for it. Returns how many there were. */
export async function reconcileCrms(reconciling: Reconciling): Promise<number> {
  const turns = await startTurns(reconciling, AT_ONCE, () => false, new AbortController().signal);
  await Promise.all(turns);
  return turns.length;
}

async function startTurns(
  reconciling: Reconciling,
  limit: number,
  isStopping: () => boolean,
  signal: AbortSignal,
): Promise<readonly Promise<void>[]> {
  const leaseId = newId();
  const due = await leaseCrms(reconciling.db, [...reconciling.crms.keys()], leaseId, limit);
  return due.map((state) => takeTurn(reconciling, state, leaseId, isStopping, signal));
}

/** One turn; a failure of the connection is written down where people see it, and the next try waits. */
async function takeTurn(
  { db, crms, zone }: Reconciling,
  state: CrmState,
  leaseId: string,
  isStopping: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  const crm = crms.get(state.name);
  if (crm === undefined) return undefined;
  const turn: Turn = { db, state, leaseId };
  try {
    const isBusy = await work(turn, crm, zone, isStopping, signal);
    return await releaseCrm(db, state.name, leaseId, isBusy);
  } catch (error) {
    // The hub stops: a call or a pause that was broken off is no failure of the CRM.
    if (signal.aborted) return releaseCrm(db, state.name, leaseId, true);
    // The hub's own trouble (the database is away) is not the CRM's; the lease runs out by itself.
    if (!(error instanceof Failure)) throw error;
    const { code, message: problem } = error;
    await failCrm(db, state.name, leaseId, {
      code,
      problem,
      pauseMs: pauseAfterMs(error, state.failures + 1),
    });
  }
  return undefined;
}

/** Returns whether there is more to do at once. A lost lease ends it: somebody else goes on. */
async function work(
  turn: Turn,
  crm: ConnectedCrm,
  zone: string,
  isStopping: () => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(await collectChanges(turn))) return false;
  await beginNightly(turn, crm, zone);
  const hasMore = await collectBackfill(turn);
  const load = await stepLoad(turn, crm, signal);
  if (load === 'lost' || load === 'waiting') return false;
  for (let page = 0; page < PAGES && !isStopping(); page += 1) {
    const count = await writeDue(turn, crm, signal);
    if (count === undefined) return false;
    if (count > 0) continue;
    if (hasMore || load !== 'none') return true;
    return (await checkDrift(turn, crm, signal)) === true;
  }
  return !isStopping();
}
