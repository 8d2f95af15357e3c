import { afterEach, describe, expect, test } from 'vitest';
import { parcel } from '../../test/contracts/destination.ts';
import { openPort } from '../../test/contracts/door.ts';
import { inventedDocument, OFFICE } from '../../test/support/fax-vendor.ts';
import {
  askGateway,
  gatewayUrl,
  notHandedOver,
  openFaxGateway,
  retryAfterOf,
  type FaxGateway,
  type Handed,
} from './fax-gateway.ts';
import { faxEndpoint } from './fax-number.ts';
import type { FaxReport } from './fax-outcome.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const taken: Handed = { status: 'sent', reference: 'F-1' };
function gateway(change: Partial<FaxGateway> = {}) {
  return openFaxGateway({
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    hand: () => Promise.resolve(taken),
    find: () => Promise.resolve(undefined),
    times: { settleSeconds: 0, askSeconds: 0 },
    ...change,
  });
}
const one = () => parcel(OFFICE, {}, { document: inventedDocument() });
const never = new AbortController().signal;
const sent = { key: 'k-1', address: OFFICE, settings: {}, sentAt: '2026-01-05T18:00:00.000Z', pages: 2 };
const report = (id: string, end: FaxReport['end']): FaxReport => ({ id, end, pagesSent: 2, mark: 'k-1:2' });

describe('one that was handed over', () => {
  test('is unknown when it was stopped in the middle, and was never sent when the login failed before', async () => {
    const port = await openPort(() => new Promise(() => undefined));
    closes.push(port.close);
    const stop = new AbortController();
    const hand: FaxGateway['hand'] = async (_, signal) => {
      const asked = askGateway(port.url, { method: 'POST', body: 'fax' }, { timeoutSeconds: 60, signal });
      stop.abort();
      await asked;
      return taken;
    };
    expect(await gateway({ hand }).deliver(one(), stop.signal)).toMatchObject({
      fate: 'ambiguous',
      code: 'cancelled',
    });
    const noLogin = gateway({ hand: () => Promise.reject(notHandedOver(new Error('login'))) });
    expect(await noLogin.deliver(one(), never)).toMatchObject({
      fate: 'transient',
      code: 'gateway-unreachable',
    });
  });

  test('is unknown after anything nobody foresaw', async () => {
    const odd = gateway({ hand: () => Promise.reject(new TypeError('a mistake of ours')) });
    const outcome = await odd.deliver(one(), never);
    expect(outcome).toMatchObject({ fate: 'ambiguous', code: 'no-answer' });
    expect(JSON.stringify(outcome)).not.toContain('mistake');
  });
});

describe('of several with our reference', () => {
  const searching = (reports: readonly FaxReport[] | undefined, settleSeconds = 0) =>
    gateway({ search: () => Promise.resolve(reports), times: { settleSeconds, askSeconds: 0 } });

  test.each([
    [
      'the one that arrived counts',
      ['busy', 'arrived', 'under_way'],
      { status: 'delivered', reference: 'F-1' },
    ],
    ['then the one on its way', ['busy', 'under_way'], { status: 'sent', reference: 'F-1' }],
    ['then how the newest ended', ['no_answer', 'busy'], { code: 'fax-no-answer' }],
  ] as const)('%s', async (_, ends, outcome) => {
    const reports = ends.map((end, index) => report(`F-${index}`, end));
    expect(await searching(reports).confirm?.(sent, never)).toMatchObject(outcome);
  });

  test('failures say nothing while the last try may still turn up', async () => {
    const slow = searching([report('F-1', 'busy')], 3600);
    expect(await slow.confirm?.({ ...sent, sentAt: new Date().toISOString() }, never)).toBeUndefined();
    expect(await searching(undefined).confirm?.(sent, never)).toBeUndefined();
    expect(await gateway().confirm?.(sent, never)).toBeUndefined();
  });
});

test('addresses are https, or on this machine, and lose their last slash', () => {
  expect(gatewayUrl.parse('https://api.gateway.example/v1/')).toBe('https://api.gateway.example/v1');
  expect(gatewayUrl.parse('http://127.0.0.1:9017')).toBe('http://127.0.0.1:9017');
  for (const wrong of ['http://api.gateway.example', 'http://127.0.0.1.evil.example', 'ftp://x', 'api'])
    expect(gatewayUrl.safeParse(wrong).success).toBe(false);
});

test('Retry-After is seconds or a date', () => {
  expect(retryAfterOf('120')).toBe(120);
  expect(retryAfterOf('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
  for (const none of [null, 'soon', '']) expect(retryAfterOf(none)).toBeUndefined();
});
