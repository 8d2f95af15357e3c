import { escalateDue } from '../pipeline/escalate.ts';
import type { Hub } from '../pipeline/hub.ts';
import { startLoop, type Loop } from './loop.ts';

/** Clocks are looked at this often when nothing happens: what is due waits no longer than this. */
const PAUSE_MS = 30_000;

/** Tells people what is late. Where it left off stands in the tables. */
export function startWatchEscalations(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(() => escalateDue(hub), onError, PAUSE_MS);
}
