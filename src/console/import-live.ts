import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { findSession } from '../store/sessions.ts';
import { listImports } from '../store/imports.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';

const PAUSE_MS = 1_500;
const WATCHED = 50;
/** Looks between two questions whether the session still stands. */
const LOOKS = 15;

/** `GET /imports/live`: says that imports got further. They change no ledger, so that nobody else tells. */
export function importLiveRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/imports/live', (c) => {
    const tokenSha256 = c.get('tokenSha256');
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let isOver = false;
      const end = (): void => void (isOver = true);
      stream.onAbort(end);
      deps.closing?.addEventListener('abort', end, { once: true });
      await stream.writeSSE({ event: 'begin', data: '' });
      let known = await standing(deps);
      for (let look = 1; !isOver; look += 1) {
        await stream.sleep(PAUSE_MS);
        const now = await standing(deps);
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

async function standing(deps: ConsoleDeps): Promise<string> {
  const runs = await listImports(deps.hub.db, WATCHED);
  return runs.map((run) => `${run.id}|${run.state}|${run.bytesDone}|${run.rowsRead}`).join();
}
