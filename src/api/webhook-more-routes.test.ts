import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { appendAll, emptyEvents, openReceiver, type Receiver } from '../../test/support/webhooks.ts';
import { siu } from '../../test/support/hl7.ts';
import { newId } from '../lib/ids.ts';
import { dispatchWebhooks, type Publishing } from '../pipeline/publish.ts';
import { runReplays } from '../pipeline/webhook/replay.ts';
import { execute, query, sql } from '../store/database.ts';
import { createToken } from '../store/tokens.ts';

let api: TestApi;
let publishing: Publishing;
let crm: Receiver;

beforeAll(async () => {
  api = await createTestApi();
  crm = await openReceiver();
  publishing = { db: api.hub.db, publicUrl: api.hub.publicUrl, allowPrivate: true };
});
afterAll(async () => {
  await crm.close();
  await api.close();
});
beforeEach(async () => {
  crm.received.length = 0;
  await emptyEvents(api.hub.db);
});

async function create(body: object = {}): Promise<string> {
  const answer = await api.call('POST', '/v1/webhooks', { body: { url: crm.url, ...body } });
  return `/v1/webhooks/${answer.body.id}`;
}

const data = (nr: number): Record<string, unknown> => JSON.parse(crm.received[nr]?.body ?? '{}').data;

describe('keys', () => {
  test('the public key that is shown verifies what is sent, during a rotation the old one too', async () => {
    const path = await create();
    const { body: before } = await api.call('GET', path);
    const { body: rotated } = await api.call('POST', `${path}/rotate-secret`);
    const { body: after } = await api.call('GET', path);

    await api.publish('referral.seen');
    await dispatchWebhooks(publishing);

    expect(before.publicKeys).toHaveLength(1);
    expect(after.publicKeys).toEqual([rotated.publicKeys[0], before.publicKeys[0]]);
    const body = crm.received[0]?.body ?? '';
    const headers = (crm.received[0]?.headers ?? {}) as Record<string, string>;
    const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
    const given = String(headers['webhook-signature'])
      .split(' ')
      .flatMap((one) => (one.startsWith('v1a,') ? [Buffer.from(one.slice(4), 'base64')] : []));
    for (const text of after.publicKeys as string[]) {
      const x = Buffer.from(text.replace('whpk_', ''), 'base64').toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      expect(given.filter((one) => verify(null, signed, key, one))).toHaveLength(1);
    }
    await execute(api.hub.db, sql`update webhook_endpoint set previous_secret_until = now()`);
    expect((await api.call('GET', path)).body.publicKeys).toEqual([rotated.publicKeys[0]]);
  });

  test('private keys are in no answer', async () => {
    const path = await create();
    const answers = [await api.call('GET', path), await api.call('POST', `${path}/rotate-secret`)];

    expect(JSON.stringify(answers.map((one) => one.body))).not.toContain('whsk_');
  });
});

describe('the log of tries', () => {
  test('shows headers and body as they were sent, and what the receiver said', async () => {
    const talking = await openReceiver((response) => response.writeHead(422).end('No such field: x'));
    const { body: made } = await api.call('POST', '/v1/webhooks', { body: { url: talking.url } });
    const path = `/v1/webhooks/${made.id}`;
    await api.call('POST', `${path}/test`, { body: { type: 'partner.merged' } });

    const { body: list } = await api.call('GET', `${path}/attempts`);
    const { body: detail } = await api.call('GET', `${path}/attempts/${list.attempts[0].id}`);

    const [got] = talking.received;
    expect(detail).toMatchObject({
      kind: 'test',
      type: 'partner.merged',
      status: 422,
      body: got?.body,
      answer: 'No such field: x',
    });
    expect(detail.headers['webhook-signature']).toBe(got?.headers['webhook-signature']);
    expect((await api.call('GET', `${path}/attempts/${newId()}`)).status).toBe(404);
    await talking.close();
  });
});

describe('sending again', () => {
  test('counts first, then sends; a stopped one sends no more', async () => {
    const path = await create({ after: '' });
    const ids = await api.publish('referral.received', 'referral.seen', 'referral.closed');
    await dispatchWebhooks(publishing);
    crm.received.length = 0;
    const wish = { after: '', types: ['referral.seen', 'referral.closed'] };

    const dry = await api.call('POST', `${path}/replays`, { body: { ...wish, dryRun: true } });
    expect([dry.status, dry.body, await runReplays(publishing)]).toEqual([200, { count: 2 }, 0]);
    const made = await api.call('POST', `${path}/replays`, { body: wish });
    expect(made.body).toMatchObject({ state: 'running', total: 2, perSecond: 50, askedBy: 'api:ops' });
    await runReplays(publishing);
    expect(crm.ids()).toEqual(ids.slice(1));

    const slow = await api.call('POST', `${path}/replays`, { body: { after: '', perSecond: 1 } });
    await runReplays(publishing);
    const stopped = await api.call('DELETE', `${path}/replays/${slow.body.id}`);
    await execute(api.hub.db, sql`update webhook_replay set next_attempt_at = now()`);
    expect([stopped.body.state, stopped.body.sent, await runReplays(publishing)]).toEqual(['stopped', 1, 0]);
    const { body: list } = await api.call('GET', `${path}/replays`);
    expect(list.replays.map((one: { state: string }) => one.state)).toEqual(['stopped', 'done']);
  });

  test.each([
    [{}, 400],
    [{ eventId: newId(), after: '' }, 400],
    [{ since: 'yesterday' }, 400],
    [{ after: '', perSecond: 501 }, 400],
    [{ after: 'nonsense' }, 422],
    [{ eventId: newId() }, 404],
  ])('%j is refused (%i)', async (body, status) => {
    const path = await create();

    expect((await api.call('POST', `${path}/replays`, { body })).status).toBe(status);
    expect((await api.call('GET', `${path}/replays`)).body.replays).toEqual([]);
  });
});

