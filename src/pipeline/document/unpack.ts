import type { Containment } from '../../contained/contain.ts';
import { contain } from '../../contained/contain.ts';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import type { Unpacked, UnpackedFile, UnpackedMail, UnpackedPage } from './unpacked.ts';
import { LIMITS } from './unpack/limits.ts';
import { holdPages } from './unpack/hold-pages.ts';
import { REASONS } from './unpack/refuse.ts';
import { kindOf, sniffFile } from './unpack/sniff.ts';
import type { FileAnswer, FilePart, FileRequest, FoundFile, Role, Settled } from './unpack/work.ts';

export type UnpackContainment = Containment<FileRequest, FileAnswer, FilePart>;

/** Where files of arrivals are opened: a child that steps back for others and is replaced when a large file has made it large. */
export function containUnpacking(): UnpackContainment {
  return contain({
    entry: new URL('unpack-worker.ts', import.meta.url),
    limits: { timeMs: LIMITS.fileMs, silenceMs: LIMITS.silenceMs, memoryBytes: LIMITS.memoryBytes },
    niceness: 5,
    recycleBytes: LIMITS.recycleBytes,
    idleMs: LIMITS.idleMs,
    lost: { code: 'unpack-worker-lost', process: 'The process that opens files' },
  });
}

/** The one warm child of this process. `close` it when shutting down. */
export const sharedUnpacking: UnpackContainment = containUnpacking();

export type ArrivedBytes = {
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  readonly name?: string;
};

/**
 * Calls come one after the other and wait for each other. A file comes before its pages and before the files that were in it; its last
 * page comes when all is known of it.
 */
export type OnUnpacked = {
  readonly file: (file: UnpackedFile) => Promise<void>;
  readonly page: (page: UnpackedPage) => Promise<void>;
};

/**
 * Opens what arrived, whatever it is, down to its pages. What cannot be taken is a file with the fate `refused` and a reason; the others
 * go on. The same bytes give the same files and pages in the same order.
 *
 * @throws Failure transient `unpack-worker-lost`; the reason of the signal; what `on` throws.
 */
export async function unpack(
  arrival: ArrivedBytes,
  on: OnUnpacked,
  options: {
    readonly signal?: AbortSignal;
    readonly passwords?: readonly string[];
    readonly containment?: UnpackContainment;
    /** Whether a file is a message: then it is handed on and not opened. */
    readonly isMessage?: (mediaType: string, bytes: Uint8Array) => boolean;
  } = {},
): Promise<Unpacked> {
  const state: State = {
    on,
    containment: options.containment ?? sharedUnpacking,
    passwords: options.passwords ?? [],
    isMessage: options.isMessage ?? (() => false),
    signal: options.signal,
    seen: new Set(),
    files: 0,
    found: 1,
    pages: 0,
    mailPages: 0,
    bytes: 0,
    workMs: 0,
    mails: [],
  };
  const { bytes, contentType, name } = arrival;
  const declaredType = contentType?.split(';')[0]?.trim().toLowerCase();
  const open: Waiting[] = [
    {
      ...(name === undefined ? {} : { name }),
      ...(declaredType ? { declaredType } : {}),
      role: 'arrival',
      bytes,
      depth: 0,
    },
  ];
  // Depth first, so that pages come in the order in which a person would find them.
  for (let next = open.pop(); next; next = open.pop())
    open.push(...(await takeFile(state, next)).toReversed());
  const mail = mailOf(state.mails);
  const { files, pages, mailPages } = state;
  return { files, pages, mailPages, ...(mail ? { mail } : {}) };
}

type State = {
  readonly on: OnUnpacked;
  readonly containment: UnpackContainment;
  readonly passwords: readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly isMessage: (mediaType: string, bytes: Uint8Array) => boolean;
  /** Content that was there already. */
  readonly seen: Set<string>;
  files: number;
  /** The same, with those that wait. */
  found: number;
  pages: number;
  mailPages: number;
  /** All that was unpacked, beyond the arrival itself. */
  bytes: number;
  workMs: number;
  readonly mails: { readonly depth: number; readonly mail: UnpackedMail }[];
};

type Waiting = FoundFile & {
  readonly role: Role;
  readonly bytes: Uint8Array;
  readonly parent?: number;
  readonly depth: number;
};

