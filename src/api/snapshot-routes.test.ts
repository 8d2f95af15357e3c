import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';
import { createApi } from './create-api.ts';

type Line = {
  readonly line: string;
  readonly cursor: string;
  readonly referral?: { readonly id: string; readonly state: string; readonly version: number };
  readonly partner?: { readonly id: string; readonly npi?: string; readonly stage: string };
  readonly referrals?: number;
  readonly partners?: number;
};

let api: TestApi;

beforeAll(async () => {
  api = await createTestApi();
  await api.feed(
    siu('S12', { mrn: 'TEST-1', family: 'ZZTESTONE', appointment: 'F1', visit: 'V1' }),
    siu('S12', { mrn: 'TEST-2', family: 'ZZTESTTWO', appointment: 'F2', visit: 'V2' }),
  );
});
afterAll(() => api.close());

/** Asks and does not read: the answer is as of the moment its head came. */
function ask(path = '/v1/events/snapshot'): Promise<Response> {
  const headers = { Authorization: `Bearer ${api.tokens.events}` };
  return Promise.resolve(createApi(api.deps).request(path, { headers }));
}

const linesOf = (text: string): readonly Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('is as of one moment: what is committed while it is read is not in it, and comes after its cursor', async () => {
  const answer = await ask();
  const cursor = answer.headers.get('referloop-cursor') ?? '';
  await api.feed(
    siu('S12', { mrn: 'TEST-3', family: 'ZZTESTTHREE', appointment: 'F3', visit: 'V3' }),
    siu('S15', { mrn: 'TEST-1', family: 'ZZTESTONE', appointment: 'F1', visit: 'V1', status: 'CANCELLED' }),
  );
  const lines = linesOf(await answer.text());
  const { body: after } = await api.call('GET', `/v1/events?after=${cursor}`);

  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  expect(lines[0]).toMatchObject({ line: 'snapshot', cursor });
  const referrals = lines.flatMap(({ referral }) => referral ?? []);
  expect(referrals.map((one) => one.state)).toEqual(['scheduled', 'scheduled']);
  const partners = lines.flatMap(({ partner }) => partner ?? []);
  expect(partners).toMatchObject([{ npi: '1234567893' }]);
  expect(lines.at(-1)).toEqual({ line: 'end', referrals: 2, partners: 1 });
  // Snapshot and log together are what is so now, each referral by its highest version.
  const known = new Map(referrals.map((one) => [one.id, { version: one.version, state: one.state }]));
  for (const { data, version } of after.events)
    if (data.state && version > (known.get(data.referralId)?.version ?? 0))
      known.set(data.referralId, { version, state: data.state });
  const { body: now } = await api.call('GET', '/v1/referrals');
  expect(now.referrals).toHaveLength(3);
  for (const one of now.referrals)
    expect(known.get(one.id)).toEqual({ version: one.version, state: one.state });
});

test('holds what was asked for, and nothing of a patient', async () => {
  const text = await (await ask('/v1/events/snapshot?include=referrals')).text();

  expect(linesOf(text).map((one) => one.line)).not.toContain('partner');
  expect(text).not.toMatch(/ZZTEST|ANNA|TEST-1|1970-01-02/);
  const wrong = await api.call('GET', '/v1/events/snapshot?include=patients');
  expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'include']);
});

test('two at a time; one that was left makes room', async () => {
  const app = createApi(api.deps);
  const headers = { Authorization: `Bearer ${api.tokens.events}` };
  const get = (): Promise<Response> => Promise.resolve(app.request('/v1/events/snapshot', { headers }));
  const [first, second] = [await get(), await get()];

  const third = await get();
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '30']);
  await first.body?.cancel();
  await second.text();
  for (let status = 429; status === 429;) {
    const again = await get();
    ({ status } = again);
    await again.text();
  }
});
