import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { afterAll, expect, test } from 'vitest';
import { assemblePacket } from './assemble.ts';
import { composeNotice } from './compose-notice.ts';
import { composePacket } from './compose-packet.ts';
import { sharedContainment } from './contained.ts';
import type { NoteContent, NoticeInput, PacketInput } from './packet-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'packet-'));
const isPopplerHere = has('pdftotext');
if (!isPopplerHere)
  console.log(
    'pdftotext (poppler-utils) is missing: the text of packets is not checked by a second program.',
  );

afterAll(() => {
  sharedContainment.close();
  rmSync(folder, { recursive: true });
});

test.skipIf(!isPopplerHere)('a cover sheet says what a referring office asks for', async () => {
  const packet = await composePacket(packetInput({ content: textContent('IOP 14') }));

  const cover = textOf(packet.bytes, 1);
  for (const words of [
    'Lakeside Eye Associates',
    '(555) 555-0100',
    'Ivana Zztestova, MD',
    'Northside Family Medicine',
    'Anna Maria Zztest',
    '03/05/1961',
    '03/05/2026',
    'Consultation note',
    'Ruth Zztestman, MD, 03/06/2026 at 4:12 PM CST',
    'ORD-1',
    'Blurred vision',
    'R-7F3K',
    '2 pages including this one',
    'Thank you for referring Anna Maria Zztest to us.',
    'CONFIDENTIAL',
    'destroy them',
  ]) {
    expect(cover).toContain(words);
  }
  expect(packet.pages).toBe(2);
});

test.skipIf(!isPopplerHere)('every note page says whose it is and which of how many', async () => {
  const lines = Array.from({ length: 120 }, (_, index) => `Line ${index}`).join('\n');
  const packet = await composePacket(packetInput({ content: textContent(lines) }));

  expect(packet.pages).toBe(4);
  for (let page = 2; page <= 4; page += 1) {
    const text = textOf(packet.bytes, page);
    expect(text).toContain('Zztest, Anna Maria');
    expect(text).toContain('DOB 03/05/1961');
    expect(text).toContain(`Page ${page} of 4`);
  }
  expect(textOf(packet.bytes, 4)).toContain('Line 119');
});

test.skipIf(!isPopplerHere)('Greek, Cyrillic and accents are text, what no font has is counted', async () => {
  const packet = await composePacket(
    packetInput({ content: textContent('Γλαύκωμα Глаукома Šťastný ≥ 21 \u0007日') }),
  );

  const text = textOf(packet.bytes, 2);
  expect(text).toContain('Γλαύκωμα Глаукома Šťastný ≥ 21');
  expect(text).toContain('one character of the original');
});

test.skipIf(!isPopplerHere)('RTF, HTML, C-CDA and FHIR become pages', async () => {
  const rtf = textOf(
    (await composePacket(packetInput({ content: content('text/rtf', '{\\rtf1 dry {\\b eye}}') }))).bytes,
    2,
  );
  const html = textOf(
    (await composePacket(packetInput({ content: content('text/html', '<p>dry <b>eye</b>') }))).bytes,
    2,
  );
  const xml =
    '<ClinicalDocument><section><title>Plan</title><text>dry eye</text></section></ClinicalDocument>';
  const ccda = textOf((await composePacket(packetInput({ content: content('text/xml', xml) }))).bytes, 2);

  const composition = { resourceType: 'Composition', section: [{ text: { div: '<div>dry eye</div>' } }] };
  const fhir = textOf(
    (
      await composePacket(
        packetInput({ content: content('application/fhir+json', JSON.stringify(composition)) }),
      )
    ).bytes,
    2,
  );

  for (const text of [rtf, html, ccda, fhir]) expect(text).toContain('dry eye');
});

test.skipIf(!isPopplerHere)(
  'an amended note says which one it replaces, and a primary care office is not thanked',
  async () => {
    const input = packetInput({ content: textContent('x') });
    const note = { ...input.note, isAmendment: true, replacesSentAt: '2026-03-06T23:40:00Z' };
    const packet = await composePacket({ ...input, note, recipient: { ...input.recipient, role: 'pcp' } });

    const cover = textOf(packet.bytes, 1);
    expect(cover).toContain('Amended note: replaces the one sent on 03/06/2026 at 5:40 PM CST.');
    expect(cover).not.toContain('Thank you');
  },
);

test('the pages of a PDF note stay as they are', async () => {
  const packet = await composePacket(
    packetInput({ content: { mediaType: 'application/pdf', bytes: await notePdf() } }),
  );

  const pages = (await PDFDocument.load(packet.bytes)).getPages();
  expect(pages.map((page) => [page.getWidth(), page.getHeight(), page.getRotation().angle])).toEqual([
    [612, 792, 0],
    [612, 792, 0],
    [842, 595, 90],
  ]);
  expect(packet.pages).toBe(3);
});

