import { execFile, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';

const run = promisify(execFile);

/** Why there is no real IMAP server here, in a sentence; undefined: there is one. */
export const noDovecot: string | undefined =
  process.getuid?.() !== 0
    ? 'Dovecot can only be started as root: its tests are skipped.'
    : spawnSync('dovecot', ['--version']).status !== 0 || spawnSync('openssl', ['version']).status !== 0
      ? 'dovecot or openssl is not installed: its tests are skipped (apt-get install dovecot-imapd openssl).'
      : undefined;
if (noDovecot !== undefined) console.warn(noDovecot);

/** Every mailbox has it. */
export const PASSWORD = 'ZZTEST-secret';

export type Dovecot = {
  /** Without TLS: for clients on this machine. */
  readonly port: number;
  readonly tlsPort: number;
  /** Signed by itself. */
  readonly certFile: string;
  /** A logged-in client beside the hub's, with INBOX open. */
  readonly client: (user: string, folder?: string) => Promise<ImapFlow>;
  /** How many sessions of that user there are. */
  readonly sessions: (user: string) => Promise<number>;
  /** Kills every process of the server at once; the mail stays. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** The folder's UIDs mean nothing any more. */
  readonly changeUidValidity: (user: string, folder: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Debian's nobody: the owner of all mail. */
const NOBODY = 65_534;

/**
 * A real Dovecot on loopback with its own settings and mail in a folder of its own. `tokenInfoUrl`: where it asks whose an access
 * token is. `capability`: what it says it can; by default all it can.
 */
export async function startDovecot(
  options: { readonly tokenInfoUrl?: string; readonly capability?: string } = {},
): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-dovecot-'));
  await chmod(folder, 0o755);
  const home = join(folder, 'mail');
  await mkdir(home);
  await chown(home, NOBODY, NOBODY);
  const certFile = join(folder, 'cert.pem');
  await run('openssl', [
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'.split(' '),
    ...'-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout'.split(' '),
    join(folder, 'key.pem'),
    '-out',
    certFile,
  ]);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const configFile = join(folder, 'dovecot.conf');
  await writeFile(join(folder, 'oauth2.conf'), oauthConfig(options.tokenInfoUrl ?? 'http://127.0.0.1:1/?t='));
  await writeFile(configFile, config(folder, { port, tlsPort }, options.capability));
  const doveadm = (...words: readonly string[]) => run('doveadm', ['-c', configFile, ...words]);
  let server: ChildProcess | undefined;
  // A run that is broken off takes its server with it.
  process.once('exit', () => server?.pid !== undefined && end(server.pid));

  const dovecot: Dovecot = {
    port,
    tlsPort,
    certFile,
    client: async (user, opened = 'INBOX') => {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: PASSWORD },
        logger: false,
        clientInfo: { name: 'test' },
      });
      client.on('error', () => undefined);
      await client.connect();
      await client.mailboxOpen(opened);
      return client;
    },
    sessions: async (user) => {
      const { stdout } = await doveadm('who', '-1', user);
      return stdout.split('\n').filter((line) => line.startsWith(user)).length;
    },
    kill: async () => {
      const pid = server?.pid;
      if (!server || pid === undefined) return;
      const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1')).trim().split(/\s+/);
      const gone = once(server, 'exit');
      for (const one of [pid, ...children.map(Number)]) end(one);
      await gone;
      server = undefined;
    },
    start: async () => {
      await rm(join(folder, 'run'), { recursive: true, force: true });
      server = spawn('dovecot', ['-F', '-c', configFile], { stdio: 'ignore' });
      await untilOpen(port, server);
    },
    changeUidValidity: async (user, name) => {
      const next = String(Math.floor(Date.now() / 1000) + 1_000_000);
      await doveadm('mailbox', 'update', '-u', user, '--uid-validity', next, name);
    },
    stop: async () => {
      await dovecot.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}

function config(
  folder: string,
  ports: { readonly port: number; readonly tlsPort: number },
  capability: string | undefined,
): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/dovecot.log
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:${folder}/mail/%u
mail_uid = ${NOBODY}
mail_gid = ${NOBODY}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 50
auth_failure_delay = 0
${capability === undefined ? '' : `imap_capability = ${capability}`}
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
passdb {
  driver = static
  mechanisms = plain login
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = allow_all_users=yes uid=${NOBODY} gid=${NOBODY} home=${folder}/mail/%u
}
# Without it each refused login of an address makes its next one slower.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${ports.port}
  }
  inet_listener imaps {
    port = ${ports.tlsPort}
    ssl = yes
  }
}
`;
}

function oauthConfig(tokenInfoUrl: string): string {
  return `tokeninfo_url = ${tokenInfoUrl}
username_attribute = email
`;
}

/** One process, by its number; it may be gone already. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when the server greets. */
async function untilOpen(port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`dovecot ended with ${server.exitCode}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      const settle = (isGreeted: boolean) => () => {
        socket.destroy();
        resolve(isGreeted);
      };
      socket.once('data', settle(true)).once('error', settle(false)).once('close', settle(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
