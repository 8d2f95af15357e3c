import { afterEach, expect, test } from 'vitest';
import { describeDestination } from '../../../test/contracts/destination.ts';
import { alertText, asAlert, digestText } from '../../../test/support/alert-service.ts';
import { openWithVendor, vendorPeers, type Seen } from '../../../test/support/fax-vendor.ts';
import { teams } from './index.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const configFor = (url: string) => ({
  channels: { liaisons: `${url}/workflows/zztest?sig=zztest` },
  hosts: ['127.0.0.1'],
  timeoutSeconds: 5,
});
const good = { channels: { liaisons: 'https://prod-1.westus.logic.azure.com/workflows/zztest' } };
const accepted = () => new Response(null, { status: 202 });
const { peers, urlOf } = vendorPeers(
  { took: accepted, refused: () => new Response('', { status: 404 }) },
  ({ json }) => cardIn(json).fallbackText,
);

describeDestination({
  destination: asAlert(teams, 'liaisons'),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'channels', config: { channels: {} } },
    {
      field: 'channels.liaisons',
      config: { channels: { liaisons: 'https://logic.azure.com.evil.example/x' } },
    },
    { field: 'channels.liaisons', config: { channels: { liaisons: 'http://a.logic.azure.com/x' } } },
    { field: 'timeoutSeconds', config: { ...good, timeoutSeconds: 0 } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: 'https://a.logic.azure.com/x', settings: {} } },
    { field: 'settings', endpoint: { address: 'liaisons', settings: { channel: 'x' } } },
  ],
  peers,
});

type Card = {
  readonly type: string;
  readonly version: string;
  readonly fallbackText: string;
  readonly body: readonly { readonly text: string }[];
  readonly actions: readonly unknown[];
};

function cardIn(message: unknown): Card {
  const { attachments } = message as { readonly attachments: readonly { readonly content: Card }[] };
  return attachments[0]?.content as Card;
}

async function opened(answer: (seen: Seen) => Response = accepted) {
  const line = await openWithVendor(teams, configFor, answer);
  closes.push(line.close);
  const tell = (text: string) =>
    line.send({ purpose: 'liaison_alert', address: 'liaisons', subject: 'Alert', text });
  return { ...line, tell };
}

test('one alert is a card with a button; a name of an office is no Markdown', async () => {
  const { vendor, tell } = await opened();

  // Nobody tells what became of the workflow.
  expect(await tell(alertText)).toEqual({ status: 'sent', isFinal: true });
  expect(vendor.seen[0]?.json).toMatchObject({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
  });
  expect(cardIn(vendor.seen[0]?.json)).toMatchObject({
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'TextBlock', text: String.raw`First referral from \<Birch & Co\> \*Practice\* \(R-1\)` }],
    actions: [{ type: 'Action.OpenUrl', url: 'https://hub.example/referrals/1' }],
  });
});

test('a digest is a card with a link in each line', async () => {
  const { vendor, tell } = await opened(() => new Response('1'));

  expect(await tell(digestText)).toEqual({ status: 'delivered' });
  expect(cardIn(vendor.seen[0]?.json)).toMatchObject({
    body: [
      { text: expect.stringMatching(/\[Open it\]\(https:\/\/hub\.example\/referrals\/1\)$/) as unknown },
      {
        text: String.raw`New referral from Elm \[Group\] \(R-2\) [Open it](https://hub.example/referrals/2)`,
      },
    ],
    actions: [],
  });
});
