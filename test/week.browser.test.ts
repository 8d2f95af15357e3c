import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addWeeks, lastCompleteWeek } from '../src/domain/measures/week.ts';
import { now } from '../src/lib/clock.ts';
import { judgeVolumes } from '../src/pipeline/volume-alerts.ts';
import { listAlerts } from '../src/store/measures/volume-alerts.ts';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, type TestConsole } from './support/console.ts';
import { enterPartner, enterReferrals } from './support/counted-referrals.ts';

const zone = 'America/New_York';
const WEEKS = 24;

describe.skipIf(isWithoutBrowser('the browser test of the week page'))(
  'the week, in a real browser and without a mouse',
  () => {
    let console_: TestConsole;
    let browser: TestBrowser;
    let page: Page;
    let base: string;
    let faults: readonly string[] = [];

    beforeAll(async () => {
      console_ = await openTestConsole();
      browser = await openBrowser(console_);
      ({ base, page, faults } = browser);
      await browser.signIn();
      await page.goto(`${base}/channels`);
      const { db } = console_.hub.hub;
      const start = addWeeks(lastCompleteWeek(now(), zone), 1 - WEEKS);
      for (let nr = 0; nr < 6; nr += 1)
        await enterReferrals(
          db,
          await enterPartner(db, { kind: 'organisation', name: `ZZTEST Steady ${nr}` }),
          start,
          Array.from({ length: WEEKS }, () => 2),
        );
      const dropped = await enterPartner(db, { kind: 'organisation', name: 'ZZTEST Dropped' });
      await enterReferrals(db, dropped, start, [...Array.from({ length: WEEKS - 4 }, () => 6), 0, 0, 0, 0]);
      await judgeVolumes({ db, zone, at: now() });
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await console_?.close();
    });

    /** Presses Tab until what has the focus says this. */
    async function tabTo(text: string): Promise<void> {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.locator(':focus').evaluateAll((all) => all[0]?.textContent?.trim() ?? '');
        if (focused === text) return;
      }
      throw new Error(`Tab never came to "${text}".`);
    }

    test('an alert is acknowledged with a note by keys alone', async () => {
      await tabTo('This week');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /^Last week: / }).waitFor();
      await tabTo('Acknowledge');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Their doctor retired');
      await page.keyboard.press('Enter');
      await page.getByText('Done.').waitFor();

      const [alert] = await listAlerts(console_.hub.hub.db, { limit: 1, grade: 'alert' });
      expect(alert).toMatchObject({ state: 'acknowledged', partnerName: 'ZZTEST Dropped' });
      expect(await page.getByRole('heading', { name: 'No partner needs attention' }).count()).toBe(1);
      expect(faults).toEqual([]);
    });

    test('the call sheet is reached, saved as a file, and printed without what is not of it', async () => {
      await tabTo('Call sheet');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /^Call sheet, / }).waitFor();
      await tabTo('Download CSV');
      const saving = page.waitForEvent('download');
      await page.keyboard.press('Enter');
      const saved = await saving;

      expect(saved.suggestedFilename()).toMatch(/^call-sheet-\d{4}-\d\d-\d\d\.csv$/);
      expect(await readFile(await saved.path(), 'utf8')).toContain('ZZTEST Steady 0,2,2,no,');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.top').isVisible()).toBe(false);
      expect(await page.getByText('Download CSV').isVisible()).toBe(false);
      expect(await page.getByText('ZZTEST Steady 0').isVisible()).toBe(true);
      await page.emulateMedia({ media: 'screen' });
      expect(faults).toEqual([]);
    });

    test('a definition is one key away', async () => {
      await page.goto(`${base}/week/measures`);
      await tabTo('What this counts');
      await page.keyboard.press('Enter');

      expect(await page.getByText('explicit, from outside, not voided').first().isVisible()).toBe(true);
    });

    test.each([
      ['/week', 390],
      ['/week/sheet', 390],
      ['/week/capture', 390],
      ['/week/measures', 390],
      ['/week/measures/weekly_volume', 390],
      ['/week/measures/cms50', 390],
      ['/week', 1366],
      ['/week/measures/loop_closure', 1366],
    ])(
      '%s does not scroll sideways at %i pixels, and what is pressed is 28 pixels high',
      async (path, width) => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(base + path);

        expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(width);
        const low = await page
          .locator('main button:visible, main .button:visible, main summary:visible, main input:visible')
          .evaluateAll((all) =>
            all.flatMap((one) => (one.getBoundingClientRect().height < 28 ? [one.textContent] : [])),
          );
        expect(low).toEqual([]);
      },
    );
  },
);
