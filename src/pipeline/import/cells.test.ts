import { expect, test } from 'vitest';
import { npi } from '../../../test/support/npi.ts';
import { readDate, readGender, readNpi, readPhone, readState, readZip } from './cells.ts';

const number = npi(7);

test.each([
  [number, number],
  [` ${number.slice(0, 4)} ${number.slice(4)} `, number],
  [`80840${number}`, number],
  [`${number}.0`, number],
])('NPI %j', (text, value) => {
  expect(readNpi(text)).toEqual({ value });
});

test.each([
  ['1.23457E+09', 'rounded by a spreadsheet'],
  ['123456789', 'ten digits'],
  [`${number.slice(0, 9)}${(Number(number.slice(9)) + 1) % 10}`, 'check digit'],
])('no NPI: %j', (text, what) => {
  expect(readNpi(text)).toMatchObject({ problem: { what: expect.stringContaining(what) } });
});

test.each([
  ['(718) 555-0101', { number: '7185550101' }],
  ['+1 718.555.0101', { number: '7185550101' }],
  ['7185550101.0', { number: '7185550101' }],
  ['718-555-0101 x12', { number: '7185550101', extension: '12' }],
  ['718-555-0101, ext. 12', { number: '7185550101', extension: '12' }],
  ['718-555-0101 #12', { number: '7185550101', extension: '12' }],
])('telephone %j', (text, value) => {
  expect(readPhone(text)).toEqual({ value });
});

test.each(['555-0101', '118-555-0101', '7.18555E+09', 'call 718 555 0101 first', ''])(
  'no telephone: %j',
  (text) => {
    expect(readPhone(text)).toHaveProperty('problem');
  },
);

test.each([
  ['11355', undefined, '11355'],
  ['113551234', 'NY', '11355-1234'],
  ['2134', 'MA', '02134'],
  ['2134', undefined, '02134'],
  ['60606.0', 'IL', '60606'],
])('ZIP code %j of %s', (text, state, value) => {
  expect(readZip(text, state)).toEqual({ value });
});

test.each([
  ['2134', 'IL'],
  ['1135A', 'NY'],
  ['113555', 'NY'],
])('no ZIP code: %j of %s', (text, state) => {
  expect(readZip(text, state)).toHaveProperty('problem');
});

test.each([
  ['2026-11-09', '2026-11-09'],
  ['11/9/2026', '2026-11-09'],
  ['11/9/26', '2026-11-09'],
  ['11-09-2026 10:30', '2026-11-09'],
  ['43781', '2019-11-12'],
])('date %j', (text, value) => {
  expect(readDate(text)).toEqual({ value });
});

test.each(['13/1/2026', '2/30/2026', '12345', 'soon'])('no date: %j', (text) => {
  expect(readDate(text)).toHaveProperty('problem');
});

test('states by letters and by name, genders by word', () => {
  expect(readState('n.y.')).toEqual({ value: 'NY' });
  expect(readState('New  York')).toEqual({ value: 'NY' });
  expect(readState('Bavaria')).toHaveProperty('problem');
  expect(readGender('female')).toEqual({ value: 'F' });
  expect(readGender('?')).toHaveProperty('problem');
});
