import { setTimeout as wait } from 'node:timers/promises';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { now } from '../lib/clock.ts';
import { codeOf, Failure, fateOf } from '../lib/failure.ts';
import type { Database } from '../store/database.ts';
import { readSnapshot, type SnapshotPart, type SnapshotWanted } from '../store/snapshot.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { encodePosition } from './cursor.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';
import { toReferralResponse } from './referral-routes.ts';

/** Each holds a connection and an open transaction for as long as it is read. */
const MOST_AT_ONCE = 2;
const RETRY_SECONDS = 30;
const parts = ['referrals', 'partners'] as const;
/** A reader that takes nothing for as long is gone; the database ends an idle transaction then, too. */
const LONGEST_PAUSE_MS = 60_000;
/** Not a JSON document, whatever its name ends with: as a plain text to the types of the router. */
const NDJSON: string = 'application/x-ndjson';

export const snapshotRoute = createRoute({
  method: 'get',
  path: '/v1/events/snapshot',
  operationId: 'readSnapshot',
  tags: ['events'],
  summary: 'Everything current as of one moment, to begin following events from',
  description:
    'One JSON object a line (NDJSON). The first line says `{"line":"snapshot","cursor":…,"at":…}`: follow /v1/events after this cursor, and nothing ' +
    'is missing or told twice. Then `{"line":"partner","partner":…}` and `{"line":"referral","referral":…}`, without patients. The last line ' +
    'says `{"line":"end",…}` with the counts: without it the answer broke off and is worth nothing. Two can be read at once.',
  security: [{ token: [] }],
  request: {
    query: z.object({
      include: z
        .string()
        .max(100)
        .default('referrals,partners')
        .transform((text) => text.split(',').map((part) => part.trim()))
        .refine(
          (names) => names.every((name) => (parts as readonly string[]).includes(name)),
          'is referrals, partners, or both',
        )
        .openapi({ type: 'string', description: 'What of it, separated by commas.', example: 'referrals' }),
    }),
  },
  responses: {
    200: {
      description: 'The snapshot. Its cursor stands in the header Referloop-Cursor too.',
      headers: z.object({
        'Referloop-Cursor': z.string().openapi({ description: 'Follow events after it.' }),
      }),
      content: { [NDJSON]: { schema: z.string() } },
    },
    400: problemResponse('A parameter does not fit.'),
    429: problemResponse('Two are being read already; try again after Retry-After.'),
    ...guardedResponses,
  },
});

export function addSnapshotRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  let reading = 0;
  api.openapi(snapshotRoute, async (c) => {
    const { include } = c.req.valid('query');
    if (reading >= MOST_AT_ONCE)
      return problem(c, 429, 'too-many-snapshots', 'Two snapshots are being read already.', {
        headers: { 'Retry-After': String(RETRY_SECONDS) },
      });
    reading += 1;
    const wanted = { referrals: include.includes('referrals'), partners: include.includes('partners') };
    const { begun, body } = streamSnapshot(deps.hub.db, wanted, () => (reading -= 1));
    const cursor = encodePosition(await begun);
    return c.body(body, 200, { 'Content-Type': NDJSON, 'Referloop-Cursor': cursor });
  });
}

type Streamed = {
  /** The position it was taken at; rejects when it could not begin. */
  readonly begun: Promise<number>;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
};

/** The transaction waits for its reader: what was not taken yet is not read yet. `onEnd`: read, broken off or left. */
function streamSnapshot(db: Database, wanted: SnapshotWanted, onEnd: () => void): Streamed {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  // Its failures come back from `write`, where the work is.
  writer.closed.catch(() => undefined);
  const counts = { referrals: 0, partners: 0 };
  const say = (...lines: readonly object[]): Promise<void> =>
    inTime(writer.write(encoder.encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))));
  const begun = new Promise<number>((resolve, reject) => {
    const begin = async (position: number): Promise<void> => {
      resolve(position);
      await say({ line: 'snapshot', cursor: encodePosition(position), at: now() });
    };
    const part = async (rows: SnapshotPart): Promise<void> => {
      const lines = linesOf(rows);
      if ('referrals' in rows) counts.referrals += lines.length;
      else counts.partners += lines.length;
      await say(...lines);
    };
    void readSnapshot(db, wanted, { begin, part })
      .then(() => say({ line: 'end', ...counts }))
      .then(() => writer.close())
      .catch((error: unknown) => {
        reject(error);
        const broken = new Failure(
          fateOf(error),
          codeOf(error),
          'The snapshot could not be read to its end.',
        );
        // Not waited for: it ends with the write that nobody took.
        void writer.abort(broken).catch(() => undefined);
      })
      .finally(onEnd);
  });
  return { begun, body: readable };
}

/** A write ends when its reader takes it, which may be never: a connection that is held open, or an answer nobody wants (HEAD). */
async function inTime(write: Promise<void>): Promise<void> {
  const late = new AbortController();
  const stalled = wait(LONGEST_PAUSE_MS, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new Failure('transient', 'reader-stalled', 'Nobody took the next part for a minute.');
  });
  stalled.catch(() => undefined);
  try {
    await Promise.race([write, stalled]);
  } finally {
    late.abort();
    write.catch(() => undefined);
  }
}

function linesOf(rows: SnapshotPart): readonly object[] {
  if ('referrals' in rows)
    return rows.referrals.map((one) => ({ line: 'referral', referral: toReferralResponse(one) }));
  return rows.partners.map((one) => {
    const known = Object.entries(one).filter(([, value]) => value !== null);
    return { line: 'partner', partner: Object.fromEntries(known) };
  });
}
