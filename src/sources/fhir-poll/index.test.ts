import { afterAll } from 'vitest';
import { describeSource } from '../../../test/contracts/source.ts';
import { watched } from '../../../test/contracts/until.ts';
import { openFhirStandIn } from '../../../test/support/fhir-stand-in.ts';
import { fhirPoll } from './index.ts';

const standIn = await openFhirStandIn();
afterAll(standIn.close);

const { source, wait } = watched(fhirPoll);
const startedMs = Date.now();

const appointment = (number: number) => ({
  resourceType: 'Appointment',
  id: `TEST-${number}`,
  meta: { versionId: '1', lastUpdated: new Date(startedMs + number * 1000).toISOString() },
  status: 'booked',
});
const config = { baseUrl: standIn.url, allowPrivate: true };
const secret = 'ZZTEST-secret-of-16';
const smart = (key: object) => ({ kind: 'smart', clientId: 'x', keys: [key] });

describeSource({
  source,
  config: { ...config, types: ['Appointment'], pollSeconds: 0.005, restSeconds: 0.005 },
  badConfigs: [
    { field: 'baseUrl', config: { baseUrl: 'http://fhir.example/r4' } },
    { field: 'baseUrl', config: { baseUrl: 'https://user:word@fhir.example/r4' } },
    { field: 'types.0', config: { ...config, types: ['appointment'] } },
    { field: 'types', config: { ...config, types: ['Patient', 'Patient'] } },
    {
      field: '_lastUpdated',
      config: { ...config, types: [{ type: 'Task', search: { _lastUpdated: 'x' } }] },
    },
    { field: 'auth.password', config: { ...config, auth: { kind: 'basic', username: 'x', password: '' } } },
    { field: 'token or tokenFile', config: { ...config, auth: { kind: 'bearer' } } },
    { field: 'auth.keys.0', config: { ...config, auth: smart({ alg: 'RS384' }) } },
    { field: 'auth.keys.0.alg', config: { ...config, auth: smart({ alg: 'HS256', privateKey: 'x' }) } },
    { field: 'certFile and keyFile', config: { ...config, tls: { certFile: 'x.pem' } } },
    { field: 'subscription', config: { ...config, subscription: { secret } } },
    {
      field: 'subscription',
      config: { ...config, subscription: { topic: 'https://a.example/t', secret: 'x' } },
    },
    { field: 'pageSise', config: { ...config, pageSise: 5 } },
  ],
  message: (number) => Buffer.from(JSON.stringify(appointment(number))),
  connect: (_running, inbox) =>
    Promise.resolve({
      send: async (message) => {
        const failures = (): number => inbox.events.filter(({ kind }) => kind === 'failed').length;
        const before = failures();
        const resource = JSON.parse(Buffer.from(message).toString('utf8')) as ReturnType<typeof appointment>;
        standIn.add(resource, Buffer.from(message).toString('utf8'));
        // The server is told nothing: that a resource was taken stands in the source's memory.
        const isTaken = async (): Promise<boolean> => {
          const text = await inbox.context({}).memory.recall('cursor:Appointment');
          const { newest } = JSON.parse(text ?? '{}') as { readonly newest?: string };
          return (newest ?? '') >= resource.meta.lastUpdated;
        };
        const isOver = async (): Promise<boolean> => failures() > before || (await isTaken());
        return { isPositive: (await wait(isOver)) && (await isTaken()), bytes: new Uint8Array() };
      },
      close: () => Promise.resolve(),
    }),
});
