import type { Hub } from '../pipeline/hub.ts';
import { releaseDue } from '../pipeline/release.ts';
import { startLoop, type Loop } from './loop.ts';

/** Turns effects whose time has come into alerts and deliveries. */
export function startReleaseEffects(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(() => releaseDue(hub), onError);
}
