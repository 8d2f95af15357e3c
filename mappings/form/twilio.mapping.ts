import type { RecordMapping } from '#hub';
import { callMapped, callOf, instantAt, linkAt, secondsAt, textAt } from './call-record.ts';

/** Statuses with which a call is over (Twilio, "Voice status callbacks"). */
const ended: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled']);

/**
 * Twilio's callbacks of a call: status, recording, and where TaskRouter is used its worker and queue. A leg of a call to an agent
 * (`ParentCallSid`) belongs to the call it is a leg of.
 */
const twilio: RecordMapping = {
  name: 'form/twilio',
  version: 1,
  format: 'record',
  map: (record) => {
    const parent = textAt(record, 'ParentCallSid');
    const direction = textAt(record, 'Direction')?.startsWith('outbound-api') ? 'outbound' : 'inbound';
    const at = instantAt(record, 'Timestamp');
    const isOver = ended.has(textAt(record, 'CallStatus') ?? '');
    // What a leg says of numbers is about the agent.
    const number = parent === undefined ? textAt(record, direction === 'inbound' ? 'From' : 'To') : undefined;
    const seconds = secondsAt(record, 'CallDuration') ?? secondsAt(record, 'RecordingDuration');
    return callMapped(
      callOf({
        callId: parent ?? textAt(record, 'CallSid'),
        direction,
        number,
        callerName: parent === undefined ? textAt(record, 'CallerName') : undefined,
        agent: textAt(record, 'WorkerName'),
        queue: textAt(record, 'TaskQueueName'),
        startedAt: instantAt(record, 'RecordingStartTime') ?? (isOver ? startOf(at, seconds) : at),
        endedAt: isOver && parent === undefined ? at : undefined,
        seconds: parent === undefined ? seconds : undefined,
        recordingUrl: linkAt(record, 'RecordingUrl'),
      }),
      'CallSid is missing',
    );
  },
};

export default twilio;

function startOf(end: string | undefined, seconds: number | undefined): string | undefined {
  return end === undefined || seconds === undefined
    ? end
    : new Date(Date.parse(end) - seconds * 1000).toISOString();
}
