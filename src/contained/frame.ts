import type { Duplex } from 'node:stream';

/** A message between two processes: JSON, and bytes that are not copied into it. */
export type Frame = { readonly header: unknown; readonly payload: Uint8Array };

/**
 * Eight bytes of lengths, the header as JSON, the payload. The payload is handed on as it is, not copied. Resolves when the
 * system has taken all of it: who waits for that never runs ahead of a slow reader. Never resolves when the other side is gone.
 */
export function writeFrame(channel: Duplex, header: unknown, payload: Uint8Array): Promise<void> {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(PREFIX);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(payload.byteLength, 4);
  const head = Buffer.concat([lengths, json]);
  return new Promise((resolve) => {
    const done = (error?: Error | null): void => {
      if (!error) resolve();
    };
    if (payload.byteLength === 0) channel.write(head, done);
    else {
      channel.write(head);
      channel.write(payload, done);
    }
  });
}

export type FrameReader = {
  /** The next frame. Never resolves when the other side is gone: its end is known elsewhere. */
  readonly next: () => Promise<Frame>;
};

/**
 * Reads frames into buffers of exactly their size, so that a large payload is held once. Takes nothing more from the channel
 * while a frame waits to be asked for.
 */
export function frameReader(channel: Duplex): FrameReader {
  const arrived: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  const state: Reading = {
    stage: 'lengths',
    part: Buffer.alloc(PREFIX),
    filled: 0,
    json: EMPTY,
    payloadLength: 0,
  };
  channel.on('data', (chunk: Buffer) => {
    for (let from = 0; from < chunk.length;) {
      from += take(state, chunk, from);
      const frame = state.filled === state.part.length ? finishPart(state) : undefined;
      if (!frame) continue;
      const taker = waiting.shift();
      if (taker) taker(frame);
      else arrived.push(frame);
    }
    if (arrived.length > 0) channel.pause();
  });
  return {
    next: () =>
      new Promise((resolve) => {
        const frame = arrived.shift();
        if (frame) resolve(frame);
        else waiting.push(resolve);
        if (arrived.length === 0) channel.resume();
      }),
  };
}

type Reading = {
  stage: 'lengths' | 'header' | 'payload';
  /** The part under way, and how much of it has arrived. */
  part: Buffer;
  filled: number;
  json: Buffer;
  payloadLength: number;
};

const PREFIX = 8;
const EMPTY = Buffer.alloc(0);

/** Takes what belongs to the part under way; returns how many bytes that was. */
function take(state: Reading, chunk: Buffer, from: number): number {
  const count = Math.min(state.part.length - state.filled, chunk.length - from);
  chunk.copy(state.part, state.filled, from, from + count);
  state.filled += count;
  return count;
}

/** The frame, when the part was its last. */
function finishPart(state: Reading): Frame | undefined {
  if (state.stage === 'lengths') {
    state.payloadLength = state.part.readUInt32BE(4);
    begin(state, 'header', state.part.readUInt32BE(0));
    return undefined;
  }
  if (state.stage === 'header') {
    state.json = state.part;
    if (state.payloadLength > 0) {
      begin(state, 'payload', state.payloadLength);
      return undefined;
    }
  }
  const frame = {
    header: JSON.parse(state.json.toString()) as unknown,
    payload: state.stage === 'payload' ? state.part : EMPTY,
  };
  begin(state, 'lengths', PREFIX);
  return frame;
}

function begin(state: Reading, stage: Reading['stage'], length: number): void {
  state.stage = stage;
  state.part = Buffer.allocUnsafeSlow(length);
  state.filled = 0;
}
