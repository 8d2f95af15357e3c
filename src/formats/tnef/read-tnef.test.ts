import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decompressRtf } from './compressed-rtf.ts';
import { readTnef } from './read-tnef.ts';

test('packed RTF is unpacked: the example of [MS-OXRTFCP] 3.1', () => {
  const packed = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );

  expect(Buffer.from(decompressRtf(packed) ?? []).toString()).toBe(
    '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
  );
});

test('a reference may run into what it writes: the example of [MS-OXRTFCP] 3.2', () => {
  const packed = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex');

  expect(Buffer.from(decompressRtf(packed) ?? []).toString()).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
});

test('files have the long name of their properties, and a mail in the mail is one', () => {
  const inner = tnefOf([attribute(0x800c, Buffer.from('inner words\0'))]);
  const bytes = tnefOf([
    attribute(0x9002, Buffer.alloc(14)),
    attribute(0x8010, Buffer.from('REFERR~1.PDF\0')),
    attribute(0x800f, Buffer.from('%PDF-1.7')),
    attribute(
      0x9005,
      properties([
        [0x0003, 0x0e20, long(8)],
        [0x001f, 0x3707, variable(Buffer.from('Referral letter.pdf\0', 'utf16le'))],
        [0x001e, 0x370e, variable(Buffer.from('application/pdf\0'))],
      ]),
    ),
    attribute(0x9002, Buffer.alloc(14)),
    attribute(0x9005, properties([[0x000d, 0x3701, variable(Buffer.concat([Buffer.alloc(16, 9), inner]))]])),
  ]);

  const { attachments, isCutOff } = readTnef(bytes);

  expect(isCutOff).toBe(false);
  expect(attachments).toMatchObject([
    { name: 'Referral letter.pdf', mediaType: 'application/pdf', isMail: false },
    { isMail: true },
  ]);
  expect(readTnef(attachments[1]?.bytes ?? new Uint8Array(0)).body).toMatchObject({
    mediaType: 'text/plain',
  });
});

test('named properties and lists are passed over; the richest words win', () => {
  const named = Buffer.concat([
    Buffer.alloc(16),
    long(1),
    variable(Buffer.from('Name\0', 'utf16le')).subarray(4),
  ]);
  const bytes = tnefOf([
    attribute(
      0x9003,
      Buffer.concat([
        long(4),
        long((0x8005 << 16) | 0x0003),
        named,
        long(7),
        long((0x1001 << 16) | 0x1003),
        long(2),
        long(1),
        long(2),
        long((0x1000 << 16) | 0x001e),
        variable(Buffer.from('plain words\0')),
        long((0x1013 << 16) | 0x0102),
        variable(Buffer.from('<p>rich words</p>')),
      ]),
    ),
  ]);

  const { body } = readTnef(bytes);

  expect(body?.mediaType).toBe('text/html');
  expect(Buffer.from(body?.bytes ?? []).toString()).toBe('<p>rich words</p>');
});

test('what comes before the cut is kept', () => {
  const whole = tnefOf([
    attribute(0x800c, Buffer.from('words\0')),
    attribute(0x9002, Buffer.alloc(14)),
    attribute(0x800f, Buffer.alloc(500)),
  ]);

  const { body, attachments, isCutOff } = readTnef(whole.subarray(0, whole.length - 100));

  expect(isCutOff).toBe(true);
  expect(body).toBeDefined();
  expect(attachments).toEqual([]);
});

test('any bytes can be read', () => {
  const signature = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0, 0]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      readTnef(bytes);
      readTnef(Buffer.concat([signature, attribute(0x9003, Buffer.from(bytes))]));
      decompressRtf(Buffer.concat([Buffer.from('00000000ff0000004c5a467500000000', 'hex'), bytes]));
    }),
  );
});

function tnefOf(attributes: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]), ...attributes]);
}

function attribute(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}

function properties(values: readonly (readonly [number, number, Buffer])[]): Buffer {
  return Buffer.concat([
    long(values.length),
    ...values.flatMap(([type, id, value]) => [long((id << 16) | type), value]),
  ]);
}

function variable(bytes: Buffer): Buffer {
  return Buffer.concat([long(1), long(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
