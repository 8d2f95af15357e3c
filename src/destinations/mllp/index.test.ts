import { afterEach, describe, expect, test } from 'vitest';
import { describeDestination, parcel } from '../../../test/contracts/destination.ts';
import type { Peer } from '../../../test/contracts/destination.ts';
import {
  ack,
  controlIdOf,
  framed,
  freePort,
  openReceiver,
  polite,
} from '../../../test/contracts/mllp-peer.ts';
import type { Manners, Receiver } from '../../../test/contracts/mllp-peer.ts';
import { turns } from '../../../test/contracts/source.ts';
import type { OpenDestination, Outcome, Parcel } from '../../sdk/destination.ts';
import { mllp } from './index.ts';
import { destinationContext } from '../../../test/support/destination-context.ts';

const never = new AbortController().signal;
/** For receivers that stay silent. For the others the default: a busy machine is no silent receiver. */
const IMPATIENT = { settings: { ackTimeoutSeconds: 0.2 } };

const answering =
  (...codes: readonly string[]): Manners =>
  (message, socket) =>
    codes.forEach((code) => socket.write(framed(ack(code, controlIdOf(message)))));

describeDestination({
  destination: mllp,
  config: () => ({}),
  settings: { ackTimeoutSeconds: 0.5 },
  badConfigs: [{ field: 'host', config: { host: '127.0.0.1' } }],
  badEndpoints: [
    { field: 'address', endpoint: { address: '127.0.0.1', settings: {} } },
    { field: 'address', endpoint: { address: '127.0.0.1:99999', settings: {} } },
    { field: 'address', endpoint: { address: '::1:2575', settings: {} } },
    { field: 'settings.charset', endpoint: { address: 'a:1', settings: { charset: 'ebcdic' } } },
    { field: 'settings.zone', endpoint: { address: 'a:1', settings: { zone: 'Central' } } },
    { field: 'settings.tls.keyFile', endpoint: { address: 'a:1', settings: { tls: { certFile: 'x' } } } },
  ],
  peers: {
    willing: async () => asPeer(await openReceiver(polite)),
    refusing: async () => asPeer(await openReceiver(answering('AR'))),
    away: async () => ({
      address: `127.0.0.1:${await freePort()}`,
      received: () => Promise.resolve([]),
      close: () => Promise.resolve(),
    }),
    silent: async () => asPeer(await openReceiver(() => {})),
  },
});

function asPeer(receiver: Receiver): Peer {
  return {
    address: receiver.address,
    received: () => Promise.resolve(receiver.messages.map(controlIdOf)),
    close: receiver.close,
  };
}

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function start(manners: Manners): Promise<{
  receiver: Receiver;
  open: OpenDestination;
  deliver: (overrides?: Partial<Parcel>, signal?: AbortSignal) => Promise<Outcome>;
}> {
  const receiver = await openReceiver(manners);
  const open = await mllp.open(destinationContext({}).context);
  opened.push(receiver.close, open.close);
  const deliver = (overrides: Partial<Parcel> = {}, signal = never): Promise<Outcome> =>
    open.deliver(parcel(receiver.address, {}, overrides), signal);
  return { receiver, open, deliver };
}

describe('what the receiver answers', () => {
  test.each([
    [['AA'], { status: 'delivered' }],
    [['CA', 'AA'], { status: 'delivered' }],
    [['CA', 'AE'], { fate: 'transient', code: 'ack-ae' }],
    [['AE'], { fate: 'transient', code: 'ack-ae' }],
    [['CE'], { fate: 'transient', code: 'ack-ce' }],
    [['AR'], { fate: 'permanent', code: 'ack-ar' }],
    [['CR'], { fate: 'permanent', code: 'ack-cr' }],
    [['AE', 'AA'], { fate: 'transient', code: 'ack-ae' }],
  ] as const)('%j is %o', async (codes, expected) => {
    const { deliver } = await start(answering(...codes));

    expect(await deliver()).toMatchObject(expected);
  });

  test.each([
    [['CA'], { status: 'sent' }],
    [[], { fate: 'ambiguous', code: 'ack-timeout' }],
  ] as const)('%j and then nothing is %o', async (codes, expected) => {
    const { deliver } = await start(answering(...codes));

    expect(await deliver(IMPATIENT)).toMatchObject(expected);
  });

  test('byte by byte is understood', async () => {
    const { deliver } = await start(async (message, socket) => {
      for (const byte of framed(ack('AA', controlIdOf(message)))) {
        socket.write(Buffer.from([byte]));
        await turns(1);
      }
    });

    expect(await deliver()).toMatchObject({ status: 'delivered' });
  });

  test('about another message, and what is no answer at all, is counted and not believed', async () => {
    const { deliver } = await start((message, socket) => {
      socket.write('noise');
      socket.write(framed(ack('AR', 'SOMETHING-ELSE')));
      socket.write(framed(Buffer.from('no HL7')));
      socket.write(framed(ack('AA', controlIdOf(message))));
    });

    expect(await deliver()).toEqual({
      status: 'delivered',
      reference: expect.stringMatching(/^RL[0-9A-F]{18}$/),
      detail: 'AA (3 other answers ignored)',
    });
  });

  test('about another message only is no answer', async () => {
    const { deliver } = await start(
      (_message, socket) => void socket.write(framed(ack('AA', 'SOMETHING-ELSE'))),
    );

    expect(await deliver(IMPATIENT)).toMatchObject({ fate: 'ambiguous', code: 'ack-timeout' });
  });

  test('too late for one message is never taken for the next', async () => {
    const { receiver, deliver } = await start((message, socket, count) => {
      // The first answer comes with the second message, on whatever connection that came.
      if (count === 1) return;
      socket.write(framed(ack('AR', controlIdOf(receiver.messages[0] ?? Buffer.alloc(0)))));
      socket.write(framed(ack('AA', controlIdOf(message))));
    });

    const first = await deliver({ key: 'first', ...IMPATIENT });
    const second = await deliver({ key: 'second' });

    expect(first).toMatchObject({ code: 'ack-timeout' });
    expect(second).toMatchObject({ status: 'delivered' });
    expect(receiver.connectionCount()).toBe(2);
  });

  test('in words about the patient is kept out of the detail; the code of ERR-3 is not', async () => {
    const { deliver } = await start((message, socket) => {
      const id = controlIdOf(message);
      const answer = `MSH|^~\\&|EMR||HUB||20260105||ACK|X|P|2.5.1\rMSA|AE|${id}|ZZTESTFIELD ANA is unknown\rERR||PID^1^3|204^ZZTESTFIELD^HL70357|E||||ZZTESTFIELD\r`;
      socket.write(framed(Buffer.from(answer)));
    });

    expect(await deliver()).toEqual({
      status: 'failed',
      fate: 'transient',
      code: 'ack-ae',
      detail: 'AE 204',
    });
  });
});

