import twilioOracle from 'twilio';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { findDraft } from '../../src/store/forms.ts';
import { replayMessage } from '../../src/pipeline/process.ts';
import { listCalls } from '../../src/store/calls.ts';
import { twilio } from '../../src/sources/twilio/index.ts';
import { createInbox } from '../contracts/source.ts';
import { adt, siu } from '../support/hl7.ts';
import { openTestConsole, type TestConsole } from '../support/console.ts';
import { addPeople, enterOffices, fieldsOf, LAKESIDE, ORTIZ, settle } from '../support/people.ts';

let desk: TestConsole;
beforeEach(async () => {
  desk = await openTestConsole();
  addPeople(desk.hub.hub);
  await enterOffices(desk.hub.hub);
});
afterEach(() => desk.close());

const alma = { patient: 'Zztestdoe, Alma', birthDate: '3/12/1952', phone: '(212) 555-0177' };

/** Opens the form, fills it in and sends it. */
async function save(fields: Readonly<Record<string, string>>, path = '/phone'): Promise<Response> {
  const empty = fieldsOf(await (await desk.get(path)).text());
  return desk.post('/phone', { ...empty, ...fields });
}

type Row = {
  readonly id: string;
  readonly state: string;
  readonly kind: string;
  readonly partner: string | null;
};
const referrals = (): Promise<Row[]> =>
  query<Row>(
    desk.hub.hub.db,
    sql`select id, state, kind, referrer_partner_id as partner from referral where merged_into is null order by received_at`,
  );

describe('a referral by phone', () => {
  test('is stored as a message of the person, and its facts are theirs', async () => {
    const answer = await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE, reason: 'Eye exam' });
    await settle(desk.hub);

    expect(answer.status).toBe(303);
    expect(await referrals()).toMatchObject([{ kind: 'explicit', state: 'received', partner: LAKESIDE }]);
    const message = await queryOne(
      desk.hub.hub.db,
      sql`select type, person, state, channel, control_id as number from message where type = 'phone'`,
    );
    expect(message).toMatchObject({
      type: 'phone',
      person: 'ana@practice.example',
      state: 'applied',
      channel: 'front-desk',
    });
    const people = await query(desk.hub.hub.db, sql`select distinct person from fact`);
    expect(people).toEqual([{ person: 'ana@practice.example' }]);

    const saved = await (await desk.get(answer.headers.get('location') ?? '')).text();
    expect(saved).toContain('Book the visit');
    expect(saved).toContain('Zztestdoe, Alma');
    expect(saved.toLowerCase()).toContain('lakeside clinic');
  });

  test('the liaison is told, as of any referral of a target', async () => {
    await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE });
    await settle(desk.hub);
    await desk.hub.send();

    expect(await query(desk.hub.hub.db, sql`select kind, partner_id from alert`)).toContainEqual({
      kind: 'first_referral',
      partner_id: LAKESIDE,
    });
  });

  test('handed in twice it is one message', async () => {
    const empty = fieldsOf(await (await desk.get('/phone')).text());
    const fields = { ...empty, ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE };

    const [one, two] = [await desk.post('/phone', fields), await desk.post('/phone', fields)];
    await settle(desk.hub);

    expect(two.headers.get('location')).toBe(one.headers.get('location'));
    expect(await referrals()).toHaveLength(1);
    expect(await query(desk.hub.hub.db, sql`select from message where type = 'phone'`)).toHaveLength(1);
  });

  test('saved, changed by going back, and saved again: the person is told, and the change is not lost', async () => {
    const empty = fieldsOf(await (await desk.get('/phone')).text());
    const fields = { ...empty, ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE };
    await desk.post('/phone', fields);

    const changed = await desk.post('/phone', { ...fields, reason: 'Cataract' });
    const shown = await changed.text();
    expect(changed.status).toBe(422);
    expect(shown).toContain('saved before, with other words');
    expect(shown).toContain('Cataract');

    const again = await desk.post('/phone', { ...fieldsOf(shown), caller: 'office' });
    expect(again.status).toBe(303);
    expect(await query(desk.hub.hub.db, sql`select from message where type = 'phone'`)).toHaveLength(2);
  });

  test('a replay says the same again, of the same patient', async () => {
    await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE });
    await settle(desk.hub);
    const before = await referrals();
    const message = await queryOne<{ id: string }>(
      desk.hub.hub.db,
      sql`select id from message where type = 'phone'`,
    );

    await replayMessage(desk.hub.hub, message?.id ?? '');

    expect(await referrals()).toEqual(before);
    expect(await query(desk.hub.hub.db, sql`select from patient`)).toHaveLength(1);
  });

  test('an office nobody knew is entered as discovered', async () => {
    await save({ ...alma, sentBy: 'Dr. Quill Zztestnew', newPhone: '212-555-0199' });
    await settle(desk.hub);

    const [row] = await referrals();
    const partner = await queryOne(
      desk.hub.hub.db,
      sql`select name, stage from partner where id = ${row?.partner}`,
    );
    expect(partner).toMatchObject({ stage: 'discovered' });
  });

  test('and the later appointment of the EMR is the same row', async () => {
    await desk.hub.feed(adt('A04', { referrer: '', visit: 'V9' }));
    const patient = await queryOne<{ id: string; family: string; given: string }>(
      desk.hub.hub.db,
      sql`select id, family, given from patient`,
    );
    await save({
      patient: `${patient?.family}, ${patient?.given}`,
      patientId: patient?.id ?? '',
      sentBy: 'Elena Zztestortiz',
      sentById: ORTIZ,
    });
    await settle(desk.hub);

    await desk.hub.feed(siu('S12', { referrer: '', at: stamp(0), start: stamp(72) }));

    const rows = (await referrals()).filter(({ kind }) => kind !== 'none');
    expect(rows).toMatchObject([{ state: 'scheduled', partner: ORTIZ }]);
  });

  test('a patient who calls without a referrer is asked later; one who came by themselves is not', async () => {
    await save({ ...alma, caller: 'patient', sentBy: '' });
    await save({ patient: 'Zztestroe, Bert', birthDate: '1/2/1960', caller: 'patient', sentBy: 'Self' });
    await settle(desk.hub);

    expect(await referrals()).toHaveLength(2);
    expect(await query(desk.hub.hub.db, sql`select attribution from referral order by received_at`)).toEqual([
      { attribution: 'missing' },
      { attribution: 'self' },
    ]);
  });
});

