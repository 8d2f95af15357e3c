import { afterAll, expect, test } from 'vitest';
import { openFhirServer } from '../../../test/support/fhir-server.ts';
import { openFhirStandIn, outcome } from '../../../test/support/fhir-stand-in.ts';
import type { Channel } from '../../sdk/channel.ts';
import { fhirPoll } from '../../sources/fhir-poll/index.ts';
import { http } from '../../sources/http/index.ts';
import { checkFhirServers } from './fhir-servers.ts';

const [server, standIn, guarded, old] = await Promise.all([
  openFhirServer(),
  openFhirStandIn(),
  openFhirStandIn(),
  openFhirStandIn(),
]);
afterAll(async () => {
  for (const { close } of [server, standIn, guarded, old]) await close();
});
standIn.instead.set('GET Task', () => outcome(403, 'forbidden'));
guarded.smart.keys = { keys: [] };
old.instead.set('GET metadata', () =>
  Response.json({ resourceType: 'CapabilityStatement', fhirVersion: '3.0.2', software: { name: 'ZZTEST' } }),
);

const polled = (name: string, baseUrl: string, change: object = {}): Channel =>
  ({ name, source: fhirPoll, config: { baseUrl, allowPrivate: true, ...change } }) as unknown as Channel;

test('servers that can be polled, and those that cannot, with the reason', async () => {
  const findings = await checkFhirServers([
    polled('whole', server.url),
    polled('part', standIn.url, { types: ['Patient', 'Task'] }),
    polled('closed', guarded.url, { auth: { kind: 'bearer', token: 'ZZTEST-wrong' }, types: ['Patient'] }),
    polled('old', old.url),
    polled('away', 'http://127.0.0.1:1'),
    polled('private', standIn.url, { allowPrivate: false }),
    { name: 'web', source: http, config: {} } as unknown as Channel,
  ]);

  expect(findings.map(({ name, level, said }) => [name, level, said])).toEqual([
    ['whole', 'ok', 'the FHIR server lets the hub search all 13 types'],
    [
      'part',
      'warn',
      'the FHIR server (FHIR 4.0.1) lets the hub search Patient, but not Task: The server answered 403 (forbidden).',
    ],
    ['closed', 'fail', 'The server answered 401 (login).'],
    ['old', 'fail', 'ZZTEST (FHIR 3.0.2) does not speak FHIR R4'],
    ['away', 'fail', 'The exchange broke off (ECONNREFUSED).'],
    ['private', 'fail', expect.stringContaining('set allowPrivate')],
  ]);
  expect(JSON.stringify(findings)).not.toContain('ZZTEST-wrong');
});
