/**
 * The review screen on an old PC: Chromium with its processor made four times slower, faxes of the generator at full size, everything
 * else real (hub, database, console). Measured: how soon something and how soon the page's picture is painted, and how long a person
 * at the keys needs, by the keystroke-level model (Card, Moran and Newell 1980: 0.28 s a key, 1.35 s for each thing to be looked at
 * and decided) plus what the machine takes.
 *
 *     node --import tsx bench/documents/review-screen.ts [--faxes=12] [--slower=4]
 */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createConsole } from '../../src/console/create-console.ts';
import { fieldNames, type FieldName } from '../../src/domain/document/fields.ts';
import type { Hub } from '../../src/pipeline/hub.ts';
import { ensureAccount } from '../../src/pipeline/sign-in.ts';
import { openReader } from '../../src/open-reader.ts';
import { execute, openDatabase, query, sql } from '../../src/store/database.ts';
import type { StoredField } from '../../src/store/document-fields.ts';
import { insertPartners } from '../../src/store/partners.ts';
import { transaction } from '../../src/store/transaction.ts';
import { addUploads, seedDesk, type DeskImage } from '../../test/support/desk.ts';
import { openBenchDatabase } from '../parts/database.ts';
import { median, numberOption, quantile, writeReport } from '../parts/report.ts';
import { drawFax, sendFax, type FaxOptions } from './generate/fax.ts';
import { pngOf } from './generate/picture.ts';
import { makeWorld } from './generate/world.ts';

const FIRST_PAINT_MS = 600;
const CLEAN = { seconds: 20, keys: 6 };
const DOUBTFUL_SECONDS = 90;
/** Keystroke-level model, in seconds. */
const KEY_S = 0.28;
const LOOK_S = 1.35;
/** What is compared of every fax: the patient's name, the birth date, the sender, the reason. The hub is sure of the rest. */
const MAIN_LOOKS = 4;
const DOUBTS: readonly FieldName[] = ['birth_date', 'member_id', 'patient_phone'];

const faxes = numberOption('faxes', 12);
const slower = numberOption('slower', 4);
const person = { email: 'ana@practice.example', password: 'correct horse battery' };
const partners = ['00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a2'];

const database = await openBenchDatabase();
// As many connections as the hub has in use: a page asks for several things at once.
const store = openDatabase(database.url, { maxConnections: 10, applicationName: 'bench' });
let asked = 0;
const db: typeof store = {
  ...store,
  send: (config) => {
    asked += 1;
    return store.send(config);
  },
};
const reader = await openReader({ name: 'tesseract', workers: 1 });
const hub: Hub = {
  db,
  channels: new Map(),
  destinations: new Map(),
  reader,
  policy: { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  practice: { name: 'Lakeside Eye', phone: '555-0100' },
  liaisonEmail: 'liaison@practice.example',
  publicUrl: 'http://127.0.0.1',
  enqueue: () => Promise.resolve(),
  wake: () => undefined,
};
await prepare();
const server = await start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

try {
  await seedAll('clean');
  const cold = await measurePaints(browser);
  const clean = await measureWork(browser, acceptClean);
  await execute(db, sql`update document set state = 'not_referral' where state = 'review'`);
  await seedAll('doubtful');
  report(cold, clean, await measureWork(browser, settleDoubtful));
} finally {
  await browser.close();
  server.close();
  await reader.close();
  await db.close();
  await database.close();
}

async function prepare(): Promise<void> {
  addUploads(hub);
  await ensureAccount(db, person.email, person.password);
  await transaction(db, (tx) =>
    insertPartners(
      tx,
      partners.map((id, at) => ({
        id,
        stage: 'active' as const,
        claim: { kind: 'person' as const, identifiers: [], name: { family: 'Zztestortiz', given: `G${at}` } },
      })),
    ),
  );
}

async function start() {
  const app = createConsole({
    hub,
    session: { idleMinutes: 60, absoluteHours: 12 },
    importsDir: '/tmp',
    isDemo: false,
    isSecure: false,
    listChannels: () => [],
    subscribe: () => () => undefined,
  });
  return new Promise<ReturnType<typeof serve> & { readonly base: string }>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
      resolve(Object.assign(started, { base: `http://127.0.0.1:${address.port}` })),
    );
  });
}

/** Faxes of two pages on the desk, with the boxes where the generator printed. */
async function seedAll(kind: 'clean' | 'doubtful'): Promise<void> {
  const world = makeWorld(11);
  const options: FaxOptions = { set: 'seen', resolution: 'fine', wear: 'usual' };
  for (let number = 0; number < faxes; number += 1) {
    const drawn = drawFax(world, number, options);
    const images = await picturesOf(drawn);
    const reads = readsOf(drawn, images, kind);
    const receivedAt = new Date(Date.UTC(2026, 10, 2, 8, number)).toISOString();
    const who = partners.map((id) => ({
      id,
      title: 'Dr Zztestortiz',
      detail: 'Northside Family Practice, Queens',
      evidence: ['same fax number, 41 earlier faxes'],
      isCertain: kind === 'clean',
    }));
    await seedDesk(hub, {
      pages: images.map(() => []),
      images,
      reads,
      receivedAt,
      candidates: { partners: kind === 'clean' ? who.slice(0, 1) : who },
      reason:
        kind === 'clean'
          ? 'Held because: people file everything.'
          : 'Held because: date of birth read at 71 %.',
    });
  }
}

