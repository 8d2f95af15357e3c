import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { referralStates } from '../../domain/referral-state.ts';
import { businessStatuses, standingOf, standings, testsFor } from './state-table.ts';

const plain = { isOnHold: false, isNoteDelivered: false };

describe('the table of states', () => {
  test('has every state, and only what nobody asked for is not shown', () => {
    expect(Object.keys(standings).toSorted()).toEqual([...referralStates].toSorted());
    expect(referralStates.filter((state) => standings[state] === undefined)).toEqual(['possible']);
  });

  test('stands in the documents as it is', () => {
    const document = readFileSync('docs/fhir/reading-the-ledger.md', 'utf8');
    for (const state of referralStates) {
      const { request, task, business } = standings[state] ?? {};
      const cells = [request, task, business].map((one) => (one === undefined ? '–' : `\`${one}\``));
      expect(document).toContain(`| ${state} | ${cells.join(' | ')} |`);
    }
    for (const [code, display] of Object.entries(businessStatuses))
      expect(document).toContain(`\`${code}\` ${display}`);
  });

  test('what is on hold waits only while nothing has ended', () => {
    expect(standingOf('accepted', { ...plain, isOnHold: true })).toMatchObject({
      task: 'on-hold',
      business: '3.0',
    });
    expect(standingOf('closed', { ...plain, isOnHold: true })).toMatchObject({ task: 'completed' });
    expect(standingOf('seen', { ...plain, isNoteDelivered: true })?.business).toBe('5.1.4');
  });

  test('read backwards it finds exactly the referrals that are shown with a status', () => {
    const facets = [false, true].flatMap((isOnHold) =>
      [false, true].map((isNoteDelivered) => ({ isOnHold, isNoteDelivered })),
    );
    const all = referralStates.flatMap((state) => facets.map((one) => ({ state, ...one })));
    for (const kind of ['request', 'task', 'business'] as const) {
      const codes = new Set(all.flatMap(({ state, ...one }) => standingOf(state, one)?.[kind] ?? []));
      for (const code of codes) {
        const tests = testsFor(kind, [code]);
        const found = all.filter((one) =>
          tests.some((asked) =>
            Object.entries({ ...one, ...asked }).every(([name, value]) => one[name as 'state'] === value),
          ),
        );
        expect(found).toEqual(all.filter(({ state, ...one }) => standingOf(state, one)?.[kind] === code));
      }
    }
  });
});
