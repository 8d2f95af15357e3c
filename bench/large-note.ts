/**
 * One visit note of 20 MB: a scanned PDF as base64 in OBX-5 of an MDM^T02, for a patient with a booked referral. In over MLLP,
 * stored once, and out again to a folder and to a receiver that speaks MLLP.
 *
 *     node --import tsx bench/large-note.ts [--megabytes=20]
 */
import { createHash, randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { query, queryOne, sql } from '../src/store/database.ts';
import { ack, ackCodeOf, controlIdOf, framed } from '../test/contracts/mllp-peer.ts';
import { mdm, siu } from '../test/support/hl7.ts';
import { memoryOf, startHubChild, type HubChild } from '../test/support/hub-child.ts';
import { npi } from '../test/support/npi.ts';
import { enterOffices } from '../test/support/offices.ts';
import { openBenchDatabase, type BenchDatabase } from './parts/database.ts';
import { megabytes, numberOption, writeReport } from './parts/report.ts';

const MEGABYTE = 1024 * 1024;
const AT_MOST = 6;
const TIMEOUT_MS = 120_000;
const POLL_MS = 10;

const size = numberOption('megabytes', 20);
const database = await openBenchDatabase();
const spoolDir = mkdtempSync(join(tmpdir(), 'referloop-bench-'));
const receiver = await openCountingReceiver();
await enterOffices(database.db, [
  { destination: 'folder', address: 'office-0' },
  { destination: 'mllp', address: receiver.address },
]);
const hub = await startHubChild({ databaseUrl: database.url, spoolDir, work: 'everything' });
const pdf = await scannedPdf(size * MEGABYTE);
const rows: string[][] = [];
/** Peak growth of the hub as a multiple of each large message. */
const growths: number[] = [];
try {
  // A small note first: what a hub costs that has sent one is no part of what a large one costs.
  for (const office of [0, 1]) await deliverNote(office, await scannedPdf(20_000), 'small');
  for (const office of [0, 1]) rows.push(await deliverNote(office, pdf, 'large'));
} finally {
  await hub.stop();
  await receiver.close();
  await database.close();
}
report();

/** Books, sends the note, waits until it has arrived; returns the row of the table. */
async function deliverNote(office: number, document: Uint8Array, name: string): Promise<string[]> {
  const story = storyOf(office, name);
  await exchange(hub, Buffer.from(siu('S12', story)));
  const message = noteMessage(story, document);
  const before = { hub: memoryOf(hub.pid), tables: await tableSizes(database) };
  const watch = watchMemory(hub);
  const startedAt = performance.now();
  const answer = await exchange(hub, message);
  const ackedMs = performance.now() - startedAt;
  if (ackCodeOf(answer) !== 'AA') throw new Error('The note was not acknowledged.');
  await until(async () => (await deliveryOf(story.note))?.status === 'delivered');
  const deliveredMs = performance.now() - startedAt;
  const peak = watch.stop();
  const delivery = await deliveryOf(story.note);
  assertArrived(office, delivery?.id ?? '', document);
  const growth = growthOf(before.tables, await tableSizes(database));
  if (name === 'large') {
    assertStoredOnce(growth, message.length);
    growths.push((peak.hub - before.hub.resident) / message.length);
  }
  return [
    office === 0 ? 'folder' : 'mllp',
    megabytes(message.length),
    megabytes(growth.get('message') ?? 0),
    ackedMs.toFixed(0),
    deliveredMs.toFixed(0),
    timesOf(peak.hub - before.hub.resident, message.length),
    timesOf(peak.child, message.length),
  ];
}

function timesOf(bytes: number, payload: number): string {
  return `${megabytes(bytes)} (${(bytes / payload).toFixed(1)}×)`;
}

function storyOf(office: number, name: string) {
  return {
    mrn: `TEST-${office}${name}`,
    family: `ZZTEST${name.toUpperCase()}${office === 0 ? 'A' : 'B'}`,
    given: 'ANNA',
    referrer: `${npi(office)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
    appointment: `F${office}${name}`,
    visit: `V${office}${name}`,
    note: `N${office}${name}`,
    start: '20260305100000-0500',
    at: '20260305140000-0500',
  };
}

/** The text OBX of the sample message becomes one that holds the PDF. */
function noteMessage(story: ReturnType<typeof storyOf>, document: Uint8Array): Buffer {
  const segments = mdm('T02', story)
    .split('\r')
    .filter((segment) => !segment.startsWith('OBX|'));
  const head = `${segments.join('\r')}\rOBX|1|ED|11488-4^Consultation note^LN||^application^pdf^Base64^`;
  return Buffer.from(
    `${head}${Buffer.from(document.buffer, document.byteOffset, document.byteLength).toString('base64')}||||||F\r`,
    'latin1',
  );
}

/** Sends one message and resolves with its answer. */
function exchange(to: HubChild, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: to.port, host: '127.0.0.1' }, () => socket.write(framed(message)));
    const parts: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      if (!chunk.includes(0x1c)) return;
      socket.destroy();
      resolve(Buffer.concat(parts));
    });
    socket.once('error', reject);
  });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error('The note did not arrive in time.');
    await wait(POLL_MS);
  }
}

function deliveryOf(note: string): Promise<{ readonly id: string; readonly status: string } | undefined> {
  return queryOne(
    database.db,
    sql`select id, status from delivery where purpose = 'note' and document_key like ${`%|${note}`}`,
  );
}

/** Highest resident memory of the hub and of the process that composes for it, sampled, and the kernel's own high-water mark. */
function watchMemory(of: HubChild) {
  const peak = { hub: 0, child: 0 };
  const look = (): void => {
    peak.hub = Math.max(peak.hub, memoryOf(of.pid).resident);
    const child = childOf(of);
    if (child !== undefined) peak.child = Math.max(peak.child, memoryOf(child).resident);
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      // The high-water mark sees what falls between two samples.
      return { hub: Math.max(peak.hub, memoryOf(of.pid).peak), child: peak.child };
    },
  };
}

function childOf(of: HubChild): number | undefined {
  const children = readFileSync(`/proc/${of.pid}/task/${of.pid}/children`, 'latin1').trim();
  return children === '' ? undefined : Number(children.split(' ').at(-1));
}

async function tableSizes(of: BenchDatabase): Promise<ReadonlyMap<string, number>> {
  const sizes = await query<{ readonly name: string; readonly bytes: number }>(
    of.db,
    sql`select n.nspname || '.' || c.relname as name, pg_total_relation_size(c.oid) as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  return new Map(sizes.map((one) => [one.name.replace('public.', ''), one.bytes]));
}

function growthOf(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)]));
}

