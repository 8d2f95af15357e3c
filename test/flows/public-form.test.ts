import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { insertFormKey } from '../../src/store/forms.ts';
import { adt } from '../support/hl7.ts';
import { openTestConsole, type TestConsole } from '../support/console.ts';
import { addUploads } from '../support/desk.ts';
import { addPeople, enterOffices, fieldsOf, ORTIZ, settle } from '../support/people.ts';

const KEY = 'website-key-1';
let desk: TestConsole;
beforeEach(async () => {
  desk = await openTestConsole();
  addPeople(desk.hub.hub);
  addUploads(desk.hub.hub);
  await enterOffices(desk.hub.hub);
  await insertFormKey(
    desk.hub.hub.db,
    { key: KEY, kind: 'website', label: 'Website' },
    'ana@practice.example',
  );
});
afterEach(() => desk.close());

const bert = {
  who: 'office',
  sentBy: 'Dr. Elena Zztestortiz',
  sentByNumber: '1234567893',
  family: 'Zztestroe',
  given: 'Bert',
  birthDate: '1/2/1960',
  phone: '(212) 555-0188',
  reason: 'Cataract',
};
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(64)]);

type Visit = { readonly fields: Record<string, string>; readonly cookie: string };

/** A stranger opens the form. */
async function open(key = KEY): Promise<Visit> {
  const page = await desk.app.request(`/refer/${key}`);
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { fields: fieldsOf(await page.text()), cookie };
}

/** And sends it. */
async function send(
  { fields, cookie }: Visit,
  said: Readonly<Record<string, string>>,
  options: {
    readonly file?: Buffer;
    readonly origin?: string;
    readonly peer?: string;
    readonly key?: string;
  } = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...said })) form.append(name, value);
  form.append('file', new Blob([options.file ?? Buffer.alloc(0)]), options.file ? 'photo.jpg' : 'none');
  return desk.app.request(`/refer/${options.key ?? KEY}`, {
    method: 'POST',
    body: form,
    headers: {
      cookie,
      origin: options.origin ?? 'http://127.0.0.1:8080',
      'x-test-peer': options.peer ?? '10.0.0.9',
    },
  });
}

const messages = () =>
  query<{ type: string; state: string }>(desk.hub.hub.db, sql`select type, state from message order by id`);

