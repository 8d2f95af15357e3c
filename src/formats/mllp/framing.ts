/** VT payload FS CR: the minimal lower layer protocol (HL7 v2 transport specification, MLLP release 1). */
const startByte = 0x0b;
const endByte = 0x1c;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Puts a payload into a frame. The payload is copied once; it must not hold VT or FS, which no HL7 text does. */
export function frame(payload: Uint8Array): Uint8Array {
  // Small ones come out of Node's pool: an ArrayBuffer for each answer is work for the garbage collector.
  const framed = Buffer.allocUnsafe(payload.length + 3);
  framed[0] = startByte;
  framed.set(payload, 1);
  framed[payload.length + 1] = endByte;
  framed[payload.length + 2] = carriageReturn;
  return framed;
}

export type FrameEvent =
  | { readonly kind: 'frame'; readonly body: Uint8Array }
  /** Bytes outside frames, counted and dropped; one event for each run of them. */
  | { readonly kind: 'junk'; readonly bytes: number }
  /** A frame that never ended; the body is its beginning, up to 64 kB. */
  | { readonly kind: 'cut'; readonly body: Uint8Array; readonly reason: CutReason }
  /** A frame over the limit, told as soon as it is: the head is its beginning, up to 64 kB; the rest of it is dropped unread. */
  | { readonly kind: 'too-large'; readonly head: Uint8Array };

/** `start-inside-frame`: the next frame began before this one ended. `connection-ended`: nothing more came. */
export type CutReason = 'start-inside-frame' | 'connection-ended';

export type Deframer = {
  /** Takes any chunk of the byte stream. The bodies may be views of the chunks: do not write into a chunk afterwards. */
  readonly push: (chunk: Uint8Array) => readonly FrameEvent[];
  /** The stream is over: what is unfinished is reported. The deframer is as new afterwards. */
  readonly end: () => readonly FrameEvent[];
  /** True between VT and FS: bytes are owed. */
  readonly isInsideFrame: boolean;
};

/**
 * Cuts a byte stream into frames, before anything is decoded. Any chunking of the same bytes gives the same events. FS alone
 * ends a frame and a CR or LF after it is eaten; VT inside a frame cuts it off and starts the next, because 0x0B never stands
 * in HL7 text. Each byte is looked at once, and a frame is put together once, at its end.
 */
export function createDeframer(options: { readonly maxBytes: number }): Deframer {
  const state: State = {
    maxBytes: options.maxBytes,
    phase: 'outside',
    junk: 0,
    events: [],
    ...nothingKept(),
  };
  return {
    push: (chunk) => {
      const scan = { buffer: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), at: 0, end: -1 };
      while (scan.at < scan.buffer.length) {
        if (state.phase === 'inside') readInside(state, scan);
        else readOutside(state, scan);
      }
      return takeEvents(state);
    },
    end: () => {
      if (state.phase === 'inside') cut(state, 'connection-ended');
      reportJunk(state);
      state.phase = 'outside';
      return takeEvents(state);
    },
    get isInsideFrame() {
      return state.phase === 'inside';
    },
  };
}

/** What of a cut or too large frame is kept: enough to see who sent it. */
const keptOfFault = 64 * 1024;

/** Pieces below this are copied together: a sender of single bytes must not cost an object for each. */
const smallPiece = 2048;
const tailCapacity = 16 * 1024;

type State = {
  readonly maxBytes: number;
  /** `after-frame`: FS was read, a CR or LF may follow. `after-return`: CR was eaten, an LF may follow. */
  phase: 'outside' | 'inside' | 'after-frame' | 'after-return';
  junk: number;
  events: FrameEvent[];
} & Kept;

type Kept = {
  chunks: Buffer[];
  /** Collects small pieces; it belongs after `chunks`. */
  tail: Buffer | undefined;
  tailUsed: number;
  size: number;
  isTooLarge: boolean;
};

type Scan = {
  readonly buffer: Buffer;
  at: number;
  /** The next FS at or after `at`, once looked for; the buffer's length when there is none. */
  end: number;
};