describe('what a receiver may learn of patients', () => {
  const agreement = { agreement: 'BAA with Example CRM', isAgreementInForce: true };

  let referralId = '';
  beforeAll(async () => {
    await api.feed(siu('S12', { family: 'ZZTESTROE' }));
    const { body } = await api.call('GET', '/v1/referrals');
    referralId = body.referrals[0].id;
  });

  /** Something happens to the referral of a patient, and is sent. */
  async function sendOne(): Promise<void> {
    const event = {
      id: newId(),
      type: 'referral.seen',
      subjectKind: 'referral',
      subjectId: referralId,
      subjectVersion: 2,
      occurredAt: '2026-03-02T10:00:00.000Z',
      data: { referralId, state: 'seen' },
    } as const;
    await appendAll(api.hub.db, [event]);
    await dispatchWebhooks(publishing);
  }

  test('nothing, until an agreement is named; then initials and year; name and date once a second person agrees', async () => {
    const path = await create();
    const put = (body: object, token = api.tokens.operator) =>
      api.call('PUT', `${path}/disclosure`, { body, token });
    const other = (await createToken(api.hub.db, { scope: 'operator', label: 'second' })).token;

    await sendOne();
    expect((await put({ profile: 'minimum' })).status).toBe(400);
    expect((await put({ profile: 'minimum', ...agreement, isAgreementInForce: false })).status).toBe(400);
    await put({ profile: 'minimum', ...agreement });
    await sendOne();
    const asked = await put({ profile: 'full', ...agreement });
    await sendOne();
    const own = await api.call('POST', `${path}/disclosure/approval`);
    const approved = await api.call('POST', `${path}/disclosure/approval`, { token: other });
    await sendOne();
    await put({ profile: 'none' });
    await sendOne();

    expect(asked.body.disclosure).toMatchObject({
      profile: 'minimum',
      wanted: 'full',
      agreement: agreement.agreement,
    });
    expect([own.status, own.body.code]).toEqual([409, 'same-person']);
    expect(approved.body.disclosure).toMatchObject({
      profile: 'full',
      askedBy: 'api:ops',
      approvedBy: 'api:second',
    });
    const minimum = { patientInitials: 'AZ', patientBirthYear: 1970 };
    const full = {
      ...minimum,
      patientFamily: 'ZZTESTROE',
      patientGiven: 'ANNA',
      patientBirthDate: '1970-01-02',
    };
    const patients = [0, 1, 2, 3, 4].map((nr) =>
      Object.fromEntries(Object.entries(data(nr)).filter(([name]) => name.startsWith('patient'))),
    );
    expect(patients).toEqual([{}, minimum, minimum, full, {}]);
    expect((await api.call('POST', `${path}/disclosure/approval`, { token: other })).body.code).toBe(
      'nothing-asked',
    );
  });

  test('who asked and who looked at what was sent is written down', async () => {
    const path = await create();
    await api.call('PUT', `${path}/disclosure`, { body: { profile: 'minimum', ...agreement } });
    await sendOne();
    const { body: list } = await api.call('GET', `${path}/attempts`);
    await api.call('GET', `${path}/attempts/${list.attempts[0].id}`);

    const rows = await query<{ action: string }>(
      api.hub.db,
      sql`select action from audit where object_id = ${path.split('/').at(-1)} order by id`,
    );
    expect(rows.map((row) => row.action)).toEqual([
      'webhook_created',
      'webhook_disclosure_minimum',
      'webhook_body_viewed',
    ]);
  });

  test('the database itself refuses a profile without an agreement, and full by one person', async () => {
    await create();
    const set = (change: ReturnType<typeof sql>) =>
      execute(api.hub.db, sql`update webhook_endpoint set ${change}`);

    await expect(set(sql`phi_profile = 'minimum'`)).rejects.toMatchObject({ fate: 'permanent' });
    await expect(
      set(sql`phi_profile = 'full', phi_agreement = 'x', phi_asked_by = 'a', phi_approved_by = 'a'`),
    ).rejects.toMatchObject({ fate: 'permanent' });
  });
});
