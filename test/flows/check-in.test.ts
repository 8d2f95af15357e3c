import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { setAcceptanceMode } from '../../src/store/acceptance.ts';
import { transaction } from '../../src/store/transaction.ts';
import { siu } from '../support/hl7.ts';
import { openTestConsole, type TestConsole } from '../support/console.ts';
import { addUploads } from '../support/desk.ts';
import { readDocuments } from '../support/hub.ts';
import { paperPdf } from '../support/papers.ts';
import { addPeople, enterOffices, LAKESIDE, ORTIZ, settle } from '../support/people.ts';

const zone = 'America/New_York';
let desk: TestConsole;
beforeEach(async () => {
  desk = await openTestConsole();
  addPeople(desk.hub.hub);
  addUploads(desk.hub.hub);
  await enterOffices(desk.hub.hub);
});
afterEach(() => desk.close());

/** An appointment at noon of the practice's day, some days from now, of a patient nobody was named for. */
async function book(days = 0, referrer = ''): Promise<string> {
  const row = await queryOne<{ noon: string }>(
    desk.hub.hub.db,
    sql`select ((now() at time zone ${zone})::date + ${days}::int + time '12:00') at time zone ${zone} as noon`,
  );
  const [at, start] = [new Date(), new Date(row?.noon ?? '')].map(
    (time) => `${time.toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`,
  );
  await desk.hub.feed(
    siu('S12', {
      referrer,
      at: at ?? '',
      start: start ?? '',
      ...(days === 0
        ? {}
        : {
            mrn: `TEST-${days}`,
            family: `ZZTEST${'ABCDE'[days % 5]?.repeat(4)}`,
            birth: `19600${1 + (days % 9)}11`,
            phone: `555-01${60 + days}`,
          }),
      visit: `V${days}`,
      appointment: `F${days}`,
    }),
  );
  const referral = await queryOne<{ id: string }>(
    desk.hub.hub.db,
    sql`select id from referral where merged_into is null order by created_at desc, id desc limit 1`,
  );
  return referral?.id ?? '';
}

const text = async (path: string): Promise<string> => (await desk.get(path)).text();

describe('who sent you?', () => {
  test('only today’s appointments of the practice stand on the list', async () => {
    const id = await book(0);

    expect(await text('/check-in')).toContain(`/check-in/${id}`);
    await execute(
      desk.hub.hub.db,
      sql`update referral set appointment_at = appointment_at + interval '1 day'`,
    );
    expect(await text('/check-in')).toContain('No appointments today.');
  });

  test('nobody is checked in before both questions are answered or put off with a reason', async () => {
    const id = await book();

    const refused = await desk.post(`/check-in/${id}/done`, {});
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('“Who sent them?” and “Primary care doctor?” must be answered');
    await desk.post(`/missing/${id}/referrer`, { partnerId: LAKESIDE, back: '/check-in' });
    expect((await desk.post(`/check-in/${id}/later`, { role: 'pcp', reason: ' ' })).status).toBe(422);
    expect((await desk.post(`/check-in/${id}/done`, {})).status).toBe(422);
    await desk.post(`/check-in/${id}/later`, { role: 'pcp', reason: 'Card at home' });

    const done = await desk.post(`/check-in/${id}/done`, {});
    expect(done.headers.get('location')).toBe('/check-in?told=checked_in');
    expect((await desk.post(`/check-in/${id}/done`, {})).headers.get('location')).toContain(
      'already_answered',
    );
    expect(await text('/check-in?show=done')).toContain('Checked in');
    // Put off is not answered: whoever meets the patient next is asked.
    expect(await text('/check-in/requests')).toContain(`/check-in/${id}`);
    expect(
      await query(
        desk.hub.hub.db,
        sql`select action from audit where action like 'ask_later%' or action = 'check_in'`,
      ),
    ).toHaveLength(2);
  });

  test('the answer makes it a referral, and the liaison of a target hears of it', async () => {
    const id = await book();

    const answer = await desk.post(`/missing/${id}/referrer`, { partnerId: LAKESIDE, back: '/check-in' });
    await desk.hub.send();

    expect(answer.headers.get('location')).toBe('/check-in?told=answered');
    expect(await query(desk.hub.hub.db, sql`select kind, partner_id as partner from alert`)).toContainEqual({
      kind: 'first_referral',
      partner: LAKESIDE,
    });
    expect(await query(desk.hub.hub.db, sql`select person from fact where person is not null`)).toEqual([
      { person: 'ana@practice.example' },
    ]);
    expect(await text('/check-in')).toContain('First patient of Lakeside Clinic');
  });

  test('nobody, and the patient does not know, are answers', async () => {
    const id = await book();

    await desk.post(`/missing/${id}/referrer`, { nobody: 'self' });
    await desk.post(`/missing/${id}/pcp`, { nobody: 'unknown' });

    const page = await text(`/check-in/${id}`);
    expect(page).toContain('Nobody: came by themselves');
    expect(page).toContain('Patient does not know');
    expect((await desk.post(`/check-in/${id}/done`, {})).status).toBe(303);
  });
});

