import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseValue, mergeFields, rankOf, type Held, type Said } from './provenance.ts';

const at = '2026-03-02';
const nppes = { source: 'nppes', at };
const verified = { source: 'person:ana@practice.example', at, by: 'ana@practice.example' };

describe('rankOf', () => {
  it('weighs a person over files and files over channels', () => {
    const inOrder = [
      undefined,
      { source: 'channel:emr-scheduling', at },
      nppes,
      { source: 'file:0190', at },
      { source: 'payer:plan', at },
      { source: 'person', at },
      verified,
    ];
    expect(inOrder.map(rankOf)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe('chooseValue', () => {
  it('keeps what a person verified, however new the file', () => {
    const held = { value: '2125550100', from: verified };
    expect(chooseValue(held, { value: '2125550199', from: { source: 'nppes', at: '2030-01-01' } })).toBe(
      held,
    );
  });

  it('takes the newer of two statements of one rank', () => {
    const said = { value: '2125550199', from: { source: 'nppes', at: '2026-04-01' } };
    expect(chooseValue({ value: '2125550100', from: nppes }, said)).toBe(said);
    expect(chooseValue(said, { value: '2125550100', from: nppes })).toBe(said);
  });

  it('takes anything over what nobody said', () => {
    const said = { value: 'Bronx', from: { source: 'channel:emr', at } };
    expect(chooseValue({ value: 'Queens' }, said)).toBe(said);
  });

  it('ends in the same value in whatever order statements arrive, and however often', () => {
    const source = fc.constantFrom('person', 'payer:a', 'file:1', 'nppes', 'channel:a', 'channel:b');
    const day = fc.constantFrom('2026-01-01', '2026-01-02', '2026-01-02T10:00:00.000Z');
    const said = fc.record({
      value: fc.constantFrom('1', '2', '3', null),
      from: fc.record(
        { source, at: day, by: fc.constantFrom('ana@practice.example') },
        { requiredKeys: ['source', 'at'] },
      ),
    });
    const fold = (all: readonly Said[]): Held => all.reduce<Held>(chooseValue, { value: null });
    fc.assert(
      fc.property(fc.array(said, { minLength: 1 }), fc.infiniteStream(fc.nat()), (all, picks) => {
        const mixed = all.map((one) => ({ one, by: picks.next().value })).toSorted((a, b) => a.by - b.by);
        const again = [...mixed.map(({ one }) => one), ...all];
        expect(rankOf(fold(again).from)).toBe(rankOf(fold(all).from));
        expect(fold(again).value).toBe(fold(all).value);
      }),
    );
  });
});

describe('mergeFields', () => {
  it('says what changed and where each value is from', () => {
    const from = { source: 'nppes', at: '2026-05-01' };
    const merged = mergeFields(
      {
        phone: '2125550100',
        fax: '2125550101',
        city: 'BRONX',
        hours: { mon: [['08:00', '17:00']], tue: [] },
      },
      { phone: verified, fax: nppes },
      {
        phone: '2125550190',
        fax: '2125550191',
        city: undefined,
        hours: { tue: [], mon: [['08:00', '17:00']] },
      },
      from,
    );
    expect(merged.changes).toEqual([{ field: 'fax', before: '2125550101', after: '2125550191' }]);
    expect(merged.provenance).toEqual({ phone: verified, fax: from, hours: from });
  });
});
