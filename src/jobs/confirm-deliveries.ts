import { confirmSent } from '../pipeline/deliver.ts';
import { recoverStranded } from '../pipeline/recover.ts';
import type { Hub } from '../pipeline/hub.ts';
import { dropExpired } from '../store/secure-links.ts';
import { startLoop, type Loop } from './loop.ts';

/** Documents dropped in one round. */
const DROP_AT_ONCE = 50;

/** Asks what became of sent parcels, drops documents of links that are over, and puts deliveries back on the queue whose job was lost. */
export function startConfirmDeliveries(hub: Hub, pauseMs: number, onError: (code: string) => void): Loop {
  return startLoop(
    async () => {
      await recoverStranded(hub);
      await confirmSent(hub, onError);
      await dropExpired(hub.db, DROP_AT_ONCE);
      // Nothing here is urgent: always pause, or an unconfirmed parcel would be asked for without end.
      return 0;
    },
    onError,
    pauseMs,
  );
}