/** The message table grew by the message and little more, and no other table by as much as a megabyte. */
function assertStoredOnce(growth: ReadonlyMap<string, number>, bytes: number): void {
  const grown = growth.get('message') ?? 0;
  if (grown > bytes * 1.1)
    throw new Error(`The message table grew by ${grown} bytes for a message of ${bytes}.`);
  const others = [...growth].filter(([name, more]) => name !== 'message' && more > MEGABYTE);
  if (others.length > 0) throw new Error(`Other tables grew: ${JSON.stringify(others)}`);
}

/** What arrived is a packet that holds the whole note. */
function assertArrived(office: number, id: string, document: Uint8Array): void {
  if (office === 1) {
    if (receiver.bytes() < document.length) throw new Error('The receiver did not get the whole note.');
    return;
  }
  const folder = join(spoolDir, 'office-0');
  const file = readdirSync(folder).find((one) => one === `${id}.pdf`);
  if (file === undefined || statSync(join(folder, file)).size < document.length)
    throw new Error('The folder does not hold the whole note.');
  const about = JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as { readonly sha256: string };
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex');
  if (about.sha256 !== sha256)
    throw new Error('The folder holds another document than its description says.');
}

/** A receiver that answers AA and keeps nothing but the size of the last message. */
async function openCountingReceiver() {
  let bytes = 0;
  const server = createServer((socket) => {
    let head = Buffer.alloc(0);
    let count = 0;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (head.length < 4_096) head = Buffer.concat([head, chunk]);
      count += chunk.length;
      if (!chunk.includes(0x1c)) return;
      bytes = count;
      socket.write(framed(ack('AA', controlIdOf(head.subarray(1)))));
      head = Buffer.alloc(0);
      count = 0;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Pages that are one incompressible image each, as scanners make them. */
async function scannedPdf(bytes: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const pages = 10;
  for (let index = 0; index < pages; index += 1) {
    const page = document.addPage([612, 792]);
    const image = PDFRawStream.of(
      document.context.obj({
        Type: 'XObject',
        Subtype: 'Image',
        Width: 1000,
        Height: 1000,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: 8,
      }),
      randomFillSync(new Uint8Array(Math.floor(bytes / pages))),
    );
    page.node.setXObject(PDFName.of('Im0'), document.context.register(image));
  }
  return document.save({ useObjectStreams: false });
}

function report(): void {
  writeReport('large-note', {
    title: `A visit note of ${size} MB`,
    command: `node --import tsx bench/large-note.ts --megabytes=${size}`,
    words: [
      `${database.described}. MDM^T02 with a PDF of ${megabytes(pdf.length)} MB as base64 in OBX-5; the patient has a booked referral from an office that takes notes by folder or by MLLP. Memory is the hub's highest resident size (VmHWM) over what it held before the message; the process that composes packets is told apart with all it holds.`,
      `Verified: the message table grew by the message alone (at most 1.1 times), no other table by 1 MB; the packet in the folder has the hash its description names; folder and receiver got at least the whole note. Peak growth of the hub at most ${AT_MOST} times the message: ${growths.every((times) => times <= AT_MOST) ? 'reached' : 'MISSED'}.`,
    ],
    head: [
      'Way out',
      'Message MB',
      'Table grew MB',
      'Acknowledged ms',
      'Delivered ms',
      'Hub grew MB (× message)',
      'Composing process MB (× message)',
    ],
    rows,
  });
}
