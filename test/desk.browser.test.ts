import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { execute, query, sql } from '../src/store/database.ts';
import { newId } from '../src/lib/ids.ts';
import { openIntakeJobs } from '../src/store/intake-jobs.ts';
import { findDocument } from '../src/store/documents.ts';
import { insertPartners } from '../src/store/partners.ts';
import { transaction } from '../src/store/transaction.ts';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, type TestConsole } from './support/console.ts';
import { addUploads, seedDesk, type DeskSeed } from './support/desk.ts';

const [ELENA, EDUARDO] = [
  '00000000-0000-7000-8000-0000000000a1',
  '00000000-0000-7000-8000-0000000000a2',
] as const;
const MARKUP = '<img src=x onerror="document.title=1"> =HYPERLINK("http://evil.example")';

const clean: DeskSeed = {
  pages: [
    [
      { label: 'Patient', field: 'patient_name', text: 'ZZTESTDOE, Alma' },
      { label: 'Born', field: 'birth_date', text: '1952-03-12' },
      { label: 'Phone', field: 'patient_phone', text: '7185550144' },
      { label: 'From', field: 'referrer_name', text: 'ZZTESTORTIZ, Elena, MD' },
      { label: 'Reason', field: 'reason', text: MARKUP },
      { label: 'Member', field: 'member_id', text: 'W123456789' },
    ],
    [{ text: 'Notes on a page of their own' }],
  ],
  classes: ['referral_form', 'notes'],
};

const doubtful: DeskSeed = {
  ...clean,
  reads: {
    birth_date: {
      isAccepted: false,
      confidence: 0.71,
      doubt: 'The month may be 03 or 08.',
      others: [{ value: '1952-08-12', evidence: ['as on an earlier fax'] }],
    },
    member_id: { isAccepted: false, confidence: 0.6, value: 'W12345678' },
  },
  candidates: {
    partners: [
      {
        id: ELENA,
        title: 'Elena Zztestortiz',
        detail: 'Northside',
        evidence: ['same fax number'],
        isCertain: false,
      },
      {
        id: EDUARDO,
        title: 'Eduardo Zztestortiz',
        detail: 'Northside',
        evidence: ['same fax number'],
        isCertain: false,
      },
    ],
  },
  reason: 'Held because: date of birth read at 71 %, 2 doctors or practices fit equally.',
};

