import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { now } from '../lib/clock.ts';
import { answerEscalation, type EscalationAnswer } from '../pipeline/answer-escalation.ts';
import {
  countEscalations,
  escalationPlace,
  listEscalations,
  listMissing,
  type EscalationLine,
} from '../store/escalations.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { decodePlace, encodePlace } from './cursor.ts';
import {
  assignEscalationRoute,
  countEscalationsRoute,
  finishEscalationRoute,
  listEscalationsRoute,
  listMissingRoute,
  snoozeEscalationRoute,
  type escalationSchema,
} from './escalation-documents.ts';
import { problem } from './problem.ts';

/** What is late, and what people decide about it. Nothing of a patient goes out here. */
export function addEscalationRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  addLists(api, deps);
  api.openapi(snoozeEscalationRoute, async (c) => {
    const { version, until, reason } = c.req.valid('json');
    if (Date.parse(until) <= Date.parse(now()))
      return problem(c, 400, 'invalid-request', 'until: must be in the future.');
    return answer(c, deps, c.req.valid('param').id, version, { kind: 'snooze', until, reason });
  });
  api.openapi(finishEscalationRoute, async (c) => {
    const { version, reason } = c.req.valid('json');
    return answer(c, deps, c.req.valid('param').id, version, { kind: 'done', reason });
  });
  api.openapi(assignEscalationRoute, async (c) => {
    const { version, to } = c.req.valid('json');
    return answer(c, deps, c.req.valid('param').id, version, { kind: 'assign', to });
  });
}

function addLists(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db, policy } = deps.hub;
  api.openapi(countEscalationsRoute, async (c) => {
    const counts = await countEscalations(db);
    return c.json({ counts: counts.map((one) => present(one)) }, 200);
  });
  api.openapi(listEscalationsRoute, async (c) => {
    const { state, owner, kind, after, limit } = c.req.valid('query');
    const place = after === undefined ? undefined : decodePlace(after);
    if (after !== undefined && !place)
      return problem(c, 400, 'cursor-malformed', 'This is not a cursor of this list.');
    const filter = {
      state,
      ...(owner === undefined ? {} : { owner }),
      ...(kind === undefined ? {} : { kind }),
    };
    const page = { limit: limit + 1, ...(place ? { after: { at: place.receivedAt, id: place.id } } : {}) };
    const found = await listEscalations(db, filter, page);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next = last === undefined ? {} : { next: encodePlace(placeOf(last)) };
    return c.json({ escalations: found.slice(0, limit).map(toResponse), ...next }, 200);
  });
  api.openapi(listMissingRoute, async (c) => {
    const { limit } = c.req.valid('query');
    const lines = await listMissing(db, c.req.valid('param').point, { limit, zone: policy.zone });
    const missing = lines.map((line) => ({
      referralId: line.referralId,
      kind: line.referralKind,
      missing: [...line.missing],
      since: line.since,
      isToday: line.isToday,
      isLate: line.isLate,
      ...(line.appointmentAt === null ? {} : { appointmentAt: line.appointmentAt }),
    }));
    return c.json({ missing }, 200);
  });
}

async function answer(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  id: string,
  version: number,
  decision: EscalationAnswer,
) {
  const answered = await answerEscalation(deps.hub, { id, version }, decision, actorOf(c));
  if (answered === 'not_found')
    return problem(c, 404, 'not-found', 'There is no such escalation, or it is settled.');
  if (answered === 'changed')
    return problem(c, 409, 'changed', 'Somebody else answered first. Read it again.');
  if (answered === 'no_such_person')
    return problem(c, 400, 'no-such-person', 'to: no account in use has this address and sees patients.');
  return c.json({ id }, 200);
}

function placeOf(line: EscalationLine) {
  const { at, id } = escalationPlace(line);
  return { receivedAt: at, id };
}

function toResponse(line: EscalationLine): z.infer<typeof escalationSchema> {
  const { id, kind, state, owner, level, isUrgent, isOnHold, startedAt, lateAt, version, referralId } = line;
  const { point, nextDueAt, raisedAt, closedAt, snoozedUntil, assignedTo, deliveryId } = line;
  return {
    id,
    kind,
    state,
    owner,
    owners: [...line.owners],
    level,
    isUrgent,
    isOnHold,
    startedAt,
    lateAt,
    version,
    referralId,
    isClosedByPerson: line.closedBy !== null,
    ...present({ point, nextDueAt, raisedAt, closedAt, snoozedUntil, assignedTo, deliveryId }),
  };
}

/** Members that are null are left out. */
function present<T extends Record<string, unknown>>(value: T) {
  type Known = { [K in keyof T as null extends T[K] ? never : K]: T[K] };
  type Perhaps = { [K in keyof T as null extends T[K] ? K : never]?: NonNullable<T[K]> };
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)) as Known & Perhaps;
}
