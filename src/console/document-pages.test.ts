import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUploads, seedDesk, type DeskSeed } from '../../test/support/desk.ts';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { processWaiting } from '../pipeline/process.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { findDocument } from '../store/documents.ts';
import { insertPartners } from '../store/partners.ts';
import { transaction } from '../store/transaction.ts';

let console_: TestConsole;
let ben: Visitor;
beforeAll(async () => {
  console_ = await openTestConsole();
  addUploads(console_.hub.hub);
  ben = await console_.signInAs('ben@practice.example', 'staff');
  await transaction(console_.hub.hub.db, (tx) =>
    insertPartners(tx, [
      {
        id: ORTIZ,
        stage: 'active',
        claim: { kind: 'person', identifiers: [], name: { family: 'Zztestortiz', given: 'Elena' } },
      },
    ]),
  );
}, 60_000);
afterAll(() => console_.close());

const ORTIZ = '00000000-0000-7000-8000-0000000000a1';
/** Last week: an order of today is no date of long ago. */
const ORDERED = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10);
const MARKUP = '<img src=x onerror=alert(1)> =HYPERLINK("http://evil.example")';

const paper: DeskSeed = {
  pages: [
    [
      { label: 'Patient', field: 'patient_name', text: 'ZZTESTDOE, Alma' },
      { label: 'Born', field: 'birth_date', text: '1952-03-12' },
      { label: 'Phone', field: 'patient_phone', text: '7185550144' },
      { label: 'From', field: 'referrer_name', text: 'ZZTESTORTIZ, Elena, MD' },
      { label: 'Reason', field: 'reason', text: MARKUP },
      { label: 'Dx', field: 'diagnosis', text: 'H40.11X0' },
      { label: 'Ordered', field: 'ordered_on', text: ORDERED },
    ],
    [{ text: 'Second page' }],
  ],
  reads: {
    birth_date: {
      isAccepted: false,
      confidence: 0.71,
      doubt: 'The month may be 03 or 08.',
      others: [{ value: '1952-08-12', evidence: ['as on an earlier fax'] }],
    },
  },
  candidates: {
    partners: [
      {
        id: ORTIZ,
        title: 'Elena Zztestortiz',
        detail: 'Northside',
        evidence: ['same fax number'],
        isCertain: false,
      },
    ],
  },
  reason: 'Held because: date of birth read at 71 %.',
};

const open = async (id: string, visitor: Visitor = console_) =>
  (await visitor.get(`/documents/${id}`)).text();
/** The form as a browser without script would send it. */
const formOf = (html: string): Record<string, string> => {
  const tags = [...html.matchAll(/<(?:input|textarea)\b([^>]*)>([^<]*)/g)];
  const fields = tags.flatMap(([, attributes = '', text = '']) => {
    const name = / name="([vw]:[a-z_]+:\d+|version)"/.exec(attributes)?.[1];
    const value = / value="([^"]*)"/.exec(attributes)?.[1];
    return name === undefined ? [] : [[name, unescaped(value ?? text)] as const];
  });
  const radios = [
    ...html.matchAll(/<input type="radio" name="(patient|partner)" value="([^"]*)"[^>]* checked/g),
  ];
  return {
    ...Object.fromEntries(fields),
    ...Object.fromEntries(radios.map(([, name, value]) => [name, value])),
  };
};
const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const stateOf = async (id: string) => (await findDocument(console_.hub.hub.db, id))?.state;
const finalOf = (id: string) =>
  query<{ field: string; value: string }>(
    console_.hub.hub.db,
    sql`select field, final_value as value from document_field where document_id = ${id} and final_value <> '' order by field, position`,
  );

test('the list shows what waits, urgent first, with why; empty lists teach; operators see none of it', async () => {
  const late = await seedDesk(console_.hub.hub, { ...paper, receivedAt: '2026-11-02T10:00:00.000Z' });
  const urgent = await seedDesk(console_.hub.hub, { ...paper, priority: 0 });
  const page = await (await console_.get('/documents')).text();
  const empty = await (await console_.get('/documents?show=held')).text();
  const operator = await console_.signInAs('otto@practice.example', 'operator');

  expect(page.indexOf(urgent.id)).toBeGreaterThan(0);
  expect(page.indexOf(urgent.id)).toBeLessThan(page.indexOf(late.id));
  expect(page).toContain('Date of birth read at 71 %.');
  expect(page).toContain('ZZTESTDOE');
  expect(page).toMatch(/Faxes &amp; mails[\s\S]*?id="count-documents"[^>]*>2</);
  expect(empty).toContain('Nothing is on hold.');
  for (const path of [
    '/documents',
    `/documents/${late.id}`,
    `/documents/${late.id}/pages/1.png`,
    '/documents/confidence',
  ])
    expect([path, (await operator.get(path)).status]).toEqual([path, 403]);
  await console_.post(`/documents/${late.id}/not-referral`, { version: '1', kind: 'junk' });
  await console_.post(`/documents/${urgent.id}/not-referral`, { version: '1', kind: 'records' });
  expect(await stateOf(urgent.id)).toBe('not_referral');
  expect(await (await console_.get('/documents?show=settled')).text()).toContain('Not a referral');
});

