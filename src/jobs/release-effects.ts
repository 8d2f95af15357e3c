import type { Hub } from '../pipeline/hub.ts';
import { refoldNextPage } from '../pipeline/refold-partners.ts';
import { releaseDue } from '../pipeline/release.ts';
import { tellDue } from '../pipeline/tell/tell-due.ts';
import { startLoop, type Loop } from './loop.ts';

/** Turns effects whose time has come into alerts and deliveries, tells people what waited for its hour, and ends what a change of a partner left to fold when its hub died. */
export function startReleaseEffects(hub: Hub, onError: (code: string) => void): Loop {
  return startLoop(
    async () => (await releaseDue(hub)) + (await tellDue(hub)) + ((await refoldNextPage(hub)) ?? 0),
    onError,
  );
}
