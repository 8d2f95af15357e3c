import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'referloop.js');

export type Environment = Readonly<Record<string, string>>;

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunningCommand = {
  /** Resolves with all output so far as soon as it matches; rejects when the command ends without. */
  readonly says: (pattern: RegExp) => Promise<string>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
};

/** Runs the real command to its end. */
export function runCommand(
  args: readonly string[],
  env: Environment = {},
  cwd: string = root,
): Promise<Ended> {
  return startCommand(args, env, cwd).ended;
}

/** Starts the real command, with no settings but the ones given. */
export function startCommand(
  args: readonly string[],
  env: Environment = {},
  cwd: string = root,
): RunningCommand {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = endOf(child, output);
  return {
    ended,
    kill: (signal) => void child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(output.stdout)) return;
          listeners.delete(look);
          resolve(output.stdout);
        };
        listeners.add(look);
        look();
        void ended.then(({ stdout, stderr }) =>
          reject(new Error(`The command ended without saying ${String(pattern)}:\n${stdout}${stderr}`)),
        );
      }),
  };
}

/** Ports nobody uses just now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => holdPort()));
  await Promise.all(servers.map((server) => server.release()));
  return servers.map((server) => server.port);
}

/** A port that something else uses. */
export async function holdPort(): Promise<{ readonly port: number; readonly release: () => Promise<void> }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Settings of a demo hub of its own: free ports, an empty data directory, the demo's two channels. */
export async function demoEnvironment(): Promise<Environment & { readonly DATA_DIR: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-cli-'));
  const channels = join(folder, 'channels');
  await mkdir(channels);
  for (const name of ['demo-emr.channel.ts', 'demo-platform.channel.ts'])
    await symlink(join(root, 'channels', name), join(channels, name));
  const [port, mllpPort, smtpPort] = await freePorts(3);
  return {
    DATA_DIR: join(folder, 'data'),
    CHANNELS_DIR: channels,
    PORT: String(port),
    MLLP_PORT: String(mllpPort),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
  };
}

/** A folder that looks like a site's copy of the project: its own channels and fixtures, our source and mappings. */
export async function siteFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-site-'));
  for (const name of ['package.json', 'src', 'mappings', 'node_modules'])
    await symlink(join(root, name), join(folder, name));
  await mkdir(join(folder, 'channels'));
  return folder;
}

function endOf(
  child: ChildProcess,
  output: { readonly stdout: string; readonly stderr: string },
): Promise<Ended> {
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
}