function stamp(hours: number): string {
  return `${new Date(Date.now() + hours * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;
}

describe('what has to be told first', () => {
  test('what is wrong stands at its field, and nothing that was typed is lost', async () => {
    const answer = await save({
      patient: 'Alma',
      birthDate: '13/45/1952',
      reason: 'Eye <b>exam</b>',
      newNpi: '1234567890',
    });
    const text = await answer.text();

    expect(answer.status).toBe(422);
    for (const part of [
      'Which office is calling?',
      'family name and given name',
      'no day of birth',
      'wrong check digit',
    ])
      expect(text).toContain(part);
    expect(text).toContain('Eye &lt;b&gt;exam&lt;/b&gt;');
    expect(await query(desk.hub.hub.db, sql`select from message`)).toEqual([]);
  });

  test('an office typed and not taken is asked for, without script too', async () => {
    const asked = await (await save({ ...alma, sentBy: 'Lakeside' })).text();
    expect(asked).toContain('Is “Lakeside” one of these?');
    expect(asked).toContain(LAKESIDE);

    await save({ ...alma, sentBy: 'Lakeside', sentById: 'new-office' });
    await settle(desk.hub);
    const [row] = await referrals();
    expect(row?.partner).not.toBe(LAKESIDE);
  });

  test('a patient who is known is offered; a new one of the same name can be meant', async () => {
    await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE });
    await settle(desk.hub);

    const asked = await (await save({ ...alma, sentBy: 'Elena', sentById: ORTIZ })).text();
    expect(asked).toContain('None of these: a new patient');
    await save({ ...alma, sentBy: 'Elena', sentById: ORTIZ, patientId: 'new' });
    await settle(desk.hub);

    expect(await query(desk.hub.hub.db, sql`select from patient where alias_of is null`)).toHaveLength(2);
  });

  test('an open referral of this patient from this office: the same one, or another', async () => {
    await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE, reason: 'Eye exam' });
    await settle(desk.hub);
    const patient = await queryOne<{ id: string }>(desk.hub.hub.db, sql`select id from patient`);
    const again = {
      patient: 'Zztestdoe, Alma',
      patientId: patient?.id ?? '',
      sentBy: 'Lakeside Clinic',
      sentById: LAKESIDE,
    };

    const asked = await (await save({ ...again, reason: 'Again' })).text();
    expect(asked).toContain('Is it the same one?');
    const [first] = await referrals();
    await save({ ...again, reason: 'Again', same: first?.id ?? '' });
    await settle(desk.hub);
    expect(await referrals()).toHaveLength(1);

    await save({ ...again, reason: 'Cataract', same: 'other' });
    await settle(desk.hub);
    expect(await referrals()).toHaveLength(2);
    expect(
      await query(desk.hub.hub.db, sql`select from review where state = 'open' and kind = 'same_referral'`),
    ).toEqual([]);
  });

  test('without script another name over the one that was picked is another office', async () => {
    const shown = await (
      await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE, birthDate: 'x' })
    ).text();
    const fields = fieldsOf(shown);
    expect(fields).toMatchObject({ sentById: LAKESIDE, sentByIdWas: 'Lakeside Clinic' });

    await desk.post('/phone', { ...fields, ...alma, sentBy: 'Dr. Quill Zztestnew' });
    await settle(desk.hub);

    expect((await referrals())[0]?.partner).not.toBe(LAKESIDE);
  });

  test('hostile text, a huge field and a NUL end in words', async () => {
    const hostile = '<script>alert(1)</script> =HYPERLINK("http://evil.example")';
    const answer = await save({
      ...alma,
      sentBy: 'Lakeside Clinic',
      sentById: LAKESIDE,
      reason: `${hostile}\0${'x'.repeat(20_000)}`,
    });
    await settle(desk.hub);
    const saved = await (await desk.get(answer.headers.get('location') ?? '')).text();
    const [row] = await referrals();
    const page = await (await desk.get(`/referrals/${row?.id}`)).text();

    expect(answer.status).toBe(303);
    expect(page).toContain('&lt;script&gt;');
    expect(saved + page).not.toContain('<script>alert');
    expect((await desk.post('/phone', { reason: 'x'.repeat(70_000) })).status).toBe(413);
  });
});

describe('a draft', () => {
  test('is the person’s own, comes back, and goes with the form', async () => {
    const { db } = desk.hub.hub;
    const empty = fieldsOf(await (await desk.get('/phone')).text());
    await desk.post('/phone/draft', { ...empty, ...alma, sentBy: 'Lakeside' });

    expect(await (await desk.get('/phone')).text()).toContain('value="Zztestdoe, Alma"');
    const other = await desk.signInAs('ben@practice.example', 'staff');
    expect(await (await other.get('/phone')).text()).not.toContain('Zztestdoe');
    expect(await findDraft(db, 'ana@practice.example', 'phone')).not.toHaveProperty('fields.csrf');

    await save({ ...alma, sentBy: 'Lakeside Clinic', sentById: LAKESIDE });
    expect(await findDraft(db, 'ana@practice.example', 'phone')).toBeUndefined();
  });

  test('can be thrown away; an operator sees none of it', async () => {
    await desk.post('/phone/draft', { ...alma });
    await desk.post('/phone/discard', {});

    expect(await (await desk.get('/phone')).text()).not.toContain('Zztestdoe');
    const operator = await desk.signInAs('olga@practice.example', 'operator');
    for (const path of ['/phone', '/calls', '/check-in']) expect((await operator.get(path)).status).toBe(403);
  });
});

describe('a call', () => {
  async function ring(number: string): Promise<string> {
    const body = Buffer.from(JSON.stringify({ callId: `c-${number}`, number, agent: 'Ana' }));
    await desk.hub.intake.receive('calls', { body, peer: 'test', type: 'call' }, 'record');
    await settle(desk.hub);
    return (await listCalls(desk.hub.hub.db, { limit: 1 }))[0]?.id ?? '';
  }

  test('of a partner is offered, prefilled, and belongs to the form that was saved', async () => {
    const id = await ring('+12125550142');
    expect(await (await desk.get('/phone')).text()).toContain('Call from Lakeside Clinic');
    expect(await (await desk.get('/alerts')).text()).toContain('Call from Lakeside Clinic');
    const started = await (await desk.get(`/phone?call=${id}`)).text();
    expect(fieldsOf(started)).toMatchObject({ callId: id, sentById: LAKESIDE, callBack: '2125550142' });

    const answer = await save({ ...alma }, `/phone?call=${id}`);
    await settle(desk.hub);

    expect(answer.status).toBe(303);
    expect((await referrals())[0]).toMatchObject({ partner: LAKESIDE });
    expect(await (await desk.get('/calls?show=taken')).text()).toContain('What became of it');
    expect(await (await desk.get('/phone')).text()).not.toContain('Call from');
  });

  test('of nobody is counted and kept with its reason, and nobody is disturbed', async () => {
    await ring('+12125550198');

    expect(await (await desk.get('/phone')).text()).not.toContain('Call from');
    expect(await (await desk.get('/calls?show=filtered')).text()).toContain(
      'of no partner and of no patient',
    );
    expect(await query(desk.hub.hub.db, sql`select state from message where type = 'call'`)).toEqual([
      { state: 'filtered' },
    ]);
    expect(await referrals()).toEqual([]);
  });

  test('signed by Twilio is offered within the same breath; a forged one is nothing', async () => {
    const [token, publicUrl] = [
      'test-auth-token-0123456789',
      'https://hub.example/v1/channels/twilio/messages',
    ];
    let door = (_request: Request, _peer: string): Promise<Response> =>
      Promise.reject(new Error('not served'));
    const { intake } = desk.hub;
    const running = await twilio.start({
      ...createInbox().context({ authTokens: [token] }),
      channel: 'twilio',
      publicUrl,
      receive: (arrival) => intake.receive('twilio', arrival, 'record'),
      serve: (handler) => (door = handler),
    });
    const said = {
      CallSid: 'CA1',
      From: '+12125550142',
      To: '+12125550100',
      CallStatus: 'ringing',
      Direction: 'inbound',
    };
    const knock = (key: string) =>
      door(
        new Request(publicUrl, {
          method: 'POST',
          body: new URLSearchParams(said),
          headers: { 'x-twilio-signature': twilioOracle.getExpectedTwilioSignature(key, publicUrl, said) },
        }),
        '127.0.0.1:1',
      );

    expect((await knock('another-auth-token')).status).toBe(401);
    expect((await knock(token)).status).toBe(200);
    await settle(desk.hub);
    await running.stop();

    const page = await (await desk.get('/phone')).text();
    const id = /\/phone\?call=([0-9a-f-]{36})/.exec(page)?.[1] ?? '';
    expect(page).toContain('Call from Lakeside Clinic');
    await save({ ...alma }, `/phone?call=${id}`);
    await settle(desk.hub);
    expect((await referrals())[0]).toMatchObject({ partner: LAKESIDE, state: 'received' });
    expect(await listCalls(desk.hub.hub.db, { limit: 5 })).toMatchObject([
      { state: 'taken', settledBy: 'ana@practice.example' },
    ]);
  });

  test('can be put aside and brought back', async () => {
    const id = await ring('+12125550142');

    expect((await desk.post(`/calls/${id}/aside`, { back: '/phone' })).headers.get('location')).toBe(
      '/phone?told=done',
    );
    expect(await (await desk.get('/phone')).text()).not.toContain('Call from');
    await desk.post(`/calls/${id}/back`, { back: 'https://evil.example/' });
    expect(await (await desk.get('/phone')).text()).toContain('Call from');
  });
});
