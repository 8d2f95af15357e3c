import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import demoFhir from '../../channels/demo-fhir.channel.ts';
import { openPort, type Door as Port } from '../../test/contracts/door.ts';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import type { Door } from '../api/api-deps.ts';
import { createApi } from '../api/create-api.ts';
import { readConfig, type Config } from '../config.ts';
import { openLog } from '../log.ts';
import type { Channel } from '../sdk/channel.ts';
import { startSources, type RunningSources } from '../start-sources.ts';
import { sendToHub } from './send-to-hub.ts';

const doors = new Map<string, Door>();
const channel = demoFhir as Channel;
let api: TestApi;
let port: Port;
let running: RunningSources;
let config: Config;

beforeAll(async () => {
  api = await createTestApi({ doors });
  const app = createApi(api.deps);
  port = await openPort(async (request) => app.fetch(request));
  const publicUrl = port.url.replace(/\/$/, '');
  running = await startSources([channel], api.intake, api.hub.db, openLog('silent'), publicUrl);
  for (const [name, door] of running.doors) doors.set(name, door);
  config = { ...readConfig({}, 'demo'), host: '127.0.0.1', port: port.port, publicUrl };
});
afterAll(async () => {
  await running.stop();
  await port.close();
  await api.close();
});

const send = (resource: object | Uint8Array, token: string | undefined = api.tokens.operator) =>
  sendToHub(
    resource instanceof Uint8Array ? resource : Buffer.from(JSON.stringify(resource)),
    channel,
    config,
    token,
  );

test('a Bundle goes to the base, a resource under its own URL; the answer says where to look', async () => {
  const bundle = await send(await readFile('docs/fhir/sample-transaction.json'));
  const patient = await send({ resourceType: 'Patient', id: 'cli-1', name: [{ family: 'ZZTESTCLI' }] });
  const unnamed = await send({ resourceType: 'Patient', name: [{ family: 'ZZTESTCLI' }] });

  expect([bundle[0], patient[0], unnamed[0]]).toEqual(['  answered 200', '  answered 200', '  answered 201']);
  expect(bundle[1]).toMatch(/\/messages\/[0-9a-f-]{36}$/);
});

test('what is wrong is told in the words of the answer', async () => {
  const [answer, where, ...more] = await send({ resourceType: 'Appointment', id: 'cli-2', participant: [] });

  expect(answer).toBe('  answered 422: Appointment.status is missing.');
  expect(where).toMatch(/\/messages\/[0-9a-f-]{36}$/);
  expect(more).toEqual([]);
});

test('without a token one is asked for', async () => {
  const asked = sendToHub(Buffer.from('{"resourceType":"Patient"}'), channel, config, undefined);

  await expect(asked).rejects.toThrow('referloop token create --scope channel --channel demo-fhir');
});
