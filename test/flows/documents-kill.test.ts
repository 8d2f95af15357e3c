import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toDocumentMessage } from '../../src/pipeline/to-message.ts';
import { query, sql, type Statement } from '../../src/store/database.ts';
import { insertMessages } from '../../src/store/messages.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startHubChild, type HubChild } from '../support/hub-child.ts';
import { linesPdf, paperPdf } from '../support/papers.ts';
import { seededRandom } from '../support/random.ts';

const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
/** A reader that was killed loses its page after its lease; a picture takes some seconds on a busy machine. */
const SETTLE_MS = 120_000;
const WAIT = { timeout: SETTLE_MS, interval: 10 };

let database: TestDatabase;
let spoolDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  spoolDir = await mkdtemp(join(tmpdir(), 'referloop-kill-'));
});
afterAll(() => database.drop());

/** Somebody has it in hand at this moment. */
const moments: readonly (readonly [string, Statement])[] = [
  [
    'unpacked',
    sql`select from intake_job where step = 'unpack' and lease is not null and leased_until > now()`,
  ],
  [
    'read',
    sql`select from document_page where state = 'waiting' and lease is not null and leased_until > now()`,
  ],
  [
    'understood',
    sql`select from intake_job where step = 'understand' and lease is not null and leased_until > now()`,
  ],
  ['understood in part', sql`select from intake_job where step = 'done'`],
];

/** What arrives, with how many pages and how many documents it comes to. */
type Arrives = { readonly body: Buffer; readonly pages: number; readonly documents: number };

async function arrivals(): Promise<readonly Arrives[]> {
  const forms = [];
  for (let at = 0; at < 6; at += 1) {
    const born = `0${at + 1}/1${at}/195${at}`;
    forms.push({
      body: await paperPdf({ patient: `ZZTEST${'ABCDEF'[at]}IRN, Anna`, born }),
      pages: 1,
      documents: 1,
    });
  }
  const two = await paperPdf(
    { patient: 'ZZTESTROE, Bertram' },
    { patient: 'ZZTESTOKAFOR, Emeka', born: '09/22/1995', member: 'NVW31872', phone: '(765) 555-0126' },
  );
  const notes = await linesPdf('Progress note', 'Seen today for follow up of knee pain.');
  const scans = [
    await scanned('Patient Name: ZZTESTLINDQVIST, Astrid'),
    await scanned('Patient Name: ZZTESTNGUYEN, Thomas'),
  ];
  return [
    ...forms,
    { body: two, pages: 2, documents: 2 },
    { body: notes, pages: 1, documents: 1 },
    ...scans.map((body) => ({ body, pages: 1, documents: 1 })),
  ];
}

function scanned(line: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="500"><rect width="100%" height="100%" fill="white"/><g font-family="sans-serif" font-size="36"><text x="80" y="120">REFERRAL FORM</text><text x="80" y="220">${line}</text><text x="80" y="300">Date of Birth: 03/12/1952</text></g></svg>`;
  return sharp(Buffer.from(svg)).withMetadata({ density: 200 }).greyscale().png().toBuffer();
}

/** Kills the hub as soon as it is seen at it, a little later than that; `false`: it was through with all before. */
async function killAt(hub: HubChild, moment: Statement, pauseMs: number): Promise<boolean> {
  const isSeen = await vi.waitFor(async () => {
    const [seen] = await query(database.db, moment);
    const open = await query(database.db, sql`select from message where state = 'reading'`);
    expect(seen !== undefined || open.length === 0).toBe(true);
    return seen !== undefined;
  }, WAIT);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
  await hub.kill();
  return isSeen;
}

test(
  `a hub killed while it unpacks, reads and understands loses no arrival and has every document once (seed ${SEED})`,
  { timeout: 60_000 + (moments.length + 1) * SETTLE_MS },
  async () => {
    const random = seededRandom(SEED);
    const expected = new Map<string, Arrives>();
    for (const arrives of await arrivals()) {
      const message = toDocumentMessage('uploads', {
        body: arrives.body,
        peer: 'test',
        transport: { kind: 'upload' },
      });
      await insertMessages(database.db, [message]);
      expected.set(message.id, arrives);
    }
    const options = { databaseUrl: database.url, spoolDir, work: 'ledger' as const };
    const killed: string[] = [];

    for (const [name, moment] of moments) {
      const hub = await startHubChild(options);
      if (await killAt(hub, moment, random() * 60)) killed.push(name);
    }
    const hub = await startHubChild(options);
    await vi.waitFor(async () => {
      const open = await query(
        database.db,
        sql`select step from intake_job where step not in ('done', 'failed')`,
      );
      expect(open).toEqual([]);
    }, WAIT);
    await hub.stop();

    console.log(`seed ${SEED}: killed while something was ${killed.join(', ')}`);
    expect(killed).toContain('unpacked');
    const rows = await query<{
      readonly id: string;
      readonly pages: number;
      readonly read: number;
      readonly documents: number;
      readonly files: number;
    }>(
      database.db,
      sql`select m.id, (select count(*) from document_page p where p.message_id = m.id)::int as pages,
            (select count(*) from document_page p where p.message_id = m.id and p.state = 'read' and p.lease is null)::int as read,
            (select count(*) from document d where d.message_id = m.id and d.state = 'review')::int as documents,
            (select count(*) from document_file f where f.message_id = m.id)::int as files
          from message m join intake_job j on j.message_id = m.id where j.step = 'done' and m.state = 'review'`,
    );
    const wanted = [...expected].map(([id, { pages, documents }]) => ({
      id,
      pages,
      read: pages,
      documents,
      files: 1,
    }));
    expect(rows.toSorted(byId)).toEqual(wanted.toSorted(byId));
    expect(await query(database.db, sql`select from document where state <> 'review'`)).toEqual([]);
    const names = await query(
      database.db,
      sql`select from document_field where field = 'patient_name' group by document_id, value having count(*) > 1`,
    );
    expect(names).toEqual([]);
  },
);

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}