async function picturesOf(drawn: Awaited<ReturnType<typeof drawFax>>): Promise<readonly DeskImage[]> {
  const pages = await sendFax(drawn);
  return Promise.all(
    pages.map(async (page) => ({
      bytes: await pngOf(page),
      width: page.width,
      height: Math.round((page.height * page.dpiX) / page.dpiY),
      dpi: page.dpiX,
    })),
  );
}

function readsOf(
  { truth }: Awaited<ReturnType<typeof drawFax>>,
  images: readonly DeskImage[],
  kind: 'clean' | 'doubtful',
): Partial<Record<FieldName, Partial<StoredField>>> {
  const fields = truth.documents[0]?.fields ?? [];
  return Object.fromEntries(
    fieldNames.flatMap((name) => {
      const field = fields.find((one) => one.field === name);
      const page = field && truth.pages[field.page - 1];
      const image = field && images[field.page - 1];
      if (!field || !page || !image) return [];
      const scale = image.width / page.width;
      const [x = 0, y = 0, width = 1, height = 1] = [
        field.box.x,
        field.box.y,
        field.box.width,
        field.box.height,
      ].map((one) => Math.round(one * scale));
      const isDoubtful = kind === 'doubtful' && DOUBTS.includes(name);
      const doubt = isDoubtful ? { isAccepted: false, confidence: 0.71, doubt: 'Read at 71 %.' } : {};
      const read = {
        value: field.value,
        text: field.text,
        page: field.page,
        box: { x, y, width, height },
        ...doubt,
      };
      return [[name, read] as const];
    }),
  );
}

