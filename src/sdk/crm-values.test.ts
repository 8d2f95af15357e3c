import { expect, test } from 'vitest';
import { differingFields, isSameValue } from './crm-values.ts';

test.each([
  [2, '2'],
  [2, 2.0],
  [true, 'true'],
  [null, ''],
  [null, undefined],
  ['', null],
  ['2026-11-02T14:30:00.000Z', '2026-11-02T14:30:00.000+0000'],
  ['2026-11-02T14:30:00.987Z', '2026-11-02T14:30:00Z'],
  ['2026-11-02T14:30:00.000Z', '2026-11-02T09:30:00-05:00'],
  ['Springfield', 'Springfield '],
])('%j and %j are one', (wanted, found) => {
  expect(isSameValue(wanted, found)).toBe(true);
});

test.each([
  [2, '3'],
  [0, ''],
  [0, null],
  [false, null],
  ['60000', '060000'],
  ['0123', '123'],
  ['2026-11-02T14:30:00.000Z', '2026-11-02T14:31:00Z'],
  ['north', 'North'],
])('%j and %j are not', (wanted, found) => {
  expect(isSameValue(wanted, found)).toBe(false);
});

test('what could not be read back is not compared', () => {
  const to = { object: 'Account', idField: 'Ext__c', id: 'a1' };
  const wanted = {
    ...to,
    fields: { A: 1 },
    initial: { Theirs: 'x' },
    links: [
      { field: 'What', to },
      { field: 'Account', to },
    ],
  };

  expect(differingFields(wanted, { fields: { A: 1, Account: 'a1', Theirs: 'y' } })).toEqual([]);
  expect(differingFields(wanted, { fields: { A: 2, Account: 'a2' } })).toEqual(['A', 'Account']);
});
