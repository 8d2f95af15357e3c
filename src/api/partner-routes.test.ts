import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApi, type Answer, type TestApi } from '../../test/support/api.ts';
import { siu } from '../../test/support/hl7.ts';
import { npi } from '../../test/support/npi.ts';
import { newId } from '../lib/ids.ts';
import { query, sql } from '../store/database.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const enter = async (kind: 'person' | 'organisation', fields: object, more: object = {}): Promise<string> => {
  const answer = await api.call('POST', '/v1/partners', { body: { kind, stage: 'target', fields, ...more } });
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.id;
};
const read = async (id: string) => (await api.call('GET', `/v1/partners/${id}`)).body;
const problems = (answer: Answer) => answer.body.errors.map((one: { field: string }) => one.field);

describe('a partner', () => {
  test('is entered with its numbers, names, specialties and plans, read and found', async () => {
    const id = await enter(
      'organisation',
      { name: 'ZZTEST Eye Group', owner: 'ana@practice.example', notes: 'Closed at noon.' },
      {
        lists: {
          npi: npi(900),
          otherNames: [{ name: 'ZZTEST Vision', kind: 'dba' }],
          specialties: [{ taxonomy: '207W00000X', isPrimary: true }],
          insurances: [{ payer: 'Invented Health', plan: 'Gold' }],
        },
      },
    );

    const partner = await read(id);
    expect(partner).toMatchObject({
      name: 'ZZTEST Eye Group',
      stage: 'target',
      owner: 'ana@practice.example',
      version: 1,
      identifiers: [{ system: 'npi', value: npi(900) }],
      otherNames: [{ name: 'ZZTEST Vision', kind: 'dba' }],
      specialties: [{ taxonomy: '207W00000X', isPrimary: true }],
      missing: ['location', 'phone', 'fax'],
      provenance: { organisation: { source: 'person:api:ops' } },
    });
    const list = await api.call(
      'GET',
      '/v1/partners?incomplete=true&owner=ana@practice.example&specialty=207W',
    );
    expect(list.body.partners).toMatchObject([{ id, npi: npi(900), specialty: '207W00000X' }]);
    expect(await query(api.hub.db, sql`select action from audit where object_id = ${id}`)).toEqual([
      { action: 'partner_created' },
    ]);
  });

  test('of a number that is another partner’s is refused with the field', async () => {
    await enter('person', { family: 'ZZTESTREF', given: 'ROBERT' }, { lists: { npi: npi(901) } });
    const body = {
      kind: 'person',
      stage: 'target',
      fields: { family: 'ZZTESTREF' },
      lists: { npi: npi(901) },
    };

    const answer = await api.call('POST', '/v1/partners', { body });

    expect(answer.status).toBe(422);
    expect(problems(answer)).toEqual(['npi']);
  });

  test('cannot be half said: every field that does not fit is named, and nothing is kept', async () => {
    const answer = await api.call('POST', '/v1/partners', {
      body: {
        kind: 'person',
        stage: 'target',
        fields: { family: 'ZZTEST', phone: '12', state: 'ny', zip: 'x' },
      },
    });

    expect(answer.status).toBe(400);
    expect(problems(answer)).toEqual(['fields.phone', 'fields.state', 'fields.zip']);
    expect((await api.call('GET', `/v1/partners/${newId()}`)).status).toBe(404);
    expect((await api.call('GET', '/v1/partners?stage=unknown')).status).toBe(400);
    expect((await api.call('GET', '/v1/partners', { token: api.tokens.events })).status).toBe(403);
  });

  test('is edited by the second editor only after reading what the first one did', async () => {
    const id = await enter('organisation', { name: 'ZZTEST Podiatry' });
    const headers = { 'If-Match': '"1"' };
    const first = await api.call('PATCH', `/v1/partners/${id}`, {
      headers,
      body: { fields: { notes: 'Ask for Lisa.' } },
    });
    const second = await api.call('PATCH', `/v1/partners/${id}`, {
      headers,
      body: { fields: { notes: 'Ask for Kim.' } },
    });

    expect(first.headers.get('etag')).toBe('"2"');
    expect(second.status).toBe(412);
    expect(second.body.errors).toEqual([
      { in: 'version', field: 'notes', problem: expect.stringContaining('edited by api:ops') },
    ]);
    expect((await read(id)).notes).toBe('Ask for Lisa.');
    expect(
      (await api.call('PATCH', `/v1/partners/${id}`, { headers: { 'If-Match': '2' }, body: {} })).status,
    ).toBe(400);
  });

  test('keeps what was verified until somebody verifies another value', async () => {
    const id = await enter(
      'organisation',
      { name: 'ZZTEST Diabetes', fax: '(212) 555-0101' },
      { verified: true },
    );
    const other = { fields: { fax: '212-555-0102' } };

    const guess = await api.call('PATCH', `/v1/partners/${id}`, { body: other });
    const checked = await api.call('PATCH', `/v1/partners/${id}`, { body: { ...other, verified: true } });

    expect(problems(guess)).toEqual(['fax']);
    expect(guess.body.errors[0].problem).toContain('was verified by api:ops');
    expect(checked.status).toBe(200);
    const partner = await read(id);
    expect(partner.fax).toBe('2125550102');
    expect(partner.provenance.fax.by).toBe('api:ops');
    expect(partner.history[0]).toMatchObject({
      field: 'fax',
      before: '2125550101',
      after: '2125550102',
      actor: 'api:ops',
    });
  });
});

