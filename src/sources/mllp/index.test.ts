import { afterEach, describe, expect, test } from 'vitest';
import {
  ackCodeOf,
  ackedIdOf,
  controlIdOf,
  framed,
  FS,
  hl7,
  openSender,
  portOf,
  VT,
} from '../../../test/contracts/mllp-peer.ts';
import type { RawSender } from '../../../test/contracts/mllp-peer.ts';
import { createInbox, describeSource, turns } from '../../../test/contracts/source.ts';
import type { Inbox } from '../../../test/contracts/source.ts';
import type { RunningSource } from '../../sdk/source.ts';
import { mllp } from './index.ts';

type Config = Parameters<typeof mllp.start>[0]['config'];

describeSource({
  source: mllp,
  config: { port: 0 },
  badConfigs: [
    { field: 'port', config: { port: '2575' } },
    { field: 'prot', config: { port: 0, prot: 1 } },
    { field: 'maxFrameBytes', config: { port: 0, maxFrameBytes: -1 } },
    { field: 'allow.0', config: { port: 0, allow: ['clinic'] } },
    { field: 'tls.keyFile', config: { port: 0, tls: { certFile: 'a' } } },
    {
      field: 'tls.caFile',
      config: { port: 0, tls: { certFile: 'a', keyFile: 'b', requestClientCert: true } },
    },
  ],
  message: (number) => hl7(`C${number}`),
  connect: async (running) => {
    const sender = await openSender(portOf(running.address));
    let sent = 0;
    return {
      send: async (message) => {
        sender.write(framed(message));
        sent += 1;
        const bytes = await sender.answer(sent);
        return { isPositive: ackCodeOf(bytes) === 'AA', bytes };
      },
      close: async () => void sender.socket.destroy(),
    };
  },
});

const opened: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop();
});

async function start(
  config: Partial<Config> = {},
): Promise<{ inbox: Inbox; running: RunningSource; port: number }> {
  const inbox = createInbox();
  const running = await mllp.start(inbox.context({ port: 0, ...config }));
  opened.push(running);
  return { inbox, running, port: portOf(running.address) };
}

async function open(port: number): Promise<RawSender> {
  const sender = await openSender(port);
  opened.push({ stop: async () => void sender.socket.destroy() });
  return sender;
}

const idsOf = (inbox: Inbox): string[] => inbox.arrivals.map((arrival) => controlIdOf(arrival.body));

describe('frames', () => {
  test('a thousand pipelined messages are stored once each and answered in order', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);
    const ids = Array.from({ length: 1000 }, (_, index) => `P${index}`);

    sender.write(Buffer.concat(ids.map((id) => framed(hl7(id)))));
    await sender.answer(1000);

    expect(idsOf(inbox)).toEqual(ids);
    expect(sender.answers().map(ackedIdOf)).toEqual(ids);
  });

  test('two senders that interleave halves of frames stay apart', async () => {
    const { inbox, port } = await start();
    const [one, two] = [await open(port), await open(port)];
    const [a, b] = [framed(hl7('A')), framed(hl7('B'))];

    one.write(a.subarray(0, 40));
    two.write(b.subarray(0, 50));
    one.write(a.subarray(40));
    two.write(b.subarray(50));

    expect(ackedIdOf(await one.answer(1))).toBe('A');
    expect(ackedIdOf(await two.answer(1))).toBe('B');
    expect(inbox.arrivals.map((arrival) => arrival.body.byteLength)).toEqual([
      hl7('A').length,
      hl7('B').length,
    ]);
  });

  test('a frame sent byte by byte is the same message', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);
    sender.socket.setNoDelay(true);

    for (const byte of framed(hl7('BYTES'))) {
      sender.write(Buffer.from([byte]));
      await turns(1);
    }
    await sender.answer(1);

    expect(Buffer.from(inbox.arrivals[0]?.body ?? [])).toEqual(hl7('BYTES'));
  });

  test('junk between frames is ignored and reported', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);

    sender.write(
      Buffer.concat([Buffer.from('noise'), framed(hl7('J1')), Buffer.from('more'), framed(hl7('J2'))]),
    );
    await sender.answer(2);
    sender.socket.end();
    await sender.closed;

    expect(idsOf(inbox)).toEqual(['J1', 'J2']);
    expect(inbox.events.some((event) => event.kind === 'framing_fault')).toBe(true);
  });

  test('a frame cut by the next one is kept as a fault and answered AR, the next one is taken', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);

    sender.write(Buffer.concat([Buffer.from([VT]), hl7('CUT'), framed(hl7('WHOLE'))]));
    await sender.answer(2);

    expect(sender.answers().map(ackCodeOf)).toEqual(['AR', 'AA']);
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['frame-cut', undefined]);
  });

  test('a frame still open when the sender closes is kept as a fault, never as a message', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);

    sender.write(framed(hl7('PART')).subarray(0, 60));
    sender.socket.end();
    await sender.closed;

    expect(inbox.arrivals).toHaveLength(1);
    expect(inbox.arrivals[0]?.fault?.code).toBe('frame-cut');
  });

  test('a sender that closes its half after the last frame still gets its answer', async () => {
    const { port } = await start();
    const sender = await open(port);

    sender.socket.end(framed(hl7('LAST')));

    expect(ackedIdOf(await sender.answer(1))).toBe('LAST');
  });

  test('a sender that falls silent inside a frame is cut off, and what it sent is kept as a fault', async () => {
    const { inbox, port } = await start({ frameIdleSeconds: 0.05 });
    const sender = await open(port);

    sender.write(framed(hl7('SLOW')).subarray(0, 60));
    await sender.closed;

    expect(inbox.arrivals[0]?.fault?.code).toBe('frame-timeout');
  });
});

