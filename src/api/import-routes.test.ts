import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nppesHeaderLine, nppesLine } from '../../bench/parts/nppes-file.ts';
import { createTestApi, type TestApi } from '../../test/support/api.ts';
import { npi } from '../../test/support/npi.ts';
import { writeCsv } from '../formats/csv/write.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { query, sql } from '../store/database.ts';
import { findImportToDo } from '../store/imports.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const upload = (kind: string, body: string) =>
  api.call('POST', `/v1/imports?kind=${kind}&fileName=partners.csv`, { body });

/** What the hub's loop does. */
async function work(): Promise<void> {
  for (let next = await findImportToDo(api.hub.db); next; next = await findImportToDo(api.hub.db))
    await runImport(api.hub, next.id);
}

const office = (number: number, change: Record<string, string>): string =>
  nppesLine({
    NPI: npi(number),
    'Entity Type Code': '2',
    'Provider Business Practice Location Address State Name': 'IL',
    'Last Update Date': '01/05/2026',
    ...change,
  });

test('a file is handed in, counted, started, followed, and its bad rows fetched as CSV', async () => {
  const rows = [
    ['NPI', 'Last Name', 'State'],
    [npi(1), 'ZZTESTA', 'IL'],
    ['12', 'ZZTESTB', 'IL'],
    [npi(3), 'ZZTESTC', 'IN'],
  ];
  const body = writeCsv(rows);
  const kept = await upload('payer', body);
  expect(kept.status).toBe(201);
  const { id } = kept.body.imports[0];
  const options = { payer: 'Example Health', states: ['IL'] };

  expect((await api.call('POST', `/v1/imports/${id}/preview`, { body: options })).status).toBe(202);
  await work();
  const counted = await api.call('GET', `/v1/imports/${id}`);
  expect(counted.body).toMatchObject({
    state: 'uploaded',
    rowsNew: 0,
    preview: { rowsTaken: 1, rowsFiltered: 1, rowsBad: 1 },
  });

  expect((await api.call('POST', `/v1/imports/${id}/start`, { body: options })).status).toBe(202);
  await work();
  const done = await api.call('GET', `/v1/imports/${id}`);
  expect(done.body).toMatchObject({ state: 'done', rowsNew: 1, rowsFiltered: 1, rowsBad: 1 });
  const problems = await api.call('GET', `/v1/imports/${id}/problems.csv`);
  expect(problems.body).toContain('3,NPI,This is no NPI');
  expect((await api.call('POST', `/v1/imports/${id}/start`, { body: options })).status).toBe(409);
  expect((await api.call('GET', '/v1/imports')).body.imports).toMatchObject([{ id }]);
  expect(
    await query(api.hub.db, sql`select action from audit where object_kind = 'import' order by id`),
  ).toEqual([
    { action: 'import_uploaded' },
    { action: 'import_previewed' },
    { action: 'import_started' },
    { action: 'import_started' },
  ]);
});

test('a text that cannot be kept is the sender’s to correct', async () => {
  const mapping = { kind: 'payer', columns: { 'Fax\0': 'fax' } };

  const answered = await api.call('PUT', '/v1/import-mappings/x', { body: mapping });

  expect(answered).toMatchObject({ status: 400, body: { code: 'text-not-storable' } });
});

test('a file larger than other bodies may be is taken', async () => {
  const rows = Array.from({ length: 3_000 }, (_, n) => [npi(100 + n), `ZZTEST${n}`, 'x'.repeat(30)]);

  const kept = await upload('payer', writeCsv([['NPI', 'Last Name', 'City'], ...rows]));

  expect(kept.status).toBe(201);
  expect(kept.body.imports[0].bytesTotal).toBeGreaterThan(64 * 1024);
});

