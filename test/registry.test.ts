import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { destinations } from '../src/destinations/index.ts';
import { readers } from '../src/readers/index.ts';
import { sources } from '../src/sources/index.ts';

const root = join(import.meta.dirname, '..', 'src');

const registries = [
  { kind: 'sources', suite: 'describeSource', list: sources },
  { kind: 'destinations', suite: 'describeDestination', list: destinations },
  { kind: 'readers', suite: 'describeReader', list: readers },
] as const;

function foldersOf(kind: string): readonly string[] {
  return readdirSync(join(root, kind), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted((one, other) => one.localeCompare(other));
}

describe.each(registries)('$kind', ({ kind, suite, list }) => {
  const folders = foldersOf(kind);

  test('the list names every folder, in order, and nothing else', () => {
    expect(list.map((adapter) => adapter.name)).toEqual(folders);
  });

  test('each has a summary of one line', () => {
    for (const adapter of list) expect(adapter.summary).toMatch(/^[^\n]{10,120}$/);
  });

  test.each(folders)('%s exports its definition and nothing else', async (folder) => {
    const module: Record<string, unknown> = await import(join(root, kind, folder, 'index.ts'));

    expect(Object.values(module)).toEqual([list.find((adapter) => adapter.name === folder)]);
  });

  test.each(folders)('%s has a README for the person who connects it', (folder) => {
    const path = join(root, kind, folder, 'README.md');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';

    expect(text).toMatch(/^# (Source|Destination|Reader) `[a-z-]+`/);
    for (const heading of ['## Config', '## Try it', '## Known quirks']) expect(text).toContain(heading);
  });

  test.each(folders)('%s is held to the contract', (folder) => {
    const path = join(root, kind, folder, 'index.test.ts');

    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toContain(`${suite}({`);
  });
});
