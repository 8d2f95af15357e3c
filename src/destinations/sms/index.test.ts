import twilio from 'twilio';
import { afterEach, expect, test } from 'vitest';
import { describeDestination } from '../../../test/contracts/destination.ts';
import { alertText, asAlert } from '../../../test/support/alert-service.ts';
import { newsPost, openWithVendor, vendorPeers, type Seen } from '../../../test/support/fax-vendor.ts';
import { sms } from './index.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0).toReversed()) await close();
});

const PERSON = '+13125550177';
const TOKEN = 'zztest-auth-token';
const account = `AC${'0'.repeat(32)}`;
type Config = Parameters<typeof sms.open>[0]['config'];
const configFor = (url: string, more: Partial<Config> = {}): Config => ({
  sendUrl: `${url}/messages`,
  user: 'SKzztest',
  password: 'zztest-secret',
  from: '312 555 0100',
  timeoutSeconds: 5,
  ...more,
});
const good = configFor('https://sms.example');
const created = () => Response.json({ sid: 'SMzztest1', status: 'queued' }, { status: 201 });
const { peers, urlOf } = vendorPeers(
  { took: created, refused: () => Response.json({ code: 21_614, message: PERSON }, { status: 400 }) },
  ({ form }) => `${form.get('To') as string} ${form.get('Body') as string}`,
);

describeDestination({
  destination: asAlert(sms, PERSON),
  config: (peer) => configFor(urlOf(peer)),
  settings: {},
  badConfigs: [
    { field: 'accountSid', config: { ...good, sendUrl: undefined } },
    { field: 'accountSid', config: { ...good, accountSid: account } },
    { field: 'from', config: { ...good, from: undefined } },
    { field: 'from', config: { ...good, from: '0100' } },
    { field: 'sendUrl', config: { ...good, sendUrl: 'http://sms.example/' } },
    { field: 'password', config: { ...good, password: '' } },
  ],
  badEndpoints: [
    { field: 'address', endpoint: { address: '555-0177', settings: {} } },
    { field: 'settings', endpoint: { address: PERSON, settings: { from: '1' } } },
  ],
  peers,
});

async function opened(more: Partial<Config> = {}, answer: (seen: Seen) => Response = created) {
  const line = await openWithVendor(sms, (url) => configFor(url, more), answer);
  closes.push(line.close);
  const tell = (text: string) =>
    line.send({ purpose: 'liaison_alert', address: PERSON, subject: 'Alert', text });
  return { ...line, tell };
}

test('a message is a form with Basic authentication; a long digest ends with an entry and not in a link', async () => {
  const { vendor, tell } = await opened();
  const entries = Array.from(
    { length: 40 },
    (_, n) => `New referral (R-${n})\nhttps://hub.example/referrals/${n}`,
  );

  expect(await tell(alertText)).toEqual({ status: 'sent', reference: 'SMzztest1', isFinal: true });
  await tell(entries.join('\n\n'));

  const [one, digest] = vendor.seen;
  expect(Object.fromEntries(one?.form ?? [])).toEqual({ To: PERSON, From: '+13125550100', Body: alertText });
  expect(one?.headers.get('authorization')).toBe(
    `Basic ${Buffer.from('SKzztest:zztest-secret').toString('base64')}`,
  );
  const body = digest?.form.get('Body') as string;
  expect(body.length).toBeLessThanOrEqual(1600);
  expect(body).toMatch(/https:\/\/hub\.example\/referrals\/\d+$/);
});

test('what the gateway says of the number stays there; the code says what to mend', async () => {
  const { tell } = await opened({}, () =>
    Response.json({ code: 21_610, message: `STOP from ${PERSON}` }, { status: 400 }),
  );

  const outcome = await tell(alertText);

  expect(outcome).toMatchObject({
    fate: 'permanent',
    code: 'sms-21610',
    detail: expect.stringContaining('STOP') as unknown,
  });
  expect(JSON.stringify(outcome)).not.toContain(PERSON);
});

test('callbacks signed as Twilio signs them tell the end; others are nobody’s', async () => {
  const { tell, knock, told, vendor, context } = await opened({ authTokens: [TOKEN] });
  expect(await tell(alertText)).toEqual({ status: 'sent', reference: 'SMzztest1' });
  expect(vendor.seen[0]?.form.get('StatusCallback')).toBe(context.publicUrl);

  const post = (form: Record<string, string>, token = TOKEN) =>
    knock(
      newsPost(new URLSearchParams(form), {
        // The vendor's own library signs.
        'x-twilio-signature': twilio.getExpectedTwilioSignature(token, context.publicUrl, form),
      }),
    );
  const report = { MessageSid: 'SMzztest1', AccountSid: account };
  expect((await post({ ...report, MessageStatus: 'sent' })).status).toBe(204);
  expect((await post({ ...report, MessageStatus: 'delivered' })).status).toBe(204);
  expect((await post({ ...report, MessageStatus: 'undelivered', ErrorCode: '30003' })).status).toBe(204);
  expect((await post({ ...report, MessageStatus: 'delivered' }, 'another-token')).status).toBe(401);
  expect((await knock(newsPost(new URLSearchParams(report)))).status).toBe(401);

  expect(told).toMatchObject([
    { reference: 'SMzztest1', outcome: { status: 'delivered' } },
    { reference: 'SMzztest1', outcome: { status: 'failed', fate: 'permanent', code: 'sms-30003' } },
  ]);
});
