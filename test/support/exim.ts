import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../contracts/mllp-peer.ts';
import { until } from '../contracts/until.ts';

/** Why there is no real mail server here, in a sentence; undefined: there is one. */
export const noExim: string | undefined =
  process.getuid?.() !== 0
    ? 'Exim can only be started as root: its tests are skipped.'
    : spawnSync('exim4', ['-bV']).status !== 0
      ? 'exim4 is not installed: its tests are skipped (apt-get install exim4-daemon-light).'
      : undefined;
if (noExim !== undefined) console.warn(noExim);

export type Exim = {
  readonly port: number;
  /** Mails that came to `hub@practice.example`: bounces and reports, as they lie in the mailbox. */
  readonly returned: () => Promise<readonly Buffer[]>;
  /** Mails that arrived at `@clinic.example`. */
  readonly arrived: () => Promise<readonly Buffer[]>;
  readonly stop: () => Promise<void>;
};

/**
 * A real Exim on loopback that offers DSN (RFC 3461): the practice's own server and the clinic's in one. `gone@clinic.example` is taken
 * at the door, and is found not to exist later.
 */
export async function startExim(): Promise<Exim> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-exim-'));
  await chmod(folder, 0o755);
  // Exim gives its own privileges up as soon as it can.
  for (const name of ['practice', 'clinic', 'spool', 'log']) {
    await mkdir(join(folder, name));
    await chmod(join(folder, name), 0o777);
  }
  const port = await freePort();
  const configFile = join(folder, 'exim.conf');
  await writeFile(configFile, config(folder, port));
  const server = spawn('exim4', ['-C', configFile, '-bdf'], { stdio: 'ignore' });
  const gone = once(server, 'exit');
  const kill = (): void => void server.kill('SIGKILL');
  // A run that is broken off takes its server with it.
  process.once('exit', kill);
  await until(async () =>
    (await readFile(join(folder, 'log/mainlog'), 'utf8').catch(() => '')).includes('daemon started'),
  );
  return {
    port,
    returned: () => mailsIn(join(folder, 'practice')),
    arrived: () => mailsIn(join(folder, 'clinic')),
    stop: async () => {
      kill();
      await gone;
      process.off('exit', kill);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function mailsIn(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(join(folder, 'new')).catch(() => []);
  return Promise.all(
    names.toSorted((a, b) => a.localeCompare(b)).map((name) => readFile(join(folder, 'new', name))),
  );
}

function config(folder: string, port: number): string {
  return `
primary_hostname = mx.practice.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/exim.pid
daemon_smtp_ports = ${port}
local_interfaces = 127.0.0.1
tls_advertise_hosts =
dsn_advertise_hosts = *
acl_smtp_rcpt = accept_all
acl_smtp_data = accept_all
host_lookup =
rfc1413_hosts =
deliver_drop_privilege = true
keep_environment =
begin acl
accept_all:
  accept
begin routers
gone:
  driver = redirect
  domains = clinic.example
  local_parts = gone
  allow_fail
  data = :fail: 550 5.1.1 no such mailbox
clinic:
  driver = accept
  domains = clinic.example
  transport = clinic
practice:
  driver = accept
  domains = practice.example
  local_parts = hub
  transport = practice
others:
  driver = redirect
  data = :blackhole:
begin transports
clinic:
  driver = appendfile
  directory = ${folder}/clinic
  maildir_format
practice:
  driver = appendfile
  directory = ${folder}/practice
  maildir_format
begin retry
begin rewrite
begin authenticators
`;
}
