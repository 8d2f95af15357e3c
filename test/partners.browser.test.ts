import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPartner } from '../src/pipeline/directory.ts';
import { queryOne, sql } from '../src/store/database.ts';
import { findEntry } from '../src/store/directory/entry.ts';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, type TestConsole } from './support/console.ts';
import { ref } from './support/hl7.ts';
import { npi } from './support/npi.ts';

describe.skipIf(isWithoutBrowser('the journey through the partners'))('partners by keyboard', () => {
  let console_: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let base: string;
  let north = '';
  let group = '';
  let faults: readonly string[] = [];

  const enter = async (name: string, number: number): Promise<string> => {
    const { hub } = console_.hub;
    const office = {
      kind: 'organisation',
      stage: 'active',
      fields: { name },
      lists: { npi: npi(number) },
    } as const;
    const edited = await createPartner(hub, office, { person: 'ana@practice.example' });
    return edited.outcome === 'saved' ? edited.id : '';
  };

  beforeAll(async () => {
    console_ = await openTestConsole();
    north = await enter('ZZTEST Northside Primary Care', 1);
    await enter('ZZTEST Northgate Clinic', 2);
    group = await enter('ZZTEST Harbor Health Group', 3);
    await console_.hub.feed(
      ref('I12', { mrn: 'TEST-2', family: 'ZZTESTNOBODY', given: 'SAM' }).replace(/\rPRD[^\r]*/, ''),
    );
    browser = await openBrowser(console_);
    ({ base, page, faults } = browser);
    await browser.signIn();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await console_?.close();
  });

  test('an office is found by a few letters, and opened with two keys', async () => {
    await page.goto(`${base}/partners`);
    const box = page.getByRole('combobox', { name: 'Find a doctor or office' });
    await box.focus();
    await page.keyboard.type('north prim');
    const option = page.getByRole('option', { name: /Northside Primary Care/ });
    await option.waitFor();
    expect(await box.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await option.getAttribute('aria-selected')).toBe('true');
    expect(await box.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));

    await page.keyboard.press('Escape');
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.type('a');
    await option.waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/partners/${north}`);
    expect(faults).toEqual([]);
  });

  test('an office is made part of another without the mouse', async () => {
    await page.locator('#move > summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('harbor');
    await page.getByRole('option', { name: /Harbor Health Group/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    // With the list closed Enter sends the form.
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();

    expect((await findEntry(console_.hub.hub.db, north))?.parentId).toBe(group);
    expect(faults).toEqual([]);
  });

  test('who sent the patient is answered by typing, one key down and twice Enter', async () => {
    const review = await queryOne<{ id: string }>(
      console_.hub.hub.db,
      sql`select id from review where kind = 'partner_unknown' and state = 'open' limit 1`,
    );
    await page.goto(`${base}/reviews/${review?.id ?? ''}`);
    await page.getByRole('combobox', { name: 'Find the doctor or office' }).focus();
    await page.keyboard.type('northg');
    await page.getByRole('option', { name: /Northgate Clinic/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('button', { name: /Northgate Clinic/ });
    expect(await answer.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Answered. Thank you.').waitFor();
    expect(faults).toEqual([]);
  });
});
