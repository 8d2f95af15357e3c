import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { chromium, type Page } from 'playwright-core';
import { password, type TestConsole } from './console.ts';

const executablePath = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

/** For `describe.skipIf`: says why once when there is no Chromium. */
export function isWithoutBrowser(what: string): boolean {
  if (executablePath === undefined)
    console.log(`No Chromium found (CHROMIUM_PATH names one): ${what} is skipped.`);
  return executablePath === undefined;
}

export type TestBrowser = {
  /** Where the console is served. */
  readonly base: string;
  readonly page: Page;
  /** What the page complained about. */
  readonly faults: readonly string[];
  readonly signIn: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Serves a console on loopback and opens it in a Chromium with a profile of its own. */
export async function openBrowser(console_: TestConsole): Promise<TestBrowser> {
  let server: ReturnType<typeof serve> | undefined;
  const base = await new Promise<string>((resolve) => {
    server = serve({ fetch: console_.app.fetch, hostname: '127.0.0.1', port: 0 }, (address: AddressInfo) =>
      resolve(`http://127.0.0.1:${address.port}`),
    );
  });
  const profile = await mkdtemp(join(tmpdir(), 'referloop-browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: executablePath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  return {
    base,
    page,
    faults,
    signIn: async () => {
      await page.goto(base);
      await page.getByLabel('E-mail address').fill('ana@practice.example');
      await page.getByLabel('Password').fill(password);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Referrals', exact: true }).waitFor();
    },
    close: async () => {
      await browser.close();
      server?.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