function nothingKept(): Kept {
  return { chunks: [], tail: undefined, tailUsed: 0, size: 0, isTooLarge: false };
}

function readOutside(state: State, scan: Scan): void {
  const { buffer } = scan;
  if (state.phase !== 'outside' && isEaten(state, buffer[scan.at])) {
    scan.at += 1;
    return;
  }
  state.phase = 'outside';
  const start = buffer.indexOf(startByte, scan.at);
  const end = start < 0 ? buffer.length : start;
  state.junk += end - scan.at;
  scan.at = end;
  if (start < 0) return;
  state.phase = 'inside';
  scan.at += 1;
}

/** CR, LF or CR LF after FS belongs to the frame. */
function isEaten(state: State, byte: number | undefined): boolean {
  if (state.phase === 'after-frame' && byte === carriageReturn) {
    state.phase = 'after-return';
    return true;
  }
  state.phase = 'outside';
  return byte === lineFeed;
}

function readInside(state: State, scan: Scan): void {
  const { buffer } = scan;
  // Looked for once, not once for each VT before it: a chunk of nothing but VT must not take quadratic time.
  if (scan.end < scan.at) {
    const found = buffer.indexOf(endByte, scan.at);
    scan.end = found < 0 ? buffer.length : found;
  }
  const piece = buffer.subarray(scan.at, scan.end);
  const restart = piece.indexOf(startByte);
  if (restart >= 0) {
    keep(state, piece.subarray(0, restart));
    cut(state, 'start-inside-frame');
    scan.at += restart + 1;
    return;
  }
  keep(state, piece);
  scan.at = scan.end;
  if (scan.end === buffer.length) return;
  if (!state.isTooLarge) report(state, { kind: 'frame', body: joined(state, state.size) });
  Object.assign(state, nothingKept());
  state.phase = 'after-frame';
  scan.at += 1;
}

/** Memory stays bounded: over the limit everything is let go. */
function keep(state: State, piece: Buffer): void {
  if (piece.length === 0 || state.isTooLarge) return;
  state.size += piece.length;
  collect(state, piece);
  if (state.size <= state.maxBytes) return;
  const head = joined(state, Math.min(state.maxBytes, keptOfFault));
  report(state, { kind: 'too-large', head });
  Object.assign(state, { ...nothingKept(), size: state.size, isTooLarge: true });
}

/** The first piece is often the whole frame, and then never copied. */
function collect(state: State, piece: Buffer): void {
  if (state.chunks.length === 0 || piece.length >= smallPiece) {
    flushTail(state);
    state.chunks.push(piece);
    return;
  }
  if (state.tail === undefined || state.tailUsed + piece.length > tailCapacity) {
    flushTail(state);
    state.tail = Buffer.allocUnsafe(tailCapacity);
  }
  state.tailUsed += piece.copy(state.tail, state.tailUsed);
}

function flushTail(state: State): void {
  if (state.tail !== undefined) state.chunks.push(state.tail.subarray(0, state.tailUsed));
  state.tail = undefined;
  state.tailUsed = 0;
}

function cut(state: State, reason: CutReason): void {
  // A start byte with nothing after it is no frame.
  if (state.size === 0) state.junk += 1;
  else if (!state.isTooLarge) {
    report(state, { kind: 'cut', body: joined(state, Math.min(state.size, keptOfFault)), reason });
  }
  Object.assign(state, nothingKept());
}

function report(state: State, event: FrameEvent): void {
  reportJunk(state);
  state.events.push(event);
}

function reportJunk(state: State): void {
  if (state.junk > 0) state.events.push({ kind: 'junk', bytes: state.junk });
  state.junk = 0;
}

function takeEvents(state: State): readonly FrameEvent[] {
  const { events } = state;
  state.events = [];
  return events;
}

/** A frame that lies in one chunk is a view of it. */
function joined(state: State, size: number): Uint8Array {
  flushTail(state);
  const only = state.chunks[0];
  if (state.chunks.length === 1 && only !== undefined) return only.subarray(0, size);
  return Buffer.concat(state.chunks, size);
}