test('what a PDF note carries beside its pages is left out, and what it says of itself is ours', async () => {
  const source = await PDFDocument.load(await notePdf());
  source.addJavaScript('open', 'app.alert("hello")');
  await source.attach(Buffer.from('attached'), 'attached.txt');
  source.setAuthor('Somebody Else');
  const bytes = await source.save({ useObjectStreams: false });
  const packet = await composePacket(packetInput({ content: { mediaType: 'application/pdf', bytes } }));

  const file = Buffer.from(packet.bytes).toString('latin1');
  for (const word of ['JavaScript', 'EmbeddedFile', 'Somebody']) expect(file).not.toContain(word);
  const written = await PDFDocument.load(packet.bytes, { updateMetadata: false });
  expect(written.getTitle()).toBe('Visit note');
  expect(written.getCreationDate()?.toISOString()).toBe('2026-03-06T23:00:00.000Z');
});

test('a packet leans on PDF/A: fonts embedded, XMP, a colour profile, nothing that acts, no patient in its properties', async () => {
  const fromText = await composePacket(packetInput({ content: textContent('IOP 14 ± β') }));
  const note = { mediaType: 'application/pdf', bytes: await notePdf() };
  const fromPdf = await composePacket(packetInput({ content: note }));

  for (const { bytes } of [fromText, fromPdf]) {
    const { catalog, context } = await PDFDocument.load(bytes, { updateMetadata: false });
    const objects = context.enumerateIndirectObjects().map(([, object]) => object);
    const fonts = objects.filter(
      (object) => object instanceof PDFDict && String(object.get(PDFName.of('Type'))) === '/FontDescriptor',
    );
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect((font as PDFDict).has(PDFName.of('FontFile2'))).toBe(true);
    expect(catalog.lookup(PDFName.of('OutputIntents'), PDFArray).size()).toBe(1);
    const metadata = catalog.lookup(PDFName.of('Metadata'));
    const xmp = metadata instanceof PDFRawStream ? Buffer.from(metadata.contents).toString('utf8') : '';
    expect(xmp).toContain('Visit note');
    expect(xmp).not.toMatch(/Zztest|Anna|1961/);
    expect(xmp.includes('<pdfaid:part>2</pdfaid:part>')).toBe(bytes === fromText.bytes);
    const file = Buffer.from(bytes).toString('latin1');
    for (const word of ['/JavaScript', '/Launch', '/EmbeddedFile', '/Encrypt'])
      expect(file).not.toContain(word);
  }
});

test.skipIf(!has('gs'))(
  'Ghostscript finds nothing wrong with a packet, its own pages or a foreign PDF’s',
  async () => {
    const note = { mediaType: 'application/pdf', bytes: await notePdf() };
    for (const one of [textContent('IOP 14 ± β'), note]) {
      const file = join(folder, 'gs.pdf');
      writeFileSync(file, (await composePacket(packetInput({ content: one }))).bytes);
      const options = ['-q', '-dNOPAUSE', '-dBATCH', '-dSAFER', '-dPDFSTOPONERROR', '-sDEVICE=nullpage'];
      const said = execFileSync('gs', [...options, file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });

      expect(said).toBe('');
    }
  },
);

test('what a page inherits stays with the note and never reaches the cover', async () => {
  const source = await PDFDocument.load(await notePdf());
  source.catalog.Pages().set(PDFName.of('Rotate'), source.context.obj(180));
  const bytes = await source.save();
  const packet = await composePacket(packetInput({ content: { mediaType: 'application/pdf', bytes } }));

  const pages = (await PDFDocument.load(packet.bytes)).getPages();
  expect(pages.map((page) => page.getRotation().angle)).toEqual([0, 180, 90]);
});

test('a filled form keeps its values', async () => {
  const source = await PDFDocument.create();
  const field = source.getForm().createTextField('iop');
  field.setText('14 mmHg');
  field.addToPage(source.addPage());
  const packet = await composePacket(
    packetInput({ content: { mediaType: 'application/pdf', bytes: await source.save() } }),
  );

  expect((await PDFDocument.load(packet.bytes)).getForm().getTextField('iop').getText()).toBe('14 mmHg');
});

test.each(['text', 'pdf'])(
  'the same input gives the same bytes, in this process and in the child (%s)',
  async (kind) => {
    const input = packetInput({
      content:
        kind === 'pdf' ? { mediaType: 'application/pdf', bytes: await notePdf() } : textContent('IOP 14'),
    });

    const packets = [await composePacket(input), await composePacket(input), await assemblePacket(input)];
    expect(new Set(packets.map((packet) => packet.sha256)).size).toBe(1);
    expect(Buffer.from(packets[0]?.bytes ?? []).equals(Buffer.from(packets[2]?.bytes ?? []))).toBe(true);
  },
);

test('a note that is no proof of service is not sent', async () => {
  const input = packetInput({ content: textContent('x') });
  const incomplete = { ...input, note: { ...input.note, signedAt: undefined } };

  await expect(composePacket(incomplete)).rejects.toMatchObject({
    fate: 'permanent',
    code: 'packet-incomplete',
    message: "The note lacks the provider's signature (who signed, and when).",
  });
});

