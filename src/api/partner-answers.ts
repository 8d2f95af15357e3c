import type { Context } from 'hono';
import type { Edited, Editor } from '../pipeline/directory-record.ts';
import type { ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { problem, problemResponse } from './problem.ts';
import { savedSchema } from './partner-schemas.ts';

/** What every edit of the directory may answer beside its own. */
export const editResponses = {
  200: { description: 'Saved', content: { 'application/json': { schema: savedSchema } } },
  400: problemResponse('A parameter or field does not fit.'),
  404: problemResponse('There is no such partner or part.'),
  412: problemResponse('Somebody changed it since the version of If-Match: `errors` says who changed what.'),
  422: problemResponse('What is said cannot be so; `errors` names the fields.'),
};

/** Who edits: a token, which may say that the values were checked with the partner. */
export function editorOf(c: Context<ApiEnv>, isVerified: boolean | undefined): Editor {
  return { person: actorOf(c), peer: peerOf(c), ...(isVerified ? { isVerified } : {}) };
}

/** The version of `If-Match: "3"`. `null`: the header is there and is no version. */
export function versionOf(c: Context<ApiEnv>): number | undefined | null {
  const header = c.req.header('if-match');
  if (header === undefined || header === '*') return undefined;
  const digits = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

export function malformedVersion(c: Context<ApiEnv>) {
  return problem(c, 400, 'version-malformed', 'If-Match is the version in quotes, as the ETag had it.', {
    errors: [{ in: 'header', field: 'If-Match', problem: 'must be a version in quotes, such as "3"' }],
  });
}

/** Turns what became of an edit into an answer. */
export function answerEdit(c: Context<ApiEnv>, edited: Edited) {
  if (edited.outcome === 'saved') {
    c.header('ETag', `"${edited.version}"`);
    return c.json({ id: edited.id, version: edited.version }, 200);
  }
  if (edited.outcome === 'not_found')
    return problem(c, 404, 'not-found', 'There is no such partner or part of one.');
  if (edited.outcome === 'conflict') {
    const errors = edited.changes.map((change) => ({
      in: 'version',
      field: change.field ?? change.what,
      problem: `was ${change.what} by ${change.actor} at ${change.at}`,
    }));
    const detail = `It is version ${edited.version} now. Read it again, then edit that.`;
    return problem(c, 412, 'changed-meanwhile', detail, { errors });
  }
  const errors = edited.problems.map((one) => ({ in: 'json', field: one.field, problem: one.problem }));
  return problem(c, 422, 'refused', 'What is said cannot be so.', { errors });
}