/** Opens one file and hands it on; gives what was in it. */
async function takeFile(state: State, file: Waiting): Promise<readonly Waiting[]> {
  const index = state.files;
  state.files += 1;
  const described = describe(file, index);
  const settled = file.settled ?? settle(state, file, described.sha256);
  state.seen.add(described.sha256);
  if (settled) {
    await state.on.file({ ...described, ...settled });
    return [];
  }
  if (state.isMessage(described.mediaType, file.bytes)) {
    await state.on.file({ ...described, fate: 'message' });
    return [];
  }
  const found: Waiting[] = [];
  const pages = holdPages({
    first: state.pages + 1,
    file: index,
    announce: (answer) => state.on.file({ ...described, ...shown(answer) }),
    page: state.on.page,
  });
  const answer = await openContained(state, file, async (part, bytes) => {
    if (part.kind === 'page') return await pages.add(part.page, bytes);
    found.push({ ...part.file, bytes, parent: index, depth: file.depth + 1 });
    return undefined;
  });
  const count = await pages.finish(answer);
  state.pages += count;
  if (file.role === 'mail_text') state.mailPages += count;
  if (answer.mail) state.mails.push({ depth: file.depth, mail: answer.mail });
  return withinBounds(state, found);
}

/** Why a file is not opened at all. */
function settle(state: State, file: Waiting, sha256: string): Settled | undefined {
  const { role, bytes, depth } = file;
  if (role === 'arrival' && bytes.length > LIMITS.arrivalBytes) return refused('arrival-too-large');
  if (state.seen.has(sha256) && bytes.length > 0) {
    return { fate: 'ignored', code: 'repeat', reason: 'The same file is in it more than once.' };
  }
  // A mail or an archive of several files may be larger than each of them.
  const isOpened = role === 'arrival' && OPENED.has(sniffFile(bytes));
  if (bytes.length > LIMITS.fileBytes && !isOpened) return refused('too-large');
  if (depth > LIMITS.depth) return refused('too-deep');
  return state.workMs > LIMITS.arrivalMs ? refused('took-too-much') : undefined;
}

function refused(code: keyof typeof REASONS): Settled {
  return { fate: 'refused', code, reason: REASONS[code] };
}

function describe(file: Waiting, index: number): Omit<UnpackedFile, 'fate'> {
  const { name, parent, bytes } = file;
  const shownName = name === undefined ? '' : nameOf(name);
  return {
    index,
    ...(parent === undefined ? {} : { parent, body: bytes }),
    ...(shownName === '' ? {} : { name: shownName }),
    mediaType: kindOf(file, bytes),
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
  };
}

/** The last part of whatever path it says; never used as one. */
function nameOf(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, MOST_NAME);
}

/** Files, and bytes over all levels. What passes the bounds is told and not opened. */
function withinBounds(state: State, found: readonly Waiting[]): readonly Waiting[] {
  state.found += found.length;
  return found.map((file) => {
    state.bytes += file.bytes.length;
    return state.bytes > LIMITS.unpackedBytes ? { ...file, settled: refused('unpacks-too-large') } : file;
  });
}

async function openContained(
  state: State,
  file: Waiting,
  onPart: (part: FilePart, bytes: Uint8Array) => Promise<void>,
): Promise<FileAnswer> {
  const { name, declaredType, charset, role, bytes } = file;
  const request: FileRequest = {
    role,
    ...(name === undefined ? {} : { name }),
    ...(declaredType === undefined ? {} : { declaredType }),
    ...(charset === undefined ? {} : { charset }),
    passwords: state.passwords,
    left: {
      pages: LIMITS.pages - state.pages,
      files: LIMITS.files - state.found,
      bytes: LIMITS.unpackedBytes - state.bytes,
    },
  };
  try {
    const { answer, workedMs } = await state.containment.run(request, bytes, {
      stopped: { code: 'took-too-much', work: 'Reading the file' },
      ...(state.signal ? { signal: state.signal } : {}),
      onPart,
    });
    state.workMs += workedMs;
    return answer;
  } catch (error) {
    // Stopped, or given up in a way nobody foresaw: the file is to blame, and the next one gets another child.
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    state.workMs += LIMITS.silenceMs;
    return { fate: 'refused', code: error.code, reason: error.message };
  }
}

function shown({ fate, code, reason }: FileAnswer): Pick<UnpackedFile, 'fate' | 'code' | 'reason'> {
  return { fate, ...(code === undefined ? {} : { code }), ...(reason === undefined ? {} : { reason }) };
}

/** The arrival itself when it is a mail, else the first that was in it. */
function mailOf(mails: State['mails']): UnpackedMail | undefined {
  return mails.toSorted((a, b) => a.depth - b.depth)[0]?.mail;
}

const MOST_NAME = 250;
const OPENED: ReadonlySet<string> = new Set(['message/rfc822', 'application/zip', 'application/vnd.ms-tnef']);
