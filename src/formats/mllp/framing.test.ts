import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDeframer, frame, type FrameEvent } from './framing.ts';

const maxBytes = 400;

const first = 'MSH|^~\\&|A|B|||20260101||SIU^S12|1|P|2.5.1\rPID|1||TEST-1\r';
const second = 'MSH|^~\\&|A|B|||20260101||ADT^A08|2|P|2.5.1\rPID|1||TEST-2\r';
const large = `MSH|^~\\&|A|B|||20260101||MDM^T02|3|P|2.5.1\rOBX|1|ED|||${'QUJD'.repeat(200)}\r`;

/** Streams as they came up in the field, each with what must be seen. */
const streams: readonly {
  readonly fact: string;
  readonly stream: string;
  readonly seen: readonly string[];
}[] = [
  { fact: 'one frame', stream: `\x0b${first}\x1c\r`, seen: [first] },
  {
    fact: 'several frames in one read',
    stream: `\x0b${first}\x1c\r\x0b${second}\x1c\r`,
    seen: [first, second],
  },
  { fact: 'a frame and half a frame', stream: `\x0b${first}\x1c\r\x0bMSH|^~`, seen: [first, 'cut:MSH|^~'] },
  { fact: 'FS alone ends a frame', stream: `\x0b${first}\x1c\x0b${second}\x1c`, seen: [first, second] },
  { fact: 'LF after FS is eaten', stream: `\x0b${first}\x1c\n\x0b${second}\x1c\r\n`, seen: [first, second] },
  { fact: 'junk before VT', stream: `hello\r\n\x0b${first}\x1c\r`, seen: ['junk:7', first] },
  {
    fact: 'junk between frames',
    stream: `\x0b${first}\x1c\rxy\x0b${second}\x1c\r`,
    seen: [first, 'junk:2', second],
  },
  { fact: 'a second line end is junk', stream: `\x0b${first}\x1c\r\r`, seen: [first, 'junk:1'] },
  { fact: 'a second FS is junk', stream: `\x0b${first}\x1c\x1c\r`, seen: [first, 'junk:2'] },
  {
    fact: 'VT inside a frame starts anew',
    stream: `\x0bMSH|cut\r\x0b${second}\x1c\r`,
    seen: ['cut:MSH|cut\r', second],
  },
  { fact: 'repeated VT is junk', stream: `\x0b\x0b\x0b${first}\x1c\r`, seen: ['junk:2', first] },
  { fact: 'VT inside junk', stream: `ab\x0bcd\x0b${first}\x1c\r`, seen: ['junk:2', 'cut:cd', first] },
  { fact: 'an empty frame', stream: `\x0b\x1c\r\x0b${first}\x1c\r`, seen: ['', first] },
  {
    fact: 'a frame over the limit',
    stream: `\x0b${large}\x1c\r\x0b${first}\x1c\r`,
    seen: [`too-large:${large.slice(0, maxBytes)}`, first],
  },
  { fact: 'an endless frame', stream: `\x0b${large}`, seen: [`too-large:${large.slice(0, maxBytes)}`] },
  { fact: 'only junk', stream: 'GET / HTTP/1.1\r\n\r\n', seen: ['junk:18'] },
  { fact: 'CR, LF and FF inside a frame are data', stream: `\x0ba\r\nb\x0cc\x1c\r`, seen: ['a\r\nb\x0cc'] },
  {
    fact: 'a byte order mark inside a frame is data',
    stream: `\x0b\xef\xbb\xbf${first}\x1c\r`,
    seen: [`\xef\xbb\xbf${first}`],
  },
];

