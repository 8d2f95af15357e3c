import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { adt, mdm, siu } from '../../test/support/hl7.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';

let api: TestApi;
let partnerId: string;
beforeAll(async () => {
  api = await createTestApi();
  await api.feed(siu('S12'), adt('A03', { at: '20261105110000-0500' }));
  const partner = await queryOne<{ id: string }>(
    api.hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  partnerId = partner?.id ?? '';
});
afterAll(() => api.close());

const endpointPath = () => `/v1/partners/${partnerId}/endpoints`;
const auditOf = (objectId: string) =>
  query<{ actor: string; action: string }>(
    api.hub.db,
    sql`select actor, action from audit where object_id = ${objectId} order by id`,
  );

describe('referrals', () => {
  test('are listed with their partner and without their patient', async () => {
    const { status, body } = await api.call('GET', '/v1/referrals', { token: api.tokens.events });

    expect(status).toBe(200);
    expect(body.referrals).toEqual([
      {
        id: expect.any(String),
        state: 'seen',
        kind: 'explicit',
        isCounted: true,
        priority: 'routine',
        partner: { id: partnerId, npi: '1234567893' },
        receivedAt: expect.stringMatching(/Z$/),
        appointmentAt: '2026-11-05T15:00:00.000Z',
        updatedAt: expect.stringMatching(/Z$/),
        version: expect.any(Number),
      },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/ZZTEST|ANNA|19700102|1970-01-02|TEST-1/);
  });

  test('one has the version its last event had, and the cursor of the list leads past that event', async () => {
    const list = await api.call('GET', '/v1/referrals');
    const [first] = list.body.referrals;
    const one = await api.call('GET', `/v1/referrals/${first.id}`);
    const events = await api.call('GET', '/v1/events');
    const later = await api.call('GET', `/v1/events?after=${list.body.eventsCursor}`);

    expect(one.body).toEqual(first);
    const versions = events.body.events
      .filter((event: { subject: string }) => event.subject === `referral/${first.id}`)
      .map((event: { version: number }) => event.version);
    expect(Math.max(...versions)).toBe(first.version);
    expect(later.body.events).toEqual([]);
  });

  test('that do not exist are 404', async () => {
    expect((await api.call('GET', `/v1/referrals/${newId()}`)).status).toBe(404);
  });

  test('come in pages that repeat and skip nothing, by state and by partner', async () => {
    const paged = await createTestApi();
    for (let nr = 1; nr <= 7; nr += 1) {
      // Three share one instant: the id decides then.
      const at = `2026110209${nr <= 3 ? '00' : `0${nr}`}00-0500`;
      const story = {
        mrn: `TEST-${nr}`,
        family: `ZZTEST${['LEE', 'FOX', 'ORTIZ', 'BRAUN', 'COHEN', 'DIAZ', 'HUNT'][nr - 1]}`,
        given: ['ANNA', 'BERT', 'CARA', 'DAN', 'EVA', 'FINN', 'GRETA'][nr - 1] ?? '',
        birth: `19${40 + 7 * nr}0${nr}1${nr}`,
        phone: `555-010${nr}`,
      };
      await paged.feed(siu('S12', { ...story, appointment: `F${nr}`, visit: `V${nr}`, at }));
    }
    const seen: string[] = [];
    let [next, pages] = ['', 0];
    do {
      const { body } = await paged.call('GET', `/v1/referrals?limit=2&state=scheduled${next}`);
      seen.push(...body.referrals.map((one: { id: string }) => one.id));
      next = body.next === undefined ? '' : `&after=${body.next}`;
      pages += 1;
    } while (next !== '');

    expect([seen.length, new Set(seen).size, pages]).toEqual([7, 7, 4]);
    expect((await paged.call('GET', '/v1/referrals?state=closed')).body.referrals).toEqual([]);
    expect((await paged.call('GET', `/v1/referrals?partnerId=${newId()}`)).body.referrals).toEqual([]);
    expect((await paged.call('GET', '/v1/referrals?after=nonsense')).body.code).toBe('cursor-malformed');
    await paged.close();
  });
});

describe('operating', () => {
  test('channels tell whether they run and what they brought today', async () => {
    const { status, body } = await api.call('GET', '/v1/channels');

    expect(status).toBe(200);
    expect(body.channels).toEqual([
      {
        name: 'clinic',
        source: 'http',
        owner: 'it@practice.example',
        state: 'running',
        address: '/v1/channels/clinic/messages',
        lastMessageAt: expect.stringMatching(/Z$/),
        today: { received: 2, repeats: 0, invalid: 0 },
      },
      {
        name: 'uploads',
        source: 'http',
        owner: 'it@practice.example',
        state: 'running',
        address: '/v1/channels/uploads/messages',
        today: { received: 0, repeats: 0, invalid: 0 },
      },
    ]);
  });

  test('a message is replayed, which adds nothing to the log, and that is written down', async () => {
    const message = await queryOne<{ id: string }>(
      api.hub.db,
      sql`select id from message order by id limit 1`,
    );
    const before = await api.call('GET', '/v1/events?after=latest');

    const { status, body } = await api.call('POST', `/v1/messages/${message?.id}/replay`);

    expect([status, body]).toEqual([200, { messageId: message?.id }]);
    expect((await api.call('GET', '/v1/events?after=latest')).body.next).toBe(before.body.next);
    expect(await auditOf(message?.id ?? '')).toEqual([{ actor: 'api:ops', action: 'replay' }]);
    expect((await api.call('POST', `/v1/messages/${newId()}/replay`)).status).toBe(404);
  });

  test('an endpoint that its destination does not take is refused with the field', async () => {
    const [wrong, unknown, nobody] = [
      await api.call('PUT', endpointPath(), { body: { destination: 'email', address: 'no address' } }),
      await api.call('PUT', endpointPath(), { body: { destination: 'pigeon', address: 'roof' } }),
      await api.call('PUT', `/v1/partners/${newId()}/endpoints`, {
        body: { destination: 'email', address: 'notes@office.example' },
      }),
    ];

    expect([wrong.status, unknown.status, nobody.status]).toEqual([422, 422, 404]);
    expect(wrong.body.errors).toMatchObject([{ in: 'json', field: 'address' }]);
    expect(unknown.body.errors).toMatchObject([{ field: 'destination' }]);
  });

  test('an endpoint lets the waiting note out, and its delivery can be sent again', async () => {
    await api.feed(mdm('T02'));
    await api.send();
    const saved = await api.call('PUT', endpointPath(), {
      body: { destination: 'folder', address: 'zztestref', settings: { confirm: 'written' } },
    });
    expect([saved.status, saved.body]).toEqual([200, { partnerId }]);
    await api.send();
    const notes = () =>
      query<{ id: string; status: string; created_by: string | null }>(
        api.hub.db,
        sql`select id, status, created_by from delivery where purpose = 'note' order by id`,
      );
    const [first] = await notes();
    expect(first?.status).toBe('delivered');

    const again = await api.call('POST', `/v1/deliveries/${first?.id}/resend`);
    await api.send();

    expect(again.status).toBe(202);
    expect(await notes()).toMatchObject([
      { status: 'delivered' },
      { id: again.body.deliveryId, status: 'delivered', created_by: 'api:ops' },
    ]);
    expect((await api.call('POST', `/v1/deliveries/${newId()}/resend`)).status).toBe(404);

    await execute(
      api.hub.db,
      sql`update delivery_endpoint set retired_at = now() where address = 'zztestref'`,
    );
    const gone = await api.call('POST', `/v1/deliveries/${first?.id}/resend`);
    expect([gone.status, gone.body.code]).toEqual([409, 'address-gone']);
    expect(await notes()).toHaveLength(2);
  });
});