describe('the parts of a partner', () => {
  test('a primary location is copied, and its lines are changed there', async () => {
    const id = await enter('organisation', { name: 'ZZTEST Pharmacy' });
    const place = { line1: '1 Main St', city: 'Bronx', state: 'NY', zip: '10451', phone: '212-555-0110' };
    const hours = {
      mon: [
        ['08:00', '12:00'],
        ['13:00', '17:00'],
      ],
    };
    const added = await api.call('POST', `/v1/partners/${id}/locations`, {
      body: { fields: { ...place, zone: 'America/New_York', hours } },
    });
    const again = await api.call('POST', `/v1/partners/${id}/locations`, { body: { fields: place } });
    const direct = await api.call('PATCH', `/v1/partners/${id}`, {
      body: { fields: { phone: '2125550111' } },
    });
    const wrong = await api.call('PATCH', `/v1/locations/${added.body.id}`, {
      body: { fields: { zone: 'Bronx', hours: { tue: [['17:00', '08:00']] } } },
    });
    await api.call('PATCH', `/v1/locations/${added.body.id}`, { body: { fields: { fax: '2125550112' } } });

    expect(problems(again)).toEqual(['line1']);
    expect(problems(direct)).toEqual(['phone']);
    expect(problems(wrong)).toEqual(['fields.zone', 'fields.hours.tue']);
    expect(await read(id)).toMatchObject({
      phone: '2125550110',
      fax: '2125550112',
      city: 'Bronx',
      missing: [],
      locations: [{ isPrimary: true, hours, version: 2 }],
    });
    const second = await api.call('POST', `/v1/partners/${id}/locations`, {
      body: { fields: { city: 'Queens', zip: '11101', isPrimary: true } },
    });
    expect(await read(id)).toMatchObject({ city: 'Queens', phone: null });
    await api.call('DELETE', `/v1/locations/${second.body.id}`);
    expect(await read(id)).toMatchObject({
      city: 'Bronx',
      phone: '2125550110',
      locations: [{ isPrimary: true }],
    });
  });

  test('a person works at several practices, one of them the primary one', async () => {
    const group = await enter('organisation', { name: 'ZZTEST Group' });
    const [north, south] = [
      await enter('organisation', { name: 'ZZTEST North' }),
      await enter('organisation', { name: 'ZZTEST South' }),
    ];
    const doctor = await enter('person', { family: 'ZZTESTREF', given: 'ROBERT', credential: 'MD' });
    await api.call('PUT', `/v1/partners/${south}/parent`, { body: { parentId: group, relation: 'branch' } });
    const roleAt = (organisationId: string, more: object = {}) =>
      api.call('POST', `/v1/partners/${doctor}/roles`, {
        body: { fields: { organisationId, roles: ['physician'], ...more } },
      });
    await roleAt(north, { fax: '2125550120' });
    const atSouth = await roleAt(south, { fax: '2125550121' });

    expect(
      (await read(doctor)).roles.map((one: { organisationName: string; isPrimary: boolean }) => [
        one.organisationName,
        one.isPrimary,
      ]),
    ).toEqual([
      ['ZZTEST North', true],
      ['ZZTEST South', false],
    ]);
    expect(problems(await roleAt(south))).toEqual(['organisationId']);
    expect(problems(await roleAt(doctor))).toEqual(['organisationId']);
    await api.call('PATCH', `/v1/practice-roles/${atSouth.body.id}`, {
      body: { fields: { isPrimary: true } },
    });
    expect(await read(doctor)).toMatchObject({ rootId: group, missing: ['location', 'phone'] });
    await api.call('DELETE', `/v1/practice-roles/${atSouth.body.id}`);
    expect((await read(doctor)).rootId).toBe(north);
    expect((await read(south)).roles[0].endsOn).toMatch(/^\d{4}-/);
  });

  test('one member of staff works for two offices', async () => {
    const [one, two] = [
      await enter('organisation', { name: 'ZZTEST One' }),
      await enter('organisation', { name: 'ZZTEST Two' }),
    ];
    const at = (id: string, fields: object) =>
      api.call('POST', `/v1/partners/${id}/contacts`, { body: { fields } });
    await at(one, {
      family: 'ZZTEST',
      given: 'Lisa',
      roles: ['sends referrals', 'front desk'],
      phone: '2125550130',
      extension: '7',
    });
    const [lisa] = (await read(one)).contacts;
    await at(two, { contactId: lisa.contactId, roles: ['biller'], workingDays: ['tue'] });
    await api.call('PATCH', `/v1/contacts/${lisa.contactId}`, { body: { fields: { given: 'Elisabeth' } } });

    expect((await read(two)).contacts).toMatchObject([
      { name: 'Elisabeth ZZTEST', roles: ['biller'], workingDays: ['tue'], alsoAt: [{ partnerId: one }] },
    ]);
    expect(problems(await at(one, { roles: ['biller'] }))).toEqual(['family']);
    expect((await api.call('DELETE', `/v1/affiliations/${lisa.affiliationId}`)).status).toBe(200);
    expect((await read(one)).contacts).toEqual([]);
  });

  test('an endpoint is what its destination takes', async () => {
    const id = await enter('organisation', { name: 'ZZTEST Fax' });
    const put = (fields: object) => api.call('POST', `/v1/partners/${id}/endpoints`, { body: { fields } });
    const good = await put({
      destination: 'email',
      address: 'notes@office.example',
      rank: 2,
      purposes: ['notes'],
    });

    expect(problems(await put({ destination: 'pigeon', address: 'x' }))).toEqual(['destination']);
    expect(problems(await put({ destination: 'email', address: 'no address' }))).toEqual(['address']);
    expect((await read(id)).endpoints).toMatchObject([
      { rank: 2, purposes: ['notes'], health: 'ok', verifiedBy: 'api:ops' },
    ]);
    await api.call('PATCH', `/v1/endpoints/${good.body.id}`, { body: { fields: { health: 'bad' } } });
    expect((await read(id)).endpoints).toMatchObject([{ health: 'bad', version: 2 }]);
    await api.call('DELETE', `/v1/endpoints/${good.body.id}`, { headers: { 'If-Match': '"2"' } });
    expect((await read(id)).endpoints).toEqual([]);
  });
});

