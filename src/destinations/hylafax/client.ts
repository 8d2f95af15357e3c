import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, Failure } from '../../lib/failure.ts';
import { takenWithoutId, type FaxGateway, type Handed, type OutboundFax } from '../../sdk/fax-gateway.ts';
import { faxEndpoint, tenDigits } from '../../sdk/fax-number.ts';
import { failedFax, faxEndInWords, readFaxMark, type FaxEnd, type FaxReport } from '../../sdk/fax-outcome.ts';
import type { HylafaxSettings } from './config.ts';

export function createHylafaxGateway(settings: HylafaxSettings): FaxGateway {
  const list = (signal: AbortSignal): Promise<readonly FaxReport[]> => listJobs(settings, signal);
  return {
    endpoint: faxEndpoint,
    mediaType: 'image/tiff',
    times: settings,
    hand: (fax, signal) => inFolder((folder) => hand(fax, settings, folder, signal)),
    find: async (id, signal) => (await list(signal)).find((job) => job.id === id),
    search: async ({ key }, signal) =>
      (await list(signal)).filter(({ mark }) => readFaxMark(mark)?.key === key),
  };
}

/** One call and no more: retries are the hub's, and so is the cover. `-D`: the notify script hears of success too. */
async function hand(
  { mark, to, document }: OutboundFax,
  settings: HylafaxSettings,
  folder: string,
  signal: AbortSignal,
): Promise<Handed> {
  const file = join(folder, 'fax.tif');
  await writeFile(file, document.bytes, { mode: 0o600 });
  const args = ['-n', '-D', '-m', '-t', '1', '-T', '1', '-i', mark, '-d', written(to, settings)];
  const ended = await run(settings.sendfax, [...args, ...serverOf(settings), file], settings, signal);
  const id = /\brequest id is (\d+)\b/.exec(ended.out)?.[1];
  if (id !== undefined) return { status: 'sent', reference: id };
  return ended.code === 0 ? takenWithoutId : refusalOf(ended);
}

type Ended = { readonly code: number | string; readonly out: string; readonly error: string };

/** What sendfax says before it submits anything; whatever else it says, the job may be in the queue. */
function refusalOf({ code, error }: Ended): Handed {
  if (code === 'ENOENT' || code === 'EACCES') return failedFax('account', 'sendfax cannot be run');
  if (/login|password|permission|denied/i.test(error))
    return failedFax('account', 'the server refused the login');
  if (/can ?not reach|unable to connect|connection refused|unknown host|getaddrinfo|no route/i.test(error))
    return {
      status: 'failed',
      fate: 'transient',
      code: 'gateway-unreachable',
      detail: 'The fax server cannot be reached. Nothing was sent.',
    };
  if (/conver(?:t|sion)|not (?:a )?(?:valid|supported)|document format|tiff/i.test(error))
    return failedFax('document');
  return {
    status: 'failed',
    fate: 'ambiguous',
    code: 'no-answer',
    detail: 'sendfax broke off; the job may be in the queue. It is looked up.',
  };
}

/** Ours among the job's lines: nothing else begins like that. The format is set in a home of our own (faxstat(1), hylafax-client(1)). */
const LINE = 'referloop|';
const FORMAT = `JobFmt: "${LINE}%j|%J|%a|%P|%s"\n`;

/** Every job in the send queue and the done queue that has a tag of ours, newest first. */
async function listJobs(settings: HylafaxSettings, signal: AbortSignal): Promise<readonly FaxReport[]> {
  const ended = await inFolder(async (folder) => {
    await writeFile(join(folder, '.hylarc'), FORMAT);
    return run(settings.faxstat, ['-s', '-d', ...serverOf(settings)], settings, signal, folder);
  });
  if (ended.code !== 0)
    throw new Failure('transient', 'faxstat-failed', `faxstat did not answer (${String(ended.code)}).`);
  return ended.out
    .split('\n')
    .filter((line) => line.startsWith(LINE))
    .map(reportOf)
    .filter((report) => report !== undefined)
    .toSorted((one, other) => Number(other.id) - Number(one.id));
}

/** `referloop|42|<tag>|D|2:2|status`. Pages are transmitted and all. */
function reportOf(line: string): FaxReport | undefined {
  const [, id = '', mark = '', state = '', pages = '', ...words] = line.trimEnd().split('|');
  if (!/^\d+$/.test(id.trim()) || readFaxMark(mark.trim()) === undefined) return undefined;
  const [sent, all] = pages.trim().split(/[:/]/);
  return jobReport(
    { id: id.trim(), mark: mark.trim(), sent, all, status: words.join('|').trim() },
    stateEnd(state.trim()),
  );
}

export type Job = {
  readonly id: string;
  readonly mark: string | undefined;
  readonly sent: string | undefined;
  readonly all: string | undefined;
  readonly status: string;
};

/** `failed`: its status says why, unless pages went over before it failed. */
export function jobReport(job: Job, end: FaxEnd | 'failed'): FaxReport {
  const pagesSent = countOf(job.sent);
  const why = (pagesSent ?? 0) > 0 ? 'partial' : faxEndInWords(job.status);
  return {
    id: job.id,
    end: end === 'failed' ? why : end,
    pagesSent,
    pages: countOf(job.all),
    said: job.status === '' ? undefined : job.status,
    mark: job.mark,
  };
}

/** Job states in one letter: D done, F failed; every other is not over. */
function stateEnd(state: string): FaxEnd | 'failed' {
  if (state === 'D') return 'arrived';
  return state === 'F' ? 'failed' : 'under_way';
}

function countOf(text: string | undefined): number | undefined {
  return /^\d{1,5}$/.test(text ?? '') ? Number(text) : undefined;
}

function serverOf({ server }: HylafaxSettings): readonly string[] {
  return server === undefined ? [] : ['-h', server];
}

function written(number: string, { numbers }: HylafaxSettings): string {
  if (numbers === 'ten') return tenDigits(number);
  return numbers === 'digits' ? number.slice(1) : number;
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'referloop-fax-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of the hub's own environment, which holds its secrets, no more than a program needs to run. */
function inherited(): Readonly<Record<string, string>> {
  const names = ['PATH', 'HOME', 'LANG'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Runs a program to its end; never throws. `code`: its exit status, or why there is none. */
function run(
  program: string,
  args: readonly string[],
  { timeoutSeconds, environment }: HylafaxSettings,
  signal: AbortSignal,
  home?: string,
): Promise<Ended> {
  const env = {
    ...inherited(),
    ...environment,
    // What they say is read.
    LC_ALL: 'C',
    ...(home !== undefined && { HOME: home }),
  };
  const options = { env, signal, timeout: timeoutSeconds * 1000, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (failure, out, error) => {
      const status = failure?.code;
      const code = failure ? (typeof status === 'number' ? status : codeOf(failure)) : 0;
      resolve({ code, out, error });
    });
    // Where a login is wanted it would wait for a password without end.
    child.stdin?.end();
  });
}
