import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { measuresDocument } from '../../cli/docs/measures-document.ts';
import { measureCatalogue } from '../../domain/measures/catalogue.ts';
import { query, sql } from '../database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every view of a measure is in the catalogue, with its comment for a definition', async () => {
  const views = await query<{ readonly name: string; readonly definition: string }>(
    database.db,
    sql`select substr(relname, 9) as name, obj_description(oid, 'pg_class') as definition from pg_class
        where relkind = 'v' and relname like 'measure\_%' order by relname`,
  );

  const catalogue = measureCatalogue.map(({ name, definition }) => ({ name, definition }));
  expect<unknown>(views).toEqual(catalogue.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
});

// `npx vitest run src/store/measures/definitions.test.ts -u` writes it.
test('docs/measures.md is made of the same texts', async () => {
  await expect(measuresDocument()).toMatchFileSnapshot('../../../docs/measures.md');
});
