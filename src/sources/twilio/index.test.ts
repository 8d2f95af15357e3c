import { afterEach, describe, expect, test } from 'vitest';
import twilioOracle from 'twilio';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { isFromTwilio } from '../../sdk/twilio-signature.ts';
import { twilio } from './index.ts';

const token = 'test-auth-token-0123456789abcdef';
const publicUrl = 'https://hub.example/v1/channels/contract/messages';

/** What Twilio's own library would send. */
function signed(fields: Readonly<Record<string, string>>, url = publicUrl, key = token): RequestInit {
  return {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'x-twilio-signature': twilioOracle.getExpectedTwilioSignature(key, url, fields) },
  };
}

const ringing = (number: number): Record<string, string> => ({
  CallSid: `CA${String(number).padStart(32, '0')}`,
  From: '+12125550142',
  To: '+12125550100',
  CallStatus: 'ringing',
  Direction: 'inbound',
});

describeSource({
  source: twilio,
  config: { authTokens: [token] },
  badConfigs: [
    { field: 'authTokens', config: {} },
    { field: 'authTokens.0', config: { authTokens: [''] } },
    { field: 'accountSid', config: { authTokens: [token], accountSid: 'AC' } },
  ],
  message: (number) => Buffer.from(JSON.stringify(ringing(number))),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const fields = JSON.parse(Buffer.from(message).toString()) as Record<string, string>;
        const response = await fetch(door.url, signed(fields));
        return { isPositive: response.ok, bytes: new Uint8Array(await response.arrayBuffer()) };
      },
      close: door.close,
    };
  },
});

describe('who speaks', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function open() {
    const inbox = createInbox(() => undefined);
    const running = await twilio.start(inbox.context({ authTokens: [token, 'an-older-auth-token'] }));
    const door = await openDoor(inbox);
    closing.push(running.stop, door.close);
    return { inbox, url: door.url };
  }

  test.each([
    ['no signature', { method: 'POST', body: new URLSearchParams(ringing(1)) }],
    ['another account', signed(ringing(1), publicUrl, 'another-auth-token')],
    ['another URL', signed(ringing(1), 'https://elsewhere.example/')],
    [
      'a changed number',
      { ...signed(ringing(1)), body: new URLSearchParams({ ...ringing(1), From: '+12125550199' }) },
    ],
  ])('%s is refused, and nothing is stored', async (_what, request: RequestInit) => {
    const { inbox, url } = await open();

    expect((await fetch(url, request)).status).toBe(401);
    expect(inbox.arrivals).toEqual([]);
    expect(inbox.events).toMatchObject([{ kind: 'refused_connection' }]);
  });

  test('both auth tokens count while they are changed, and a query in the URL is signed too', async () => {
    const { inbox, url } = await open();

    const old = await fetch(url, signed(ringing(1), publicUrl, 'an-older-auth-token'));
    const queried = await fetch(`${url}?desk=7`, signed(ringing(2), `${publicUrl}?desk=7`));

    expect([old.status, queried.status]).toEqual([200, 200]);
    expect(inbox.arrivals).toHaveLength(2);
  });

  test('what is about no call is refused', async () => {
    const { url } = await open();

    expect((await fetch(url, signed({ MessageSid: 'SM1' }))).status).toBe(400);
  });

  test.each([
    ['plain', { a: '1', B: '2', Ba: '3' }, 'https://hub.example/x'],
    ['a port', { CallSid: 'CA1' }, 'https://hub.example:8443/x?y=1'],
    ['a port of http', { CallSid: 'CA1' }, 'http://hub.example:8080/x'],
    [
      'signs and other letters',
      { CallerName: 'Zoë & Søn', From: '+1 (212) 555-0142' },
      'https://hub.example/x',
    ],
  ])('agrees with Twilio’s own library: %s', (_what, fields: Record<string, string>, url) => {
    const given = twilioOracle.getExpectedTwilioSignature(token, url, fields);

    expect(isFromTwilio(given, url, new URLSearchParams(fields), [token])).toBe(true);
    expect(twilioOracle.validateRequest(token, given, url, fields)).toBe(true);
    expect(isFromTwilio(given, `${url}/`, new URLSearchParams(fields), [token])).toBe(false);
  });
});
