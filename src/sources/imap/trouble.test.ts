import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { generateKeyPairSync, createVerify } from 'node:crypto';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createInbox } from '../../../test/contracts/source.ts';
import type { Inbox } from '../../../test/contracts/source.ts';
import { until } from '../../../test/contracts/until.ts';
import { noDovecot, PASSWORD, startDovecot } from '../../../test/support/dovecot.ts';
import type { Dovecot } from '../../../test/support/dovecot.ts';
import { mailWithSheet, plainMail } from '../../../test/support/mails.ts';
import { imap } from './index.ts';
import { createTokenSource } from './token.ts';

type Config = Parameters<typeof imap.start>[0]['config'];

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

const signIn = await startSignIn();
const dovecot =
  noDovecot === undefined ? await startDovecot({ tokenInfoUrl: `${signIn.url}/whose?token=` }) : undefined;
afterAll(async () => {
  await dovecot?.stop();
  await signIn.stop();
});

const configOf = (user: string): Config => ({
  host: '127.0.0.1',
  port: dovecot?.port ?? 1,
  security: 'none',
  auth: { user, password: PASSWORD },
  pollSeconds: 3_600,
  reconnectSeconds: 0.05,
});

async function start(inbox: Inbox, config: Config): Promise<void> {
  const running = await imap.start(inbox.context(config));
  open.push(running.stop);
}

async function append(server: Dovecot | undefined, user: string, bytes: Buffer): Promise<void> {
  const client = await server!.client(user);
  await client.append('INBOX', bytes);
  await client.logout();
}

async function countIn(server: Dovecot | undefined, user: string, folder: string): Promise<number> {
  const client = await server!.client(user);
  const found = await client.status(folder, { messages: true }).catch(() => false as const);
  await client.logout();
  return (found && found.messages) || 0;
}

const sentences = (inbox: Inbox): string => inbox.events.map(({ sentence }) => sentence).join('\n');
const connections = (inbox: Inbox): number => inbox.events.filter(({ kind }) => kind === 'connected').length;

