import { afterEach, expect, test } from 'vitest';
import { openPort } from '../../../test/contracts/door.ts';
import { createInbox } from '../../../test/contracts/source.ts';
import { until } from '../../../test/contracts/until.ts';
import { pull } from './index.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A platform whose second page can be had or not. */
async function openPlatform(isWhole: boolean) {
  const asked: string[] = [];
  const server = await openPort((request) => {
    const { search, searchParams } = new URL(request.url);
    asked.push(search);
    const isSecond = searchParams.has('page');
    if (isSecond && !isWhole) return Promise.resolve(new Response('', { status: 503 }));
    const headers = isSecond ? {} : { Link: '<?page=2>; rel="next"' };
    return Promise.resolve(Response.json([{ platformReferralId: `TEST-${search}` }], { headers }));
  });
  opened.push(server.close);
  return { asked, url: `${server.url}referrals?since={since}` };
}

test('another platform behind the same channel is asked from the beginning, whatever page the old one was left at', async () => {
  const [old, other] = [await openPlatform(false), await openPlatform(true)];
  const inbox = createInbox(() => undefined);
  const start = async ({ url }: { readonly url: string }) => {
    const records = { id: '/platformReferralId', next: 'link' } as const;
    const running = await pull.start(inbox.context({ url, records, pollSeconds: 3_600 }));
    opened.push(running.stop);
    return running;
  };
  const running = await start(old);
  await until(() => inbox.events.length === 1);
  await running.stop();

  await start(other);
  await until(() => other.asked.length === 2 || inbox.events.length > 1);

  expect(other.asked).toEqual(['?since=1970-01-01T00%3A00%3A00.000Z', '?page=2']);
});
