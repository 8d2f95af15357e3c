import { describe, expect, test } from 'vitest';
import {
  blameOfFax,
  failedFax,
  faxEndInWords,
  faxEndOf,
  faxMark,
  outcomeOfFax,
  readFaxMark,
  type FaxEnd,
} from './fax-outcome.ts';

const report = (end: FaxEnd, more = {}) => ({ id: 'F-1', end, ...more });

describe('what a report proves', () => {
  test('an arrival is success with no page missing', () => {
    expect(outcomeOfFax(report('arrived', { pagesSent: 3 }), 3)).toMatchObject({
      status: 'delivered',
      reference: 'F-1',
      detail: 'Pages confirmed: 3.',
    });
    expect(outcomeOfFax(report('arrived'), 3)).toMatchObject({ status: 'delivered' });
  });

  test.each([
    ['fewer than we sent', { pagesSent: 2 }, 3],
    ['fewer than the gateway made of it', { pagesSent: 3, pages: 4 }, 3],
    ['none', { pagesSent: 0 }, 1],
    ['a document that lost pages on the way', { pages: 2 }, 3],
    ['fewer than the gateway made of it, when we do not know ours', { pagesSent: 1, pages: 2 }, undefined],
  ])('success with pages missing is partial, and everything is sent again: %s', (_, pages, ours) => {
    expect(outcomeOfFax(report('arrived', pages), ours)).toMatchObject({
      status: 'failed',
      fate: 'transient',
      code: 'fax-partial',
    });
  });

  test.each<[FaxEnd, string, string]>([
    ['partial', 'transient', 'time'],
    ['busy', 'transient', 'time'],
    ['no_answer', 'transient', 'time'],
    ['line', 'transient', 'time'],
    ['cancelled', 'transient', 'time'],
    ['other', 'transient', 'time'],
    ['no_such_number', 'permanent', 'address'],
    ['no_fax_machine', 'permanent', 'address'],
    ['document', 'permanent', 'document'],
    ['request', 'permanent', 'document'],
    ['account', 'transient', 'account'],
  ])('%s is %s, to the charge of the %s', (end, fate, blame) => {
    const outcome = outcomeOfFax(report(end), 1);
    expect(outcome).toMatchObject({ status: 'failed', fate });
    expect(blameOfFax('code' in outcome ? outcome.code : '')).toBe(blame);
  });

  test('what is not over proves nothing', () => {
    expect(outcomeOfFax(report('under_way'), 1)).toEqual({ status: 'sent', reference: 'F-1' });
  });

  test('the gateway’s word is kept when it is one, and no more', () => {
    expect(failedFax('busy', 'user_busy').detail).toBe('The line was busy (user_busy).');
    expect(failedFax('busy', '<b>ZZTESTFIELD</b>').detail).toBe('The line was busy.');
    expect(failedFax('busy', 'x'.repeat(61)).detail).toBe('The line was busy.');
  });

  test('a code of something else blames nobody', () => {
    expect(blameOfFax('smtp-550')).toBeUndefined();
  });
});

describe('words and marks', () => {
  test('a word nobody knows, and none, is a failure without a reason', () => {
    const table = { busy: 'busy' } as const;
    expect(faxEndOf('BUSY', table)).toBe('busy');
    expect(faxEndOf('toString', table)).toBe('other');
    expect(faxEndOf(undefined, table)).toBe('other');
  });

  test.each<[string, FaxEnd]>([
    ['Busy signal detected', 'busy'],
    ['No Answer', 'no_answer'],
    ['No answer from remote; ring timeout', 'no_answer'],
    ['No Remote Fax', 'no_fax_machine'],
    ['Voice line detected', 'no_fax_machine'],
    ['No carrier detected', 'no_fax_machine'],
    ['Invalid phone number', 'no_such_number'],
    ['Number not in service', 'no_such_number'],
    ['Document conversion failed', 'document'],
    ['Insufficient credit', 'account'],
    ['Job removed from queue', 'cancelled'],
    ['Failed to train with remote', 'line'],
    ['Kill time expired', 'other'],
    ['', 'other'],
  ])('%j is %s', (words, end) => {
    expect(faxEndInWords(words)).toBe(end);
  });

  test('a mark is read back, and nothing else is one', () => {
    expect(readFaxMark(faxMark('0198-ab', 12))).toEqual({ key: '0198-ab', pages: 12 });
    for (const other of ['', 'x', 'x:', ':1', 'a b:1', 'x:1:2 ', undefined])
      expect(readFaxMark(other)).toBeUndefined();
  });
});