describe('the connection', () => {
  test('is kept open: ten messages, one at a time, over one connection', async () => {
    let inFlight = 0;
    let most = 0;
    const { receiver, deliver } = await start(async (message, socket) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await turns(5);
      inFlight -= 1;
      void polite(message, socket, 0);
    });

    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => deliver({ key: `key-${index}` })),
    );

    expect(outcomes.every((outcome) => outcome.status === 'delivered')).toBe(true);
    expect(new Set(receiver.messages.map(controlIdOf)).size).toBe(10);
    expect(receiver.connectionCount()).toBe(1);
    expect(most).toBe(1);
  });

  test('that the receiver closes after each answer is opened again', async () => {
    const { receiver, deliver } = await start((message, socket) => {
      socket.end(framed(ack('AA', controlIdOf(message))));
    });

    const outcomes = [
      await deliver({ key: 'one' }),
      await deliver({ key: 'two' }),
      await deliver({ key: 'three' }),
    ];

    expect(outcomes.map((outcome) => outcome.status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(receiver.connectionCount()).toBe(3);
  });

  test('that breaks before the answer leaves it open what happened', async () => {
    const { deliver } = await start((_message, socket) => void socket.destroy());

    expect(await deliver()).toMatchObject({ fate: 'ambiguous', code: 'connection-lost' });
  });

  test('that is reset before the message is written loses nothing', async () => {
    const { receiver, deliver } = await start(polite);
    const bytes = Buffer.alloc(40 * 1024 * 1024);
    const outcome = deliver({ document: { mediaType: 'application/pdf', bytes, pages: 1 } });
    while (receiver.sockets.size === 0) await turns(1);

    for (const socket of receiver.sockets) socket.resetAndDestroy();

    expect(await outcome).toMatchObject({ fate: 'transient', code: 'connection-lost' });
    expect(receiver.messages).toEqual([]);
  });

  test('to a receiver that stops reading is given up before the message is whole', async () => {
    const { receiver, deliver } = await start(polite);
    const bytes = Buffer.alloc(40 * 1024 * 1024);
    const outcome = deliver({ ...IMPATIENT, document: { mediaType: 'application/pdf', bytes, pages: 1 } });
    while (receiver.sockets.size === 0) await turns(1);

    for (const socket of receiver.sockets) socket.pause();

    expect(await outcome).toMatchObject({ fate: 'transient', code: 'write-timeout' });
  });

  test('that breaks after CA is proof that the message was taken over', async () => {
    const { deliver } = await start(
      (message, socket) => void socket.end(framed(ack('CA', controlIdOf(message)))),
    );

    expect(await deliver()).toMatchObject({ status: 'sent' });
  });
});

describe('stopping', () => {
  test('while the answer is awaited leaves it open what happened', async () => {
    const controller = new AbortController();
    const { deliver } = await start(() => controller.abort());

    expect(await deliver({}, controller.signal)).toMatchObject({ fate: 'ambiguous', code: 'cancelled' });
  });

  test('while another message is in flight takes nothing back and begins nothing', async () => {
    const controller = new AbortController();
    const { receiver, deliver } = await start((message, socket) => {
      controller.abort();
      void polite(message, socket, 0);
    });

    const outcomes = await Promise.all([deliver({ key: 'one' }), deliver({ key: 'two' }, controller.signal)]);

    expect(outcomes).toMatchObject([{ status: 'delivered' }, { fate: 'transient', code: 'cancelled' }]);
    expect(receiver.messages).toHaveLength(1);
  });

  test('the destination waits for what is in flight and refuses what comes after', async () => {
    const { open, deliver } = await start(async (message, socket) => {
      await turns(20);
      void polite(message, socket, 0);
    });
    const inFlight = deliver({ key: 'one' });
    await turns(2);

    await open.close();

    expect(await inFlight).toMatchObject({ status: 'delivered' });
    expect(await deliver({ key: 'two' })).toMatchObject({ fate: 'transient', code: 'cancelled' });
  });
});

describe('what cannot be sent', () => {
  test.each([
    ['without a subject', 'subject-missing', 'about'],
    ['without a document', 'document-missing', 'document'],
  ] as const)('a parcel %s is refused for good', async (_name, code, field) => {
    const { open } = await start(polite);
    const { [field]: _left, ...rest } = parcel('127.0.0.1:1', {});

    expect(await open.deliver(rest, never)).toMatchObject({ fate: 'permanent', code });
  });
});
