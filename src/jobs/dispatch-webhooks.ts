import type { Hub } from '../pipeline/hub.ts';
import { createDispatcher, type Publishing } from '../pipeline/publish.ts';
import { forgetOldAttempts } from '../store/webhook-attempts.ts';
import { startLoop, type Loop } from './loop.ts';

/** Between two looks for tries that are old enough to be forgotten. */
const SWEEP_MS = 10 * 60_000;

/** Sends events to webhooks: each endpoint from its own place in the log, so that a slow one delays nobody; and replays. */
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
  let sweptAt = 0;
  const loop = startLoop(async () => {
    // Some at a time, until there are none: after a long replay there are more than one sweep forgets.
    if (Date.now() - sweptAt > SWEEP_MS && (await forgetOldAttempts(hub.db)) === 0) sweptAt = Date.now();
    return dispatcher.dispatch();
  }, onError);
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await dispatcher.stop();
    },
  };
}
