import { escalateDue } from '../pipeline/escalate.ts';
import { watchAccounts } from '../pipeline/tell/watch-accounts.ts';
import type { Hub } from '../pipeline/hub.ts';
import { startLoop, type Loop } from './loop.ts';
import type { Watch } from './watch-ledger.ts';

/** Clocks are looked at this often when nothing happens: what is due waits no longer than this. */
const PAUSE_MS = 30_000;

/** Accounts at gateways are looked at so often: every delivery that is under way is read for it. */
const ACCOUNTS_MS = 30_000;

/** Tells people what is late, by the clock and after every change of the ledger. Where it left off stands in the tables. */
export function startWatchEscalations(
  hub: Hub,
  watch: Pick<Watch, 'subscribe'>,
  onError: (code: string) => void,
): Loop {
  let lookedAt = 0;
  const loop = startLoop(
    async () => {
      const count = await escalateDue(hub);
      if (Date.now() - lookedAt < ACCOUNTS_MS) return count;
      lookedAt = Date.now();
      return count + (await watchAccounts(hub));
    },
    onError,
    PAUSE_MS,
  );
  const unsubscribe = watch.subscribe(loop.wake);
  return {
    ...loop,
    stop: () => {
      unsubscribe();
      return loop.stop();
    },
  };
}
