/**
 * A referral by phone, and who sent a patient at check-in, on an old PC: Chromium with its processor made four times slower, the hub, its
 * database and its pages real. Keys are pressed by a script; how long a person at the keys needs is reckoned by the keystroke-level model
 * (Card, Moran and Newell 1980: 0.28 s a key, 1.35 s for each thing to be looked at and decided) plus what the machine takes.
 *
 *     node --import tsx bench/phone-form.ts [--calls=10] [--slower=4]
 */
import type { Page } from 'playwright-core';
import all from '../mappings/hl7v2/all.mapping.ts';
import { createConsole } from '../src/console/create-console.ts';
import { openReader } from '../src/open-reader.ts';
import type { Hub } from '../src/pipeline/hub.ts';
import { createIntake } from '../src/pipeline/receive.ts';
import { ensureAccount } from '../src/pipeline/sign-in.ts';
import type { Channel } from '../src/sdk/channel.ts';
import { http } from '../src/sources/http/index.ts';
import { openDatabase, query, sql } from '../src/store/database.ts';
import { openBrowser } from '../test/support/browser.ts';
import { password, type TestConsole } from '../test/support/console.ts';
import { siu } from '../test/support/hl7.ts';
import { addPeople, enterOffices, settle } from '../test/support/people.ts';
import { openBenchDatabase } from './parts/database.ts';
import { median, numberOption, quantile, writeReport } from './parts/report.ts';

/** Keystroke-level model, in seconds. */
const KEY_S = 0.28;
const LOOK_S = 1.35;

const calls = numberOption('calls', 10);
const slower = numberOption('slower', 4);

type Work = {
  readonly keys: number;
  readonly fields: number;
  readonly machine: number;
  readonly seconds: number;
};

const database = await openBenchDatabase();
const db = openDatabase(database.url, { maxConnections: 10, applicationName: 'bench' });
const reader = await openReader({ name: 'tesseract', workers: 1 });
const clinic = {
  name: 'clinic',
  owner: 'it@practice.example',
  source: http,
  config: {},
  zone: 'America/New_York',
  mapping: all,
};
const hub: Hub = {
  db,
  channels: new Map([['clinic', clinic as Channel]]),
  destinations: new Map(),
  reader,
  policy: { zone: 'America/New_York', noShowNoticeAt: '08:00', cancellationGraceMinutes: 30 },
  practice: { name: 'Lakeside Eye', phone: '555-0100' },
  liaisonEmail: 'liaison@practice.example',
  publicUrl: 'http://127.0.0.1',
  enqueue: () => Promise.resolve(),
  wake: () => undefined,
};
const intake = createIntake(db, () => undefined);
const listeners = new Set<() => void>();
addPeople(hub);
await enterOffices(hub);
await ensureAccount(db, 'ana@practice.example', password);
const app = createConsole({
  hub,
  session: { idleMinutes: 60, absoluteHours: 12 },
  importsDir: '/tmp',
  isDemo: false,
  isSecure: false,
  listChannels: () => [],
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
});
const browser = await openBrowser({ app } as TestConsole);
const { page, base } = browser;
let keys = 0;
let looks = 0;

try {
  await browser.signIn();
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower });
  const fresh = await repeat((nr) => newPatient(page, nr));
  const known = await repeat((nr) => knownPatient(page, nr));
  await bookToday();
  const asked = await repeat(() => whoSentYou(page));
  const saved = await query(
    db,
    sql`select from message where type = 'phone' and state in ('received', 'applied')`,
  );
  if (saved.length !== calls * 2) throw new Error(`${saved.length} forms were saved of ${calls * 2}.`);
  report(fresh, known, asked);
} finally {
  await browser.close();
  await reader.close();
  await db.close();
  await database.close();
}

async function repeat(once: (nr: number) => Promise<number>): Promise<readonly Work[]> {
  const work: Work[] = [];
  for (let nr = 0; nr < calls; nr += 1) {
    [keys, looks] = [0, 0];
    const started = performance.now();
    const fields = await once(nr);
    const machine = (performance.now() - started) / 1000;
    work.push({ keys, fields, machine, seconds: machine + keys * KEY_S + looks * LOOK_S });
  }
  return work;
}

/** The call rings, whose number is a known practice's; the patient is new. */
async function newPatient(at: Page, nr: number): Promise<number> {
  await ring(at, `new-${nr}`);
  const letters = 'ABCDEFGHIJKLMNOPQRST'
    .charAt(nr % 20)
    .repeat(4)
    .toLowerCase();
  const texts = [
    `Zztest${letters}, Alma`,
    `3/${1 + (nr % 28)}/1952`,
    `21255501${10 + nr}`,
    'Diabetic eye exam',
  ];
  for (const [place, text] of texts.entries()) {
    await field(at, text);
    await press(at, place === texts.length - 1 ? 'Enter' : 'Tab');
  }
  await waitSaved(at);
  return texts.length;
}

