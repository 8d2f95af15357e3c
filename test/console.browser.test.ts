import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, password, type TestConsole } from './support/console.ts';
import { siu, type Story } from './support/hl7.ts';

/** Nobody shares a telephone or an address: nobody is taken for somebody else. */
const booking = (trigger: string, nr: number, story: Story): string =>
  siu(trigger, {
    mrn: `TEST-${nr}`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    phone: `555-01${20 + 7 * nr}`,
    ...story,
  }).replace('1 Main St', `${nr} ${['Elm', 'Oak', 'Pine', 'Ash', 'Birch'][nr] ?? 'Cedar'} Rd`);

describe.skipIf(isWithoutBrowser('the browser test'))('in a real browser', () => {
  let console_: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let base: string;
  let faults: readonly string[] = [];

  beforeAll(async () => {
    console_ = await openTestConsole();
    for (let n = 0; n < 5; n += 1)
      await console_.hub.feed(
        booking('S12', n, {
          family: `ZZTEST${'ABCDE'[n] ?? ''}`,
          birth: `197001${10 + n}`,
          at: `2026110${n + 1}093000-0500`,
        }),
      );
    browser = await openBrowser(console_);
    ({ base, page, faults } = browser);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await console_?.close();
  });

  const rowIds = () =>
    page
      .locator('[data-list] [data-id]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')));

  test('somebody signs in, sees the referrals and opens one', async () => {
    await page.goto(base);
    await page.getByLabel('E-mail address').fill('ana@practice.example');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Referrals' }).waitFor();
    expect(await rowIds()).toHaveLength(5);

    await page.getByRole('link', { name: 'ZZTESTC, ANNA' }).click();
    await page.getByRole('heading', { name: 'ZZTESTC, ANNA' }).waitFor();
    expect(await page.locator('#loop > li').count()).toBe(8);
    expect(faults).toEqual([]);
  });

  test('a change elsewhere updates rows where they stand, offers what is new, and moves nothing', async () => {
    await page.goto(`${base}/referrals`);
    const before = await rowIds();
    await page.locator('tr:has-text("ZZTESTB")').getByText('Booked').waitFor();
    await page.locator('tr:has-text("ZZTESTD")').hover();

    await console_.hub.feed(
      booking('S12', 9, {
        family: 'ZZTESTNEW',
        birth: '19800101',
        at: '20261120093000-0500',
      }),
      booking('S26', 1, {
        family: 'ZZTESTB',
        birth: '19700111',
        at: '20261108093000-0500',
      }),
      booking('S26', 3, {
        family: 'ZZTESTD',
        birth: '19700113',
        at: '20261108093000-0500',
      }),
    );
    console_.change();
    await page.getByRole('button', { name: '1 new' }).waitFor();

    expect(await rowIds()).toEqual(before);
    await page.locator('tr:has-text("ZZTESTB")').getByText('Missed').waitFor();
    expect(await page.locator('tr:has-text("ZZTESTD")').getByText('Booked').count()).toBe(1);
    await page.getByRole('button', { name: '1 new' }).click();
    await page.getByRole('link', { name: 'ZZTESTNEW, ANNA' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('the loop line of an open referral follows along', async () => {
    await page.getByRole('link', { name: 'ZZTESTE, ANNA' }).click();
    await page.locator('#dot-seen.now, #dot-seen.waiting').waitFor();

    await console_.hub.feed(
      booking('S26', 4, {
        family: 'ZZTESTE',
        birth: '19700114',
        at: '20261108093000-0500',
      }),
    );
    console_.change();

    await page.locator('#dot-seen.trouble').waitFor();
    expect(faults).toEqual([]);
  });

  test('j and k walk through rows only while a row has the focus', async () => {
    await page.goto(`${base}/referrals`);
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY');
    const links = page.locator('a.row');
    await links.nth(0).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');

    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe(
      (await links.nth(1).textContent())?.trim(),
    );
  });

  test('nothing scrolls sideways on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/referrals', '/reviews', '/messages', '/channels', '/alerts', '/deliveries']) {
      await page.goto(base + path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth <= innerWidth')]).toEqual([
        path,
        true,
      ]);
    }
  });

  test('when the session ends elsewhere, what is on the screen goes away', async () => {
    await page.goto(`${base}/referrals`);
    const [cookie] = await page.context().cookies();
    await fetch(`${base}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin: base },
      body: new URLSearchParams({
        csrf: await page.locator('[action="/sign-out"] [name=csrf]').inputValue(),
      }),
    });
    console_.change();

    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await page.locator('[data-id]').count()).toBe(0);
  });
});
