import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { findSession } from '../store/sessions.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { liveStamp } from './live-stamp.ts';

/** Changes come in bursts: one look after the burst is enough, and no screen refreshes faster than it can be read. */
const QUIET_MS = 700;
/** Proxies close what is silent for a minute; also how soon an ended session's stream ends. */
const BEAT_MS = 25_000;

/** `GET /live`: says how things stand when it begins, and then only that something changed, never what. The page then asks for itself again, with its own rights. */
export function liveRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/live', (c) => {
    const tokenSha256 = c.get('tokenSha256');
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      let end: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      let timer: NodeJS.Timeout | undefined;
      const stop = deps.subscribe(() => {
        timer ??= setTimeout(() => {
          timer = undefined;
          void stream.writeSSE({ event: 'changed', data: '' });
        }, QUIET_MS);
      });
      const beat = setInterval(() => {
        void findSession(deps.hub.db, tokenSha256, deps.session.idleMinutes).then((session) =>
          session ? stream.writeSSE({ event: 'beat', data: '' }) : end(),
        );
      }, BEAT_MS);
      stream.onAbort(end);
      deps.closing?.addEventListener('abort', end, { once: true });
      await stream.writeSSE({ event: 'begin', data: liveStamp(deps) });
      await ended;
      stop();
      clearInterval(beat);
      clearTimeout(timer);
    });
  });
  return app;
}
