import type { Context } from 'hono';
import { insertAudit } from '../store/audit.ts';
import type { Queryable } from '../store/database.ts';
import { lastPosition } from '../store/events.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { decodePosition } from './cursor.ts';
import { problem } from './problem.ts';

/** Where a new webhook begins: at this moment, or after a cursor of the event log. */
export async function positionOf(deps: ApiDeps, cursor: string | undefined): Promise<number | undefined> {
  const newest = await lastPosition(deps.hub.db);
  if (cursor === undefined) return newest;
  if (cursor === '') return 0;
  const position = decodePosition(cursor);
  return position !== undefined && position <= newest ? position : undefined;
}

export function audit(db: Queryable, c: Context<ApiEnv>, action: string, objectId: string): Promise<void> {
  const entry = { actor: actorOf(c), action, objectKind: 'webhook', objectId, peer: peerOf(c) };
  return insertAudit(db, entry);
}

export function unknownCursor(c: Context<ApiEnv>) {
  return problem(c, 422, 'cursor-unknown', 'This is not a cursor of the event log.');
}

export function notFound(c: Context<ApiEnv>) {
  return problem(c, 404, 'not-found', 'There is no such webhook.');
}
