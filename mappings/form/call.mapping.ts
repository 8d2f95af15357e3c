import type { RecordMapping } from '#hub';
import { callMapped, callOf, instantAt, linkAt, secondsAt, textAt } from './call-record.ts';

/** The hub's own form of a call event, for telephone systems that can be told what to send (src/sources/calls/README.md). */
const call: RecordMapping = {
  name: 'form/call',
  version: 1,
  format: 'record',
  map: (record) => {
    const direction = textAt(record, 'direction') ?? 'inbound';
    if (direction !== 'inbound' && direction !== 'outbound')
      return callMapped(undefined, 'direction is inbound or outbound');
    return callMapped(
      callOf({
        callId: textAt(record, 'callId'),
        direction,
        number: textAt(record, 'number'),
        callerName: textAt(record, 'callerName'),
        agent: textAt(record, 'agent'),
        queue: textAt(record, 'queue'),
        startedAt: instantAt(record, 'startedAt'),
        endedAt: instantAt(record, 'endedAt'),
        seconds: secondsAt(record, 'seconds'),
        recordingUrl: linkAt(record, 'recordingUrl'),
      }),
    );
  },
};

export default call;