describe('requests of the day', () => {
  test('stand with both fields or what is missing, are taken, and the next opens by itself', async () => {
    const [first, second] = [await book(3), await book(40)];
    expect(await text('/check-in/requests')).toContain('Referrer missing');

    const open = await desk.get('/check-in/requests/next');
    expect(open.headers.get('location')).toBe(`/check-in/${first}?queue=1`);
    await desk.post(`/check-in/${second}/assign`, { to: 'me' });
    expect((await desk.get('/check-in/requests/next')).headers.get('location')).toBe(
      `/check-in/${second}?queue=1`,
    );
    expect(await text('/check-in/requests?show=mine')).toContain(`/check-in/${second}`);

    const ben = await desk.signInAs('ben@practice.example', 'staff');
    expect((await ben.get('/check-in/requests/next')).headers.get('location')).toBe(
      `/check-in/${first}?queue=1`,
    );
    const page = await text(`/check-in/${second}?queue=1`);
    expect(page).toContain('value="/check-in/requests/next"');
    const back = '/check-in/requests/next';
    const answered = await desk.post(`/missing/${second}/referrer`, { partnerId: ORTIZ, back });
    expect(answered.headers.get('location')).toBe(`${back}?told=answered`);
    for (const id of [first, second]) {
      await desk.post(`/missing/${id}/pcp`, { nobody: 'unknown', back });
      await desk.post(`/missing/${id}/referrer`, { nobody: 'unknown', back });
    }
    expect((await desk.get('/check-in/requests/next')).headers.get('location')).toBe(
      '/check-in/requests?told=done',
    );
  });
});

describe('a request', () => {
  const acts = () =>
    query<{ actor: string; action: string; kind: string }>(
      desk.hub.hub.db,
      sql`select actor, action, object_kind as kind from audit where action like '%request%' order by at, id`,
    );

  test('is taken, given to a colleague who finds it among theirs, and given back; each is written down', async () => {
    const id = await book(3);
    const ben = await desk.signInAs('ben@practice.example', 'staff');
    await desk.post(`/check-in/${id}/assign`, { to: 'me' });
    expect(await text(`/check-in/${id}?queue=1`)).toContain('<option value="ben@practice.example">');

    const back = '/check-in/requests/next';
    const given = await desk.post(`/check-in/${id}/assign`, { to: 'ben@practice.example', back });
    await desk.post(`/check-in/${id}/assign`, { to: 'ben@practice.example', back });

    expect(given.headers.get('location')).toBe(`${back}?told=saved`);
    expect((await desk.get(back)).headers.get('location')).toBe('/check-in/requests?told=done');
    expect((await ben.get(back)).headers.get('location')).toBe(`/check-in/${id}?queue=1`);
    await ben.post(`/check-in/${id}/assign`, { to: '' });
    expect(await query(desk.hub.hub.db, sql`select assigned_to from check_in`)).toEqual([
      { assigned_to: null },
    ]);
    expect(await acts()).toEqual([
      { actor: 'ana@practice.example', action: 'take_request', kind: 'referral' },
      { actor: 'ana@practice.example', action: 'give_request', kind: 'referral' },
      { actor: 'ana@practice.example', action: 'give_request_to', kind: 'account' },
      { actor: 'ben@practice.example', action: 'give_back_request', kind: 'referral' },
    ]);
  });

  test.each([
    ['nobody here', sql`delete from account where email = 'none@practice.example'`],
    ['shut out', sql`update account set is_disabled = true where email = 'ben@practice.example'`],
    ['an operator', sql`update account set role = 'operator' where email = 'ben@practice.example'`],
  ])('is not given to somebody who is %s', async (who, change) => {
    const id = await book(3);
    await desk.signInAs('ben@practice.example', 'staff');
    await execute(desk.hub.hub.db, change);
    const to = who === 'nobody here' ? 'none@practice.example' : 'ben@practice.example';

    const refused = await desk.post(`/check-in/${id}/assign`, { to });

    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('Nobody of this address works with patients here.');
    expect(await text(`/check-in/${id}`)).not.toContain(`value="${to}"`);
    expect(await acts()).toEqual([]);
  });
});

