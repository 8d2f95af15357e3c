import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { openFhirClient } from './client.ts';
import { fhirPollSourceConfig } from './config.ts';
import { entryTexts } from './entry-texts.ts';
import { retryAfterMs } from './judge.ts';
import { readReference, referencesIn } from './references.ts';
import type { Answer, Exchange } from '../../sdk/server/transport.ts';

const base = 'https://fhir.example/r4';

function clientOn(answers: readonly (Partial<Answer> | Failure)[]) {
  const asked: Exchange[] = [];
  const pauses: number[] = [];
  const client = openFhirClient({
    settings: fhirPollSourceConfig.parse({ baseUrl: base }),
    authorizer: { headers: () => Promise.resolve({}), renew: () => false },
    pause: (ms) => Promise.resolve(void pauses.push(ms)),
    transport: {
      send: (exchange) => {
        const answer = answers[asked.push(exchange) - 1] ?? {};
        if (answer instanceof Failure) return Promise.reject(answer);
        return Promise.resolve({
          status: 200,
          headers: {},
          body: Buffer.from('{}'),
          url: exchange.url,
          ...answer,
        });
      },
      close: () => undefined,
    },
  });
  return { client, asked, pauses };
}

const away = new Failure('transient', 'ECONNREFUSED', 'away');
const busy = (value: string) => ({ status: 429, headers: { 'retry-after': value } });

describe('asking again', () => {
  test('pauses double; what the server asks for goes before', async () => {
    const { client, pauses } = clientOn([away, away, busy('7'), { status: 502 }]);

    await client.search('Patient', { _count: 1 });

    expect(pauses).toEqual([1_000, 2_000, 7_000, 8_000]);
  });

  test('ends after the last', async () => {
    const { client, asked } = clientOn(Array.from({ length: 9 }, () => away));

    await expect(client.search('Patient', {})).rejects.toThrow('away');
    expect(asked).toHaveLength(5);
  });

  test.each([400, 403, 404, 410, 501])('is not done after %i', async (status) => {
    const { client, asked } = clientOn([{ status }]);

    await expect(client.search('Patient', {})).rejects.toMatchObject({
      code: `http-${status}`,
      fate: 'permanent',
    });
    expect(asked).toHaveLength(1);
  });

  test('is not done for what may have happened already', async () => {
    const { client, asked } = clientOn([away]);

    await expect(client.create('Subscription', {})).rejects.toThrow('away');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['99999999', 86_400_000],
    ['soon', undefined],
    ['-1', 0],
  ])('Retry-After %s', (value, ms) => {
    const at = '2026-11-22T10:00:00.000Z';
    expect(retryAfterMs(value, at)).toBe(ms);
  });
});

describe('addresses', () => {
  test.each([
    ['Patient?page=2', `${base}/Patient?page=2`],
    ['/r4/Patient?page=2', `${base}/Patient?page=2`],
    ['?page=2', `${base}/?page=2`],
    ['https://fhir.example/pages/2', 'https://fhir.example/pages/2'],
    ['https://fhir.example:443/r4', base],
  ])('%s is ours', (link, wanted) => {
    expect(clientOn([]).client.addressOf(link).href).toBe(wanted);
  });

  test.each([
    'http://fhir.example/r4/Patient',
    'https://fhir.example:8443/r4',
    'https://fhir.example.evil.example/r4',
    'https://fhir.example@evil.example/r4',
    'https://user:word@fhir.example/r4',
    '//evil.example/r4',
    '\\\\evil.example\\r4',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://[::1]/r4',
    'http://169.254.169.254/latest',
    'https://',
  ])('%s is not', (link) => {
    expect(() => clientOn([]).client.addressOf(link)).toThrow(Failure);
  });
});

describe('references', () => {
  test.each([
    ['Patient/7', { type: 'Patient', id: '7' }],
    [`${base}/Patient/7`, { type: 'Patient', id: '7' }],
    ['Patient/7/_history/2', { type: 'Patient', id: '7' }],
    ['https://other.example/r4/Patient/7', undefined],
    ['#contained', undefined],
    ['urn:uuid:1', undefined],
    ['Patient/7?x=1', undefined],
    ['Patient/../metadata', undefined],
    ['Patient/7/$everything', undefined],
    ['patient/7', undefined],
  ])('%s', (text, wanted) => {
    expect(readReference(text, base)).toEqual(wanted);
  });

  test('are found at any depth, and no depth is too deep', () => {
    let deep: object = { reference: 'Patient/7' };
    for (let level = 0; level < 20_000; level += 1) deep = { deep: [deep] };

    expect(referencesIn(deep as never, base)).toEqual([{ type: 'Patient', id: '7' }]);
  });
});

describe('the texts of entries', () => {
  test.each([
    '{"entry":[{"resource":{"a":1.10}},{"resource":{"b":"}]\\"{"}} , {"fullUrl":"x"},{"resource":[1]}]}',
    ' { "x" : [ "entry" , {"entry":[]} ] , "entry" : [ { "resource" : { "a" : [ ] } } ] } ',
    '{"entry":[{"resource":{},"resource":{"second":true}}]}',
    '{"entry":[{"resource":"\\\\\\\\"},{"resource":12},{"resource":null}]}',
    '{"entry":[]}',
    '{"entry":{}}',
    '{}',
  ])('%s', (text) => {
    const bundle = JSON.parse(text) as { readonly entry?: unknown };
    const entries = Array.isArray(bundle.entry) ? (bundle.entry as { readonly resource?: unknown }[]) : [];

    const texts = entryTexts(text);

    expect(texts.map((one) => (one === undefined ? undefined : (JSON.parse(one) as unknown)))).toEqual(
      entries.map(({ resource }) => resource),
    );
    for (const one of texts) expect(text).toContain(one ?? '');
  });
});
