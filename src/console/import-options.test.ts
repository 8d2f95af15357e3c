import { expect, test } from 'vitest';
import type { ImportKind, ImportRun } from '../store/imports.ts';
import { readOptions } from './import-options.ts';

const read = (kind: ImportKind, form: Readonly<Record<string, string>>, header: readonly string[] = []) =>
  readOptions({ kind } as ImportRun, form, header, [
    { name: 'monthly', kind: 'payer', columns: { Doc: 'name' }, savedBy: 'ana', savedAt: '' },
  ]);

test('NPPES is never taken whole: a place is needed', () => {
  expect(read('nppes', { 'group:pcp': '1' })).toMatchObject({
    problem: expect.stringContaining('Say where'),
  });
  expect(
    read('nppes', { states: 'ny, nj', zips: '112-', 'group:pcp': '1', codes: '207R*', stage: 'target' }),
  ).toEqual({
    options: { states: ['NY', 'NJ'], zips: ['112'], specialties: ['pcp', '207R*'], stage: 'target' },
  });
});

test('what is no state, ZIP or specialty is named', () => {
  expect(read('nppes', { states: 'New York' })).toMatchObject({
    problem: expect.stringContaining('“NEW YORK”'),
  });
  expect(read('nppes', { zips: 'abc' })).toMatchObject({ problem: expect.stringContaining('figures') });
  expect(read('nppes', { states: 'NY', codes: 'eyes' })).toMatchObject({
    problem: expect.stringContaining('“eyes”'),
  });
});

test('each column of a sheet is one thing, and a saved mapping stands for all', () => {
  const header = ['A', 'B'];
  expect(read('payer', { payer: 'X', 'column:0': 'npi', 'column:1': 'npi' }, header)).toMatchObject({
    problem: expect.stringContaining('Two columns'),
  });
  expect(read('payer', { payer: 'X' }, header)).toMatchObject({
    problem: expect.stringContaining('at least one'),
  });
  expect(read('payer', { 'column:0': 'npi' }, header)).toMatchObject({
    problem: expect.stringContaining('whose'),
  });
  expect(read('payer', { payer: 'X', mapping: 'monthly', statedOn: '2026-11-01' }, header)).toEqual({
    options: { columns: { Doc: 'name' }, payer: 'X', statedOn: '2026-11-01' },
  });
});

test('volumes are of a year', () => {
  expect(read('volume', { year: '2022' })).toEqual({ options: { year: 2022 } });
  expect(read('volume', { year: '22' })).toMatchObject({ problem: expect.stringContaining('year') });
});
