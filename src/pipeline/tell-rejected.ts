import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import type { MessageOutcome } from '../store/messages.ts';

/** Publishes which of these messages could not be read, and why, by code. */
export async function tellRejected(
  tx: Tx,
  outcomes: readonly Pick<MessageOutcome, 'id' | 'state' | 'reasonCode'>[],
  channels: ReadonlyMap<string, string>,
): Promise<void> {
  const rejected = outcomes.filter((one) => one.state === 'invalid');
  if (rejected.length === 0) return;
  await appendEvents(
    tx,
    await takePen(tx),
    rejected.map(({ id, reasonCode }) => ({
      id: newId(),
      type: 'intake.rejected',
      subjectKind: 'message',
      subjectId: id,
      subjectVersion: 1,
      occurredAt: now(),
      messageId: id,
      data: { messageId: id, channel: channels.get(id), code: reasonCode },
    })),
  );
}