describe('a referral by the website', () => {
  test('waits for a person, and whoever sent it hears a number and nothing else', async () => {
    const answer = await send(await open(), bert);
    await settle(desk.hub);

    expect(answer.status).toBe(303);
    const thanks = await (await desk.app.request(answer.headers.get('location') ?? '')).text();
    expect(thanks).toMatch(/F-[0-9A-Z]{5}-[0-9A-Z]{5}/);
    expect(thanks).not.toContain('Zztestroe');
    const referral = await queryOne(
      desk.hub.hub.db,
      sql`select state, referrer_partner_id as partner from referral`,
    );
    expect(referral).toEqual({ state: 'needs_review', partner: ORTIZ });
    expect(await query(desk.hub.hub.db, sql`select channel, type, person from message`)).toEqual([
      { channel: 'website', type: 'website', person: null },
    ]);
  });

  test('a photo goes to the desk of faxes and mails, tied to its form', async () => {
    await send(await open(), bert, { file: jpeg });

    expect(await messages()).toEqual(
      expect.arrayContaining([
        { type: 'website', state: 'received' },
        { type: 'upload', state: 'reading' },
      ]),
    );
    expect(
      await query(desk.hub.hub.db, sql`select form_message_id is not null as tied from form_paper`),
    ).toEqual([{ tied: true }]);
  });

  test('handed in twice it is one', async () => {
    const visit = await open();
    await send(visit, bert, { file: jpeg });
    await send(visit, bert, { file: jpeg });

    expect(await messages()).toHaveLength(2);
  });

  test('sent, changed by going back, and sent again: both are kept, each under its number', async () => {
    const visit = await open();
    const numbers: (string | undefined)[] = [];
    for (const phone of ['(212) 555-0188', '(212) 555-0199', '(212) 555-0199']) {
      const answer = await send(visit, { ...bert, phone });
      numbers.push(answer.headers.get('location')?.split('sent=')[1]);
    }

    expect(await messages()).toHaveLength(2);
    expect(numbers[0]).toBe(visit.fields['number']);
    expect(numbers[1]).toMatch(/^F-[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    expect(numbers[1]).not.toBe(numbers[0]);
    expect(numbers[2]).toBe(numbers[1]);
  });

  test('what is known of a patient is neither shown nor changed', async () => {
    await desk.hub.feed(adt('A04'));
    const before = await queryOne<{ family: string; given: string; birth: string; phones: unknown }>(
      desk.hub.hub.db,
      sql`select family, given, birth_date as birth, phones from patient`,
    );
    const [year, month, day] = (before?.birth ?? '').split('-');

    const answer = await send(await open(), {
      ...bert,
      family: before?.family ?? '',
      given: before?.given ?? '',
      birthDate: `${month}/${day}/${year}`,
      phone: '212-555-0111',
    });
    await settle(desk.hub);

    expect(answer.status).toBe(303);
    expect(
      await queryOne(
        desk.hub.hub.db,
        sql`select family, given, birth_date as birth, phones from patient where id in (select patient_id from fact where channel = 'clinic')`,
      ),
    ).toEqual(before);
  });
});

describe('strangers', () => {
  test('what is wrong is told in words, and nothing that was typed is lost', async () => {
    const answer = await send(await open(), {
      ...bert,
      given: '',
      birthDate: '31/31/1960',
      phone: '12',
      email: 'x',
      reason: '<b>x</b>',
    });
    const text = await answer.text();

    expect(answer.status).toBe(422);
    for (const part of ['first name is missing', 'month/day/year', 'area code', 'no e-mail address'])
      expect(text).toContain(part);
    expect(text).toContain('&lt;b&gt;x&lt;/b&gt;');
    expect(await messages()).toEqual([]);
  });

  test.each([
    ['no cookie', { cookie: '' }, {}],
    ['another token', { csrf: 'x' }, {}],
    ['another site', {}, { origin: 'https://evil.example' }],
  ])('%s: nothing is stored', async (_what, change, options) => {
    const visit = await open();
    const { csrf, cookie } = { csrf: visit.fields['csrf'] ?? '', cookie: visit.cookie, ...change };

    const answer = await send({ cookie, fields: { ...visit.fields, csrf } }, bert, options);

    expect(answer.status).toBe(403);
    expect(await messages()).toEqual([]);
  });

  test('the field nobody sees catches machines: they are thanked, and nothing is kept', async () => {
    const answer = await send(await open(), { ...bert, website: 'http://spam.example' });

    expect(answer.headers.get('location')).toMatch(/sent=F-/);
    expect(await messages()).toEqual([]);
  });

  test.each([
    ['a program', Buffer.from('MZ\u0090\0 not a picture'), 'photo or a PDF'],
    ['eleven megabytes', Buffer.concat([jpeg, Buffer.alloc(11 * 1024 * 1024)]), 'too large'],
  ])('%s is no picture', async (_what, file, words) => {
    const answer = await send(await open(), bert, { file });

    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(await messages()).toEqual([]);
  });

  test('too many from one place are asked to call; others are not', async () => {
    const visit = await open();
    const statuses: number[] = [];
    for (let nr = 0; nr < 21; nr += 1) statuses.push((await send(visit, { given: '' })).status);

    expect(statuses.slice(0, 20)).not.toContain(429);
    expect(statuses[20]).toBe(429);
    expect((await send(visit, bert, { peer: '10.0.0.10' })).status).toBe(303);
  });

  test('a key nobody gave out, and a closed one, open nothing', async () => {
    const visit = await open();
    await desk.post('/forms/close', { key: KEY });

    for (const key of [KEY, 'guessed-key-00', '../phone', "x' or 1=1"])
      expect((await desk.app.request(`/refer/${encodeURIComponent(key)}`)).status).toBe(404);
    expect((await send(visit, bert)).status).toBe(404);
  });

  test('a body that is no form is refused', async () => {
    const { cookie } = await open();
    const headers = { cookie, origin: 'http://127.0.0.1:8080', 'content-type': 'multipart/form-data' };

    expect((await desk.app.request(`/refer/${KEY}`, { method: 'POST', body: 'x', headers })).status).toBe(
      403,
    );
  });
});

describe('the registry', () => {
  async function look(text: string, visit?: Visit): Promise<string> {
    const { fields, cookie } = visit ?? (await open());
    const body = new URLSearchParams({ csrf: fields['csrf'] ?? '', text }).toString();
    const answer = await desk.app.request(`/refer/${KEY}/office`, {
      method: 'POST',
      body,
      headers: {
        cookie,
        origin: 'http://127.0.0.1:8080',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    return answer.text();
  }

  test('a whole NPI or line finds who stands in it; nothing else finds anybody', async () => {
    expect(await look('1234567893')).toContain('data-value="1234567893"');
    expect(await look('(212) 555-0150')).toContain('data-value="1234567893"');
    // An office without an NPI is ours alone; a part of a number and a name read no directory.
    for (const text of ['2125550142', '123456789', '55501', 'Zztestortiz', ''])
      expect(await look(text)).not.toContain('data-value');
    expect(await look('1234567893', { fields: {}, cookie: '' })).not.toContain('data-value');
    expect(await look('1234567893')).not.toContain(ORTIZ);
  });
});

describe('a kiosk', () => {
  test('is large and clears itself; forms are opened by an administrator', async () => {
    await desk.post('/forms', { kind: 'kiosk', label: 'Waiting room' });
    const key = await queryOne<{ key: string }>(
      desk.hub.hub.db,
      sql`select key from form_key where kind = 'kiosk'`,
    );
    const page = await (await desk.app.request(`/refer/${key?.key}`)).text();

    expect(page).toContain('class="kiosk"');
    expect(page).toContain('kiosk.js');
    expect(await (await desk.get('/forms')).text()).toContain(`/refer/${key?.key}`);
    const staff = await desk.signInAs('ben@practice.example', 'staff');
    expect((await staff.post('/forms', { label: 'x' })).status).toBe(403);
  });
});