describe.skipIf(!dovecot)('a mail server', () => {
  test('that is killed is connected to again', async () => {
    const inbox = createInbox();
    await start(inbox, configOf('killed'));
    await until(() => connections(inbox) === 1);

    await dovecot!.kill();
    await until(() => sentences(inbox).includes('cannot be reached'));
    await dovecot!.start();
    await append(dovecot, 'killed', plainMail(1));
    await inbox.arrived(1);

    await until(async () => (await countIn(dovecot, 'killed', 'Processed')) === 1);
    expect(connections(inbox)).toBe(2);
  });

  test.each(['LOGIN', 'UID FETCH', ' IDLE', 'DONE'])('that falls silent after %s is left', async (word) => {
    const inbox = createInbox();
    const proxy = await startProxy(dovecot!.port);
    const user = `silent-${word.length}`;
    proxy.silentAfter = word === 'LOGIN' ? 'AUTHENTICATE' : word;
    await start(inbox, { ...configOf(user), port: proxy.port, silenceSeconds: 1, pollSeconds: 1 });

    await until(() => inbox.events.some(({ kind }) => kind === 'failed'));
    await append(dovecot, user, plainMail(1));

    await inbox.arrived(1);
    expect(await countIn(dovecot, user, 'Failed')).toBe(0);
  });

  test('whose certificate nobody vouches for is not spoken to', async () => {
    const inbox = createInbox();
    const { tlsPort, certFile } = dovecot!;
    const config: Config = { ...configOf('tls'), port: tlsPort, security: 'tls' };
    await append(dovecot, 'tls', plainMail(1));

    await start(inbox, config);
    await until(() => inbox.events.length > 0);
    expect(sentences(inbox)).toMatch(/cannot be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    expect(inbox.arrivals).toEqual([]);

    await start(inbox, { ...config, caFile: certFile });
    await inbox.arrived(1);
    await expect(start(inbox, { ...config, caFile: '/nowhere.pem' })).rejects.toMatchObject({
      code: 'tls-file',
    });
  });

  test('is spoken to over STARTTLS too', async () => {
    const inbox = createInbox();
    await append(dovecot, 'starttls', plainMail(1));

    await start(inbox, { ...configOf('starttls'), security: 'starttls', caFile: dovecot!.certFile });

    await inbox.arrived(1);
    expect(inbox.events.map(({ kind }) => kind)).toEqual(['connected']);
  });

  test('that knows no MOVE gets copies, and what others marked as deleted stays', async () => {
    const plain = await startDovecot({ capability: 'IMAP4rev1 IDLE' });
    open.push(plain.stop);
    await append(plain, 'plain', plainMail(1));
    const other = await plain.client('plain');
    await other.messageFlagsAdd('1', ['\\Deleted'], { uid: true });
    await append(plain, 'plain', plainMail(2));
    const inbox = createInbox();

    await start(inbox, { ...configOf('plain'), port: plain.port });
    await until(async () => (await countIn(plain, 'plain', 'Processed')) === 1);

    expect(inbox.arrivals.map((arrival) => arrival.transport?.subject)).toEqual(['Referral 2']);
    await until(async () => {
      await other.noop();
      const flags = await other.fetchAll('1:*', { flags: true }, { uid: true });
      return flags.length === 2 && flags.every((mail) => mail.flags?.has('\\Deleted'));
    });
    await other.logout();
  });

  test('that estimates sizes is believed when the mail is closed', async () => {
    const inbox = createInbox();
    const proxy = await startProxy(dovecot!.port, 1_000);
    const whole = mailWithSheet(50_000);
    await append(dovecot, 'estimate', whole);

    await start(inbox, { ...configOf('estimate'), port: proxy.port });
    await inbox.arrived(1);

    expect(inbox.arrivals[0]?.fault).toBeUndefined();
    expect(Buffer.from(inbox.arrivals[0]?.body ?? []).equals(whole)).toBe(true);
  });

  test('that gives a cut mail is asked again, and then a person is', async () => {
    const inbox = createInbox();
    const proxy = await startProxy(dovecot!.port, 1_000);
    await append(dovecot, 'cut', mailWithSheet(50_000, true));

    await start(inbox, { ...configOf('cut'), port: proxy.port, pollSeconds: 1 });
    await until(() => inbox.events.filter(({ kind }) => kind === 'failed').length === 2);
    expect(inbox.arrivals).toEqual([]);
    expect(await countIn(dovecot, 'cut', 'INBOX')).toBe(1);

    await until(async () => (await countIn(dovecot, 'cut', 'Failed')) === 1);
    expect(inbox.arrivals.map((arrival) => arrival.fault?.code)).toEqual(['mail-cut']);
  });

  test('that refuses the password is told of, without it', async () => {
    const inbox = createInbox();
    const auth = { user: 'wrong', password: 'ZZTEST-wrong' };

    await start(inbox, { ...configOf('wrong'), auth });
    await until(() => inbox.events.length > 0);

    expect(sentences(inbox)).toContain('refused the login (AUTHENTICATIONFAILED)');
    expect(JSON.stringify(inbox.events)).not.toContain('ZZTEST-wrong');
  });
});

describe('access tokens', () => {
  const oauth = () => ({
    kind: 'custom' as const,
    tokenUrl: `${signIn.url}/token`,
    clientId: 'hub',
    clientSecret: 'ZZTEST-client-secret',
    scope: 'mail',
  });

  test.skipIf(!dovecot)('open the mailbox; one that is refused is asked for anew', async () => {
    const inbox = createInbox();
    await append(dovecot, 'token', plainMail(1));
    signIn.next = [{ access_token: 'somebody-else', expires_in: 3_600 }];

    await start(inbox, { ...configOf('token'), auth: { user: 'token', oauth: oauth() } });
    await inbox.arrived(1);

    expect(sentences(inbox)).toContain('refused the login');
    expect(sentences(inbox)).not.toMatch(/ZZTEST|somebody/);
    expect(signIn.asked.at(-1)).toEqual({
      client_id: 'hub',
      client_secret: 'ZZTEST-client-secret',
      scope: 'mail',
      grant_type: 'client_credentials',
    });
  });

  test('are kept until near their end, and refreshed with the newest refresh token', async () => {
    let time = 0;
    signIn.asked.length = 0;
    signIn.next = [
      { access_token: 'one', expires_in: 3_600, refresh_token: 'second' },
      { access_token: 'two', expires_in: 3_600 },
    ];
    const tokens = createTokenSource('a', { ...oauth(), refreshToken: 'first' }, () => time);

    const both = await Promise.all([tokens.take(), tokens.take()]);
    time = 3_200_000;
    const early = await tokens.take();
    time = 3_400_000;

    expect([...both, early, await tokens.take()]).toEqual(['one', 'one', 'one', 'two']);
    expect(signIn.asked.map((form) => form['refresh_token'])).toEqual(['first', 'second']);
  });

  test('for Google’s service accounts are asked for with a signed claim', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    signIn.asked.length = 0;
    const tokens = createTokenSource(
      'faxes@practice.example',
      {
        kind: 'google-service-account',
        clientEmail: 'hub@project.example',
        // As it stands in an environment file.
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n'),
        tokenUrl: `${signIn.url}/token`,
      },
      () => 1_000_000,
    );

    await tokens.take();
    const [head = '', claims = '', signature = ''] = (signIn.asked[0]?.['assertion'] ?? '').split('.');

    const isSigned = createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(publicKey, signature, 'base64url');
    expect(isSigned).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: 'hub@project.example',
      sub: 'faxes@practice.example',
      scope: 'https://mail.google.com/',
      aud: `${signIn.url}/token`,
      iat: 1_000,
      exp: 4_600,
    });
  });

  test('that are not given are said without what was sent', async () => {
    const refused = createTokenSource('a', { ...oauth(), tokenUrl: `${signIn.url}/refused` });
    const nobody = createTokenSource('a', { ...oauth(), tokenUrl: 'http://127.0.0.1:1/' });
    const noKey = createTokenSource('a', {
      kind: 'google-service-account',
      clientEmail: 'hub@project.example',
      privateKey: 'no key',
      tokenUrl: `${signIn.url}/token`,
    });

    await expect(refused.take()).rejects.toThrow('gave no token (400 invalid_client)');
    await expect(nobody.take()).rejects.toMatchObject({ code: 'token-unreachable', fate: 'transient' });
    await expect(noKey.take()).rejects.toMatchObject({ code: 'token-key' });
  });
});

