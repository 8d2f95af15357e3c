import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  await api.feed(siu('S12'));
});
afterAll(() => api.close());

const search = (body: unknown) => api.call('POST', '/v1/partners/search', { body });
const match = (body: unknown) => api.call('POST', '/v1/partners/match', { body });

test('partners are found as somebody types', async () => {
  const { status, body } = await search({ text: 'rob zztestr' });

  expect(status).toBe(200);
  expect(body.partners).toEqual([
    {
      id: expect.any(String),
      kind: 'person',
      name: 'ROBERT ZZTESTREF, MD',
      credential: 'MD',
      npi: '1234567893',
      stage: 'discovered',
      isOwn: false,
      referrals: 1,
    },
  ]);
  expect((await search({ text: '12345678' })).body.partners).toHaveLength(1);
  expect((await search({ text: 'zztestr', stages: ['lapsed'] })).body.partners).toEqual([]);
});

test('a misread NPI with the name is certain, and nobody is entered by asking', async () => {
  const { status, body } = await match({ npi: 'l23456789B', family: 'Zztestref, Robert MD' });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    outcome: 'certain',
    reasons: ['NPI one slip away from theirs', 'same name'],
    candidates: [{ npi: '1234567893' }],
  });

  expect((await match({ family: 'Zztestnobody', given: 'Nina' })).body).toEqual({
    outcome: 'new',
    reasons: ['not in the directory'],
    candidates: [],
  });
  expect((await search({ text: 'zztestnobody' })).body.partners).toEqual([]);
  expect((await match({})).body).toMatchObject({ outcome: 'none', candidates: [] });
});

test('somebody else’s NPI is no proof', async () => {
  expect((await match({ npi: '1234567893', family: 'Zztestother', given: 'Quentin' })).body).toMatchObject({
    outcome: 'new',
    candidates: [{ npi: '1234567893', reasons: ['same NPI', 'another name'] }],
  });
});

test('only operators may ask, and a wrong field is named', async () => {
  expect(
    (await api.call('POST', '/v1/partners/search', { body: { text: 'a' }, token: api.tokens.events })).status,
  ).toBe(403);
  const { status, body } = await search({ text: 'a', limit: 1_000 });
  expect(status).toBe(400);
  expect(JSON.stringify(body.errors)).toContain('limit');
});
