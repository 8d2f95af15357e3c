import { connect, type Socket } from 'node:net';
import { quantile } from './report.ts';
import { createMix } from './messages.ts';

export type LoadInput = {
  readonly port: number;
  readonly connections: number;
  /** Messages a connection sends ahead of their answers; 1 waits for each. */
  readonly depth: number;
  /** Control ids begin with this. */
  readonly prefix: string;
  readonly kind: 'siu' | 'mix';
  /** Where in the mix to begin: so that several runs tell one story. */
  readonly from?: number;
  /** Ends after this long, or after `count` messages; everything that was sent is answered first. */
  readonly ms?: number;
  readonly count?: number;
};

export type LoadResult = {
  /** Messages answered AA, each under its own control id. */
  readonly acked: number;
  readonly wrong: number;
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const VT = 0x0b;
const FS = 0x1c;
const END = Buffer.from([FS, 0x0d]);

const input = JSON.parse(process.argv[2] ?? '{}') as LoadInput;
const next = createMix(input.kind, input.prefix, input.from ?? 0);
const latencies: number[] = [];
let sent = 0;
let wrong = 0;
const startedAt = performance.now();

function isOver(): boolean {
  return input.count === undefined ? performance.now() - startedAt >= (input.ms ?? 0) : sent >= input.count;
}

/** One sender: keeps `depth` messages under way and checks that each answer is AA for the oldest unanswered one. */
function run(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const underWay: { readonly id: string; readonly at: number }[] = [];
    let rest: Buffer = Buffer.alloc(0);
    const send = (): void => {
      while (underWay.length < input.depth && !isOver()) {
        const { id, body } = next();
        sent += 1;
        underWay.push({ id, at: performance.now() });
        socket.write(Buffer.concat([Buffer.from([VT]), body, END]));
      }
      if (underWay.length > 0) return;
      socket.destroy();
      resolve();
    };
    socket.on('data', (chunk: Buffer) => {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = bytes.indexOf(FS); end >= 0 && bytes.length > end + 1; end = bytes.indexOf(FS)) {
        const oldest = underWay.shift();
        if (oldest && bytes.subarray(0, end).includes(`MSA|AA|${oldest.id}\r`))
          latencies.push(performance.now() - oldest.at);
        else wrong += 1;
        bytes = bytes.subarray(end + 2);
      }
      rest = bytes;
      send();
    });
    socket.once('error', reject);
    socket.once('connect', send);
  });
}

await Promise.all(
  Array.from({ length: input.connections }, () =>
    run(connect({ port: input.port, host: '127.0.0.1', noDelay: true })),
  ),
);
const ms = performance.now() - startedAt;
const sorted = latencies.toSorted((a, b) => a - b);
const result: LoadResult = {
  acked: latencies.length,
  wrong,
  ms,
  p50Ms: quantile(sorted, 0.5),
  p99Ms: quantile(sorted, 0.99),
};
process.send?.(result, () => process.disconnect());