describe('a deframer', () => {
  test.each(streams)('sees $fact', ({ stream, seen }) => {
    expect(read(pieces(stream, [])).map(written)).toEqual(seen);
  });

  test.each(streams)('sees $fact byte by byte', ({ stream, seen }) => {
    const cuts = Array.from({ length: stream.length }, (_, index) => index);

    expect(read(pieces(stream, cuts)).map(written)).toEqual(seen);
  });

  test('sees the same events however the bytes are cut', () => {
    const some = fc.array(fc.constantFrom(...streams), { minLength: 1, maxLength: 6 });
    const cutSeeds = fc.array(fc.nat(), { maxLength: 40 });

    fc.assert(
      fc.property(some, cutSeeds, (parts, seeds) => {
        const stream = parts.map((part) => part.stream).join('');
        const cuts = seeds.map((seed) => seed % stream.length);

        expect(read(pieces(stream, cuts)).map(written)).toEqual(read(pieces(stream, [])).map(written));
      }),
      { numRuns: 1000 },
    );
  });

  test('sees the same events for any bytes at all', () => {
    const bytes = fc.array(fc.constantFrom('\x0b', '\x1c', '\r', '\n', 'a', 'b'), { maxLength: 60 });

    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 60 }), { maxLength: 10 }), (characters, cuts) => {
        const stream = characters.join('');

        expect(read(pieces(stream, cuts)).map(written)).toEqual(read(pieces(stream, [])).map(written));
      }),
      { numRuns: 1000 },
    );
  });

  test('gives back every framed payload', () => {
    const payload = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c));

    fc.assert(
      fc.property(fc.array(payload, { maxLength: 5 }), (payloads) => {
        const stream = Buffer.concat(payloads.map(frame));

        const events = read([stream]);

        expect(events.map((event) => event.kind === 'frame' && [...event.body])).toEqual(
          payloads.map((it) => [...it]),
        );
      }),
    );
  });

  test('keeps two connections apart', () => {
    const one = createDeframer({ maxBytes });
    const other = createDeframer({ maxBytes });

    one.push(Buffer.from(`\x0b${first.slice(0, 20)}`));
    other.push(Buffer.from(`\x0b${second.slice(0, 30)}`));

    expect(one.push(Buffer.from(`${first.slice(20)}\x1c\r`)).map(written)).toEqual([first]);
    expect(other.push(Buffer.from(`${second.slice(30)}\x1c\r`)).map(written)).toEqual([second]);
  });

  test('tells whether bytes are owed', () => {
    const deframer = createDeframer({ maxBytes });
    const states = ['\x0b', 'MSH', '\x1c', '\r', 'junk'].map((piece) => {
      deframer.push(Buffer.from(piece));
      return deframer.isInsideFrame;
    });

    expect(states).toEqual([true, true, false, false, false]);
  });

  test('is as new after the end', () => {
    const deframer = createDeframer({ maxBytes });
    deframer.push(Buffer.from('\x0bMSH'));

    const ended = deframer.end();
    const next = deframer.push(Buffer.from(`\x0b${first}\x1c\r`));

    expect(ended.map(written)).toEqual(['cut:MSH']);
    expect(next.map(written)).toEqual([first]);
  });

  test('does not copy a frame that lies in one chunk', () => {
    const chunk = Buffer.from(`\x0b${first}\x1c\r`);

    const [event] = createDeframer({ maxBytes }).push(chunk);

    expect(event?.kind === 'frame' && event.body.buffer).toBe(chunk.buffer);
  });

  test('keeps 64 kB of a cut frame', () => {
    const deframer = createDeframer({ maxBytes: 1_000_000 });
    deframer.push(Buffer.from('\x0b'));
    for (let chunk = 0; chunk < 10; chunk += 1) deframer.push(Buffer.alloc(30_000, 'x'));

    const [event] = deframer.end();

    expect(event?.kind === 'cut' && event.body.length).toBe(64 * 1024);
  });

  test('puts a frame of 20 MB together from chunks of any size', () => {
    const body = Buffer.alloc(20_000_000, 'QUJDRA==');
    const deframer = createDeframer({ maxBytes: 64_000_000 });
    const stream = frame(body);
    const events: FrameEvent[] = [];

    for (let at = 0, size = 1; at < stream.length; at += size, size = (size * 7 + 3) % 65_521) {
      events.push(...deframer.push(stream.subarray(at, at + size)));
    }

    expect(events).toHaveLength(1);
    expect(events[0]?.kind === 'frame' && body.equals(events[0].body)).toBe(true);
  });

  test('takes a chunk of start bytes in one pass', () => {
    const deframer = createDeframer({ maxBytes });

    const events = [...deframer.push(Buffer.alloc(2_000_000, 0x0b)), ...deframer.end()];

    expect(events.map(written)).toEqual(['junk:2000000']);
  });
});

function read(chunks: readonly Uint8Array[]): readonly FrameEvent[] {
  const deframer = createDeframer({ maxBytes });
  return [...chunks.flatMap((chunk) => deframer.push(chunk)), ...deframer.end()];
}

function pieces(stream: string, cuts: readonly number[]): readonly Uint8Array[] {
  const bytes = Buffer.from(stream, 'latin1');
  const ends = [...new Set(cuts)].toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function written(event: FrameEvent): string {
  if (event.kind === 'junk') return `junk:${event.bytes}`;
  if (event.kind === 'too-large') return `too-large:${Buffer.from(event.head).toString('latin1')}`;
  const body = Buffer.from(event.body).toString('latin1');
  return event.kind === 'cut' ? `cut:${body}` : body;
}