test('the screen shows page, fields, doubts and candidates; markup on the page stays text; who looked is written down', async () => {
  const { id } = await seedDesk(console_.hub.hub, paper);
  const page = await open(id);

  expect(page).toContain('Held because: date of birth read at 71 %.');
  expect(page).toContain('The month may be 03 or 08.');
  expect(page).toContain('data-value="08/12/1952"');
  expect(page).toContain('2 doubtful fields left');
  expect(page).toContain('same fax number');
  expect(page).not.toContain('<img src=x');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page).toMatch(/rel="preload" as="image" href="[^"]*pages\/1.png/);
  expect(page).not.toMatch(/ style="| onclick=|javascript:/);
  const looked = await query<{ actor: string; peer: string }>(
    console_.hub.hub.db,
    sql`select actor, peer from audit where action = 'view_document' and object_id = ${id}`,
  );
  expect(looked).toEqual([{ actor: 'ana@practice.example', peer: '10.0.0.1' }]);
  await console_.post(`/documents/${id}/not-referral`, { version: '1', kind: 'other' });
});

test('pictures, strips and words are given to who is signed in, kept by this browser only', async () => {
  const { id } = await seedDesk(console_.hub.hub, paper);
  const image = await console_.get(`/documents/${id}/pages/1.png?width=120`);
  const etag = image.headers.get('etag') ?? '';
  const again = await console_.get(`/documents/${id}/pages/1.png?width=120`, { 'if-none-match': etag });
  const other = await seedDesk(console_.hub.hub, paper);
  await console_.get(`/documents/${other.id}/pages/1.png`, { 'sec-purpose': 'prefetch' });
  const ahead = await query<{ action: string }>(
    console_.hub.hub.db,
    sql`select action from audit where object_id = ${other.id}`,
  );
  expect(ahead).toEqual([{ action: 'prefetch_document' }]);
  await console_.post(`/documents/${other.id}/not-referral`, { version: '1', kind: 'other' });
  const crop = await console_.get(`/documents/${id}/pages/1/crop.png?x=80&y=120&width=90&height=22`);
  const text = await console_.get(`/documents/${id}/pages/1.txt`);
  const words = await console_.get(`/documents/${id}/pages/1.json`);

  expect(image.headers.get('content-type')).toBe('image/jpeg');
  expect(image.headers.get('cache-control')).toMatch(/^private/);
  expect(image.headers.get('vary')).toBe('cookie');
  expect(again.status).toBe(304);
  expect(crop.headers.get('content-type')).toBe('image/png');
  expect(text.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await text.text()).toContain(`Reason: ${MARKUP}`);
  expect(await words.json()).toContainEqual(expect.objectContaining({ text: '1952-03-12' }));
  for (const path of [
    '9.png',
    '1/crop.png?x=1',
    '1/crop.png?x=-5&y=0&width=10&height=10',
    '0.png',
    '9999.txt',
  ])
    expect([path, (await console_.get(`/documents/${id}/pages/${path}`)).status]).toEqual([
      path,
      path === '9999.txt' ? 200 : 404,
    ]);
  await console_.post(`/documents/${id}/not-referral`, { version: '1', kind: 'other' });
});

test('without a script the form is enough: what was typed is kept, wrong values are told at their field, the next one opens', async () => {
  const { id, messageId } = await seedDesk(console_.hub.hub, paper);
  const next = await seedDesk(console_.hub.hub, { ...paper, receivedAt: '2026-11-02T16:00:00.000Z' });
  const form = formOf(await open(id));
  expect(form).toMatchObject({
    'v:birth_date:0': '03/12/1952',
    'v:reason:0': MARKUP,
    partner: ORTIZ,
    patient: '',
  });

  const wrong = await console_.post(`/documents/${id}/settle`, {
    ...form,
    'v:birth_date:0': '13/45/1952',
    'v:service:0': 'Field of vision',
  });
  const told = await wrong.text();
  expect(wrong.status).toBe(422);
  expect(told).toContain('Write the date as month/day/year');
  expect(told).toContain('value="13/45/1952"');
  expect(told).toContain('Field of vision');

  const done = await console_.post(`/documents/${id}/settle`, {
    ...form,
    'v:birth_date:0': '8/12/1952',
    'v:diagnosis:1': 'H52.4',
  });
  expect(done.headers.get('location')).toBe(`/documents/${next.id}?told=document_settled`);
  expect(await stateOf(id)).toBe('filed');
  expect(await finalOf(id)).toEqual(
    expect.arrayContaining([
      { field: 'birth_date', value: '1952-08-12' },
      { field: 'ordered_on', value: ORDERED },
      { field: 'diagnosis', value: 'H40.11X0' },
      { field: 'diagnosis', value: 'H52.4' },
      { field: 'reason', value: MARKUP },
    ]),
  );

  while ((await processWaiting(console_.hub.hub)) > 0);
  const settled = await open(id);
  const referral = /href="\/referrals\/([0-9a-f-]{36})"/.exec(settled)?.[1] ?? '';
  expect(settled).toContain('Open the referral');
  expect(settled).not.toContain('id="accept"');
  const about = await (await console_.get(`/referrals/${referral}`)).text();
  expect(about).toContain(`/documents/${id}/pages/2.png`);
  expect(about).toContain('Faxed referral');
  expect(await (await console_.get(`/messages/${messageId}`)).text()).toContain(`/documents/${id}`);
  await console_.post(`/documents/${next.id}/not-referral`, { version: '1', kind: 'other' });
});

