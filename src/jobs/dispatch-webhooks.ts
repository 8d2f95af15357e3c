import type { Hub } from '../pipeline/hub.ts';
import { createDispatcher, type Publishing } from '../pipeline/publish.ts';
import { startLoop, type Loop } from './loop.ts';

/** Sends events to webhooks: each endpoint from its own place in the log, so that a slow one delays nobody. */
export function startWebhooks(
  hub: Pick<Hub, 'db' | 'publicUrl'>,
  allowPrivate: boolean,
  onAttempt: NonNullable<Publishing['onAttempt']>,
  onError: (code: string) => void,
): Loop {
  const dispatcher = createDispatcher(
    { db: hub.db, publicUrl: hub.publicUrl, allowPrivate, onAttempt },
    onError,
  );
  const loop = startLoop(dispatcher.dispatch, onError);
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await dispatcher.stop();
    },
  };
}