/** The same office about somebody who is known, for something else than before. */
async function knownPatient(at: Page, nr: number): Promise<number> {
  await ring(at, `known-${nr}`);
  const letters = 'ABCDEFGHIJKLMNOPQRST'
    .charAt(nr % 20)
    .repeat(4)
    .toLowerCase();
  await field(at, `zztest${letters}`);
  await at.locator('.offers [role=option]').first().waitFor();
  looks += 1;
  await press(at, 'ArrowDown', 'Enter', 'Tab', 'Tab', 'Tab');
  await field(at, 'Cataract');
  await press(at, 'Tab', 'ArrowDown', 'Tab', 'Enter');
  looks += 1;
  // An open referral of this patient from this office exists: it is another one.
  await at.getByText('Is it the same one?').waitFor();
  looks += 1;
  await press(at, 'ArrowUp', 'Enter');
  await waitSaved(at);
  return 4;
}

async function ring(at: Page, callId: string): Promise<void> {
  await at.goto(`${base}/phone`);
  const body = Buffer.from(JSON.stringify({ callId, number: '+12125550142' }));
  await intake.receive('calls', { body, peer: 'bench', type: 'call' }, 'record');
  await settle({ hub });
  listeners.forEach((listener) => listener());
  await at.getByRole('link', { name: 'Start form' }).first().waitFor();
  looks += 1;
  await at.getByRole('link', { name: 'Start form' }).first().press('Enter');
  keys += 1;
  await at.getByText('For the call from').waitFor();
}

async function waitSaved(at: Page): Promise<void> {
  await at.getByRole('heading', { name: 'Saved' }).waitFor();
  await settle({ hub });
}

async function bookToday(): Promise<void> {
  const noon = await query<{ noon: string }>(
    db,
    sql`select ((now() at time zone 'America/New_York')::date + time '12:00') at time zone 'America/New_York' as noon`,
  );
  const start = `${(noon[0]?.noon ?? '').replaceAll(/\D/g, '').slice(0, 14)}+0000`;
  for (let nr = 0; nr < calls; nr += 1) {
    const letters = 'ABCDEFGHIJKLMNOPQRST'.charAt(nr % 20).repeat(5);
    const patient = {
      mrn: `TEST-${nr}`,
      family: `ZZTEST${letters}`,
      given: 'BO',
      birth: `19${60 + nr}0203`,
      phone: `555-01${10 + nr}`,
    };
    const message = siu('S12', { ...patient, referrer: '', start, visit: `V${nr}`, appointment: `F${nr}` });
    await intake.receive('clinic', { body: Buffer.from(message), peer: 'bench' });
    await settle({ hub });
  }
}

/** "Lakeside sent me", at the first patient of the list who was not asked yet. */
async function whoSentYou(at: Page): Promise<number> {
  await at.goto(`${base}/check-in`);
  await at.getByLabel('Who sent them?').first().focus();
  looks += 1;
  await type(at, 'lakes');
  await at.getByRole('option', { name: /Lakeside Clinic/ }).waitFor();
  looks += 1;
  await press(at, 'ArrowDown', 'Enter', 'Enter');
  await at.getByText('Answered. Thank you.').waitFor();
  return 1;
}

async function field(at: Page, text: string): Promise<void> {
  looks += 1;
  await type(at, text);
}

async function type(at: Page, text: string): Promise<void> {
  await at.keyboard.type(text);
  keys += text.length;
}

async function press(at: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await at.keyboard.press(name);
  keys += names.length;
}

function report(fresh: readonly Work[], known: readonly Work[], asked: readonly Work[]): void {
  const row = (what: string, values: readonly number[], unit: string, most?: number): readonly string[] => {
    const [middle, high] = [
      median(values),
      quantile(
        values.toSorted((a, b) => a - b),
        0.95,
      ),
    ];
    const verdict = most === undefined ? '' : `${most} ${unit}: ${high <= most ? 'reached' : 'not reached'}`;
    return [what, `${round(middle)} ${unit}`, `${round(high)} ${unit}`, verdict];
  };
  const rows = (what: string, work: readonly Work[], bars: Partial<Record<keyof Work, number>>) => [
    row(
      `${what}, fields`,
      work.map((one) => one.fields),
      'fields',
      bars.fields,
    ),
    row(
      `${what}, keys`,
      work.map((one) => one.keys),
      'keys',
      bars.keys,
    ),
    row(
      `${what}, of it the machine`,
      work.map((one) => one.machine),
      's',
    ),
    row(
      `${what}, a person`,
      work.map((one) => one.seconds),
      's',
      bars.seconds,
    ),
  ];
  writeReport('phone-form', {
    title: 'A referral by phone, and who sent a patient, on an old PC',
    command: `node --import tsx bench/phone-form.ts --calls=${calls} --slower=${slower}`,
    words: [
      `${database.described}. Chromium headless, its processor ${slower} times slower; hub, database and browser on one machine. ${calls} of each. From the ring to "Saved", with the number of a known practice; a mouse is never used.`,
      `A person is reckoned by the keystroke-level model: ${KEY_S} s a key, ${LOOK_S} s for each field, offer or question that is looked at and decided; what the machine takes is measured and added. What the caller says meanwhile is not in it. The bars are held against the p95.`,
    ],
    head: ['What', 'Median', 'p95', 'Bar'],
    rows: [
      ...rows('New patient', fresh, { fields: 9, seconds: 60 }),
      ...rows('Known patient, open referral pointed out', known, { fields: 9, seconds: 60 }),
      ...rows('Who sent you, at check-in', asked, { keys: 12, seconds: 15 }),
    ],
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