test('two people never work on the same one, and what changed meanwhile is told without losing a word', async () => {
  const { id } = await seedDesk(console_.hub.hub, paper);
  const form = formOf(await open(id));
  const seen = await open(id, ben);
  expect(seen).toContain('ana@practice.example has this open');
  expect(seen).not.toContain('id="accept"');
  const refused = await ben.post(`/documents/${id}/settle`, { ...form, 'v:service:0': 'Typed by Ben' });
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('Typed by Ben');
  expect(await (await ben.post(`/documents/${id}/keep`, {})).json()).toEqual({ isMine: false });

  await console_.post(`/documents/${id}/leave`, {});
  expect(await open(id, ben)).toContain('id="accept"');
  await execute(
    console_.hub.hub.db,
    sql`update document set locked_until = now() - interval '1 second' where id = ${id}`,
  );
  expect(await open(id)).toContain('id="accept"');

  await console_.post(`/documents/${id}/drop`, { ...form, page: '2' });
  const late = await console_.post(`/documents/${id}/settle`, { ...form, 'v:service:0': 'Typed too late' });
  expect(late.status).toBe(409);
  const kept = await late.text();
  expect(kept).toContain('was changed while you had it open');
  expect(kept).toContain('Typed too late');
  expect(await stateOf(id)).toBe('review');
});

test('a document waits with its reason, comes back, and can be taken back when it was settled', async () => {
  const { id } = await seedDesk(console_.hub.hub, paper);
  const version = async () => String((await findDocument(console_.hub.hub.db, id))?.version);
  const nothing = await console_.post(`/documents/${id}/hold`, { version: await version(), reason: ' ' });
  expect(nothing.status).toBe(422);
  await console_.post(`/documents/${id}/hold`, { version: await version(), reason: 'Page 3 is to follow' });
  expect(await open(id)).toContain('On hold: Page 3 is to follow');
  await console_.post(`/documents/${id}/resume`, { version: await version() });
  expect(await stateOf(id)).toBe('review');

  const asked = await console_.post(`/documents/${id}/unreadable`, { version: await version(), note: '' });
  expect(await asked.text()).toContain('please call them');
  expect(await stateOf(id)).toBe('unreadable');
  await console_.post(`/documents/${id}/reopen`, { version: await version() });
  expect(await stateOf(id)).toBe('review');
});

test('a paper that is put in is read; nothing, an empty one or a foreign form is refused', async () => {
  const send = (file: File | undefined, csrf = console_.csrf, accept = 'text/html') => {
    const form = new FormData();
    form.set('csrf', csrf);
    if (file) form.set('file', file);
    return console_.app.request('/documents/upload', {
      method: 'POST',
      body: form,
      headers: { cookie: console_.cookie, origin: 'http://127.0.0.1:8080', accept },
    });
  };
  const sent = await send(new File(['%PDF-1.4 zztest'], 'fax.pdf'));
  expect(sent.headers.get('location')).toBe('/documents?show=reading&told=document_uploaded');
  const stored = await queryOne<{ state: string; peer: string }>(
    console_.hub.hub.db,
    sql`select state, peer from message where channel = 'uploads' order by received_at desc limit 1`,
  );
  expect(stored).toEqual({ state: 'reading', peer: 'ana@practice.example' });
  expect((await send(new File(['x'], 'fax.pdf'), 'wrong')).status).toBe(403);
  expect((await send(new File([], 'fax.pdf'))).status).toBe(422);
  expect(await (await send(new File([], 'fax.pdf'), console_.csrf, 'application/json')).json()).toEqual({
    problem: 'This file is empty. Choose another one.',
  });
});

test('how sure the hub is: modes and thresholds are changed by people, wrong numbers are refused', async () => {
  const page = await (await console_.get('/documents/confidence')).text();
  expect(page).toContain('People file everything');
  expect(page).toContain('Date of birth');
  const refused = await console_.post('/documents/confidence/mode', { mode: 'live', auditPercent: '0' });
  expect(refused.status).toBe(422);
  await console_.post('/documents/confidence/mode', { mode: 'live', auditPercent: '7.5' });
  await console_.post('/documents/confidence/threshold', { field: 'birth_date', percent: '99.5' });
  const bad = await console_.post('/documents/confidence/threshold', { field: 'birth_date', percent: '102' });
  expect(bad.status).toBe(422);
  const changed = await (await console_.get('/documents/confidence')).text();
  expect(changed).toContain('The hub files what it is sure of');
  expect(changed).toContain('value="7.5"');
  expect(changed).toContain('value="99.5"');
});
