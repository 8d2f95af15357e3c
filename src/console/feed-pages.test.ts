import { afterAll, beforeAll, expect, test } from 'vitest';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { openTestConsole, type TestConsole } from '../../test/support/console.ts';
import { feedChannel } from '../../test/support/feed.ts';
import { moveFeedRows } from '../pipeline/feed/move-rows.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { findFeedColumns } from '../store/feeds.ts';
import { findImport } from '../store/imports.ts';

let console_: TestConsole;
beforeAll(async () => {
  console_ = await openTestConsole();
  (console_.hub.hub.channels as Map<string, unknown>).set('valley', feedChannel('valley', generic));
}, 60_000);
afterAll(() => console_.close());

const upload = (content: string, fileName = 'export.csv', csrf = console_.csrf) => {
  const form = new FormData();
  form.set('csrf', csrf);
  form.set('channel', 'valley');
  form.set('file', new File([content], fileName));
  return console_.app.request('/feeds/upload', {
    method: 'POST',
    body: form,
    headers: { cookie: console_.cookie, origin: 'http://127.0.0.1:8080' },
  });
};

const text = [
  'Ref No;Surname;Given;Born;Where it stands;From',
  'R-1;Zztestoak;Alma;2/3/1980;Pending;Omar Zztestdoc MD',
  'R-2;=Zztestelm;Bea;2/31/1980;Pending;',
].join('\n');

const columns = {
  'column:0': 'platformReferralId',
  'column:1': 'patientLast',
  'column:2': 'patientFirst',
  'column:3': 'patientDob',
  'column:4': 'status',
  'column:5': 'referringName',
};

test('a file is handed in, its columns are settled, its rows looked at, and what is not taken comes back', async () => {
  const path = (await upload(text)).headers.get('location') ?? '';
  expect(path).toMatch(/^\/feeds\/[0-9a-f-]{36}$/);
  const id = path.split('/').at(-1) ?? '';
  const first = await (await console_.get(path)).text();
  expect(first).toContain('What each column holds');
  expect(first).toContain('Still missing');

  const looked = await (await console_.post(`${path}/columns`, { ...columns, go: 'look' })).text();
  expect(looked).toContain('Zztestoak, Alma (1980-02-03)');
  expect(looked).toContain('There is no such day in the calendar');
  expect(await findImport(console_.hub.hub.db, id)).toMatchObject({ state: 'uploaded', rowsRead: 0 });

  await console_.post(`${path}/columns`, { ...columns, go: 'start' });
  expect((await findFeedColumns(console_.hub.hub.db, 'valley'))?.columns).toMatchObject({
    Surname: 'patientLast',
  });
  await runImport(console_.hub.hub, id);
  while ((await moveFeedRows(console_.hub.hub)) > 0);

  expect(await (await console_.get(path)).text()).toContain('rejects.csv');
  const rejects = await (await console_.get(`${path}/rejects.csv`)).text();
  expect(rejects.split('\r\n')[1]).toMatch(/^R-2,'=Zztestelm,Bea,2\/31\/1980,Pending,,3,patientDob,/);
  expect(await (await console_.get(`${path}/profile.ts`)).text()).toContain("patientDob: ['Born'],");
  expect(await (await console_.get('/feeds')).text()).toContain('export.csv');
});

test('a workbook is refused in words, and nobody else’s form is taken', async () => {
  const refused = await upload('PK\u0003\u0004rest', 'export.xlsx');
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('Excel workbook (.xlsx)');
  expect((await upload(text, 'export.csv', 'forged')).status).toBe(403);
});

test('an operator does not see patients’ rows', async () => {
  const operator = await console_.signInAs('op@practice.example', 'operator');

  expect((await operator.get('/feeds')).status).toBe(403);
});
