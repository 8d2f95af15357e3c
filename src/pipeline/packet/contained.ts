import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Fate } from '../../lib/failure.ts';
import { Failure } from '../../lib/failure.ts';
import type { FrameReader } from './frame.ts';
import { frameReader, writeFrame } from './frame.ts';
import type { Packet } from './packet-input.ts';

/** What the child is asked: plain data, and the one large thing beside it. */
export type WorkRequest = { readonly work: 'packet' | 'notice'; readonly input: unknown };

export type WorkAnswer =
  | { readonly ok: true; readonly pages: number; readonly sha256: string }
  | { readonly ok: false; readonly fate: Fate; readonly code: string; readonly message: string };

export type WorkResult = { readonly answer: WorkAnswer; readonly bytes: Uint8Array };

/** `memoryBytes` is the resident size of the whole child; about 130 MB of it is there before any work. */
export type Limits = { readonly timeMs: number; readonly memoryBytes: number };

/** A child process that does one thing at a time and is killed when it takes too long or too much. */
export type Containment = {
  readonly run: (request: WorkRequest, payload: Uint8Array, killedCode: string) => Promise<WorkResult>;
  /** Ends the child. A later `run` starts another. */
  readonly close: () => void;
};

/**
 * Notes come from outside, and no PDF library withstands every file: an endless loop or gigabytes of memory end here and
 * not in the hub. Worker threads do not contain that, processes do. One child stays warm, since starting one costs about
 * half a second. Its environment is empty, so it knows no credentials. It is no sandbox: it runs as the hub's user.
 */
export function contain(limits: Limits = DEFAULT_LIMITS): Containment {
  let child: WarmChild | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const runOne = async (
    request: WorkRequest,
    payload: Uint8Array,
    killedCode: string,
  ): Promise<WorkResult> => {
    if (!child || child.isGone()) child = startChild();
    return await runIn(child, limits, request, payload, killedCode);
  };
  return {
    run: (request, payload, killedCode) => {
      const result = turn.then(() => runOne(request, payload, killedCode));
      turn = result.catch(() => undefined);
      return result;
    },
    close: () => child?.process.kill('SIGKILL'),
  };
}

/** A finished document, or the failure the child met. */
export function packetOf({ answer, bytes }: WorkResult): Packet {
  if (!answer.ok) throw new Failure(answer.fate, answer.code, answer.message);
  return { bytes, pages: answer.pages, sha256: answer.sha256 };
}

export const DEFAULT_LIMITS: Limits = { timeMs: 20_000, memoryBytes: 600 * 1024 * 1024 };

type WarmChild = {
  readonly process: ChildProcess;
  readonly channel: Duplex;
  readonly frames: FrameReader;
  /** Resolves when its code is loaded: the clock for the work starts then. */
  readonly ready: Promise<unknown>;
  readonly isGone: () => boolean;
  /** Resolves when the process has ended, with how. */
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null; readonly code: number | null }>;
};

function startChild(): WarmChild {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const entry = fileURLToPath(new URL('packet-worker.ts', import.meta.url));
  const flags = ['--max-old-space-size=512', '--import', loader, entry];
  const process_ = spawn(process.execPath, flags, { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
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
  return { process: process_, channel, frames, ready: frames.next(), isGone: () => isGone, ended };
}

async function runIn(
  child: WarmChild,
  limits: Limits,
  request: WorkRequest,
  payload: Uint8Array,
  killedCode: string,
): Promise<WorkResult> {
  holdOpen(child, true);
  const watch: Watch = { reason: undefined };
  let stop = watchStart(child, watch);
  try {
    await Promise.race([child.ready, gone(child, watch, killedCode)]);
    stop();
    stop = watchWork(child, limits, watch);
    writeFrame(child.channel, request, payload);
    const frame = await Promise.race([child.frames.next(), gone(child, watch, killedCode)]);
    return { answer: frame.header as WorkAnswer, bytes: frame.payload };
  } finally {
    stop();
    holdOpen(child, false);
  }
}

type Watch = { reason: 'time' | 'memory' | 'start' | undefined };

function watchStart(child: WarmChild, watch: Watch): () => void {
  const timer = setTimeout(() => kill(child, watch, 'start'), START_LIMIT_MS);
  return () => clearTimeout(timer);
}

function watchWork(child: WarmChild, limits: Limits, watch: Watch): () => void {
  const timer = setTimeout(() => kill(child, watch, 'time'), limits.timeMs);
  const poll = setInterval(() => {
    if (residentBytes(child.process.pid) > limits.memoryBytes) kill(child, watch, 'memory');
  }, POLL_MS);
  return () => {
    clearTimeout(timer);
    clearInterval(poll);
  };
}

function kill(child: WarmChild, watch: Watch, reason: Watch['reason']): void {
  watch.reason = reason;
  child.process.kill('SIGKILL');
}

/** Rejects when the child ends before it has answered. */
async function gone(child: WarmChild, watch: Watch, killedCode: string): Promise<never> {
  const { signal } = await child.ended;
  if (watch.reason === 'time') {
    throw new Failure(
      'permanent',
      killedCode,
      'Reading the note took too long: it is damaged or made to do harm.',
    );
  }
  // V8 gives up with SIGABRT (or SIGTRAP) at its own limit, before the resident size shows it.
  if (watch.reason === 'memory' || signal === 'SIGABRT' || signal === 'SIGTRAP') {
    throw new Failure(
      'permanent',
      killedCode,
      'Reading the note took too much memory: it is damaged or made to do harm.',
    );
  }
  // Not started, or ended by somebody else (a shutdown, the system short of memory): the note is not to blame.
  throw new Failure(
    'transient',
    'packet-worker-lost',
    'The process that composes packets ended before it had answered.',
  );
}

/** Linux only; elsewhere the time limit and V8's own limit have to do. Fields of `/proc/…/statm` are pages of 4 KiB. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

/** An idle child must not keep the hub from exiting. */
function holdOpen(child: WarmChild, isBusy: boolean): void {
  const handles = [child.process, child.channel as Duplex & Pick<ChildProcess, 'ref' | 'unref'>];
  for (const handle of handles) {
    if (isBusy) handle.ref();
    else handle.unref();
  }
}

const POLL_MS = 25;
const START_LIMIT_MS = 30_000;

/** The one warm child of this process. `close` it when shutting down. */
export const sharedContainment: Containment = contain();
