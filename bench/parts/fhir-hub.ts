import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createApi } from '../../src/api/create-api.ts';
import { createMetrics } from '../../src/api/metrics.ts';
import { openLog } from '../../src/log.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { createIntake } from '../../src/pipeline/receive.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { fhir } from '../../src/sources/fhir/index.ts';
import { startSources } from '../../src/start-sources.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createToken } from '../../src/store/tokens.ts';

// A hub that takes FHIR over its API, and does not process it, in a process of its own: put together as src/serve-web.ts does.
export type FhirHubInput = { readonly databaseUrl: string };
export type FhirHubWord = { readonly port: number; readonly token: string };

const input = JSON.parse(process.argv[2] ?? '{}') as FhirHubInput;
const db = openDatabase(input.databaseUrl, { maxConnections: 16, applicationName: 'referloop' });
const channel = {
  name: 'ehr',
  owner: 'it@practice.example',
  zone: 'America/New_York',
  source: fhir,
  config: {},
  mapping: {
    name: 'bench/none',
    version: 1,
    format: 'fhir',
    accepts: [],
    map: () => ({ outcome: 'filtered', reason: 'Only the door is measured.' }),
  },
} as Channel;
const intake = createIntake(db, () => undefined);
const sources = await startSources([channel], intake, db, openLog('silent'), 'http://127.0.0.1:8080');
const hub: Hub = {
  db,
  channels: new Map([[channel.name, channel]]),
  destinations: new Map(),
  // No document comes here: whoever would ask for a page is told.
  reader: {
    read: () => Promise.reject(new Error('There is no reader here.')),
    readRegions: () => Promise.reject(new Error('There is no reader here.')),
    close: () => Promise.resolve(),
  },
  policy: { zone: channel.zone, noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  practice: { name: 'Lakeside Eye', phone: '555-0100' },
  liaisonEmail: 'liaison@practice.example',
  publicUrl: 'http://127.0.0.1:8080',
  enqueue: () => Promise.resolve(),
  wake: () => undefined,
};
const api = createApi({
  hub,
  statusDoors: new Map(),
  doors: sources.doors,
  addresses: sources.addresses,
  onEvents: () => () => undefined,
  allowPrivateWebhooks: false,
  metrics: createMetrics(db),
  importsDir: '/nonexistent',
  report: ({ code }) => console.error(code),
});
const { token } = await createToken(db, { scope: 'channel', channel: channel.name, label: 'bench' });
const app = new Hono();
app.route('/', api);
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, createServer }, () => {
  const word: FhirHubWord = { port: (server.address() as AddressInfo).port, token };
  process.send?.(word);
});
process.once('message', () => void stop());
process.once('disconnect', () => process.exit(0));

async function stop(): Promise<void> {
  server.close();
  await sources.stop();
  await intake.settle();
  await db.close();
  process.exit(0);
}
