import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, expect, test } from 'vitest';
import { composeBundle, composeStatus } from './compose-bundle.ts';
import { sharedContainment } from './contained.ts';
import type { BundledNote, BundleInput, NoteContent } from './packet-input.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
const isPopplerHere = hasPoppler();
if (!isPopplerHere)
  console.log(
    'pdftotext (poppler-utils) is missing: the text of bundles is not checked by a second program.',
  );

afterAll(() => {
  sharedContainment.close();
  rmSync(folder, { recursive: true });
});

test.skipIf(!isPopplerHere)(
  'a bundle lists its notes with their pages, and every page says whose it is',
  async () => {
    const long = Array.from({ length: 60 }, (_, index) => `Line ${index}`).join('\n');
    const packet = await composeBundle(
      bundle([note('Anna', text(long)), note('Bela', await pdf()), note('Cora', text('short'))]),
    );

    expect(packet.pages).toBe(6);
    const cover = textOf(packet.bytes, 1);
    expect(cover).toContain('6 pages including this one');
    expect(cover).toContain(
      'Zztest, Anna, born 03/05/1961, seen 03/05/2026, your order ORD-Anna: pages 2 to 3',
    );
    expect(cover).toContain(
      'Zztest, Bela, born 03/05/1961, seen 03/05/2026, your order ORD-Bela: pages 4 to 5',
    );
    expect(cover).toContain('Zztest, Cora, born 03/05/1961, seen 03/05/2026, your order ORD-Cora: page 6');
    expect(cover).toContain('CONFIDENTIAL');
    expect(textOf(packet.bytes, 3)).toContain('Zztest, Anna');
    expect(textOf(packet.bytes, 3)).toContain('Page 3 of 6');
    expect(textOf(packet.bytes, 6)).toContain('Zztest, Cora');
    const document = await PDFDocument.load(packet.bytes, { updateMetadata: false });
    expect(document.getTitle()).toBe('Visit notes');
    expect(document.getPages().map((page) => page.getWidth())).toEqual([612, 612, 612, 500, 500, 612]);
  },
);

test('the same notes give the same bytes', async () => {
  const input = bundle([note('Anna', text('x')), note('Bela', await pdf())]);
  const [first, second] = [await composeBundle(input), await composeBundle(input)];

  expect(first.sha256).toBe(second.sha256);
});

test('one note that is no proof of service, or cannot be read, stops the bundle', async () => {
  const unsigned = note('Anna', text('x'));
  const { signedAt: _, ...unsignedNote } = unsigned.note;

  await expect(
    composeBundle(bundle([note('Bela', text('x')), { ...unsigned, note: unsignedNote }])),
  ).rejects.toMatchObject({ fate: 'permanent', code: 'packet-incomplete' });
  await expect(
    composeBundle(bundle([note('Bela', { mediaType: 'application/pdf', bytes: Buffer.from('no') })])),
  ).rejects.toMatchObject({ code: 'note-unreadable-pdf' });
  await expect(
    composeBundle(bundle(Array.from({ length: 16 }, () => note('Anna', text('x'))))),
  ).rejects.toMatchObject({ code: 'bundle-too-large' });
});

test.skipIf(!isPopplerHere)('a status report lists every patient, its header on each page', async () => {
  const rows = Array.from({ length: 70 }, (_, index) => ({
    name: { family: `Zztest${index}`, given: 'Anna' },
    birthDate: '1961-03-05',
    receivedAt: '2026-03-01T15:00:00Z',
    orderNumber: `ORD-${index}`,
    status: 'Appointment made',
    appointmentAt: '2026-03-10T14:30:00Z',
  }));
  const { notes: _, ...about } = bundle([]);
  const packet = await composeStatus({ ...about, rows, more: 3 });

  expect(packet.pages).toBeGreaterThan(2);
  expect(textOf(packet.bytes, 1)).toContain('Patients 73');
  const all = Array.from({ length: packet.pages }, (__, at) => textOf(packet.bytes, at + 1)).join(' ');
  for (const row of rows) expect(all).toContain(`${row.name.family}, Anna`);
  expect(all).toContain('And 3 more');
  for (let page = 2; page <= packet.pages; page += 1) {
    expect(textOf(packet.bytes, page)).toContain(`Page ${page} of ${packet.pages}`);
    expect(textOf(packet.bytes, page)).toContain('Next appointment');
  }
});

function bundle(notes: readonly BundledNote[]): BundleInput {
  return {
    practice: { name: 'Lakeside Eye', phone: '5555550100' },
    recipient: { organisation: 'Northside Family Medicine', role: 'referrer' },
    notes,
    reference: 'R-1',
    composedAt: '2026-03-06T23:00:00Z',
    zone: 'America/Chicago',
  };
}

function note(given: string, content: NoteContent): BundledNote {
  return {
    patient: { name: { family: 'Zztest', given }, birthDate: '1961-03-05' },
    note: {
      serviceDate: '2026-03-05',
      signer: { family: 'Zztestman' },
      signedAt: '2026-03-06T22:12:00Z',
      isAmendment: false,
    },
    referral: { reference: 'R-1', orderNumber: `ORD-${given}` },
    content,
  };
}

function text(words: string): NoteContent {
  return { mediaType: 'text/plain', bytes: Buffer.from(words) };
}

async function pdf(): Promise<NoteContent> {
  const document = await PDFDocument.create({ updateMetadata: false });
  for (let page = 0; page < 2; page += 1) document.addPage([500, 700]).drawSquare({ x: 10, y: 10 });
  return { mediaType: 'application/pdf', bytes: await document.save() };
}

function textOf(bytes: Uint8Array, page: number): string {
  const file = join(folder, 'packet.pdf');
  writeFileSync(file, bytes);
  const pages = ['-f', `${page}`, '-l', `${page}`];
  const words = execFileSync('pdftotext', [...pages, '-layout', file, '-'], { encoding: 'utf8' });
  return words.replace(/\s+/g, ' ');
}

function hasPoppler(): boolean {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
