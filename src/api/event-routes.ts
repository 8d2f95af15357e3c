import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { isPublishedEventType } from '../domain/event-catalogue.ts';
import { toCloudEvent } from '../pipeline/cloud-event.ts';
import { firstPosition, lastPosition, listEvents, type PublishedEvent } from '../store/events.ts';
import type { Database } from '../store/database.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const MOST_EVENTS = 1_000;
/** Below the minute after which proxies give up on a silent connection. */
const LONGEST_WAIT_SECONDS = 30;
/** The cursor that stands for "from now on". */
const LATEST = 'latest';

/** The shape is made from the catalogue (see openapi-document): here it is only named. */
const eventSchema = z.record(z.string(), z.unknown()).openapi('Event');

const eventPage = z
  .object({
    events: z.array(eventSchema),
    next: z.string().openapi({ description: 'Pass it as `after` next time. Opaque.', example: 'ZTE6NDI' }),
    hasMore: z.boolean().openapi({ description: 'More is there already: ask again at once.' }),
  })
  .openapi('EventPage');

export const listEventsRoute = createRoute({
  method: 'get',
  path: '/v1/events',
  operationId: 'listEvents',
  tags: ['events'],
  summary: 'Events in the order they were committed',
  description:
    'Every event once per reader, none skipped: keep `next` and pass it as `after`. Without `after` the log starts at its beginning; ' +
    '`after=latest` answers with the cursor of this moment and no events. With `wait` the answer is held until there is something to say.',
  security: [{ token: [] }],
  request: {
    query: z.object({
      after: z
        .string()
        .max(100)
        .optional()
        .openapi({ description: 'Cursor: `next` of the last answer, or `latest`.' }),
      limit: z.coerce.number().int().min(1).max(MOST_EVENTS).default(100),
      types: z
        .string()
        .max(2_000)
        .optional()
        .transform((text) => text?.split(',').map((type) => type.trim()) ?? [])
        .refine((types) => types.every(isPublishedEventType), 'names a type that does not exist')
        .openapi({
          type: 'string',
          description: 'Only these, separated by commas.',
          example: 'referral.seen,referral.closed',
        }),
      wait: z.coerce
        .number()
        .int()
        .min(0)
        .max(LONGEST_WAIT_SECONDS)
        .default(0)
        .openapi({ description: 'Seconds to wait when there is nothing yet.' }),
    }),
  },
  responses: {
    200: {
      description: 'A page of events, possibly empty',
      content: { 'application/json': { schema: eventPage } },
    },
    400: problemResponse('The cursor is not one of ours, or a parameter does not fit.'),
    410: problemResponse(
      'What comes after this cursor is no longer kept, or it is of another database: load /v1/events/snapshot and go on from its cursor.',
    ),
    ...guardedResponses,
  },
});

export function addEventRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  api.openapi(listEventsRoute, async (c) => {
    const { after: cursor, limit, types, wait } = c.req.valid('query');
    const { db, publicUrl } = deps.hub;
    const newest = await lastPosition(db);
    const after = cursor === LATEST ? newest : cursor === undefined ? 0 : decodePosition(cursor);
    if (after === undefined) return problem(c, 400, 'cursor-malformed', 'This is not a cursor of this API.');
    if (after > newest)
      return problem(c, 410, 'cursor-unknown', `This cursor is of another database. ${START_ANEW}`);
    const oldest = await firstPosition(db);
    if (after > 0 && after < newest && after + 1 < (oldest ?? 0))
      return problem(c, 410, 'cursor-too-old', `Events after this cursor are gone. ${START_ANEW}`);
    const until = [
      AbortSignal.timeout(wait * 1_000),
      c.req.raw.signal,
      ...(deps.closing ? [deps.closing] : []),
    ];
    const page = await readPage(
      deps,
      { after, limit, types, isPatient: wait > 0 && cursor !== LATEST },
      until,
    );
    const events = page.events.map((event) => toCloudEvent(event, publicUrl) as z.infer<typeof eventSchema>);
    return c.json({ events, next: encodePosition(page.position), hasMore: page.hasMore }, 200);
  });
}

const START_ANEW = 'Load /v1/events/snapshot and go on from its cursor.';

type Page = {
  readonly events: readonly PublishedEvent[];
  readonly position: number;
  readonly hasMore: boolean;
};

type Reading = {
  readonly after: number;
  readonly limit: number;
  readonly types: readonly string[];
  readonly isPatient: boolean;
};

/** The next page; when it is empty and the reader is patient, the first one that is not. */
async function readPage(deps: ApiDeps, reading: Reading, until: readonly AbortSignal[]): Promise<Page> {
  let { after } = reading;
  for (;;) {
    // Listening begins before the look, so that nothing can be committed unheard in between.
    const news = listenOnce(deps.onEvents, until);
    try {
      const page = await look(deps.hub.db, { ...reading, after });
      const isOver = !reading.isPatient || until.some((signal) => signal.aborted);
      if (page.events.length > 0 || isOver) return page;
      after = page.position;
      await news.heard;
    } finally {
      news.stop();
    }
  }
}

async function look(db: Database, { after, limit, types }: Reading): Promise<Page> {
  // Read first: an event that is not in the list by then has a later position, whatever its type.
  const newest = await lastPosition(db);
  const found = await listEvents(db, after, limit + 1, types);
  const hasMore = found.length > limit;
  const events = found.slice(0, limit);
  const last = events.at(-1)?.position ?? after;
  return { events, hasMore, position: hasMore ? last : Math.max(last, newest) };
}

/**
 * Resolves at the next news or when one of the signals aborts. Every listener is taken away again: one of the signals lives as
 * long as the hub, and `AbortSignal.any` would leave something with it for each request (Node 20).
 */
function listenOnce(
  onEvents: ApiDeps['onEvents'],
  until: readonly AbortSignal[],
): { readonly heard: Promise<void>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const heard = new Promise<void>((resolve) => {
    const hear = (): void => resolve();
    const unsubscribe = onEvents(hear);
    for (const signal of until) signal.addEventListener('abort', hear, { once: true });
    stop = () => {
      unsubscribe();
      for (const signal of until) signal.removeEventListener('abort', hear);
    };
  });
  return { heard, stop };
}