/** A sign-in server of the practice's identity provider, as the mail server sees it too: a token's words are whose it is. */
async function startSignIn() {
  const asked: Record<string, string>[] = [];
  const state = { asked, next: [] as object[], url: '', stop: async () => {} };
  const server = createHttpServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/whose') {
      const whose = url.searchParams.get('token') === 'good-token' ? 'token' : 'nobody';
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ email: whose }));
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(Object.fromEntries(new URLSearchParams(body)));
      const isRefused = url.pathname === '/refused';
      response.statusCode = isRefused ? 400 : 200;
      const answer = state.next.shift() ?? { access_token: 'good-token', expires_in: 3_600 };
      response.end(JSON.stringify(isRefused ? { error: 'invalid_client' } : answer));
    });
  });
  await listen(server);
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return state;
}

/** Stands between hub and mail server: adds to every size the server tells, and swallows, once, all it says after
 * the hub said a word. */
async function startProxy(port: number, addedToSizes = 0) {
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(port, '127.0.0.1');
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let isSilent = false;
    inner.on('data', (chunk: Buffer) => {
      outer.write(chunk);
      if (state.silentAfter === undefined || !chunk.includes(state.silentAfter)) return;
      isSilent = true;
      state.silentAfter = undefined;
    });
    outer.on('data', (chunk: Buffer) => {
      if (isSilent) return;
      const text = chunk
        .toString('latin1')
        .replaceAll(/RFC822\.SIZE (\d+)/g, (_all, size) => `RFC822.SIZE ${Number(size) + addedToSizes}`);
      inner.write(Buffer.from(text, 'latin1'));
    });
    outer.on('close', () => inner.destroy());
    inner.on('close', () => outer.destroy());
  });
  const state = { port: 0, silentAfter: undefined as string | undefined };
  await listen(server);
  state.port = (server.address() as AddressInfo).port;
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return state;
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}
