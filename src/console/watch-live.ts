import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { findSession } from '../store/sessions.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';

const PAUSE_MS = 1_500;
/** Looks between two questions whether the session still stands. */
const LOOKS = 15;

/** `GET path`: says when `standing` changed, never what. For what gets further without a change of the ledger, so that nobody else tells. */
export function watchRoutes(deps: ConsoleDeps, path: string, standing: () => Promise<string>): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(path, (c) => {
    const tokenSha256 = c.get('tokenSha256');
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let isOver = false;
      const end = (): void => void (isOver = true);
      stream.onAbort(end);
      deps.closing?.addEventListener('abort', end, { once: true });
      await stream.writeSSE({ event: 'begin', data: '' });
      let known = await standing();
      for (let look = 1; !isOver; look += 1) {
        await stream.sleep(PAUSE_MS);
        const now = await standing();
        if (now !== known) await stream.writeSSE({ event: 'changed', data: '' });
        known = now;
        if (look % LOOKS > 0) continue;
        await stream.writeSSE({ event: 'beat', data: '' });
        if (!(await findSession(deps.hub.db, tokenSha256, deps.session.idleMinutes))) return;
      }
    });
  });
  return app;
}
