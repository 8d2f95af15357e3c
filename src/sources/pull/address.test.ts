import { describe, expect, test } from 'vitest';
import { addressOf, linkedNext, nextAddress } from './address.ts';
import { pullSourceConfig } from './config.ts';

const settings = (url: string, change: object = {}) =>
  pullSourceConfig.parse({
    url,
    records: { next: url.includes('{cursor}') ? { cursor: '/next' } : 'link' },
    ...change,
  });
const base = 'https://api.platform.example/v1/referrals';

describe('the address', () => {
  const since = '2026-01-05T12:00:00.000Z';

  test.each([
    ['iso', '2026-01-05T12%3A00%3A00.000Z'],
    ['date', '2026-01-05'],
    ['seconds', '1767614400'],
    ['milliseconds', '1767614400000'],
  ])('since as %s', (sinceForm, written) => {
    const set = settings(`${base}?a=1&since={since}`, { sinceForm });
    expect(addressOf(set, { since, cursor: undefined })).toBe(`${base}?a=1&since=${written}`);
  });

  test('a cursor that is not there yet is left out; one that is there is encoded', () => {
    const set = settings(`${base}?cursor={cursor}`);
    expect(addressOf(set, { since, cursor: undefined })).toBe(base);
    expect(addressOf(set, { since, cursor: 'a&b=c/d' })).toBe(`${base}?cursor=a%26b%3Dc%2Fd`);
  });
});

describe('the next page', () => {
  test.each([
    ['?page=2', `${base}?page=2`],
    ['/v1/referrals?page=2', `${base}?page=2`],
    ['https://api.platform.example:443/v2', 'https://api.platform.example/v2'],
  ])('%s is on the same server', (next, url) => {
    expect(nextAddress(next, base)).toBe(url);
  });

  test.each([
    'https://other.example/v1',
    'http://api.platform.example/v1',
    'https://api.platform.example:8443/v1',
    'https://api.platform.example@other.example/',
    'https://name:word@api.platform.example/',
    '//other.example/v1',
    'file:///etc/passwd',
    'http://169.254.169.254/latest',
    'https://[',
  ])('%s is not', (next) => {
    expect(() => nextAddress(next, base)).toThrow('another server');
  });

  test.each([
    ['<https://a.example/?p=2>; rel="next"', 'https://a.example/?p=2'],
    ['<https://a.example/?p=1,2>; rel="prev", <https://a.example/?p=3>; rel=next', 'https://a.example/?p=3'],
    ['<x>; title="more"; rel="last next"', 'x'],
    ['<x>; rel="nextish"', undefined],
    ['', undefined],
    ['nonsense', undefined],
  ])('of the Link header %s', (header, target) => {
    expect(linkedNext(header)).toBe(target);
  });
});
