import { createNotifier } from '../pipeline/fhir-out/notify.ts';
import type { Hub } from '../pipeline/hub.ts';
import { startLoop, type Loop } from './loop.ts';

/** Tells FHIR Subscriptions what happened: each from its own place in the log, so that a slow receiver delays nobody. */
export function startNotifyFhir(
  { db, publicUrl }: Pick<Hub, 'db' | 'publicUrl'>,
  allowPrivate: boolean,
  onError: (code: string) => void,
): Loop {
  const notifier = createNotifier({ db, publicUrl, allowPrivate }, onError);
  const loop = startLoop(notifier.dispatch, onError);
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await notifier.stop();
    },
  };
}
