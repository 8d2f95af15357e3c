import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Failure } from '../lib/failure.ts';
import { sendBundle } from '../pipeline/letters/send-bundle.ts';
import { sendLetter } from '../pipeline/letters/send-letter.ts';
import { listStatus, sendStatus, statusWords } from '../pipeline/letters/send-status.ts';
import { MOST_BUNDLED } from '../pipeline/packet/packet-input.ts';
import { listNoteKeys, listNotesToBundle } from '../store/letters-bundles.ts';
import { findEffectId } from '../store/letters-orders.ts';
import { findStandingPartner } from '../store/partners.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { idempotencyHeaders, keyReused, wishOf } from './idempotency.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['letters'];
const badRequest = problemResponse('A parameter or field does not fit.');
const params = z.object({ id: z.uuid() });
const noPartner = problemResponse('There is no such partner.');
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
/** Notes that are offered to choose from. */
const NOTES = 60;

const orderedSchema = z
  .object({
    id: z.uuid().openapi({
      description:
        'Of what was ordered: what /v1/holds names it by while it waits. Its deliveries are events.',
    }),
  })
  .openapi('Ordered');
const ordered = {
  description: 'It goes out by the ways of the office, in its hours; held where a number is in doubt',
  content: json(orderedSchema),
};
const refused = problemResponse('It cannot be sent; `code` and `detail` say why. Nothing was changed.');

export const sendLetterRoute = createRoute({
  method: 'post',
  path: '/v1/referrals/{id}/letters',
  operationId: 'sendLetter',
  tags,
  summary: 'Send a thank-you or a decline to whoever sent the patient; once for a referral',
  security,
  request: {
    params,
    headers: idempotencyHeaders,
    body: {
      required: true,
      content: json(
        z
          .discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('thank_you') }),
            z.strictObject({
              kind: z.literal('decline'),
              reason: z.string().trim().min(1).max(500).openapi({
                description: 'Why, in one sentence the office reads. The referral has to be declined.',
              }),
            }),
          ])
          .openapi('LetterOrder'),
      ),
    },
  },
  responses: {
    202: ordered,
    400: badRequest,
    404: problemResponse('There is no such referral.'),
    409: refused,
    422: keyReused,
    ...guardedResponses,
  },
});

export const previewStatusRoute = createRoute({
  method: 'get',
  path: '/v1/partners/{id}/status-report',
  operationId: 'previewStatusReport',
  tags,
  summary: 'The open referrals a status report of this partner would list, as of now',
  security,
  request: { params },
  responses: {
    200: {
      description: 'What it would say',
      content: json(
        z
          .object({
            referrals: z.array(
              z.object({
                referralId: z.uuid(),
                state: z.string(),
                words: z.string().openapi({ description: 'What the office reads.' }),
                receivedAt: z.iso.datetime(),
                appointmentAt: z.iso.datetime().optional(),
              }),
            ),
            withheld: z.int().openapi({ description: 'Left out: the patient objects, or is protected.' }),
          })
          .openapi('StatusReport'),
      ),
    },
    400: badRequest,
    404: noPartner,
    ...guardedResponses,
  },
});

export const sendStatusRoute = createRoute({
  method: 'post',
  path: '/v1/partners/{id}/status-report',
  operationId: 'sendStatusReport',
  tags,
  summary: 'Send a partner how its patients stand',
  description:
    'One document of at most 200 referrals as of now. Each call sends another one, but for a repeat with the same Idempotency-Key.',
  security,
  request: { params, headers: idempotencyHeaders },
  responses: {
    202: ordered,
    400: badRequest,
    404: noPartner,
    409: refused,
    422: keyReused,
    ...guardedResponses,
  },
});

export const listBundleNotesRoute = createRoute({
  method: 'get',
  path: '/v1/partners/{id}/notes',
  operationId: 'listPartnerNotes',
  tags,
  summary: 'Notes that can go to a partner in one parcel, newest first',
  security,
  request: { params },
  responses: {
    200: {
      description: 'At most 60',
      content: json(
        z
          .object({
            notes: z.array(
              z.object({
                id: z.uuid(),
                referralId: z.uuid(),
                partnerId: z
                  .uuid()
                  .openapi({ description: 'Whom it is for: the partner or a doctor of it.' }),
                state: z.string().openapi({ description: 'planned, blocked or released.' }),
                hold: z.string().optional(),
                status: z.string().optional().openapi({ description: 'Of its newest delivery.' }),
                serviceDate: z.string().optional(),
              }),
            ),
          })
          .openapi('PartnerNotes'),
      ),
    },
    400: badRequest,
    404: noPartner,
    ...guardedResponses,
  },
});

