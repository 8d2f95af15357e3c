import type { CallSaid } from '../../domain/call.ts';
import { phoneKey } from '../../domain/names.ts';
import { newId } from '../../lib/ids.ts';
import { findLineHolders, upsertCalls, type HeardCall, type LineHolder } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';

/** One event of a call as its message says it. */
export type CallEvent = {
  readonly channel: string;
  readonly messageId: string;
  readonly receivedAt: string;
  readonly call: CallSaid;
};

/**
 * Lists calls, each with whose number it is. Only those of a partner the practice deals with or wants, and of known patients, are
 * put before people; the others are kept with the reason. In the transaction that processes the messages.
 */
export async function takeCalls(tx: Tx, events: readonly CallEvent[]): Promise<void> {
  if (events.length === 0) return;
  const lines = [...new Set(events.flatMap(({ call }) => phoneKey(call.number) ?? []))];
  const holders = lines.length === 0 ? [] : await findLineHolders(tx, lines);
  const heard = events.map((event) => heardOf(event, holders));
  // One statement writes a call once: events of one call follow one another.
  for (const round of roundsOf(heard)) await upsertCalls(tx, round);
}

function heardOf(
  { channel, messageId, receivedAt, call }: CallEvent,
  holders: readonly LineHolder[],
): HeardCall {
  const number = phoneKey(call.number) ?? null;
  const match = number === null ? unknownNumber : whoseLine(holders.filter(({ line }) => line === number));
  return {
    id: newId(),
    channel,
    messageId,
    callId: call.callId,
    direction: call.direction,
    number,
    callerName: call.callerName ?? null,
    agent: call.agent ?? null,
    queue: call.queue ?? null,
    startedAt: call.startedAt !== undefined && call.startedAt < receivedAt ? call.startedAt : receivedAt,
    endedAt: call.endedAt ?? null,
    seconds: call.seconds ?? null,
    recordingUrl: call.recordingUrl ?? null,
    ...match,
  };
}

type Match = Pick<HeardCall, 'partnerId' | 'patientId' | 'state' | 'reason'>;

const unknownNumber: Match = {
  partnerId: null,
  patientId: null,
  state: 'filtered',
  reason: 'The caller’s number was not sent.',
};

/** Heard of by a national file alone: nobody the practice deals with. */
const strangers: ReadonlySet<string> = new Set(['unknown']);

/** Of several partners with one number the office; several offices, or several patients, are for the person at the phone to tell. */
function whoseLine(holders: readonly LineHolder[]): Match {
  const offices = holders.filter(
    ({ partnerId, stage, isOwn }) =>
      partnerId !== null && isOwn !== true && !strangers.has(stage ?? 'unknown'),
  );
  const patients = [...new Set(holders.flatMap(({ patientId }) => patientId ?? []))];
  const partnerId =
    onlyOne(offices) ?? onlyOne(offices.filter(({ kind }) => kind === 'organisation')) ?? null;
  const patientId = patients.length === 1 ? (patients[0] ?? null) : null;
  const isKnown = offices.length > 0 || patients.length > 0;
  const several = isKnown && partnerId === null && patientId === null;
  return {
    partnerId,
    patientId,
    state: isKnown ? 'open' : 'filtered',
    reason: !isKnown
      ? 'The number is of no partner and of no patient.'
      : several
        ? 'Several have this number: ask who calls.'
        : null,
  };
}

function onlyOne(offices: readonly LineHolder[]): string | undefined {
  const ids = [...new Set(offices.map(({ partnerId }) => partnerId))];
  return ids.length === 1 ? (ids[0] ?? undefined) : undefined;
}

function roundsOf(heard: readonly HeardCall[]): readonly (readonly HeardCall[])[] {
  const rounds: HeardCall[][] = [];
  const counts = new Map<string, number>();
  for (const call of heard) {
    const key = `${call.channel}|${call.callId}`;
    const round = counts.get(key) ?? 0;
    counts.set(key, round + 1);
    (rounds[round] ??= []).push(call);
  }
  return rounds;
}
