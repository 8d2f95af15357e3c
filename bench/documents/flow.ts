/**
 * From the last byte received to "ready for review", on a whole hub: one fax of three pages at a time; a morning of many faxes with an
 * urgent one put in last; and what HL7 notices of it.
 *
 *     node --import tsx bench/documents/flow.ts [--faxes=20] [--morning=200] [--hl7=2000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeTiff } from '../../src/formats/tiff/encode.ts';
import { createIntake } from '../../src/pipeline/receive.ts';
import { query, sql } from '../../src/store/database.ts';
import { memoryOf, startHubChild } from '../../test/support/hub-child.ts';
import { runChild } from '../parts/child.ts';
import { openBenchDatabase } from '../parts/database.ts';
import type { LoadInput, LoadResult } from '../parts/load-driver.ts';
import { megabytes, numberOption, quantile, writeReport } from '../parts/report.ts';
import { drawFax, sendFax } from './generate/fax.ts';
import type { Bits } from './generate/picture.ts';
import { makeWorld } from './generate/world.ts';

const READY_BAR_MS = 15_000;
const HL7_BAR = 2;
const MEMORY_BAR_MB = 1_200;
const PAGES = 3;
const POLL_MS = 50;

const faxes = numberOption('faxes', 20);
const morning = numberOption('morning', 200);
const messages = numberOption('hl7', 2_000);

const world = makeWorld(11);
const sheets: Bits[] = [];
let drawn = 0;

const database = await openBenchDatabase();
const { db } = database;
const intake = createIntake(db, () => undefined);
const hub = await startHubChild({
  databaseUrl: database.url,
  spoolDir: mkdtempSync(join(tmpdir(), 'referloop-bench-')),
  work: 'ledger',
});

// The readers' processes and their models start with the first page.
await ready(await put(await nextFax(1)));
const alone = await oneByOne();
const quiet = await hl7('Q');
const busy = await busyMorning();
report();
if (hub.failures.length > 0) console.log(`Loops reported: ${[...new Set(hub.failures)].join(', ')}`);
await hub.stop();
await database.close();

/** A TIFF of so many generated pages, each a sheet of its own. */
async function nextFax(pages: number): Promise<Uint8Array> {
  while (sheets.length < pages) {
    const fax = drawFax(world, drawn, { set: 'seen', resolution: 'fine', wear: 'usual' });
    drawn += 1;
    sheets.push(...(await sendFax(fax)));
  }
  return encodeTiff(sheets.splice(0, pages));
}

async function put(body: Uint8Array, subject?: string): Promise<string> {
  const transport = { kind: 'fax' as const, ...(subject === undefined ? {} : { subject }) };
  const { messageId } = await intake.receive('uploads', { body, peer: 'bench', transport }, 'document');
  return messageId;
}

/** When its documents are at the desk. */
async function ready(messageId: string): Promise<void> {
  for (;;) {
    const [row] = await query<{ readonly step: string }>(
      db,
      sql`select step from intake_job where message_id = ${messageId}`,
    );
    if (row?.step === 'done') return;
    if (row?.step === 'failed') throw new Error('A fax could not be read.');
    await wait(POLL_MS);
  }
}

async function oneByOne(): Promise<readonly number[]> {
  const times: number[] = [];
  for (let number = 0; number < faxes; number += 1) {
    const body = await nextFax(PAGES);
    const startedAt = performance.now();
    await ready(await put(body));
    times.push(performance.now() - startedAt);
  }
  return times.toSorted((a, b) => a - b);
}

async function hl7(prefix: string): Promise<LoadResult> {
  const input: LoadInput = {
    port: hub.port,
    connections: 4,
    depth: 1,
    prefix,
    kind: 'mix',
    from: prefix === 'Q' ? 0 : messages,
    count: messages,
  };
  return runChild<LoadResult>('load-driver.ts', input);
}

/** All at once, an urgent one last; HL7 goes on meanwhile. */
async function busyMorning() {
  const bodies: Uint8Array[] = [];
  for (let number = 0; number < morning; number += 1) bodies.push(await nextFax(1 + (number % 3)));
  const urgentBody = await nextFax(1);
  const pages = bodies.reduce((sum, _, number) => sum + 1 + (number % 3), 0);
  const startedAt = performance.now();
  const ids = await Promise.all(bodies.map((body) => put(body)));
  const urgentAt = performance.now();
  const urgentId = await put(urgentBody, 'URGENT referral');
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, familyBytes(hub.pid))), 500);
  const urgent = ready(urgentId).then(() => performance.now() - urgentAt);
  const loaded = await hl7('B');
  const urgentMs = await urgent;
  for (const id of ids) await ready(id);
  clearInterval(sampling);
  return { pages, drainMs: performance.now() - startedAt, urgentMs, loaded, peak };
}

/** The hub with the processes it started. */
function familyBytes(pid: number): number {
  const children = execFileSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' })
    .split('\n')
    .map(Number)
    .filter((child) => child > 0);
  const sizes = [pid, ...children].map((one) => {
    try {
      return memoryOf(one).resident;
    } catch {
      // Ended meanwhile.
      return 0;
    }
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

function report(): void {
  const p95 = quantile(alone, 0.95);
  const ratio = busy.loaded.p99Ms / quiet.p99Ms;
  const memory = Number(megabytes(busy.peak));
  const reached = (isReached: boolean): string => (isReached ? 'reached' : 'missed');
  writeReport('document-flow', {
    title: 'Faxes from the last byte to the desk',
    command: `node --import tsx bench/documents/flow.ts ${process.argv.slice(2).join(' ')}`.trim(),
    words: [
      `One hub with two readers, embedded Postgres with fsync. Generated faxes (204x196, usual noise) put in as TIFF G4. One at a time: ${faxes} of ${PAGES} pages. Then ${morning} of one to three pages (${busy.pages}) at once, one with URGENT in its subject after them, and ${messages} HL7 messages over four connections, one under way on each, compared with as many before.`,
    ],
    head: ['What', 'Measured', 'Bar'],
    rows: [
      [
        `${PAGES} pages, nothing else to do`,
        `p50 ${(quantile(alone, 0.5) / 1000).toFixed(1)} s, p95 ${(p95 / 1000).toFixed(1)} s`,
        `p95 at most 15 s: ${reached(p95 <= READY_BAR_MS)}`,
      ],
      [
        `${morning} faxes, ${busy.pages} pages`,
        `drained in ${(busy.drainMs / 1000).toFixed(0)} s, ${(busy.pages / (busy.drainMs / 1000)).toFixed(2)} pages/s`,
        'drains',
      ],
      ['the urgent one behind them', `ready after ${(busy.urgentMs / 1000).toFixed(1)} s`, 'not starved'],
      [
        'HL7 acknowledged, p99',
        `${quiet.p99Ms.toFixed(1)} ms alone, ${busy.loaded.p99Ms.toFixed(1)} ms meanwhile: ${ratio.toFixed(2)} times`,
        `at most ${HL7_BAR} times: ${reached(ratio <= HL7_BAR)}`,
      ],
      [
        'hub with its child processes, highest',
        `${megabytes(busy.peak)} MB`,
        `at most 1.2 GB: ${reached(memory <= MEMORY_BAR_MB)}`,
      ],
    ],
  });
}
