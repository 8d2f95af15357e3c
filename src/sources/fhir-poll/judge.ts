import { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { Failure } from '../../lib/failure.ts';
import { readJson } from '../../sdk/gateway-door.ts';
import type { Answer } from '../../sdk/server/transport.ts';

/** A pause longer than this is a mistake of the server's clock. */
const LONGEST_MS = 86_400_000;

/**
 * A 2xx answer. Throws permanent `redirect-refused` (3xx) and `http-<status>`; transient `http-<status>` for what passes (408, 425,
 * 429, 5xx but 501), with the pause the server asked for.
 */
export function found(answer: Answer): Answer {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status >= 300 && status < 400)
    throw new Failure('permanent', 'redirect-refused', 'The server sent us elsewhere; nobody follows.');
  const isPassing = (status >= 500 && status !== 501) || status === 408 || status === 425 || status === 429;
  const waitMs = retryAfterMs(answer.headers['retry-after'], now());
  throw new Failure(
    isPassing ? 'transient' : 'permanent',
    `http-${status}`,
    `The server answered ${status}${issueOf(answer)}.`,
    waitMs === undefined ? {} : { cause: { waitMs } },
  );
}

/** How long the server asked to be left alone, if an error says so. */
export function waitOf(error: unknown): number | undefined {
  if (!(error instanceof Failure)) return undefined;
  const { cause } = error;
  const isWait = typeof cause === 'object' && cause !== null && 'waitMs' in cause;
  return isWait && typeof cause.waitMs === 'number' ? cause.waitMs : undefined;
}

/** Retry-After (RFC 9110, 10.2.3): seconds or a date. Undefined where it says neither. */
export function retryAfterMs(value: string | undefined, at: string): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.parse(at);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}

const outcome = z.looseObject({
  resourceType: z.literal('OperationOutcome'),
  issue: z.array(z.looseObject({ code: z.string() })).min(1),
});

/** The code of the first issue (value set issue-type). What the server wrote beside it may be about a patient. */
function issueOf({ body }: Answer): string {
  const code = outcome.safeParse(readJson(body)).data?.issue[0]?.code ?? '';
  return /^[a-z-]{1,40}$/.test(code) ? ` (${code})` : '';
}