describe.skipIf(isWithoutBrowser('the test of the fax desk'))('the fax desk', () => {
  let console_: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let base: string;

  beforeAll(async () => {
    console_ = await openTestConsole();
    addUploads(console_.hub.hub);
    await transaction(console_.hub.hub.db, (tx) =>
      insertPartners(
        tx,
        [
          [ELENA, 'Elena'],
          [EDUARDO, 'Eduardo'],
        ].map(([id = '', given = '']) => ({
          id,
          stage: 'active' as const,
          claim: { kind: 'person' as const, identifiers: [], name: { family: 'Zztestortiz', given } },
        })),
      ),
    );
    browser = await openBrowser(console_);
    ({ base, page } = browser);
    await browser.signIn();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await console_?.close();
  });

  beforeEach(() =>
    execute(
      console_.hub.hub.db,
      sql`update document set state = 'not_referral' where state in ('review', 'held')`,
    ),
  );

  const stateOf = async (id: string) => (await findDocument(console_.hub.hub.db, id))?.state;
  const finalsOf = async (id: string) => {
    const rows = await query<{ field: string; value: string }>(
      console_.hub.hub.db,
      sql`select field, final_value as value from document_field where document_id = ${id} and final_value <> ''`,
    );
    return Object.fromEntries(rows.map(({ field, value }) => [field, value]));
  };
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    return keys.length;
  };
  const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.value');

  test('a clean fax is accepted with one key, and the next one is there', async () => {
    const { id } = await seedDesk(console_.hub.hub, { ...clean, receivedAt: '2026-11-02T10:00:00.000Z' });
    const next = await seedDesk(console_.hub.hub, { ...doubtful, receivedAt: '2026-11-02T11:00:00.000Z' });
    await page.goto(`${base}/documents`);
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Compare and accept' }).press('Enter');
    await page.getByText('Nothing is in doubt').waitFor();
    expect(await focused()).toBe('accept');
    expect(await press('Enter')).toBeLessThanOrEqual(6);
    await page.waitForURL(`**/documents/${next.id}?**`);
    expect(await stateOf(id)).toBe('filed');
    expect(await finalsOf(id)).toMatchObject({ patient_name: 'ZZTESTDOE, Alma', reason: MARKUP });
    expect(await page.title()).toBe('Fax review · Lakeside Eye');
    expect(browser.faults).toEqual([]);
  });

  test('a doubtful fax is settled by keys: candidates, other readings, a correction; boxes follow the fields', async () => {
    const { id } = await seedDesk(console_.hub.hub, doubtful);
    await page.goto(`${base}/documents/${id}`);
    await page.getByText('3 doubtful fields left').waitFor();
    expect(await focused()).toBe('f-birth_date:0');
    expect(await page.locator('.boxes .on').getAttribute('data-box')).toBe('birth_date:0');

    await press('Alt+1');
    expect(await page.inputValue('[id="f-birth_date:0"]')).toBe('08/12/1952');
    await press('Enter');
    await page.getByText('2 doubtful fields left').waitFor();
    expect(await focused()).toBe(ELENA);
    await press('Alt+2', 'Enter');
    expect(await focused()).toBe('f-member_id:0');
    // Letters are letters while somebody types.
    await press('End', 'n', '9');
    expect(await page.inputValue('[id="f-member_id:0"]')).toBe('W12345678n9');
    await press('Backspace', 'Backspace', '9', 'Enter');
    await page.waitForURL(`${base}/documents?**`);

    expect(await stateOf(id)).toBe('filed');
    expect(await finalsOf(id)).toMatchObject({ birth_date: '1952-08-12', member_id: 'W123456789' });
    expect((await findDocument(console_.hub.hub.db, id))?.partnerId).toBe(EDUARDO);
    expect(browser.faults).toEqual([]);
  });

  test('a box opens its field; a part of the page is read again by pointer and by keys', async () => {
    const { id } = await seedDesk(console_.hub.hub, doubtful);
    await page.goto(`${base}/documents/${id}`);
    await page.locator('[data-box="patient_phone:0"] rect').click();
    expect(await focused()).toBe('f-patient_phone:0');

    await page.locator('[data-box="member_id:0"] rect').click();
    await press('Escape', 'b');
    await page.waitForResponse((answer) => answer.url().endsWith('/pages/1.json'));
    const read = page.waitForResponse((answer) => answer.url().endsWith('/read-box'));
    await press('Enter');
    expect((await read).status()).toBe(200);
    await page.getByText('Reads: W123456789').waitFor();
    expect(await page.inputValue('[id="f-member_id:0"]')).toBe('W123456789');

    // A click on a word means the word.
    await page.locator('[id="f-patient_phone:0"]').focus();
    await page.getByRole('button', { name: 'Read a part again' }).click();
    await page.locator('#page-1 .boxes .drawn').waitFor();
    const { x, y } = (await page.locator('[data-box="patient_phone:0"] rect').boundingBox()) ?? {
      x: 0,
      y: 0,
    };
    await page.mouse.click(x + 20, y + 5);
    await page.getByText('Reads: (718) 555-0144').waitFor();
    expect(await focused()).toBe('f-patient_phone:0');
    expect(browser.faults).toEqual([]);
  });

  test('pages are walked, left out and split by keys, and what was typed stays', async () => {
    const { id } = await seedDesk(console_.hub.hub, doubtful);
    await page.goto(`${base}/documents/${id}`);
    await page.locator('[id="f-patient_name:0"]').fill('ZZTESTROE, Beata');
    await press('Escape', 'n');
    await page.getByText('Page 2', { exact: true }).last().waitFor();
    await Promise.all([page.waitForURL(`**/documents/${id}`), press('x')]);
    await page.locator('#page-2.dropped').waitFor();
    expect(await page.inputValue('[id="f-patient_name:0"]')).toBe('ZZTESTROE, Beata');

    await press('Escape', 'n', 'x');
    await page.locator('#page-2:not(.dropped)').waitFor();
    await press('Escape', 'n', 's');
    await page.getByText('another document').waitFor();
    expect(await page.inputValue('[id="f-patient_name:0"]')).toBe('ZZTESTROE, Beata');
    await page.getByRole('button', { name: 'Join with page 2' }).click();
    await page.locator('#page-2').waitFor();
    expect((await findDocument(console_.hub.hub.db, id))?.pages).toHaveLength(2);
    expect(browser.faults).toEqual([]);
  });

  test('two sessions: the second only looks, and takes over when the first has left', async () => {
    const { id } = await seedDesk(console_.hub.hub, clean);
    const ben = await console_.signInAs('ben@practice.example', 'staff');
    await ben.get(`/documents/${id}`);
    await page.goto(`${base}/documents/${id}`);
    await page.getByText('ben@practice.example has this open').waitFor();
    expect(await page.getByRole('button', { name: 'Accept & next' }).count()).toBe(0);
    expect(await page.locator('[id="f-patient_name:0"]').getAttribute('readonly')).not.toBeNull();
    await ben.post(`/documents/${id}/leave`, {});
    await page.getByRole('link', { name: 'Look whether it is free' }).click();
    await page.locator('#accept').waitFor();

    // Leaving the page gives it back.
    await page.goto(`${base}/referrals`);
    await expect.poll(async () => (await findDocument(console_.hub.hub.db, id))?.lockedBy).toBeNull();
    expect(browser.faults).toEqual([]);
  });

  test('several files are handed in at once, and each says what became of it', async () => {
    await page.goto(`${base}/documents`);
    const files = ['one.pdf', 'empty.pdf', 'three.pdf'].map((name, at) => ({
      name,
      mimeType: 'application/pdf',
      buffer: Buffer.from(at === 1 ? '' : `%PDF-1.4 zztest ${at}`),
    }));
    await page.locator('#upload input[type=file]').setInputFiles(files);
    await page.getByRole('button', { name: 'Hand in' }).press('Enter');
    await page.getByText('three.pdf: is being read').waitFor();
    await page.getByText('empty.pdf: This file is empty.').waitFor();
    await openIntakeJobs(console_.hub.hub.db);
    await page.getByRole('link', { name: /Being read/ }).click();
    await page.getByText('Waits to be opened').first().waitFor();
    expect(await page.locator('[data-list] [data-id]').count()).toBe(2);
    // The browser itself writes down that a file was refused.
    expect(browser.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  });

  test('where paper and appointment speak for two patients, Enter alone chooses nobody', async () => {
    const patient = newId();
    await execute(
      console_.hub.hub.db,
      sql`insert into patient (id, family, given) values (${patient}, 'ZZTESTLEE', 'ANNA')`,
    );
    const evidence = ['taken at check-in for their appointment of 11/02/2026'];
    const candidate = { id: patient, title: 'ANNA ZZTESTLEE', detail: '', evidence, isCertain: false };
    const { id } = await seedDesk(console_.hub.hub, {
      ...clean,
      candidates: { patients: [candidate], isContradicted: true },
    });
    await page.goto(`${base}/documents/${id}`);
    await page.getByText('1 doubtful field left').waitFor();
    await press('Enter');
    await page.getByText('Choose one of them first.').waitFor();
    expect(await stateOf(id)).toBe('review');
    await press('Alt+1', 'Enter');
    await page.waitForURL(`${base}/documents?**`);
    expect(await stateOf(id)).toBe('filed');
  });

  test('without a script the same page is a form; on a phone nothing scrolls sideways', async () => {
    const { id } = await seedDesk(console_.hub.hub, doubtful);
    const bare = await page.context().newPage();
    const session = await page.context().newCDPSession(bare);
    await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    const scripts: string[] = [];
    bare.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
    await bare.setViewportSize({ width: 390, height: 844 });
    await bare.goto(`${base}/documents/${id}`);
    await bare.getByLabel('Born').fill('8/12/1952');
    await bare.getByLabel('Eduardo Zztestortiz').check();
    await bare.getByLabel('Member ID').press('Enter');
    await bare.waitForURL(`${base}/documents?**`);
    expect(await stateOf(id)).toBe('filed');
    expect(scripts).toEqual([]);
    await bare.close();

    const other = await seedDesk(console_.hub.hub, doubtful);
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/documents', `/documents/${other.id}`, '/documents/confidence']) {
      await page.goto(base + path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([
        path,
        true,
      ]);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    expect(browser.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  });
});