describe('what is done with partners', () => {
  test('a circle in the tree is refused', async () => {
    const [top, middle, leaf] = [
      await enter('organisation', { name: 'ZZTEST A' }),
      await enter('organisation', { name: 'ZZTEST B' }),
      await enter('organisation', { name: 'ZZTEST C' }),
    ];
    const move = (id: string, parentId: string | null) =>
      api.call('PUT', `/v1/partners/${id}/parent`, {
        body: { parentId, ...(parentId ? { relation: 'branch' } : {}) },
      });
    await move(middle, top);
    await move(leaf, middle);

    expect(problems(await move(top, leaf))).toEqual(['parentId']);
    expect(problems(await move(top, top))).toEqual(['parentId']);
    expect(await read(leaf)).toMatchObject({ rootId: top, breadcrumb: [{ id: top }, { id: middle }] });
    await move(middle, null);
    expect(await read(leaf)).toMatchObject({ rootId: middle });
  });

  test('two that have different NPIs are one only when a person is sure', async () => {
    const from = await enter('person', { family: 'ZZTESTREF', given: 'BOB' }, { lists: { npi: npi(910) } });
    const into = await enter(
      'person',
      { family: 'ZZTESTREF', given: 'ROBERT' },
      { lists: { npi: npi(911) } },
    );
    const merge = (more: object) =>
      api.call('POST', `/v1/partners/${from}/merge`, { body: { into, ...more } });

    expect(problems(await merge({}))).toEqual(['into']);
    expect((await merge({ isSureOfNpis: true })).body.id).toBe(into);
    expect(await read(from)).toMatchObject({
      id: into,
      followedFrom: from,
      otherNames: [{ name: 'BOB ZZTESTREF', kind: 'heard' }],
    });
    expect(problems(await merge({}))).toEqual(['into']);
    expect(
      (await api.call('PATCH', `/v1/partners/${from}`, { body: { fields: { notes: 'x' } } })).body.errors[0]
        .problem,
    ).toContain(into);
  });

  test('a stage has its day, and outreach that a referral stopped goes on by hand', async () => {
    await api.feed(siu('S12'));
    const list = await api.call('GET', '/v1/referrals');
    const id = list.body.referrals[0].partner.id;
    const staged = await api.call('PUT', `/v1/partners/${id}/stage`, {
      body: { stage: 'active', on: '2026-03-02' },
    });
    const future = await api.call('PUT', `/v1/partners/${id}/stage`, {
      body: { stage: 'active', on: '2999-03-02' },
    });

    expect(staged.status).toBe(200);
    expect(problems(future)).toEqual(['on']);
    expect(await read(id)).toMatchObject({
      stage: 'active',
      stageAt: '2026-03-02T00:00:00.000Z',
      counts: { own: 1 },
      openReferralIds: [list.body.referrals[0].id],
    });
    expect(JSON.stringify(await read(id))).not.toMatch(/ZZTESTLEE|ANNA|TEST-1/);
    expect((await api.call('POST', `/v1/partners/${id}/outreach/resume`)).status).toBe(200);
  });
});