export const sendBundleRoute = createRoute({
  method: 'post',
  path: '/v1/partners/{id}/bundles',
  operationId: 'sendBundle',
  tags,
  summary: 'Send several notes of one practice in one parcel',
  description:
    'Every note must be bound for the very same places. Each keeps a delivery of its own, which shares the fate of the parcel. A refusal names the note by its place: notes[2].',
  security,
  request: {
    params,
    headers: idempotencyHeaders,
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            notes: z
              .array(z.uuid())
              .min(2)
              .max(MOST_BUNDLED)
              .openapi({ description: 'Ids of the list of notes.' }),
          })
          .openapi('BundleOrder'),
      ),
    },
  },
  responses: {
    202: ordered,
    400: badRequest,
    404: noPartner,
    409: refused,
    422: keyReused,
    ...guardedResponses,
  },
});

export const letterSendRoutes = [
  sendLetterRoute,
  previewStatusRoute,
  sendStatusRoute,
  listBundleNotesRoute,
  sendBundleRoute,
];

/** What people send by hand. No answer names a patient; the pipeline writes the audit. */
export function addLetterSendRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  const partnerOf = (id: string) => findStandingPartner(hub.db, id);
  api.openapi(sendLetterRoute, async (c) => {
    const letter = { referralId: c.req.valid('param').id, ...c.req.valid('json') };
    return order(c, deps, async () => sendLetter(hub, letter, actorOf(c), await wishOf(c)));
  });
  api.openapi(previewStatusRoute, async (c) => {
    const partner = await partnerOf(c.req.valid('param').id);
    if (!partner) return missing(c);
    const all = await listStatus(hub.db, partner.id);
    const open = all.filter((one) => !one.isWithheld);
    const referrals = open.map(({ id, state, receivedAt, appointmentAt }) => ({
      referralId: id,
      state,
      words: statusWords(state),
      receivedAt,
      ...(appointmentAt === null ? {} : { appointmentAt }),
    }));
    return c.json({ referrals, withheld: all.length - open.length }, 200);
  });
  api.openapi(sendStatusRoute, async (c) => {
    const partner = await partnerOf(c.req.valid('param').id);
    if (!partner) return missing(c);
    return order(c, deps, async () => sendStatus(hub, partner.id, actorOf(c), await wishOf(c)));
  });
  api.openapi(listBundleNotesRoute, async (c) => {
    const partner = await partnerOf(c.req.valid('param').id);
    if (!partner) return missing(c);
    const notes = await listNotesToBundle(hub.db, partner.id, NOTES);
    return c.json({ notes: notes.map(toNote) }, 200);
  });
  api.openapi(sendBundleRoute, async (c) => {
    const partner = await partnerOf(c.req.valid('param').id);
    if (!partner) return missing(c);
    const ids = c.req.valid('json').notes;
    const keys = await listNoteKeys(hub.db, ids);
    const gone = keys.indexOf(null);
    if (gone >= 0)
      return problem(c, 409, 'bundle-note-gone', `The note at notes[${gone}] is not there any more.`);
    const noteKeys = keys.filter((key) => key !== null);
    return order(c, deps, async () => sendBundle(hub, partner.id, noteKeys, actorOf(c), await wishOf(c)));
  });
}

function missing(c: Context<ApiEnv>) {
  return problem(c, 404, 'not-found', 'There is no such partner.');
}

function toNote(note: Awaited<ReturnType<typeof listNotesToBundle>>[number]) {
  const { id, referralId, partnerId, state, hold, status, serviceDate } = note;
  return {
    id,
    referralId,
    partnerId,
    state,
    ...(hold === null || state !== 'blocked' ? {} : { hold }),
    ...(status === null ? {} : { status }),
    ...(serviceDate === null ? {} : { serviceDate }),
  };
}

/** Its refusals are sentences for people, and name no patient. */
async function order(c: Context<ApiEnv>, { hub }: ApiDeps, send: () => Promise<string>) {
  try {
    return c.json({ id: await findEffectId(hub.db, await send()) }, 202);
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    if (error.code === 'idempotency-reused') throw error;
    if (error.code === 'letter-no-referral')
      return problem(c, 404, 'not-found', 'There is no such referral.');
    return problem(c, 409, error.code, error.message);
  }
}