describe('limits', () => {
  test('a 30 MB note passes byte for byte', async () => {
    const { inbox, port } = await start();
    const sender = await open(port);
    const note = hl7('LARGE', 'Q'.repeat(30 * 1024 * 1024));

    sender.write(framed(note));
    await sender.answer(1);

    expect(Buffer.compare(Buffer.from(inbox.arrivals[0]?.body ?? []), note)).toBe(0);
  });

  test('a frame over the limit is refused with AR while it arrives, its head is kept and the connection closed', async () => {
    const { inbox, port } = await start({ maxFrameBytes: 1024 * 1024 });
    const sender = await open(port);
    const before = process.memoryUsage().rss;

    await flood(sender, hl7('HUGE', 'Q'.repeat(64 * 1024)), 1024 * 1024 * 1024);
    await sender.closed;

    expect(ackCodeOf(sender.answers()[0])).toBe('AR');
    expect(ackedIdOf(sender.answers()[0])).toBe('HUGE');
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['frame-too-large']);
    expect(inbox.arrivals[0]?.body.byteLength).toBe(64 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('no more messages are in hand than the pipeline is deep, and the rest follows', async () => {
    const { inbox, port } = await start({ pipelineDepth: 4 });
    const sender = await open(port);
    const release = inbox.hold();

    sender.write(Buffer.concat(Array.from({ length: 20 }, (_, index) => framed(hl7(`D${index}`)))));
    await inbox.arrived(4);
    await turns(100);
    const inHand = inbox.arrivals.length;
    release();
    await sender.answer(20);

    expect(inHand).toBe(4);
    expect(inbox.arrivals).toHaveLength(20);
  });

  test('one connection too many is refused and reported', async () => {
    const { inbox, port } = await start({ maxConnections: 1 });
    const first = await open(port);
    first.write(framed(hl7('FIRST')));
    await first.answer(1);

    const second = await open(port);
    await second.closed;

    expect(inbox.events.map((event) => event.kind)).toContain('refused_connection');
  });

  test('a peer that is not on the list is refused and reported', async () => {
    const { inbox, port } = await start({ allow: ['192.0.2.0/24', '2001:db8::/32'] });

    const sender = await open(port);
    await sender.closed;

    expect(inbox.events.map((event) => event.kind)).toEqual(['refused_connection']);
  });

  test('a peer inside a listed range is let in', async () => {
    const { port } = await start({ allow: ['127.0.0.0/8'] });
    const sender = await open(port);

    sender.write(framed(hl7('IN')));

    expect(ackCodeOf(await sender.answer(1))).toBe('AA');
  });

  test('a taken port is a permanent failure that names the port and the setting', async () => {
    const { port } = await start();

    const second = mllp.start(createInbox().context({ port }));

    await expect(second).rejects.toMatchObject({
      fate: 'permanent',
      code: 'port-taken',
      message: expect.stringMatching(new RegExp(`${port}.*config\\.port`)),
    });
  });
});

describe('trouble', () => {
  test('a peer that resets while its message is being stored does not disturb the others', async () => {
    const { inbox, port } = await start();
    const [rude, other] = [await open(port), await open(port)];
    const release = inbox.hold();

    rude.write(framed(hl7('GONE')));
    await inbox.arrived(1);
    rude.socket.resetAndDestroy();
    await rude.closed;
    release();
    other.write(framed(hl7('HERE')));

    expect(ackCodeOf(await other.answer(1))).toBe('AA');
    expect(inbox.stored.size).toBe(2);
  });

  test('stopping in the middle of a frame waits for its end and answers it', async () => {
    const { inbox, running, port } = await start();
    const sender = await open(port);
    const bytes = framed(hl7('HALF'));
    sender.write(framed(hl7('BEFORE')));
    await sender.answer(1);
    sender.write(bytes.subarray(0, 30));
    await turns(20);

    const stopped = running.stop();
    sender.write(bytes.subarray(30));

    expect(ackedIdOf(await sender.answer(2))).toBe('HALF');
    await stopped;
    expect(idsOf(inbox)).toEqual(['BEFORE', 'HALF']);
  });

  test('stopping ends although the hub never answers', async () => {
    const { inbox, running, port } = await start({ stopSeconds: 0.05 });
    const sender = await open(port);
    inbox.hold();
    sender.write(framed(hl7('STUCK')));
    await inbox.arrived(1);

    await running.stop();
    await sender.closed;

    expect(sender.answers()).toHaveLength(0);
  });

  test('where the channel wants no answer, nothing is written', async () => {
    const inbox = createInbox(() => undefined);
    const running = await mllp.start(inbox.context({ port: 0 }));
    opened.push(running);
    const sender = await open(portOf(running.address));

    sender.socket.end(framed(hl7('MUTE')));
    await sender.closed;

    expect(inbox.stored.size).toBe(1);
    expect(sender.answers()).toHaveLength(0);
  });
});

/** Writes the head of a frame and then filler until the peer closes or `total` bytes are out. */
async function flood(sender: RawSender, head: Uint8Array, total: number): Promise<void> {
  const filler = Buffer.alloc(1024 * 1024, 'Q');
  sender.write(Buffer.concat([Buffer.from([VT]), head]));
  for (let written = 0; written < total && !sender.socket.destroyed; written += filler.length) {
    const isFlushed = new Promise<void>((resolve) => {
      sender.socket.once('close', resolve);
      sender.socket.write(filler, () => resolve());
    });
    await isFlushed;
    if (sender.answers().length > 0) break;
  }
  if (!sender.socket.destroyed) sender.socket.end(Buffer.from([FS]));
}
