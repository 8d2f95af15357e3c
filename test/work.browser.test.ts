import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultRules } from '../src/domain/escalation-rules.ts';
import { query, queryOne, sql } from '../src/store/database.ts';
import { insertPartners } from '../src/store/partners.ts';
import { transaction } from '../src/store/transaction.ts';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, type TestConsole } from './support/console.ts';
import { adt, siu, type Story } from './support/hl7.ts';

/** HL7 time of so many hours ago. */
function ago(hours: number): string {
  return `${new Date(Date.now() - hours * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)}+0000`;
}

describe.skipIf(isWithoutBrowser('the test of the keyboard journeys'))('by keyboard', () => {
  let console_: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let base: string;
  let faults: readonly string[] = [];

  const story = (nr: number, family: string): Story => ({
    mrn: `TEST-${nr}`,
    family,
    given: `G${nr}`,
    birth: `19${40 + nr}0${nr}1${nr}`,
    phone: `555-01${30 + nr}`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    referrer: '""',
    start: ago(-1),
  });

  beforeAll(async () => {
    console_ = await openTestConsole({}, { policy: { escalation: defaultRules('America/New_York') } });
    await transaction(console_.hub.hub.db, (tx) =>
      insertPartners(
        tx,
        ['Ramos', 'Reed', 'Ruiz'].map((name, nr) => ({
          id: `00000000-0000-7000-8000-00000000000${nr + 1}`,
          stage: 'active' as const,
          claim: {
            kind: 'person' as const,
            identifiers: [],
            name: { family: `Zztest${name}`, given: 'Lucia' },
          },
        })),
      ),
    );
    const known = [story(1, 'ZZTESTONE'), story(2, 'ZZTESTTWO'), story(3, 'ZZTESTTHREE')];
    for (const [nr, one] of known.entries())
      await console_.hub.feed(
        siu('S12', { ...one, at: ago(5) }).replace('1 Main St', `${nr} Elm Rd`),
        adt('A04', { ...one, at: ago(0.1) }).replace('1 Main St', `${nr} Elm Rd`),
      );
    // Of the name and birth date of somebody known, under another number.
    for (const [nr, one] of known.entries())
      await console_.hub.feed(
        siu('S12', {
          ...one,
          mrn: `TEST-7${nr}`,
          phone: `555-019${nr}`,
          appointment: `F7${nr}`,
          visit: `V7${nr}`,
        }).replace('1 Main St', `${nr} Pine St`),
      );
    browser = await openBrowser(console_);
    ({ base, page, faults } = browser);
    await browser.signIn();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await console_?.close();
  });

  const openQuestions = () =>
    query<{ id: string }>(
      console_.hub.hub.db,
      sql`select id from review where kind = 'patient_match' and state = 'open' order by created_at, id`,
    );

  test('who sent a patient is written down at check-in in at most twelve keystrokes', async () => {
    await page.goto(`${base}/missing`);
    const row = page.locator('tr:has-text("ZZTESTTWO")');
    await row.getByLabel('Who sent them?').focus();
    // What arrives elsewhere leaves the field alone.
    console_.change();
    let keys = 0;
    for (const key of ['z', 'z', 't', 'e', 's', 't', 'r', 'u']) {
      await page.keyboard.press(key);
      keys += 1;
    }
    // What fits fewer letters may have others in front.
    await page.locator('[role=option]:first-child', { hasText: 'Ruiz' }).waitFor();
    for (const key of ['ArrowDown', 'Enter']) {
      await page.keyboard.press(key);
      keys += 1;
    }
    expect(await row.getByLabel('Who sent them?').inputValue()).toMatch(/Ruiz/);
    await page.keyboard.press('Enter');
    keys += 1;
    await page.getByText('Answered. Thank you.').waitFor();

    const named = await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select r.referrer_partner_id as id from referral r join patient p on p.id = r.patient_id where p.family = 'ZZTESTTWO'
            and r.referrer_partner_id is not null`,
    );
    expect(named?.id).toBe('00000000-0000-7000-8000-000000000003');
    expect(keys).toBeLessThanOrEqual(12);
    expect(faults).toEqual([]);
  });

  test('rows that were looked at again still offer while somebody types', async () => {
    await page.goto(`${base}/missing`);
    await page.getByRole('heading', { name: 'Who sent this patient?' }).waitFor();
    const looked = page.waitForResponse((answer) => answer.url().endsWith('/missing'));
    console_.change();
    await looked;
    await page.locator('tr:has-text("ZZTESTONE")').getByLabel('Who sent them?').pressSequentially('zztestre');
    await page.getByRole('option', { name: /Reed/ }).waitFor();
    expect(faults).toEqual([]);
  });

  test('questions are answered, skipped and taken back by keys, and never while somebody types', async () => {
    const [first, second, third] = await openQuestions();
    await page.goto(`${base}/reviews/${first?.id ?? ''}?kind=patient_match`);
    await page.getByText('1 of 3').waitFor();

    await page.keyboard.press('s');
    await page.waitForURL(`**/reviews/${second?.id ?? ''}?**`);
    await page.getByText('Settle without an answer…').click();
    await page.getByLabel('What was done about it?').pressSequentially('1 new s');
    expect(await page.getByLabel('What was done about it?').inputValue()).toBe('1 new s');
    await page.getByLabel('What was done about it?').blur();

    await page.keyboard.press('1');
    await page.waitForURL(`**/reviews/${third?.id ?? ''}?**`);
    await page.getByText('Filed with a known patient.').waitFor();
    expect(await openQuestions()).toHaveLength(2);

    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('the question is open again').waitFor();
    expect(await openQuestions()).toHaveLength(3);

    await page.keyboard.press('n');
    await page.getByText('Entered as a new patient.').waitFor();
    expect(await openQuestions()).toHaveLength(2);
    expect(faults).toEqual([]);
  });

  test('nothing scrolls sideways on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const [question] = await openQuestions();
    for (const path of ['/late', '/missing', '/patients', `/reviews/${question?.id ?? ''}`]) {
      await page.goto(base + path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([
        path,
        true,
      ]);
    }
  });
});
