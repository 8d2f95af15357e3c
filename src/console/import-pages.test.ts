import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runImport } from '../pipeline/import/run-import.ts';
import { createPartner } from '../pipeline/directory.ts';
import { execute, sql } from '../store/database.ts';
import { findEntry } from '../store/directory/entry.ts';
import { insertProposals, listOpenProposals } from '../store/hierarchy-proposals.ts';
import { listMappings } from '../store/import-mappings.ts';
import { findImport } from '../store/imports.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { npi } from '../../test/support/npi.ts';

let console_: TestConsole;
beforeAll(async () => {
  console_ = await openTestConsole();
}, 60_000);
afterAll(() => console_.close());

const upload = (kind: string, fileName: string, content: string, csrf = console_.csrf) => {
  const form = new FormData();
  form.set('csrf', csrf);
  form.set('kind', kind);
  form.set('file', new File([content], fileName));
  return console_.app.request('/imports/upload', {
    method: 'POST',
    body: form,
    headers: { cookie: console_.cookie, origin: 'http://127.0.0.1:8080' },
  });
};

const rows = [
  'Doc Id;Surname;First;Office Fax;Town;Where',
  `${npi(1)};ZZTESTOAK;Alma;718-555-0101;Queens;NY`,
  `${npi(2)};ZZTESTELM;Bea;718-555-0102;Queens;NY`,
  '12345;ZZTESTBAD;Chidi;718-555-0103;Queens;NY',
].join('\n');

test('a payer’s file is handed in, mapped, counted, entered, and what could not be taken is told', async () => {
  const sent = await upload('payer', 'directory.csv', rows);
  const path = sent.headers.get('location') ?? '';
  const id = path.split('/').at(-1) ?? '';
  const page = await (await console_.get(path)).text();

  expect(path).toMatch(/^\/imports\/[0-9a-f-]{36}$/);
  expect(page).toContain('What each column holds');
  expect(page).toContain('directory.csv');

  const columns = {
    'column:0': 'npi',
    'column:1': 'family',
    'column:2': 'given',
    'column:3': 'fax',
    'column:4': 'city',
    'column:5': 'state',
  };
  const refused = await console_.post(`${path}/start`, { ...columns, go: 'start' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Say whose directory it is');

  const options = { ...columns, payer: 'ZZTEST Health', saveAs: 'zztest health' };
  await console_.post(`${path}/start`, { ...options, go: 'preview' });
  await runImport(console_.hub.hub, id);
  const counted = await (await console_.get(path)).text();
  expect(counted).toContain('2 of 3 rows would be taken');
  expect(counted).toContain('ZZTESTOAK');
  expect(await listMappings(console_.hub.hub.db)).toMatchObject([{ name: 'zztest health', kind: 'payer' }]);

  await console_.post(`${path}/start`, { mapping: 'zztest health', payer: 'ZZTEST Health', go: 'start' });
  await runImport(console_.hub.hub, id);
  const done = await (await console_.get(path)).text();
  const problems = await console_.get(`${path}/problems.csv`);
  expect((await findImport(console_.hub.hub.db, id))?.state).toBe('done');
  expect(done).toContain('What could not be taken');
  expect(await problems.text()).toContain('NPI');
  expect(await (await console_.get('/imports')).text()).toContain('1 not taken');
  expect(await (await console_.get('/partners?show=all&text=zztestoak')).text()).toContain('(718) 555-0101');
});

test('a file of another kind, without a token, or none at all is refused, and nothing is kept', async () => {
  const kept = async () => (await readdir(join(console_.hub.spool, 'imports'))).length;
  const before = await kept();
  const picture = await upload('nppes', 'x.csv', '%PDF-1.7 not a table');
  const forged = await upload('payer', 'x.csv', rows, 'no-token');
  const unknown = await upload('poem', 'x.csv', rows);
  const foreign = await console_.app.request('/imports/upload', {
    method: 'POST',
    body: 'x',
    headers: { cookie: console_.cookie, origin: 'https://elsewhere.example' },
  });

  expect(picture.status).toBe(422);
  expect(await picture.text()).toContain('PDF');
  expect([forged.status, unknown.status, foreign.status]).toEqual([403, 422, 403]);
  expect(await kept()).toBe(before);
  expect(
    (await console_.app.request('/imports/upload', { method: 'POST', body: 'x' })).headers.get('location'),
  ).toBe('/sign-in');
});

test('other forms stay small', async () => {
  const answer = await console_.app.request('/partners/new', {
    method: 'POST',
    body: 'x'.repeat(100_000),
    headers: { cookie: console_.cookie, origin: 'http://127.0.0.1:8080', 'content-length': '100000' },
  });
  expect(answer.status).toBe(413);
});

test('volumes are of a year', async () => {
  const page = await upload('volume', 'v.csv', 'Rndrng_NPI,Tot_Benes,Tot_Srvcs\n1,2,3\n');
  const path = page.headers.get('location') ?? '';
  const refused = await console_.post(`${path}/start`, { year: 'soon', go: 'start' });
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Say which year');
});

test('who is part of whom is decided once, and makes it so', async () => {
  const { hub } = console_.hub;
  const enter = async (name: string): Promise<string> => {
    const edited = await createPartner(
      hub,
      { kind: 'organisation', stage: 'target', fields: { name } },
      { person: 'ana' },
    );
    return edited.outcome === 'saved' ? edited.id : '';
  };
  const [child, parent, other] = [
    await enter('ZZTEST Branch'),
    await enter('ZZTEST Group'),
    await enter('ZZTEST Group West'),
  ];
  await insertProposals(hub.db, [
    { childId: child, parentId: parent, relation: 'subpart', reasons: ['same telephone'] },
    { childId: child, parentId: other, relation: 'subpart', reasons: ['same state'] },
  ]);
  const page = await (await console_.get('/imports/tree')).text();
  const right = (await listOpenProposals(hub.db, 9)).find((one) => one.parentId === parent);
  const first = await console_.post('/imports/tree', { accept: right?.id ?? '' });
  const again = await console_.post('/imports/tree', { refuse: right?.id ?? '' });

  expect(page).toContain('same telephone');
  expect(first.headers.get('location')).toContain('told=answered');
  expect(again.headers.get('location')).toContain('told=already_answered');
  expect((await findEntry(hub.db, child))?.parentId).toBe(parent);
  expect(await (await console_.get('/imports/tree')).text()).toContain('No question is open.');
});

test('an office whose parent nobody bears the name of is said to stand on its own', async () => {
  const { hub } = console_.hub;
  const office = {
    kind: 'organisation',
    stage: 'target',
    fields: { name: 'ZZTEST Lone Branch' },
    lists: { npi: npi(7) },
  } as const;
  const edited = await createPartner(hub, office, { person: 'ana' });
  await execute(
    hub.db,
    sql`insert into nppes_organisation (npi, legal_key, is_subpart, parent_key) values (${npi(7)}, 'zztest lone', true, 'zztest nobody')`,
  );
  const page = await (await console_.get('/imports/tree')).text();
  const told = await console_.post('/imports/tree', { alone: edited.outcome === 'saved' ? edited.id : '' });

  expect(page).toContain('ZZTEST Lone Branch');
  expect(page).toContain('zztest nobody');
  expect(told.headers.get('location')).toContain('told=answered');
  expect(await (await console_.get('/imports/tree')).text()).not.toContain('ZZTEST Lone Branch');
});
