import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SSHD = '/usr/sbin/sshd';

/** Why there is no real SFTP server here, in a sentence; undefined: there is one. */
export const noSshd: string | undefined =
  existsSync(SSHD) && spawnSync('sftp', ['-V']).error === undefined
    ? undefined
    : 'OpenSSH’s sshd is not installed: its tests are skipped (apt-get install openssh-server openssh-client).';
if (noSshd !== undefined) console.warn(noSshd);

export type Sshd = {
  readonly port: number;
  /** Its key's fingerprint as `ssh-keygen -lf` shows it. */
  readonly fingerprint: () => Promise<string>;
  readonly username: string;
  /** Whoever has it may log in. */
  readonly privateKeyFile: string;
  /** Where a login starts: here and there the same place. */
  readonly home: string;
  /** Runs OpenSSH's own client with a batch of its commands. */
  readonly sftp: (...commands: readonly string[]) => Promise<void>;
  /** Ends every connection, and the server with them. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** From the next start on it is another server, as far as anybody can tell. */
  readonly changeHostKey: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A real OpenSSH server on loopback that does SFTP and nothing else, with keys and settings in a folder of its own. */
export async function startSshd(): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-sshd-'));
  const at = (name: string): string => join(folder, name);
  const home = at('home');
  await mkdir(home);
  // Where the server's unprivileged half is locked in when it runs as root; Debian's unit makes it.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  await keygen(at('host_key'));
  await keygen(at('client_key'));
  const port = await freePort();
  await writeFile(at('sshd_config'), settings(folder, port));
  let server: ChildProcess | undefined;
  process.once('exit', () => server?.kill('SIGKILL'));
  const sshd: Sshd = {
    port,
    fingerprint: async () => {
      const { stdout } = await run('ssh-keygen', ['-lf', at('host_key.pub')]);
      return /SHA256:\S+/.exec(stdout)?.[0] ?? '';
    },
    username: userInfo().username,
    privateKeyFile: at('client_key'),
    home,
    sftp: async (...commands) => {
      await writeFile(at('batch'), `${commands.join('\n')}\n`);
      const known = (await readFile(at('host_key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');
      await writeFile(at('known_hosts'), `[127.0.0.1]:${port} ${known}\n`);
      const options = ['IdentitiesOnly=yes', `UserKnownHostsFile=${at('known_hosts')}`].flatMap((option) => [
        '-o',
        option,
      ]);
      const target = `${sshd.username}@127.0.0.1`;
      await run('sftp', ['-b', at('batch'), '-i', at('client_key'), ...options, '-P', String(port), target]);
    },
    kill: async () => {
      const ending = server;
      server = undefined;
      if (ending?.pid === undefined || ending.exitCode !== null) return;
      const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      for (const pid of [...(await descendants(ending.pid)), ending.pid]) end(pid);
      await gone;
    },
    start: async () => {
      server = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
      await untilOpen(port, server);
    },
    changeHostKey: async () => {
      await rm(at('host_key'));
      await rm(at('host_key.pub'));
      await keygen(at('host_key'));
    },
    stop: async () => {
      await sshd.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await sshd.start();
  return sshd;
}

function settings(folder: string, port: number): string {
  return `
ListenAddress 127.0.0.1
Port ${port}
HostKey ${folder}/host_key
PidFile none
AuthorizedKeysFile ${folder}/client_key.pub
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
MaxStartups 100
PerSourceMaxStartups none
AllowTcpForwarding no
X11Forwarding no
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d ${folder}/home
`;
}

async function keygen(file: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', file]);
  await chmod(file, 0o600);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilOpen(port: number, server: ChildProcess): Promise<void> {
  const said: string[] = [];
  server.stderr?.on('data', (text: Buffer) => said.push(text.toString()));
  for (;;) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said.join('').slice(0, 2_000)}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function descendants(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '');
  const children = text.trim().split(/\s+/).filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

/** One process, by its number; it may be gone already. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
