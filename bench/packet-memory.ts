/**
 * What a packet costs in memory, as a multiple of the note: `npx tsx bench/packet-memory.ts [megabytes]`. The hub holds the
 * note and the finished packet; the child process that composes holds the rest and is watched (600 MB).
 */
import { readFileSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { composePacket } from '../src/pipeline/packet/compose-packet.ts';
import { sharedContainment } from '../src/pipeline/packet/contained.ts';
import type { NoteContent, PacketInput } from '../src/pipeline/packet/packet-input.ts';

const MEGABYTE = 1024 * 1024;
const POLL_MS = 2;

async function measure(): Promise<void> {
  const megabytes = Number(process.argv[2] ?? 15);
  await composePacket(packetInput({ mediaType: 'text/plain', bytes: Buffer.from('warm') }));
  const bytes = await scannedPdf(megabytes * MEGABYTE);
  for (let round = 1; round <= 5; round += 1) await measureOne(bytes, round);
  await measureTimes();
  sharedContainment.close();
}

async function measureOne(bytes: Uint8Array, round: number): Promise<void> {
  globalThis.gc?.();
  const child = childPid();
  const before = { hub: process.memoryUsage().rss, outside: outside(), child: resident(child) };
  const peak = { ...before };
  const poll = setInterval(() => {
    peak.hub = Math.max(peak.hub, process.memoryUsage().rss);
    peak.outside = Math.max(peak.outside, outside());
    peak.child = Math.max(peak.child, resident(child));
  }, POLL_MS);
  const started = performance.now();
  const packet = await composePacket(packetInput({ mediaType: 'application/pdf', bytes }));
  const took = performance.now() - started;
  clearInterval(poll);
  peak.outside = Math.max(peak.outside, outside());
  const times = (value: number): string => `${(value / bytes.length).toFixed(2)}x`;
  console.log(
    `round ${round}: note ${(bytes.length / MEGABYTE).toFixed(1)} MB, packet ${(packet.bytes.length / MEGABYTE).toFixed(1)} MB, ` +
      `${took.toFixed(0)} ms; hub buffers +${times(peak.outside - before.outside)}, hub RSS +${times(peak.hub - before.hub)}; ` +
      `child RSS ${(before.child / MEGABYTE).toFixed(0)} -> ${(peak.child / MEGABYTE).toFixed(0)} MB (+${times(peak.child - before.child)})`,
  );
}

async function measureTimes(): Promise<void> {
  const started = performance.now();
  const count = 50;
  const text = Array.from(
    { length: 90 },
    (_, index) => `Line ${index} of a note with a few words in it`,
  ).join('\n');
  for (let index = 0; index < count; index += 1) {
    await composePacket(packetInput({ mediaType: 'text/plain', bytes: Buffer.from(text) }));
  }
  console.log(
    `cover and two pages of text, child warm: ${((performance.now() - started) / count).toFixed(1)} ms each`,
  );
  sharedContainment.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const cold = performance.now();
  await composePacket(packetInput({ mediaType: 'text/plain', bytes: Buffer.from(text) }));
  console.log(`the same, child cold: ${(performance.now() - cold).toFixed(0)} ms`);
}

/** Pages that are one incompressible image each, as scanners make them. */
async function scannedPdf(size: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const pages = 10;
  for (let index = 0; index < pages; index += 1) {
    const page = document.addPage([612, 792]);
    const data = randomFillSync(new Uint8Array(Math.floor(size / pages)));
    const image = PDFRawStream.of(
      document.context.obj({
        Type: 'XObject',
        Subtype: 'Image',
        Width: 1000,
        Height: 1000,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: 8,
      }),
      data,
    );
    page.node.setXObject(PDFName.of('Im0'), document.context.register(image));
  }
  return await document.save({ useObjectStreams: false });
}

function outside(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return Math.max(external, arrayBuffers);
}

function childPid(): number {
  return Number(
    readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'latin1').trim().split(' ').at(-1),
  );
}

function resident(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096;
}

function packetInput(content: NoteContent): PacketInput {
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

await measure();
