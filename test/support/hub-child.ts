import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type HubProcessOptions = {
  /** Absent: an embedded database in `dataDir`, joined when it runs. */
  readonly databaseUrl?: string;
  readonly dataDir?: string;
  readonly spoolDir: string;
  readonly smtpUrl?: string;
  /** Adds a way out `gateway` that keeps its list in this file (ledger-gateway.ts). */
  readonly gatewayFile?: string;
  /** `intake` only stores and acknowledges; `ledger` applies and queues deliveries; `everything` sends them too. */
  readonly work: 'intake' | 'ledger' | 'everything';
};

export type HubChild = {
  readonly pid: number;
  readonly port: number;
  readonly databaseUrl: string;
  /** Codes of the failures its loops reported. */
  readonly failures: readonly string[];
  /** SIGKILL: nothing in it can say goodbye. Resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Finishes what is in hand. */
  readonly stop: () => Promise<void>;
};

type Word = { readonly address?: string; readonly databaseUrl?: string; readonly code?: string };

/** Starts a hub in a process of its own; resolves when it listens. */
export async function startHubChild(
  options: HubProcessOptions,
  nodeOptions: readonly string[] = [],
): Promise<HubChild> {
  const child = fork(join(import.meta.dirname, 'hub-process.ts'), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx', ...nodeOptions],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failures: string[] = [];
  const { address = '', databaseUrl = '' } = await listening(child, failures);
  return {
    pid: child.pid ?? 0,
    port: Number(new URL(address).port),
    databaseUrl,
    failures,
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
    stop: () => {
      if (child.connected) child.send('stop');
      return gone;
    },
  };
}

function listening(child: ChildProcess, failures: string[]): Promise<Word> {
  return new Promise((resolve, reject) => {
    child.on('message', (word: Word) => {
      if (word.code !== undefined) failures.push(word.code);
      if (word.address !== undefined) resolve(word);
    });
    child.once('exit', (code) => reject(new Error(`The hub process ended (${code}) before it listened.`)));
  });
}

/** Memory of a process in bytes: resident now, and its highest since the process began (Linux: /proc). */
export function memoryOf(pid: number): { readonly resident: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { resident: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
}
