import type { Database, Tx } from '../../store/database.ts';
import {
  advanceCrm,
  backfillKinds,
  keepCrmLease,
  moveBackfill,
  type BackfillKind,
  type CrmState,
} from '../../store/crm.ts';
import { markCases, markPartners, markReferrals, markReferralsOf } from '../../store/crm-records.ts';
import {
  listCaseIds,
  listChangedCases,
  listChangedPartners,
  listDealtWith,
  listReferralIds,
  type Change,
} from '../../store/crm-subjects.ts';
import { lastPosition, listEvents, type PublishedEvent } from '../../store/events.ts';
import { transaction } from '../../store/transaction.ts';

/** One turn with a CRM. */
export type Turn = {
  readonly db: Database;
  readonly state: CrmState;
  readonly leaseId: string;
};

const PAGE = 500;
const BACKFILL_PAGE = 1_000;
/** A transaction may commit this long after the time it wrote: such changes are looked at more than once. */
const OVERLAP_MS = 30_000;

/**
 * Marks what changed since the last turn: by the log, and by the times of directory and escalations, which publish nothing. Marks and
 * places commit together, so nothing is missed when the hub ends in between. False: the lease is lost.
 */
export async function collectChanges(turn: Turn): Promise<boolean> {
  return (await collectEvents(turn)) && (await collectPartners(turn)) && collectCases(turn);
}

async function collectEvents({ db, state, leaseId }: Turn): Promise<boolean> {
  let { position } = state;
  for (;;) {
    // Read first: whatever is not in the page by then has a later position.
    const newest = await lastPosition(db);
    if (position >= newest) return true;
    const events = await listEvents(db, position, PAGE);
    const next = events.length === PAGE ? (events.at(-1)?.position ?? newest) : newest;
    const isMine = await transaction(db, async (tx) => {
      if (!(await keepCrmLease(tx, state.name, leaseId))) return false;
      await markEvents(tx, state.name, events);
      await advanceCrm(tx, state.name, { position: next });
      return true;
    });
    if (!isMine) return false;
    position = next;
  }
}

async function markEvents(tx: Tx, name: string, events: readonly PublishedEvent[]): Promise<void> {
  await markReferrals(tx, name, idsOf(events, 'referral', ['referralId']));
  await markPartners(tx, name, idsOf(events, 'partner', ['partnerId', 'referredBy']));
  const merged = events.filter((event) => event.type === 'partner.merged');
  await markReferralsOf(tx, name, idsOf(merged, 'partner', []));
}

/** Ids of one kind that events name: their subjects, these fields, and what was merged into what. */
function idsOf(
  events: readonly PublishedEvent[],
  kind: 'referral' | 'partner',
  fields: readonly string[],
): readonly string[] {
  const ids = events.flatMap((event) => [
    ...(event.subjectKind === kind ? [event.subjectId, event.data['mergedInto']] : []),
    ...fields.map((field) => event.data[field]),
  ]);
  return [...new Set(ids.filter((id) => typeof id === 'string'))];
}

function collectPartners(turn: Turn): Promise<boolean> {
  return collectChanged(turn, turn.state.partnersAt, listChangedPartners, async (tx, ids, at) => {
    await markPartners(tx, turn.state.name, ids);
    await markReferralsOf(tx, turn.state.name, ids);
    await advanceCrm(tx, turn.state.name, { partnersAt: at });
  });
}

function collectCases(turn: Turn): Promise<boolean> {
  return collectChanged(turn, turn.state.casesAt, listChangedCases, async (tx, ids, at) => {
    await markCases(tx, turn.state.name, ids);
    await advanceCrm(tx, turn.state.name, { casesAt: at });
  });
}

async function collectChanged(
  { db, state, leaseId }: Turn,
  since: string,
  list: typeof listChangedPartners,
  mark: (tx: Tx, ids: readonly string[], at: string) => Promise<void>,
): Promise<boolean> {
  let last: Change = { id: '', at: new Date(Date.parse(since) - OVERLAP_MS).toISOString() };
  for (;;) {
    const page: readonly Change[] = await list(db, last.at, last.id === '' ? null : last.id, BACKFILL_PAGE);
    const end = page.at(-1);
    if (end === undefined) return true;
    const isMine = await transaction(db, async (tx) => {
      if (!(await keepCrmLease(tx, state.name, leaseId))) return false;
      await mark(
        tx,
        page.map((one) => one.id),
        end.at,
      );
      return true;
    });
    if (!isMine) return false;
    if (page.length < BACKFILL_PAGE) return true;
    last = end;
  }
}

const listers: Readonly<Record<BackfillKind, typeof listDealtWith>> = {
  partner: listDealtWith,
  referral: listReferralIds,
  case: listCaseIds,
};
const markers: Readonly<Record<BackfillKind, typeof markPartners>> = {
  partner: markPartners,
  referral: markReferrals,
  case: markCases,
};

/** Marks the next page of a backfill. False: there is none under way, or the lease is lost. */
export async function collectBackfill({ db, state, leaseId }: Turn): Promise<boolean> {
  const { backfillKind: kind, backfillAfter: after, name } = state;
  if (kind === null) return false;
  const page = await listers[kind](db, after, BACKFILL_PAGE);
  const following = backfillKinds[backfillKinds.indexOf(kind) + 1];
  const isLast = page.length < BACKFILL_PAGE;
  const next = isLast
    ? following === undefined
      ? undefined
      : { kind: following, after: null }
    : { kind, after: page.at(-1)?.id ?? null };
  return transaction(db, async (tx) => {
    if (!(await keepCrmLease(tx, name, leaseId))) return false;
    await markers[kind](
      tx,
      name,
      page.map((one) => one.id),
    );
    await moveBackfill(tx, state, next);
    return true;
  });
}
