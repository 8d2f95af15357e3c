import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importDiagnosisCodes, knownDiagnoses } from './diagnosis-codes.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'referloop-icd10-'));
});
afterAll(() => database.drop());

async function fileOf(...lines: readonly string[]): Promise<string> {
  const path = join(folder, `${lines.length}.txt`);
  await writeFile(path, lines.join('\r\n'));
  return path;
}

test('without a file the common codes are known; a file of CMS takes their place, whole', async () => {
  const { db } = database;
  expect((await knownDiagnoses(db)).isComplete).toBe(false);

  const count = await importDiagnosisCodes(
    db,
    await fileOf(
      'Z9989   Dependence on other enabling machines',
      'Q999    Chromosomal abnormality, unspecified',
    ),
    2,
  );
  const list = await knownDiagnoses(db);

  expect([count, list.isComplete, list.titleOf('Z99.89')]).toEqual([
    2,
    true,
    'Dependence on other enabling machines',
  ]);
});

test('another file is refused with its line, and nothing of it is taken', async () => {
  const { db } = database;
  const before = await knownDiagnoses(db);

  await expect(
    importDiagnosisCodes(db, await fileOf('Z9989   Dependence', 'npi,name', 'x'), 1),
  ).rejects.toThrow(/Line 2/);
  await expect(
    importDiagnosisCodes(db, await fileOf('Z9989   Dependence on other enabling machines')),
  ).rejects.toThrow(/1 codes/);

  expect((await knownDiagnoses(db)).titleOf('Q99.9')).toBe(before.titleOf('Q99.9'));
});