describe('consent to e-mail', () => {
  test('stands on the patient’s page and is withdrawn there by a later line; nothing is deleted', async () => {
    const id = await book();
    const row = await queryOne<{ id: string }>(desk.hub.hub.db, sql`select patient_id as id from referral`);
    const patient = `/patients/${row?.id}`;
    expect(await text(patient)).toContain('Nobody asked yet.');
    const email = 'alma@mail.example';
    const consent = { scope: 'email_results', email, signedOn: '2026-11-01', given: 'yes' };
    await desk.post(`/check-in/${id}/consent`, consent);
    const given = await text(patient);
    for (const word of [
      'Agreed',
      'E-mails with results and notes',
      'since 11/01/2026',
      'ana@practice.example',
    ])
      expect(given).toContain(word);

    const early = await desk.post(`${patient}/consent`, { scope: 'email_results', signedOn: '2026-10-31' });
    expect(await early.text()).toContain('The patient agreed on 11/01/2026');
    for (const wrong of [
      { scope: 'email_any', signedOn: '2026-11-02' },
      { scope: 'email_results', signedOn: '2199-01-01' },
      { scope: 'email_results', signedOn: '2026-02-30' },
      { scope: 'telephone', signedOn: '2026-11-02' },
    ])
      expect((await desk.post(`${patient}/consent`, wrong)).status).toBe(409);
    const ben = await desk.signInAs('ben@practice.example', 'staff');
    const done = await ben.post(`${patient}/consent`, { scope: 'email_results', signedOn: '2026-11-02' });

    expect(done.headers.get('location')).toBe(`${patient}?told=consent_withdrawn`);
    const page = await text(patient);
    expect(page).toContain('since 11/02/2026');
    expect(page).toContain('Said before (1)');
    expect(page).not.toContain('Withdraw…');
    expect(
      await query(
        desk.hub.hub.db,
        sql`select is_given, email, recorded_by from consent order by recorded_at, id`,
      ),
    ).toEqual([
      { is_given: true, email, recorded_by: 'ana@practice.example' },
      { is_given: false, email, recorded_by: 'ben@practice.example' },
    ]);
    expect(
      await query(
        desk.hub.hub.db,
        sql`select actor, action from audit where object_kind = 'consent' order by at, id`,
      ),
    ).toEqual([
      { actor: 'ana@practice.example', action: 'consent_given' },
      { actor: 'ben@practice.example', action: 'consent_withdrawn' },
    ]);
  });

  test('is kept with scope, date and who wrote it down; the newest of a scope counts', async () => {
    const id = await book();
    const consent = {
      scope: 'email_appointments',
      email: 'alma@mail.example',
      signedOn: '2026-11-01',
      given: 'yes',
    };

    await desk.post(`/check-in/${id}/consent`, consent);
    expect(await text(`/check-in/${id}`)).toContain('Agreed');
    await desk.post(`/check-in/${id}/consent`, { ...consent, given: 'no' });

    const page = await text(`/check-in/${id}`);
    expect(page).not.toContain('Agreed');
    expect(page).toContain('since 11/01/2026');
    expect(await query(desk.hub.hub.db, sql`select from consent`)).toHaveLength(2);
    expect(await text('/check-in')).toContain('E-mail: no');
  });

  test.each([
    ['no day', { signedOn: '2026-02-30' }],
    ['a day to come', { signedOn: '2199-01-01' }],
    ['another scope', { scope: 'telephone' }],
    ['no answer', { given: '' }],
    ['no address', { email: 'alma@' }],
  ])('%s is refused in words', async (_what, wrong) => {
    const id = await book();
    const consent = { scope: 'email_any', email: '', signedOn: '2026-11-01', given: 'yes', ...wrong };

    expect((await desk.post(`/check-in/${id}/consent`, consent)).status).toBe(422);
    expect(await query(desk.hub.hub.db, sql`select from consent`)).toEqual([]);
  });
});

