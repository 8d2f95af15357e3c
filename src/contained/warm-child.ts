import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FrameReader } from './frame.ts';
import { frameReader } from './frame.ts';

/** A child process that is started and stays for the next piece of work. */
export type WarmChild = {
  readonly process: ChildProcess;
  readonly channel: Duplex;
  readonly frames: FrameReader;
  /** Resolves when its code is loaded: the clock for the work starts then. */
  readonly ready: Promise<unknown>;
  readonly isGone: () => boolean;
  /** Resolves when the process has ended, with how. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly code: number | null }>;
};

export function startChild(options: {
  readonly entry: URL;
  readonly niceness?: number;
  readonly heapMegabytes?: number;
}): WarmChild {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const heap = `--max-old-space-size=${options.heapMegabytes ?? DEFAULT_HEAP_MEGABYTES}`;
  const flags = [heap, '--import', loader, fileURLToPath(options.entry)];
  const process_ = spawn(process.execPath, flags, { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  stepBack(process_.pid, options.niceness ?? 0);
  const channel = process_.stdio[3] as Duplex;
  // A child that died leaves a broken pipe; its end is what we act upon.
  channel.on('error', () => undefined);
  const frames = frameReader(channel);
  const ended = new Promise<{ signal: NodeJS.Signals | null; code: number | null }>((resolve) => {
    process_.once('error', () => resolve({ signal: null, code: null }));
    process_.once('exit', (code, signal) => resolve({ signal, code }));
  });
  let isGone = false;
  void ended.then(() => (isGone = true));
  // Told to end, it may still be there for a moment: nothing new is for it.
  const isLost = (): boolean => isGone || process_.killed;
  return { process: process_, channel, frames, ready: frames.next(), isGone: isLost, ended };
}

function stepBack(pid: number | undefined, niceness: number): void {
  if (pid === undefined || niceness === 0) return;
  try {
    setPriority(pid, niceness);
  } catch {
    // Gone already, or not allowed here: it works all the same.
  }
}

/** Linux only; elsewhere the time limit and V8's own limit have to do. Fields of `/proc/…/statm` are pages of 4 KiB. */
export function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

/**
 * Time a process has worked on all processors, milliseconds. Fields 14 and 15 of `/proc/…/stat` are ticks of a hundredth of a second, after
 * a name in brackets. Elsewhere than on Linux the time that passed is what counts.
 */
export function workedMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return performance.now();
  }
}

/** An idle child must not keep the hub from exiting. */
export function holdOpen(child: WarmChild, isBusy: boolean): void {
  const handles = [child.process, child.channel as Duplex & Pick<ChildProcess, 'ref' | 'unref'>];
  for (const handle of handles) {
    if (isBusy) handle.ref();
    else handle.unref();
  }
}

const DEFAULT_HEAP_MEGABYTES = 512;
