import type { Hub } from '../pipeline/hub.ts';
import { createReconciler, enterConnected, type Reconciling } from '../pipeline/crm/reconcile.ts';
import { startLoop, type Loop } from './loop.ts';

/** Keeps CRMs as the ledger is. Without any it is a loop that sleeps. */
export function startReconcileCrm(
  { db, policy }: Pick<Hub, 'db' | 'policy'>,
  crms: Reconciling['crms'],
  onError: (code: string) => void,
): Loop {
  const reconciling: Reconciling = { db, crms, zone: policy.zone };
  const reconciler = createReconciler(reconciling, onError);
  let isEntered = crms.size === 0;
  const loop = startLoop(async () => {
    if (!isEntered) await enterConnected(reconciling);
    isEntered = true;
    return crms.size === 0 ? 0 : reconciler.dispatch();
  }, onError);
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await reconciler.stop();
      await Promise.all([...crms.values()].map((crm) => crm.open.close()));
    },
  };
}