test('the wrong kind of file is refused with what was seen, and not kept', async () => {
  const before = await readdir(api.deps.importsDir);

  const refused = await upload('nppes', 'Agent,Outcome\nANA,CONNECTED\n');

  expect(refused).toMatchObject({ status: 422, body: { code: 'not-nppes' } });
  expect(await upload('payer', '%PDF-1.7')).toMatchObject({ status: 422, body: { code: 'not-a-table' } });
  expect(await readdir(api.deps.importsDir)).toEqual(before);
});

test('without a token of the operator nothing is taken', async () => {
  const path = '/v1/imports?kind=payer&fileName=x.csv';

  expect((await api.call('POST', path, { body: 'x', token: null })).status).toBe(401);
  expect((await api.call('POST', path, { body: 'x', token: api.tokens.events })).status).toBe(403);
});

test('a saved mapping is used by name; the sheet is exported', async () => {
  const columns = { Wer: 'family', Wann: 'lastContact' };
  expect(
    (await api.call('PUT', '/v1/import-mappings/calls', { body: { kind: 'outreach', columns } })).status,
  ).toBe(204);
  const kept = await upload('outreach', 'Wer,Wann\nZZTESTD,1/2/2026\n');
  const { id } = kept.body.imports[0];

  expect(await api.call('POST', `/v1/imports/${id}/start`, { body: { mapping: 'none' } })).toMatchObject({
    status: 400,
  });
  await api.call('POST', `/v1/imports/${id}/start`, { body: { mapping: 'calls' } });
  await work();

  expect((await api.call('GET', '/v1/outreach.csv')).body).toContain(',1/2/2026,,,,,ZZTESTD,');
});

test('proposals of the tree are accepted or refused once', async () => {
  const name = 'Provider Organization Name (Legal Business Name)';
  const file = [
    nppesHeaderLine(),
    office(50, { [name]: 'ZZTEST HEALTH', 'Is Organization Subpart': 'N' }),
    office(51, {
      [name]: 'ZZTEST EAST',
      'Is Organization Subpart': 'Y',
      'Parent Organization LBN': 'ZZTEST HEALTH',
    }),
  ].join('');
  const kept = await upload('nppes', file);
  await api.call('POST', `/v1/imports/${kept.body.imports[0].id}/start`, { body: {} });
  await work();
  const [proposal] = (await api.call('GET', '/v1/hierarchy-proposals')).body.proposals;
  expect(proposal).toMatchObject({ childName: 'ZZTEST EAST', parentName: 'ZZTEST HEALTH' });

  const path = `/v1/hierarchy-proposals/${proposal.id}`;
  expect((await api.call('POST', `${path}/accept`)).status).toBe(204);
  expect((await api.call('POST', `${path}/refuse`)).status).toBe(404);
});

test('people of one address and telephone are listed, and bound under the name a person says', async () => {
  const address = 'Provider Business Practice Location Address';
  const doctors = [21, 22, 23].map((number) =>
    office(number, {
      'Entity Type Code': '1',
      'Provider Last Name (Legal Name)': `ZZTEST${number}`,
      'Provider First Line Business Practice Location Address': '7 PARK BLVD',
      [`${address} City Name`]: 'PEORIA',
      [`${address} Telephone Number`]: '3095550101',
    }),
  );
  const kept = await upload('nppes', nppesHeaderLine() + doctors.join(''));
  await api.call('POST', `/v1/imports/${kept.body.imports[0].id}/start`, { body: {} });
  await work();

  const { body } = await api.call('GET', '/v1/practice-places');
  expect(body.places).toMatchObject([{ line1: '7 PARK BLVD', organisationId: null }]);
  const [{ id, people }] = body.places;
  expect(people).toHaveLength(3);
  const path = `/v1/practice-places/${id}/accept`;
  expect((await api.call('POST', path, { body: { name: 'ZZTEST PARK DOCTORS' } })).status).toBe(204);
  expect((await api.call('POST', path, { body: {} })).status).toBe(404);
  expect((await api.call('GET', '/v1/practice-places')).body.places).toEqual([]);
});
