import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { arrayText } from './array-text.ts';
import { queryOne, sql } from './database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

test('what needs no quotes has none', () => {
  expect(arrayText(['0198c0de-0000-7000-8000-000000000001', '2026-03-02T09:30:00.000Z', null, 7, true])).toBe(
    '{0198c0de-0000-7000-8000-000000000001,2026-03-02T09:30:00.000Z,NULL,7,true}',
  );
});

test('what is no text, number, boolean or null is left to the driver', () => {
  expect(arrayText([['a'], ['b']])).toBeUndefined();
  expect(arrayText([Buffer.from('a')])).toBeUndefined();
  expect(arrayText([new Date(0)])).toBeUndefined();
});

test('whatever texts are sent, the same come back', async () => {
  const odd = [
    '',
    'NULL',
    'null',
    'nUlL',
    '{}',
    ',',
    '"',
    '\\',
    '\\"',
    ' a ',
    '\n',
    '\u00A0',
    "'",
    '{"a":"b\\\\c"}',
    'é',
  ];
  await roundTrip([...odd, null]);
  const texts = fc.array(fc.option(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))));
  await fc.assert(fc.asyncProperty(texts, roundTrip), { numRuns: 50 });
});

test('so do numbers and booleans', async () => {
  const row = await queryOne(
    database.db,
    sql`select ${[1, -2, 3.5, null]}::float8[] as numbers, ${[true, false, null]}::boolean[] as truths, ${[]}::uuid[] as none`,
  );

  expect(row).toEqual({ numbers: [1, -2, 3.5, null], truths: [true, false, null], none: [] });
});

async function roundTrip(texts: readonly (string | null)[]): Promise<void> {
  const row = await queryOne<{ readonly texts: unknown }>(
    database.db,
    sql`select to_jsonb(${texts}::text[]) as texts`,
  );
  expect(row?.texts).toEqual(texts);
}
