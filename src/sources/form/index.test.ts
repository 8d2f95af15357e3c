import { afterEach, describe, expect, test } from 'vitest';
import { openDoor } from '../../../test/contracts/door.ts';
import { createInbox, describeSource } from '../../../test/contracts/source.ts';
import { form } from './index.ts';

const record = (number: number): string =>
  JSON.stringify({ form: 'check-in', platformReferralId: `F-${number}`, patientLast: 'Zztestdoe' });

const post = (url: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

// The outcome (stored or duplicate) is part of the receipt: compared is what does not depend on it.
describeSource({
  source: form,
  config: { kinds: ['check-in'] },
  badConfigs: [
    { field: 'kinds', config: {} },
    { field: 'kinds', config: { kinds: [] } },
    { field: 'kinds.0', config: { kinds: ['letter'] } },
    { field: 'maxBytes', config: { kinds: ['phone'], maxBytes: 0 } },
    { field: 'port', config: { kinds: ['phone'], port: 80 } },
  ],
  message: (number) => Buffer.from(record(number)),
  connect: async (_running, inbox) => {
    const door = await openDoor(inbox);
    return {
      send: async (message) => {
        const response = await post(door.url, Buffer.from(message).toString());
        const { messageId = '' } = (await response.json()) as { readonly messageId?: string };
        return { isPositive: response.ok, bytes: Buffer.from(messageId) };
      },
      close: door.close,
    };
  },
});

describe('the door', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function open(config: Parameters<typeof form.start>[0]['config'] = { kinds: ['phone'] }) {
    const inbox = createInbox(() => undefined);
    const running = await form.start(inbox.context(config));
    const door = await openDoor(inbox);
    closing.push(running.stop, door.close);
    return { inbox, url: door.url };
  }

  test('a form comes with its kind, and its key is what makes it the same', async () => {
    const { inbox, url } = await open();

    const answer = await post(url, record(1), { 'idempotency-key': 'tablet-7/1' });

    expect(answer.status).toBe(202);
    expect(inbox.arrivals[0]).toMatchObject({ type: 'phone', identity: 'tablet-7/1' });
  });

  test.each([
    ['no JSON', record(1), { 'content-type': 'text/plain' }, 415],
    ['an empty body', '', {}, 400],
    ['a key that is no key', record(1), { 'idempotency-key': 'a b' }, 400],
    ['a long form', `"${'x'.repeat(70_000)}"`, {}, 413],
  ])('%s is refused and nothing is stored', async (_what, body, headers, status) => {
    const { inbox, url } = await open();

    expect((await post(url, body, headers)).status).toBe(status);
    expect(inbox.arrivals).toEqual([]);
  });
});
