import { deflateSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { composePacket } from './compose-packet.ts';
import type { Containment } from './contained.ts';
import { contain } from './contained.ts';
import type { NoteContent, PacketInput } from './packet-input.ts';

const opened: Containment[] = [];

afterAll(() => {
  for (const containment of opened) containment.close();
});

test('a note that takes too long is stopped, and the next one is composed', async () => {
  const containment = open(1, 600);

  await expect(composePacket(input(endlessPdf()), containment)).rejects.toMatchObject({
    fate: 'permanent',
    code: 'note-unreadable-pdf',
    message: expect.stringContaining('too long'),
  });
  const second = open(20_000, 600);
  await expect(composePacket(input(text('IOP 14')), second)).resolves.toMatchObject({ pages: 2 });
});

test('a PDF that unpacks to gigabytes is stopped, and the same hub goes on', async () => {
  const containment = open(60_000, 250);

  await expect(composePacket(input(bombPdf()), containment)).rejects.toMatchObject({
    fate: 'permanent',
    code: 'note-unreadable-pdf',
    message: expect.stringContaining('memory'),
  });
  await expect(composePacket(input(text('IOP 14')), containment)).resolves.toMatchObject({ pages: 2 });
});

test('a child ended by somebody else does not blame the note', async () => {
  const containment = open(60_000, 600);
  // The child is started at once and takes far longer to load its code.
  setImmediate(() => containment.close());

  await expect(composePacket(input(text('x')), containment)).rejects.toMatchObject({
    fate: 'transient',
    code: 'packet-worker-lost',
  });
});

test('a page tree that loops is refused', async () => {
  const pdf = pdfOf(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]/Count 1>>']);

  await expect(composePacket(input(pdf), open(20_000, 600))).rejects.toMatchObject({
    code: 'note-unreadable-pdf',
  });
});

test.each([
  [
    'locked',
    ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R>>'],
    '/Encrypt<</Filter/Standard>>',
    'locked',
  ],
  ['without pages', ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>'], '', 'no pages'],
  [
    'cut off',
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/Contents 9 0 R>>',
    ],
    '',
    'lost its content',
  ],
])('a PDF that is %s is refused with the reason', async (_name, objects, trailer, reason) => {
  await expect(composePacket(input(pdfOf(objects, trailer)), open(20_000, 600))).rejects.toMatchObject({
    code: 'note-unreadable-pdf',
    message: expect.stringContaining(reason),
  });
});

function open(timeMs: number, megabytes: number): Containment {
  const containment = contain({ timeMs, memoryBytes: megabytes * 1024 * 1024 });
  opened.push(containment);
  return containment;
}

/** Streams of compressed objects that unpack to 1.5 GB of blanks, each to more than the limit: none can be collected in time. */
function bombPdf(): NoteContent {
  const inner = deflateSync(Buffer.alloc(256 * 1024 * 1024, 0x20), { level: 9 });
  const objects = Array.from({ length: 6 }, (_, index) => [
    Buffer.from(
      `${index + 10} 0 obj\n<</Type/ObjStm/N 0/First 0/Filter/FlateDecode/Length ${inner.length}>>stream\n`,
    ),
    inner,
    Buffer.from('\nendstream\nendobj\n'),
  ]).flat();
  return {
    mediaType: 'application/pdf',
    bytes: Buffer.concat([Buffer.from('%PDF-1.7\n'), ...objects, Buffer.from('trailer<</Root 1 0 R>>')]),
  };
}

function endlessPdf(): NoteContent {
  return {
    mediaType: 'application/pdf',
    bytes: Buffer.from(`%PDF-1.7\n${'1 0 obj [[[[[]]]]] endobj\n'.repeat(400_000)}`),
  };
}

function pdfOf(objects: readonly string[], trailer = ''): NoteContent {
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return {
    mediaType: 'application/pdf',
    bytes: Buffer.from(`%PDF-1.4\n${body}trailer<</Root 1 0 R${trailer}>>\n%%EOF`),
  };
}

function text(words: string): NoteContent {
  return { mediaType: 'text/plain', bytes: Buffer.from(words) };
}

function input(content: NoteContent): PacketInput {
  return {
    practice: { name: 'Lakeside Eye', phone: '5555550100' },
    recipient: { organisation: 'Northside', role: 'referrer' },
    patient: { name: { family: 'Zztest', given: 'Anna' }, birthDate: '1961-03-05' },
    note: {
      serviceDate: '2026-03-05',
      signer: { family: 'Zztestman' },
      signedAt: '2026-03-06T22:12:00Z',
      isAmendment: false,
    },
    referral: { reference: 'R-1' },
    content,
    composedAt: '2026-03-06T23:00:00Z',
    zone: 'America/Chicago',
  };
}
