import { Failure } from '../../lib/failure.ts';
import { leaseLost } from '../../store/intake-jobs.ts';

/** Often enough that two lost signs of life do no harm. */
const RENEW_MS = 4_000;

/**
 * Works on something that was taken for a short while, and says again and again that the worker is alive. `signal` ends the work when it
 * was given to somebody else meanwhile.
 */
export async function whileLeased<Result>(
  renew: () => Promise<boolean>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController();
  const look = async (): Promise<void> => {
    // A database that is away now may be back before the lease is over.
    const isMine = await renew().catch(() => true);
    if (!isMine) lost.abort(leaseLost());
  };
  const timer = setInterval(() => void look(), RENEW_MS);
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
  }
}

/** What fails in an orderly way so often is set aside. */
const TRIES = 3;
/** What was in hand so often when its worker died, for whatever reason, is not tried again by itself. */
const DEATHS = 10;
/** Before the second try, and twice that before the third. */
const PAUSE_SECONDS = 5;

/** The database, not the document: the round is tried again as it is, and the lease gives the work back. */
const ROUND_CODES: ReadonlySet<string> = new Set([
  'database-unavailable',
  'database-conflict',
  'database-timeout',
  'commit-unknown',
]);

export type AfterFailure =
  | { readonly do: 'throw' }
  /** Somebody else has it. */
  | { readonly do: 'leave' }
  | { readonly do: 'pause'; readonly seconds: number }
  | { readonly do: 'give-up' };

/** What becomes of work that failed at its `attempts`-th try, so that the next one is taken at once. */
export function afterFailure(error: unknown, attempts: number): AfterFailure {
  if (error instanceof Failure) {
    if (ROUND_CODES.has(error.code)) return { do: 'throw' };
    if (error.code === 'lease-lost') return { do: 'leave' };
    if (error.fate === 'permanent') return { do: 'give-up' };
  }
  return attempts < TRIES ? { do: 'pause', seconds: PAUSE_SECONDS * attempts } : { do: 'give-up' };
}

/** Throws permanent `worker-died` when nobody who had it in hand came back. */
export function assertSurvivable(attempts: number): void {
  if (attempts > DEATHS)
    throw new Failure(
      'permanent',
      'worker-died',
      `The hub ended ${DEATHS} times while it had this in hand. It is kept: have it looked at before it is read again.`,
    );
}
