import { afterEach, expect, test } from 'vitest';
import { describeDestination } from '../../../test/contracts/destination.ts';
import { alertText, asAlert, digestText } from '../../../test/support/alert-service.ts';
import { openWithVendor, vendorPeers, type Seen } from '../../../test/support/fax-vendor.ts';
import { slack } from './index.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (url: string) => ({
  channels: { liaisons: `${url}/services/T0/B0/zztest` },
  hosts: ['127.0.0.1'],
  timeoutSeconds: 5,
});
const good = { channels: { liaisons: 'https://hooks.slack.com/services/T0/B0/zztest' } };
const ok = () => new Response('ok');
const { peers, urlOf } = vendorPeers(
  { took: ok, refused: () => new Response('no_service', { status: 404 }) },
  ({ json }) => (json as { readonly text: string }).text,
);

describeDestination({
  destination: asAlert(slack, 'liaisons'),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'channels', config: { channels: {} } },
    { field: 'channels.Liaisons', config: { channels: { Liaisons: good.channels.liaisons } } },
    { field: 'channels.liaisons', config: { channels: { liaisons: 'https://evil.example/services/x' } } },
    { field: 'channels.liaisons', config: { channels: { liaisons: 'http://hooks.slack.com/services/x' } } },
    { field: 'hosts.0', config: { ...good, hosts: ['https://a'] } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'https://hooks.slack.com/services/x', settings: {} } },
    { field: 'settings', endpoint: { address: 'liaisons', settings: { channel: 'x' } } },
  ],
  peers,
});

async function opened(answer: (seen: Seen) => Response = ok) {
  const line = await openWithVendor(slack, configFor, answer);
  closes.push(line.close);
  const alert = { purpose: 'liaison_alert', address: 'liaisons' } as const;
  const send = (text: string) => line.send({ ...alert, subject: 'Two <alerts>', text });
  return { ...line, alert, tell: send };
}

test('a message has a line for notifications and a block for each alert, and no name of an office calls anybody', async () => {
  const { vendor, tell } = await opened();

  expect(await tell(digestText)).toEqual({ status: 'delivered' });
  expect(vendor.seen[0]?.json).toEqual({
    text: 'Two &lt;alerts&gt;',
    unfurl_links: false,
    blocks: [
      'First referral from &lt;Birch &amp; Co&gt; *Practice* (R-1)\n<https://hub.example/referrals/1|Open it>',
      'New referral from Elm [Group] (R-2)\n<https://hub.example/referrals/2|Open it>',
    ].map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
  });
});

test('a note never goes to a channel, and a channel of another way is nobody', async () => {
  const { vendor, send, alert } = await opened();

  expect(await send({ address: 'liaisons' })).toMatchObject({ fate: 'permanent', code: 'not-an-alert' });
  expect(await send({ ...alert, address: 'another' })).toMatchObject({
    fate: 'permanent',
    code: 'channel-unknown',
  });
  expect(vendor.seen).toEqual([]);
});

test.each([
  [404, 'channel_not_found', 'permanent', 'channel-not-found'],
  [429, 'rate_limited', 'transient', 'later'],
  [500, 'rollup_error', 'ambiguous', 'no-answer'],
  [302, '', 'permanent', 'redirect-refused'],
])('an answer %s %s is %s', async (status, said, fate, code) => {
  const { tell } = await opened(
    () => new Response(said, { status, headers: { location: 'https://a.example' } }),
  );

  expect(await tell(alertText)).toMatchObject({ status: 'failed', fate, code });
});