test.each([
  ['image/tiff', 'II*', 'note-unsupported-content', 'image/tiff'],
  ['application/octet-stream', '?', 'note-unsupported-content', 'application/octet-stream'],
  ['text/plain', ' \n ', 'note-empty', 'no text'],
  ['application/pdf', 'hello', 'note-unreadable-pdf', '%PDF'],
  ['application/pdf', '%PDF-1.4\nnothing', 'note-unreadable-pdf', 'damaged'],
])('a note of type %s holding %s is refused with a reason', async (mediaType, body, code, reason) => {
  await expect(composePacket(packetInput({ content: content(mediaType, body) }))).rejects.toMatchObject({
    fate: 'permanent',
    code,
    message: expect.stringContaining(reason),
  });
});

test('a note of more than 200 pages is refused', async () => {
  const lines = 'x\n'.repeat(20_000);

  await expect(composePacket(packetInput({ content: textContent(`a${lines}b`) }))).rejects.toMatchObject({
    code: 'note-too-long',
  });
});

test('the longest names still make a cover of one page', async () => {
  const input = packetInput({ content: textContent('x') });
  const long = 'Zztestington-Featherstonehaugh '.repeat(8);
  const packet = await composePacket({
    ...input,
    practice: { ...input.practice, name: long, address: long.repeat(3) },
    recipient: { ...input.recipient, organisation: long, person: { family: long, given: long } },
    patient: { ...input.patient, name: { family: long.replaceAll(' ', ''), given: long } },
    note: { ...input.note, title: long.repeat(3) },
    referral: { ...input.referral, reason: long.repeat(20) },
  });

  expect(packet.pages).toBe(2);
});

test.skipIf(!isPopplerHere)('notices are one page that says what happened and what comes next', async () => {
  const appointmentAt = '2026-03-10T14:30:00Z';
  const missed = await notice({ kind: 'no_show', appointmentAt, next: { kind: 'will_call' } });
  const cancelled = await notice({
    kind: 'cancellation',
    appointmentAt,
    cancelledBy: 'patient',
    next: { kind: 'none' },
  });
  const rebooked = await notice({ kind: 'rebooked', appointmentAt });
  const wrong = await notice({
    kind: 'correction',
    told: 'note',
    toldAt: appointmentAt,
    why: 'wrong_patient',
  });

  expect(missed).toContain('Tuesday, 03/10/2026 at 9:30 AM CDT');
  expect(missed).toContain('We will call the patient');
  expect(cancelled).toContain('was cancelled by the patient. No new appointment is planned.');
  expect(rebooked).toContain('New appointment');
  expect(wrong).toContain('Please disregard the visit note we sent on 03/10/2026 at 9:30 AM CDT.');
});

const shared = {
  practice: {
    name: 'Lakeside Eye Associates',
    phone: '+15555550100',
    fax: '5555550101',
    address: '100 Harbor Street\nMadison',
  },
  recipient: {
    organisation: 'Northside Family Medicine',
    person: { family: 'Zztestova', given: 'Ivana', credential: 'MD' },
    fax: '5555550142',
    role: 'referrer',
  },
  patient: { name: { family: 'Zztest', given: 'Anna', middle: 'Maria' }, birthDate: '1961-03-05' },
  referral: { reference: 'R-7F3K', orderNumber: 'ORD-1', reason: 'Blurred vision' },
  composedAt: '2026-03-06T23:00:00Z',
  zone: 'America/Chicago',
} as const;

function packetInput(change: { readonly content: NoteContent }): PacketInput {
  const doctor = { family: 'Zztestman', given: 'Ruth', credential: 'MD' };
  return {
    ...shared,
    note: {
      title: 'Consultation note',
      serviceDate: '2026-03-05',
      author: doctor,
      signer: doctor,
      signedAt: '2026-03-06T22:12:00Z',
      isAmendment: false,
    },
    ...change,
  };
}

async function notice(told: NoticeInput['notice']): Promise<string> {
  const packet = await composeNotice({ ...shared, notice: told });
  expect(packet.pages).toBe(1);
  return textOf(packet.bytes, 1);
}

function textContent(text: string): NoteContent {
  return content('text/plain', text);
}

function content(mediaType: string, text: string): NoteContent {
  return { mediaType, bytes: Buffer.from(text) };
}

async function notePdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([612, 792]).drawSquare({ x: 10, y: 10 });
  const turned = document.addPage([842, 595]);
  turned.drawSquare({ x: 10, y: 10 });
  turned.setRotation(degrees(90));
  return await document.save();
}

function textOf(bytes: Uint8Array, page: number): string {
  const file = join(folder, 'packet.pdf');
  writeFileSync(file, bytes);
  const text = execFileSync('pdftotext', ['-f', `${page}`, '-l', `${page}`, '-layout', file, '-'], {
    encoding: 'utf8',
  });
  return text.replace(/\s+/g, ' ');
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
