import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { isBuiltin } from 'node:module';
import { expect, test } from 'vitest';

/** Who may import whom (docs/ARCHITECTURE.md). `main` and `cli` may import everything. */
const table: Readonly<Record<string, readonly string[]>> = {
  lib: ['lib'],
  domain: ['lib', 'domain'],
  formats: ['lib', 'formats'],
  sdk: ['lib', 'domain', 'formats', 'sdk'],
  sources: ['lib', 'formats', 'sdk'],
  contained: ['lib', 'contained'],
  readers: ['lib', 'formats', 'sdk', 'contained'],
  destinations: ['lib', 'formats', 'sdk'],
  connectors: ['lib', 'formats', 'sdk'],
  store: ['lib', 'domain', 'store'],
  pipeline: ['lib', 'domain', 'formats', 'sdk', 'store', 'contained', 'pipeline'],
  jobs: ['lib', 'domain', 'store', 'pipeline', 'jobs'],
  api: ['lib', 'domain', 'store', 'pipeline', 'api'],
  console: ['lib', 'domain', 'store', 'pipeline', 'console'],
};

const adapters = new Set(['sources', 'readers', 'destinations', 'connectors']);
/** Pure layers read bytes, nothing else of the platform. */
const pure = new Set(['domain', 'formats']);
const pureBuiltins = new Set(['node:buffer']);

type Import = { readonly from: string; readonly to: string; readonly isType: boolean };

/** The formatter writes every import and re-export as one statement that ends in `from '…';`. */
const statement =
  /^(?:import|export)\s(?<clause>[^'";]*?)\sfrom\s'(?<value>[^']+)';|^import\s'(?<bare>[^']+)';/gm;

const files = ['src', 'channels', 'mappings', 'crm']
  .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)))
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));
const imports = files.flatMap(importsOf);

test('there is something to check', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('every layer imports only what the table allows', () => {
  expect(imports.filter(isForbidden).map(describe)).toEqual([]);
});

test('channels and mappings use #hub and one another', () => {
  const wrong = imports.filter(
    ({ from, to }) => /^(channels|mappings|crm)\//.test(from) && !/^(#hub$|channels\/|mappings\/)/.test(to),
  );

  expect(wrong.map(describe)).toEqual([]);
});

test('domain and formats do no input or output', () => {
  const wrong = imports.filter(
    ({ from, to }) => pure.has(layerOf(from)) && isBuiltin(to) && !pureBuiltins.has(to),
  );

  expect(wrong.map(describe)).toEqual([]);
});

test('no file imports itself by a detour', () => {
  expect(findCycles()).toEqual([]);
});

function isForbidden({ from, to }: Import): boolean {
  const layer = layerOf(from);
  const allowed = table[layer];
  if (!allowed || !to.startsWith('src/')) return false;
  if (!adapters.has(layer)) return !allowed.includes(layerOf(to));
  const isOwn = to.split('/').slice(0, 3).join('/') === from.split('/').slice(0, 3).join('/');
  const isList = /^src\/[a-z]+\/index\.ts$/.test(from);
  return layerOf(to) === layer ? !isOwn && !isList : !allowed.includes(layerOf(to));
}

function layerOf(file: string): string {
  return /^src\/([^/]+)\//.exec(file)?.[1] ?? '';
}

function importsOf(file: string): readonly Import[] {
  return [...readFileSync(file, 'utf8').matchAll(statement)].map(({ groups }) => {
    const value = groups?.['value'] ?? groups?.['bare'] ?? '';
    const to = value.startsWith('.') ? normalize(join(dirname(file), value)) : value;
    return { from: file, to, isType: isTypeOnly(groups?.['clause'] ?? '') };
  });
}

/** `type { … }`, or braces in which every name is a type. */
function isTypeOnly(clause: string): boolean {
  if (/^type\s/.test(clause)) return true;
  const names = /^\{(?<names>[^}]*)\}$/
    .exec(clause)
    ?.groups?.['names']?.split(',')
    .map((name) => name.trim());
  return names !== undefined && names.filter((name) => name !== '').every((name) => name.startsWith('type '));
}

/** Cycles of imports that exist at run time: types may refer to each other. */
function findCycles(): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of imports) if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return cycles;
}

function describe({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
