import { beforeEach, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { ref } from '../../test/support/hl7.ts';
import { query, sql } from '../store/database.ts';

let api: TestApi;
let id: string;
beforeEach(async () => {
  api = await createTestApi();
  await api.feed(ref('I12', { order: 'R1^CLINIC' }), ref('I12', { order: 'P1^PLATFORM' }));
  [id = ''] = (await states()).map((one) => one.id);
  return () => api.close();
});

const states = () =>
  query<{ id: string; state: string }>(
    api.hub.db,
    sql`select id, state from referral where merged_into is null order by id`,
  );
const decide = (body: unknown, token = api.tokens.operator) =>
  api.call('POST', `/v1/referrals/${id}/decisions`, { token, body });

test('a decision is made by a person with the right to it, and written down', async () => {
  expect((await decide({ decision: 'accepted' }, api.tokens.events)).status).toBe(403);
  expect((await decide({ decision: 'accepted' })).status).toBe(200);

  expect(await states()).toEqual([{ id, state: 'accepted' }]);
  const audit = await query(api.hub.db, sql`select action from audit where object_id = ${id}`);
  expect(audit).toEqual([{ action: 'referral_accepted' }]);
});

test('a field that does not fit is named', async () => {
  const answer = await decide({ decision: 'declined' });

  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('reason');
});

test('one referral is split by its messages and joined again', async () => {
  const messages = await query<{ id: string }>(
    api.hub.db,
    sql`select distinct message_id as id from fact where body -> 'links' @> '[{"value": "P1"}]'`,
  );
  expect((await decide({ decision: 'split', messageIds: messages.map((one) => one.id) })).status).toBe(200);
  const other = (await states()).find((one) => one.id !== id)?.id;

  expect((await decide({ decision: 'joined', otherId: other })).status).toBe(200);
  expect((await decide({ decision: 'joined', otherId: other })).status).toBe(409);
  expect((await states()).map((one) => one.id)).toEqual([id]);
  expect((await decide({ decision: 'apart', otherId: '01890000-0000-7000-8000-000000000000' })).status).toBe(
    404,
  );
});
