import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { createApi } from './create-api.ts';

/** The API on a real port, mounted before another app as the hub mounts it before the console. */
let api: TestApi;
let server: Server;
let port: number;
const listeners = new Set<() => void>();
let onListening = (): void => undefined;
let onLeft = (): void => undefined;

beforeAll(async () => {
  api = await createTestApi({
    doors: new Map([
      [
        'clinic',
        {
          hasOwnCheck: false,
          at: 'messages' as const,
          handle: async (request, peer) =>
            Response.json({ peer, bytes: (await request.arrayBuffer()).byteLength }),
        },
      ],
    ]),
    onEvents: (listener) => {
      listeners.add(listener);
      onListening();
      return () => {
        listeners.delete(listener);
        onLeft();
      };
    },
  });
  const app = new Hono();
  const other = new Hono();
  other.use('*', async (c, next) => {
    await next();
    c.header('X-Console', 'yes');
  });
  other.get('/', (c) => c.text('the console'));
  app.route('/', createApi(api.deps));
  app.route('/', other);
  server = await new Promise<Server>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, createServer }, () =>
      resolve(started as Server),
    );
  });
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  await api.close();
});

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
const as = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });

test('the API answers its own paths and leaves the others alone', async () => {
  const [page, problem] = [await fetch(url('/')), await fetch(url('/v1/nothing'))];

  expect([await page.text(), page.headers.get('x-console')]).toEqual(['the console', 'yes']);
  expect([problem.status, problem.headers.get('x-console')]).toEqual([401, null]);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
});

test('a door is told who knocks, and gets large bodies whole', async () => {
  const response = await fetch(url('/v1/channels/clinic/messages'), {
    method: 'POST',
    body: Buffer.alloc(5_000_000),
    headers: as(api.tokens.channel),
  });

  expect(await response.json()).toEqual({
    peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    bytes: 5_000_000,
  });
});

test('whoever has no token hears 401 before the body has come, and the server stays well', async () => {
  const status = await new Promise((resolve) => {
    const post = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/channels/clinic/messages',
      headers: { 'Content-Length': 50_000_000 },
    });
    post.on('response', (response) => {
      resolve(response.statusCode);
      post.destroy();
    });
    post.on('error', () => undefined);
    post.write('the first bytes of very many');
  });

  expect(status).toBe(401);
  expect((await fetch(url('/healthz'))).status).toBe(200);
});

test('a reader that hangs up stops waiting', async () => {
  const listening = new Promise<void>((resolve) => (onListening = resolve));
  const left = new Promise<void>((resolve) => (onLeft = resolve));
  const socket = connect(port, '127.0.0.1');
  const { Authorization } = as(api.tokens.events);
  socket.write(`GET /v1/events?wait=30 HTTP/1.1\r\nHost: x\r\nAuthorization: ${Authorization}\r\n\r\n`);
  await listening;

  socket.destroy();
  await left;

  expect(listeners.size).toBe(0);
});

test('requests are counted by their pattern also behind the mount', async () => {
  await fetch(url('/v1/referrals/01890000-0000-7000-8000-000000000001'), { headers: as(api.tokens.events) });

  const metrics = await (await fetch(url('/metrics'))).text();

  expect(metrics).toContain(
    'referloop_http_seconds_count{method="GET",route="/v1/referrals/:id",status="404"} 1',
  );
  expect(metrics).toContain('route="/v1/channels/:name/messages",status="401"');
});