describe('a paper from the desk', () => {
  async function handIn(
    fields: Readonly<Record<string, string>>,
    bytes: string | Uint8Array<ArrayBuffer> = 'a page of text',
  ): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([bytes]), 'referral.txt');
    return desk.app.request('/check-in/papers', {
      method: 'POST',
      body: form,
      headers: { cookie: desk.cookie, origin: 'http://127.0.0.1:8080' },
    });
  }

  test('goes down the road of documents and is known at its appointment', async () => {
    const id = await book();

    const answer = await handIn({ csrf: desk.csrf, referralId: id });

    expect(answer.headers.get('location')).toBe(`/check-in/${id}?told=document_uploaded`);
    const message = await queryOne<{ id: string; channel: string; state: string }>(
      desk.hub.hub.db,
      sql`select id, channel, state from message where channel = 'uploads'`,
    );
    expect(message).toMatchObject({ channel: 'uploads', state: 'reading' });
    expect(await text(`/check-in/${id}`)).toContain(`/messages/${message?.id}`);
    expect(await text('/check-in')).toContain('1 paper');
    await handIn({ csrf: desk.csrf, referralId: id });
    expect(await query(desk.hub.hub.db, sql`select from form_paper`)).toHaveLength(1);
  });

  test('without the form’s token, or at no appointment, nothing is taken', async () => {
    const id = await book();

    expect((await handIn({ csrf: 'x', referralId: id })).status).toBe(403);
    expect((await handIn({ csrf: desk.csrf, referralId: 'x' })).status).toBe(404);
    expect((await handIn({ csrf: desk.csrf, referralId: id }, '')).status).toBe(422);
    expect(await query(desk.hub.hub.db, sql`select from form_paper`)).toEqual([]);
  });

  /** A form that names no patient. */
  const nobody = { patient: '', born: '', phone: '', address: '', member: '' };
  const onDesk = () =>
    queryOne<{ id: string; state: string; version: number; reason: string; patient_id: string | null }>(
      desk.hub.hub.db,
      sql`select id, state, version, reason, patient_id from document`,
    );
  const patientOf = async (referralId: string): Promise<string> => {
    const row = await queryOne<{ id: string }>(
      desk.hub.hub.db,
      sql`select patient_id as id from referral where id = ${referralId}`,
    );
    return row?.id ?? '';
  };

  test('the document desk says whose appointment it was and offers the patient, with that as evidence', async () => {
    const id = await book();
    const patientId = await patientOf(id);
    await handIn({ csrf: desk.csrf, referralId: id }, new Uint8Array(await paperPdf(nobody)));

    await readDocuments(desk.hub.hub);

    const document = await onDesk();
    expect(document).toMatchObject({ state: 'review', patient_id: null });
    const page = await text(`/documents/${document?.id}`);
    expect(page).toContain('Taken at check-in for');
    expect(page).toMatch(
      new RegExp(`<a href="/check-in/${id}">[^<]*ZZTEST[^<]*’s appointment of today, 12:00 PM</a>`, 'i'),
    );
    expect(page).toContain(`name="patient" value="${patientId}"`);
    expect(page).toMatch(/taken at check-in for their appointment of \d\d\/\d\d\/\d{4}/);
    const values = {
      version: String(document?.version),
      'v:patient_name:0': 'ZZTESTDOE, Alma',
      partner: LAKESIDE,
    };
    expect((await desk.post(`/documents/${document?.id}/settle`, values)).status).toBe(422);
    await desk.post(`/documents/${document?.id}/settle`, { ...values, patient: patientId });
    await settle(desk.hub);
    expect((await onDesk())?.state).toBe('filed');
    expect(await query(desk.hub.hub.db, sql`select from patient where alias_of is null`)).toHaveLength(1);
    expect(await text(`/documents/${document?.id}`)).toContain('Taken at check-in for');
  });

  test('a paper that names somebody else is never filed without a person', async () => {
    const id = await book();
    await transaction(desk.hub.hub.db, (tx) =>
      setAcceptanceMode(tx, { mode: 'live', auditShare: 0.01 }, 'ana@practice.example'),
    );
    await handIn({ csrf: desk.csrf, referralId: id }, new Uint8Array(await paperPdf({})));

    await readDocuments(desk.hub.hub);

    const document = await onDesk();
    expect(document).toMatchObject({ state: 'review', patient_id: null });
    const page = await text(`/documents/${document?.id}`);
    expect(page).toContain(`name="patient" value="${await patientOf(id)}"/>`);
    expect(page).not.toMatch(/name="patient"[^>]*checked/);
    const unchosen = { version: String(document?.version), 'v:patient_name:0': 'ZZTESTROE, Bertram' };
    expect((await desk.post(`/documents/${document?.id}/settle`, unchosen)).status).toBe(422);
    expect(document?.reason).toContain('it was taken at check-in of a patient it does not seem to name');
  });

  test('what waited at the desk before it was handed in offers the patient, too', async () => {
    const id = await book();
    const bytes = new Uint8Array(await paperPdf(nobody));
    await desk.hub.feedDocuments({ body: bytes, transport: { kind: 'upload' } });
    const before = await onDesk();
    expect(await text(`/documents/${before?.id}`)).not.toContain('Taken at check-in');

    await handIn({ csrf: desk.csrf, referralId: id }, bytes);
    await handIn({ csrf: desk.csrf, referralId: id }, bytes);

    expect((await onDesk())?.version).toBe((before?.version ?? 0) + 1);
    expect(await text(`/documents/${before?.id}`)).toContain(`name="patient" value="${await patientOf(id)}"`);
  });
});