/** A page of somebody who is signed in, in a browser that has seen nothing yet. */
async function openSlow(opened: Browser): Promise<Page> {
  const context = await opened.newContext({ viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${server.base}/sign-in`);
  await page.getByLabel('E-mail address').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Referrals', exact: true }).waitFor();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  return page;
}

/** Milliseconds to the first paint and to the page's picture. */
type Paint = { readonly first: number; readonly picture: number };
/** Statements the page and its pictures asked of the database, and kilobytes that travelled for it. */
type Cost = { readonly asked: number; readonly kilobytes: number };

/** Each fax opened in a browser whose cache is empty. */
async function measurePaints(opened: Browser): Promise<readonly (Paint & Cost)[]> {
  const ids = await waiting();
  const paints: (Paint & Cost)[] = [];
  for (const id of ids) {
    const page = await openSlow(opened);
    const before = asked;
    await page.goto(`${server.base}/documents/${id}`, { waitUntil: 'load' });
    paints.push({ ...(await paintOf(page)), asked: asked - before, kilobytes: await travelled(page) });
    await page.goto('about:blank');
    await page.context().close();
  }
  return paints;
}

/** Of the page, its styles, scripts and pictures. */
function travelled(page: Page): Promise<number> {
  return page.evaluate<number>(
    `performance.getEntries().reduce((sum, one) => sum + (one.encodedBodySize ?? 0), 0) / 1000`,
  );
}

/** From the click to the first paint, and to the paint of the page's picture (the largest one). */
async function paintOf(page: Page): Promise<Paint> {
  return page.evaluate<Paint>(`document.querySelector('.sheet-page img').decode().then(() => new Promise((resolve) => {
    new PerformanceObserver((list) => setTimeout(() => resolve({
      first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      picture: list.getEntries().at(-1).startTime,
    }))).observe({ type: 'largest-contentful-paint', buffered: true });
  }))`);
}

type Work = {
  readonly seconds: number;
  readonly keys: number;
  readonly machine: number;
  readonly paint: Paint;
};
type Worker = (page: Page, press: (...keys: readonly string[]) => Promise<void>) => Promise<number>;

/** One fax after the other, as the desk opens them: keys are counted, what the machine takes is measured. */
async function measureWork(opened: Browser, work: Worker): Promise<readonly Work[]> {
  const [first] = await waiting();
  const page = await openSlow(opened);
  await page.goto(`${server.base}/documents/${first}`);
  const done: Work[] = [];
  for (let left = (await waiting()).length; left > 1; left -= 1) {
    const before = page.url();
    let keys = 0;
    const startedAt = performance.now();
    const looks = await work(page, async (...pressed) => {
      keys += pressed.length;
      for (const key of pressed) await page.keyboard.press(key);
    });
    await page.waitForURL((url) => url.href !== before && url.search.includes('told=document_settled'));
    const paint = await paintOf(page);
    const machine = (performance.now() - startedAt) / 1000;
    done.push({ seconds: machine + keys * KEY_S + looks * LOOK_S, keys, machine, paint });
  }
  await page.goto('about:blank');
  await page.context().close();
  return done;
}

/** Who, born when, from whom and why are compared with the page; then one key. */
async function acceptClean(page: Page, press: Parameters<Worker>[1]): Promise<number> {
  await page.locator('#accept:focus').waitFor();
  await press('Enter');
  return MAIN_LOOKS;
}

/** The same; each doubtful field is looked at twice, one is typed anew, and the sender is chosen among two. */
async function settleDoubtful(page: Page, press: Parameters<Worker>[1]): Promise<number> {
  await page.locator('[data-field] :focus').waitFor();
  let looks = MAIN_LOOKS;
  const before = page.url();
  for (let turn = 0; turn < 12; turn += 1) {
    const field = await page.evaluate<string>('document.activeElement.closest("[data-field]").dataset.field');
    const value = await page.evaluate<string>('document.activeElement.value');
    const left = await page.evaluate<number>(
      'document.querySelectorAll(".asked:not(.checked, .typed)").length',
    );
    looks += 2;
    if (field === 'partner') await press('Alt+2');
    if (field === 'member_id:0') await press('Control+a', ...Array.from(value));
    await press('Enter');
    if (left <= 1 || page.url() !== before) return looks;
  }
  return looks;
}

async function waiting(): Promise<readonly string[]> {
  const rows = await query<{ id: string }>(
    db,
    sql`select id from document where state = 'review' order by priority, received_at, id`,
  );
  return rows.map(({ id }) => id);
}

function report(cold: readonly (Paint & Cost)[], clean: readonly Work[], doubtful: readonly Work[]): void {
  const row = (what: string, values: readonly number[], unit: string, most?: number): readonly string[] => {
    const sorted = values.toSorted((a, b) => a - b);
    const [middle, high] = [median(values), quantile(sorted, 0.95)];
    const verdict =
      most === undefined ? '' : `${most} ${unit}: ${middle <= most ? 'reached' : 'not reached'}`;
    return [what, `${round(middle)} ${unit}`, `${round(high)} ${unit}`, verdict];
  };
  const firsts = (work: readonly Work[]) => work.map(({ paint }) => paint.first);
  const pictures = (work: readonly Work[]) => work.map(({ paint }) => paint.picture);
  writeReport('review-screen', {
    title: 'The review screen on an old PC',
    command: `node --import tsx bench/documents/review-screen.ts --faxes=${faxes} --slower=${slower}`,
    words: [
      `${database.described}. Chromium headless at 1366 by 768, its processor ${slower} times slower; hub, database and browser on one machine. ${faxes} generated faxes of each kind at fine resolution, with what was read of them where it was printed.`,
      `A person is reckoned by the keystroke-level model: ${KEY_S} s a key, ${LOOK_S} s for each thing that is compared with the page and decided: of every fax name, birth date, sender and reason, and each doubtful field twice; what the machine takes is measured and added. A doubtful fax has up to three doubtful fields, one of them typed anew, and two doctors to choose from.`,
    ],
    head: ['What', 'Median', 'p95', 'Bar'],
    rows: [
      row(
        'First paint, empty cache',
        cold.map(({ first }) => first),
        'ms',
        FIRST_PAINT_MS,
      ),
      row(
        'Picture of the page painted, empty cache',
        cold.map(({ picture }) => picture),
        'ms',
      ),
      row(
        'The same, asked of the database',
        cold.map((one) => one.asked),
        'statements',
      ),
      row(
        'The same, what travelled',
        cold.map((one) => one.kilobytes),
        'kB',
      ),
      row(
        'From the key to the first paint of the next one, settling included',
        firsts([...clean, ...doubtful]),
        'ms',
        FIRST_PAINT_MS,
      ),
      row('From the key to the picture of the next one', pictures([...clean, ...doubtful]), 'ms'),
      row(
        'Clean fax, keys',
        clean.map(({ keys }) => keys),
        'keys',
        CLEAN.keys,
      ),
      row(
        'Clean fax, of it the machine',
        clean.map(({ machine }) => machine),
        's',
      ),
      row(
        'Clean fax, a person',
        clean.map(({ seconds }) => seconds),
        's',
        CLEAN.seconds,
      ),
      row(
        'Doubtful fax, keys',
        doubtful.map(({ keys }) => keys),
        'keys',
      ),
      row(
        'Doubtful fax, of it the machine',
        doubtful.map(({ machine }) => machine),
        's',
      ),
      row(
        'Doubtful fax, a person',
        doubtful.map(({ seconds }) => seconds),
        's',
        DOUBTFUL_SECONDS,
      ),
    ],
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
