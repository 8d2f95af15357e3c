import type { Hub } from '../pipeline/hub.ts';
import { openProcessing } from '../pipeline/process.ts';
import { startLoop, type Loop } from './loop.ts';

/** Drains received messages in batches. Effects they planned are released right after. */
export function startProcessMessages(hub: Hub, onError: (code: string) => void): Loop {
  const processNext = openProcessing(hub);
  return startLoop(async () => {
    const count = await processNext();
    if (count > 0) {
      hub.wake('effects');
      hub.wake('events');
    }
    return count;
  }, onError);
}
