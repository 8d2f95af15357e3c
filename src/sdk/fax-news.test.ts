import { expect, test } from 'vitest';
import { destinationContext } from '../../test/support/destination-context.ts';
import type { Heard } from './destination.ts';
import { noNews, serveFaxNews, tellFax, type NewsDoor } from './fax-news.ts';
import type { FaxReport } from './fax-outcome.ts';

const arrived: FaxReport = { id: 'F-1', end: 'arrived', pagesSent: 2, mark: 'k-1:2' };
const post = (body = '{}'): Request =>
  new Request('https://hub.example/v1/destinations/under-test/status', { method: 'POST', body });

function doorFor(door: NewsDoor, heard?: () => Promise<Heard>) {
  const { context, knock, told } = destinationContext({});
  serveFaxNews({ ...context, ...(heard && { tell: heard }) }, door);
  return { knock, told };
}
const reports: NewsDoor = { judge: () => Promise.resolve({ is: 'report', report: arrived }) };

test('what is stored is answered 200; what is known already too', async () => {
  const { knock, told } = doorFor(reports);
  expect((await knock(post())).status).toBe(200);
  expect(told).toHaveLength(1);
  expect((await doorFor(reports, () => Promise.resolve('known')).knock(post())).status).toBe(200);
});

test('what is not stored, and what comes before its fax is known, is asked for again', async () => {
  const broken = doorFor(reports, () => Promise.reject(new Error('database away')));
  const early = doorFor(reports, () => Promise.resolve('unknown'));
  const dark = doorFor({ judge: () => Promise.reject(new Error('vendor away')) });
  for (const { knock } of [broken, early, dark]) {
    const response = await knock(post());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.text()).not.toContain('away');
  }
});

test('a body that is too large is not read to its end, and a stranger’s not at all', async () => {
  const { knock } = doorFor({ judge: () => Promise.resolve(noNews), maxBytes: 100 });
  expect((await knock(post('x'.repeat(101)))).status).toBe(413);
  const strict = doorFor({
    admit: () => ({ is: 'refused', status: 401, code: 'login-wrong', detail: 'Who?' }),
    judge: () => Promise.reject(new Error('it was read')),
  });
  const response = await strict.knock(post());
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Basic']);
});

test('an arrival without a reference of ours is told by the gateway’s number; a step on the way is not told', async () => {
  const { context, told } = destinationContext({});
  await tellFax(context, { ...arrived, mark: 'somebody else’s' });
  expect(await tellFax(context, { ...arrived, end: 'under_way' })).toBe('known');
  // The hub knows how many pages it sent.
  expect(told).toMatchObject([{ reference: 'F-1', outcome: { status: 'delivered' }, pagesArrived: 2 }]);
});
