import { createServer } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createApi } from './api/create-api.ts';
import type { Metrics } from './api/metrics.ts';
import type { Config } from './config.ts';
import { createConsole } from './console/create-console.ts';
import type { Watch } from './jobs/watch-ledger.ts';
import { Failure } from './lib/failure.ts';
import type { Log } from './log.ts';
import type { StatusDoor } from './open-ways.ts';
import type { Hub } from './pipeline/hub.ts';
import type { RunningSources } from './start-sources.ts';

export type WebParts = {
  readonly config: Config;
  readonly log: Log;
  readonly hub: Hub;
  readonly sources: RunningSources;
  readonly statusDoors: ReadonlyMap<string, StatusDoor>;
  readonly watch: Watch;
  readonly metrics: Metrics;
};

/** Longest an open request may keep the hub from stopping. */
const STOP_PATIENCE_MS = 5_000;

/** The API and the console on one port. A taken port is a Failure that names the setting. */
export async function startWebServer(parts: WebParts): Promise<{ readonly stop: () => Promise<void> }> {
  const closing = new AbortController();
  const app = new Hono();
  app.route('/', apiOf(parts, closing.signal));
  app.route('/', consoleOf(parts, closing.signal));
  const { host, port } = parts.config;
  const server = await listen(app, host, port);
  return {
    stop: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const impatience = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
      server.closeIdleConnections();
      await closed;
      clearTimeout(impatience);
    },
  };
}

function apiOf({ config, log, hub, sources, statusDoors, watch, metrics }: WebParts, closing: AbortSignal) {
  return createApi({
    hub,
    doors: sources.doors,
    statusDoors,
    addresses: sources.addresses,
    onEvents: watch.subscribe,
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    metrics,
    importsDir: config.importsDir,
    closing,
    report: ({ code, requestId }) => log.error({ code, id: requestId }, 'A request failed unexpectedly.'),
    ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken }),
  });
}

function consoleOf({ config, hub, sources, watch }: WebParts, closing: AbortSignal) {
  return createConsole({
    hub,
    session: config.session,
    importsDir: config.importsDir,
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    isDemo: config.mode === 'demo',
    isSecure: config.publicUrl.startsWith('https://'),
    listChannels: () =>
      [...hub.channels.values()].map((channel) => {
        const address = sources.addresses.get(channel.name);
        return {
          name: channel.name,
          owner: channel.owner,
          source: channel.source.name,
          state: 'listening' as const,
          mapping: `${channel.mapping.name}@${channel.mapping.version}`,
          ...(address === undefined ? {} : { address }),
        };
      }),
    subscribe: watch.subscribe,
    closing,
    ...(config.mode === 'demo' ? { demoAccount: config.admin } : {}),
  });
}

function listen(app: Hono, hostname: string, port: number): Promise<import('node:http').Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port, createServer }, () =>
      resolve(server),
    ) as import('node:http').Server;
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      reject(
        new Failure(
          'permanent',
          'port-taken',
          `Port ${port} is taken by another program. Stop it, or choose another one with PORT.`,
          { cause: error },
        ),
      );
    });
  });
}
