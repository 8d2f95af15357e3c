import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeZip } from '../../../test/support/zip.ts';
import { isZip, openTable, readRecords } from './open-file.ts';
import { listZip } from './zip.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'referloop-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keep(bytes: Buffer): Promise<string> {
  const path = join(folder, `file_${(files += 1)}`);
  await writeFile(path, bytes);
  return path;
}

const table = `NPI,Name\r\n${Array.from({ length: 5_000 }, (_, n) => `${n},ZZTEST ${n}`).join('\r\n')}\r\n`;
const archive = (isLarge = false) =>
  makeZip(
    [
      { name: 'readme.txt', text: 'none', isStored: true },
      { name: 'npidata_pfile.csv', text: table },
      { name: 'pl_pfile.csv', text: table, isStored: true },
    ],
    isLarge,
  );

async function rowsOf(path: string, member: string, from = { bytesDone: 0, rowDone: 0 }) {
  const file = await openTable(path, member);
  const rows = [];
  for await (const records of readRecords(file, from)) rows.push(...records);
  return rows;
}

test.each([
  ['usual', false],
  ['ZIP64', true],
])('files of a %s archive are read, packed and as they are', async (_, isLarge) => {
  const path = await keep(archive(isLarge));

  expect(await isZip(path)).toBe(true);
  expect((await listZip(path)).map(({ name, size }) => [name, size])).toEqual([
    ['readme.txt', 4],
    ['npidata_pfile.csv', table.length],
    ['pl_pfile.csv', table.length],
  ]);
  for (const member of ['npidata_pfile.csv', 'pl_pfile.csv']) {
    const rows = await rowsOf(path, member);
    expect(rows).toHaveLength(5_000);
    expect(rows[4_999]?.fields).toEqual(['4999', 'ZZTEST 4999']);
  }
});

test('reading goes on in the middle of a packed file', async () => {
  const path = await keep(archive());
  const all = await rowsOf(path, 'npidata_pfile.csv');
  const half = all[2_500];

  const rest = await rowsOf(path, 'npidata_pfile.csv', {
    bytesDone: half?.end ?? 0,
    rowDone: half?.row ?? 0,
  });

  expect(rest).toEqual(all.slice(2_501));
});

test('a comment behind the archive is no harm', async () => {
  const bytes = archive();
  bytes.writeUInt16LE(5, bytes.length - 2);

  expect(await listZip(await keep(Buffer.concat([bytes, Buffer.from('hello')])))).toHaveLength(3);
});

test.each([
  ['is cut off', () => archive().subarray(0, -200)],
  ['is cut off, ZIP64', () => archive(true).subarray(60)],
  ['is none', () => Buffer.from('NPI,Name\r\n1,ZZTEST\r\n')],
  ['is empty', () => Buffer.alloc(0)],
])('an archive that %s is refused with what to do', async (_, bytes) => {
  await expect(listZip(await keep(bytes()))).rejects.toMatchObject({
    code: 'zip-broken',
    fate: 'permanent',
    message: expect.stringContaining('Fetch it again'),
  });
});

test('packed bytes that are damaged end the reading with a sentence', async () => {
  const bytes = archive();
  const [, packed] = await listZip(await keep(bytes));
  bytes.fill(0xff, (packed?.start ?? 0) + 200, (packed?.start ?? 0) + 400);

  await expect(rowsOf(await keep(bytes), 'npidata_pfile.csv')).rejects.toMatchObject({
    code: 'file-unreadable',
    fate: 'permanent',
  });
});

test('a text is no archive, and a file that is not there says so', async () => {
  expect(await isZip(await keep(Buffer.from('NPI')))).toBe(false);
  await expect(isZip(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file-unreadable' });
});
