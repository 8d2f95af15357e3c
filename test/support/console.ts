import { join } from 'node:path';
import { createConsole } from '../../src/console/create-console.ts';
import type { ConsoleApp, ConsoleDeps } from '../../src/console/console-context.ts';
import { ensureAccount } from '../../src/pipeline/sign-in.ts';
import { execute, sql } from '../../src/store/database.ts';
import { createTestHub, type TestHub } from './hub.ts';

export const password = 'correct horse battery';

/** A browser of one person, without the browser. */
export type Visitor = {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Sends a form with the session's token. */
  readonly post: (path: string, form: Readonly<Record<string, string>>) => Promise<Response>;
  readonly cookie: string;
  readonly csrf: string;
};

export type TestConsole = Visitor & {
  readonly app: ConsoleApp;
  readonly hub: TestHub;
  readonly signInAs: (email: string, role: 'admin' | 'staff' | 'operator') => Promise<Visitor>;
  /** Tells the console's listeners that something changed. */
  readonly change: () => void;
  /** Waits the console asked for before sign-ins, in milliseconds. */
  readonly pauses: number[];
  readonly close: () => Promise<void>;
};

/** The console on a hub of its own, with an administrator who is signed in. */
export async function openTestConsole(
  options: Partial<ConsoleDeps> = {},
  hubOptions: Parameters<typeof createTestHub>[0] = {},
): Promise<TestConsole> {
  const hub = await createTestHub(hubOptions);
  const listeners = new Set<() => void>();
  const pauses: number[] = [];
  const app = createConsole({
    hub: hub.hub,
    session: { idleMinutes: 30, absoluteHours: 12 },
    importsDir: join(hub.spool, 'imports'),
    isDemo: false,
    isSecure: false,
    listChannels: () => [
      {
        name: 'clinic',
        owner: 'it@practice.example',
        source: 'mllp',
        state: 'listening',
        address: 'mllp://127.0.0.1:2575',
        mapping: 'hl7v2/all@1',
      },
    ],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: (delayMs) => Promise.resolve(void pauses.push(delayMs)),
    peerOf: (c) => c.req.header('x-test-peer') ?? '10.0.0.1',
    ...options,
  });
  const signInAs = async (email: string, role: string): Promise<Visitor> => {
    await ensureAccount(hub.hub.db, email, password);
    await execute(hub.hub.db, sql`update account set role = ${role} where email = ${email}`);
    const answer = await trySignIn(app, email, password);
    return visitorOf(app, cookieOf(answer, 'session'));
  };
  const admin = await signInAs('ana@practice.example', 'admin');
  return {
    ...admin,
    app,
    hub,
    signInAs,
    pauses,
    change: () => listeners.forEach((listener) => listener()),
    close: () => hub.close(),
  };
}

/** Loads the sign-in form and sends it. */
export async function trySignIn(
  app: ConsoleApp,
  email: string,
  secret: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = await app.request('/sign-in');
  const csrf = /name="csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  return app.request('/sign-in', {
    method: 'POST',
    body: new URLSearchParams({ csrf, email, password: secret }),
    headers: { cookie: cookieOf(form, 'form'), origin: 'http://127.0.0.1:8080', ...headers },
  });
}

/** `name=value` of a cookie an answer sets; empty where it sets none. */
export function cookieOf(answer: Response, name: string): string {
  const set = answer.headers
    .getSetCookie()
    .find((cookie) => cookie.split('=')[0]?.endsWith(`referloop-${name}`));
  return set?.split(';')[0] ?? '';
}

async function visitorOf(app: ConsoleApp, cookie: string): Promise<Visitor> {
  const page = await app.request('/channels', { headers: { cookie } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
  return {
    cookie,
    csrf,
    get: async (path, headers = {}) => app.request(path, { headers: { cookie, ...headers } }),
    post: async (path, form) =>
      app.request(path, {
        method: 'POST',
        body: new URLSearchParams({ csrf, ...form }),
        headers: { cookie, origin: 'http://127.0.0.1:8080' },
      }),
  };
}
