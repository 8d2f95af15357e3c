import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaries, linkLibraries, probe } from './binaries.ts';

const found = await findBinaries().catch(() => undefined);
const bundle = found?.bundle;

test.runIf(bundle !== undefined && process.platform === 'linux')(
  'links that npm did not make are made, and making them twice is harmless',
  async () => {
    const copy = join(await mkdtemp(join(tmpdir(), 'bundle-')), 'native');
    await cp(bundle ?? '', copy, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(await readFile(join(copy, 'pg-symlinks.json'), 'utf8')) as readonly {
      target: string;
    }[];
    for (const { target } of links) await rm(join(dirname(copy), target), { force: true });
    expect(await probe(join(copy, 'bin'), copy)).toBeUndefined();

    await linkLibraries(copy);
    await linkLibraries(copy);

    expect(await probe(join(copy, 'bin'), copy)).toMatchObject({ major: found?.major });
    await rm(dirname(copy), { recursive: true });
  },
);

test('a folder without programs is no Postgres', async () => {
  expect(await probe('/nonexistent', undefined)).toBeUndefined();
});
