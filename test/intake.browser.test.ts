import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query, queryOne, sql } from '../src/store/database.ts';
import { insertFormKey } from '../src/store/forms.ts';
import { isWithoutBrowser, openBrowser, type TestBrowser } from './support/browser.ts';
import { openTestConsole, type TestConsole } from './support/console.ts';
import { addUploads } from './support/desk.ts';
import { adt, siu } from './support/hl7.ts';
import { addPeople, enterOffices, LAKESIDE, settle } from './support/people.ts';

describe.skipIf(isWithoutBrowser('the test of phone, check-in and public form'))('people at the keys', () => {
  let desk: TestConsole;
  let browser: TestBrowser;
  let page: Page;
  let base: string;
  let keys = 0;

  beforeAll(async () => {
    desk = await openTestConsole();
    addPeople(desk.hub.hub);
    addUploads(desk.hub.hub);
    await enterOffices(desk.hub.hub);
    browser = await openBrowser(desk);
    ({ base, page } = browser);
    await browser.signIn();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const press = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
    keys += names.length;
  };
  const type = async (text: string): Promise<void> => {
    await page.keyboard.type(text);
    keys += text.length;
  };
  /** Types, and waits until what is offered is the answer to all of it: whoever is quicker marks what stood there before. */
  const typeAndSee = async (text: string, offer: RegExp): Promise<void> => {
    const answered = page.waitForResponse((answer) => {
      const said = `${answer.url()} ${answer.request().postData() ?? ''}`;
      return said.includes(`text=${encodeURIComponent(text)}`);
    });
    await type(text);
    await (await answered).finished();
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
    await page.getByRole('option', { name: offer }).waitFor();
  };
  const referrals = () =>
    query<{ id: string; partner: string | null; state: string }>(
      desk.hub.hub.db,
      sql`select id, referrer_partner_id as partner, state from referral where merged_into is null and kind = 'explicit' order by received_at desc`,
    );
  const settleAndTell = async (): Promise<void> => {
    await settle(desk.hub);
    desk.change();
  };

  test('a call of a known practice becomes a referral by keys alone, in at most nine fields', async () => {
    await page.goto(`${base}/phone`);
    await page.getByRole('heading', { name: 'Referral by phone' }).waitFor();
    const body = Buffer.from(JSON.stringify({ callId: 'c1', number: '+12125550142', queue: 'Referrals' }));
    await desk.hub.intake.receive('calls', { body, peer: 'test', type: 'call' }, 'record');
    await settleAndTell();
    // It appears by itself; whoever is at the form is not disturbed.
    await page.getByText('Call from Lakeside Clinic').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('sentBy');
    await page.getByRole('link', { name: 'Start form' }).press('Enter');
    await page.getByText('For the call from Lakeside Clinic').waitFor();
    expect(await page.inputValue('#sentBy')).toBe('Lakeside Clinic');

    keys = 0;
    const fields = ['Zztestdoe, Alma', '3/12/1952', '2125550177', 'Diabetic eye exam'];
    expect(await page.evaluate('document.activeElement.id')).toBe('patient');
    for (const [nr, text] of fields.entries()) {
      await type(text);
      await press(nr === fields.length - 1 ? 'Enter' : 'Tab');
    }
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
    await settleAndTell();
    await page.getByText('Book the visit').waitFor();

    expect(fields.length).toBeLessThanOrEqual(9);
    expect(keys).toBeLessThan(70);
    expect(await referrals()).toMatchObject([{ partner: LAKESIDE, state: 'received' }]);
    expect(page.url()).not.toMatch(/zztest|alma/i);
    expect(browser.faults).toEqual([]);
  });

  test('offers are taken by arrows; an open referral of the same office is pointed out', async () => {
    await page.goto(`${base}/phone`);
    // The field takes the focus with the first frame, which may come after the page is loaded: letters before it are lost.
    await page.waitForFunction(`document.activeElement.id === 'sentBy'`);
    await typeAndSee('lakesi', /Lakeside Clinic/);
    await press('ArrowDown', 'Enter', 'Tab', 'Tab');
    await typeAndSee('zztestdoe', /Zztestdoe, Alma/);
    await press('ArrowDown', 'Enter', 'Enter');
    await page.getByText('Is it the same one?').waitFor();
    await press('Space', 'Enter');
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
    await settleAndTell();

    expect(await referrals()).toHaveLength(1);
    // The answer that asks is no fault of the page.
    expect(browser.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
  });

  test('what was filled in is there again after the session is lost', async () => {
    await page.goto(`${base}/phone`);
    await page.waitForFunction(`document.activeElement.id === 'sentBy'`);
    await type('Dr. Quill Zztestnew');
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/phone/draft'));
    await press('Tab');
    expect((await kept).status()).toBe(204);
    await page.context().clearCookies();
    await browser.signIn();
    await page.goto(`${base}/phone`);

    await page.getByText('You began this at').waitFor();
    expect(await page.inputValue('#sentBy')).toBe('Dr. Quill Zztestnew');
    await page.getByRole('button', { name: 'Start afresh' }).click();
    await page.waitForURL(`${base}/phone`);
    expect(await page.inputValue('#sentBy')).toBe('');
  });

  test('who sent you: at most twelve keys, from the list', async () => {
    const row = await queryOne<{ noon: string }>(
      desk.hub.hub.db,
      sql`select ((now() at time zone 'America/New_York')::date + time '12:00') at time zone 'America/New_York' as noon`,
    );
    const start = `${(row?.noon ?? '').replaceAll(/\D/g, '').slice(0, 14)}+0000`;
    await desk.hub.feed(
      siu('S12', {
        referrer: '',
        start,
        mrn: 'TEST-7',
        family: 'ZZTESTBELL',
        given: 'BO',
        birth: '19610203',
        phone: '555-0166',
      }),
      adt('A04', {
        referrer: '',
        mrn: 'TEST-7',
        family: 'ZZTESTBELL',
        given: 'BO',
        birth: '19610203',
        phone: '555-0166',
      }),
    );
    await page.goto(`${base}/check-in`);
    await page.getByRole('link', { name: 'ZZTESTBELL, BO' }).waitFor();
    await page.getByLabel('Who sent them?').focus();
    keys = 0;
    await typeAndSee('lakes', /Lakeside Clinic/);
    await press('ArrowDown', 'Enter', 'Enter');
    await page.getByText('Answered. Thank you.').waitFor();

    expect(keys).toBeLessThanOrEqual(12);
    expect((await referrals())[0]).toMatchObject({ partner: LAKESIDE });
    // Passed over silently: no.
    await page.getByRole('button', { name: 'Check in', exact: true }).click();
    await page.getByRole('alert').getByText('“Primary care doctor?” must be answered').waitFor();
  });

  test('the public form on a telephone, with a photo and no script; the kiosk clears itself', async () => {
    for (const kind of ['website', 'kiosk'] as const)
      await insertFormKey(desk.hub.hub.db, { key: `${kind}-key`, kind, label: kind }, 'ana@practice.example');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.route('**/*.js', (route) => route.abort());
    await page.goto(`${base}/refer/website-key`);
    await page.getByLabel('The patient, or family').check();
    for (const [label, text] of [
      ['Family name', 'Zztestkay'],
      ['First name', 'Kim'],
      ['Birth date', '1/2/1970'],
      ['Telephone', '212-555-0155'],
    ] as const)
      await page.getByLabel(label, { exact: label === 'Telephone' }).fill(text);
    const buffer = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(32)]);
    await page
      .getByLabel(/Photo or PDF/)
      .setInputFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you. We have it.').waitFor();
    await page.unroute('**/*.js');

    expect(
      await query(
        desk.hub.hub.db,
        sql`select type, state from message where channel in ('website', 'uploads') order by type`,
      ),
    ).toEqual([
      { type: 'upload', state: 'reading' },
      { type: 'website', state: 'received' },
    ]);
    await page.clock.install();
    await page.goto(`${base}/refer/kiosk-key`);
    await page.getByLabel('Family name').fill('Zztestsecret');
    await page.clock.fastForward(61_000);
    await page.waitForFunction("document.getElementById('family').value === ''");
  });

  test.each([
    [1366, 768],
    [390, 844],
  ])('nothing scrolls sideways at %d by %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    const wide: string[] = [];
    for (const path of [
      '/phone',
      '/check-in',
      '/check-in/requests',
      '/calls?show=all',
      '/forms',
      '/refer/website-key',
      '/refer/kiosk-key',
    ]) {
      await page.goto(`${base}${path}`);
      if ((await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')) > 0)
        wide.push(path);
    }
    expect(wide).toEqual([]);
  });
});
