import { codeOf, Failure } from '../../lib/failure.ts';
import { holdMessage } from '../../store/document-messages.ts';
import {
  moveIntakeJob,
  renewIntakeJob,
  returnIntakeJob,
  type HeldJob,
  type IntakeJob,
} from '../../store/intake-jobs.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { afterFailure, assertSurvivable, whileLeased } from './while-leased.ts';

/**
 * One step of an arrival that was taken. What fails is tried again later or set aside, and the next one is taken at once; throws only
 * what says nothing of the arrival, such as a database that is away. `doing`: what the hub could not do, in words.
 */
export async function workOn(
  hub: Pick<Hub, 'db'>,
  job: IntakeJob,
  doing: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    assertSurvivable(job.attempts);
    await whileLeased(() => renewIntakeJob(hub.db, job), work);
  } catch (error) {
    const next = afterFailure(error, job.attempts);
    if (next.do === 'throw') throw error;
    if (next.do === 'pause') await returnIntakeJob(hub.db, job, next.seconds);
    if (next.do === 'give-up')
      await giveUp(hub, job, { code: codeOf(error), reason: reasonOf(error, doing) });
  }
}

function reasonOf(error: unknown, doing: string): string {
  if (error instanceof Failure && error.fate === 'permanent') return error.message;
  return `The hub could not ${doing} (${codeOf(error)}). It is kept: read it again after the next update.`;
}

/** The original stays; a person sees why nothing came of it and can have it read again. */
export async function giveUp(
  hub: Pick<Hub, 'db'>,
  job: HeldJob,
  problem: { readonly code: string; readonly reason: string },
): Promise<void> {
  await transaction(hub.db, async (tx) => {
    await moveIntakeJob(tx, job, { step: 'failed', problem });
    await holdMessage(tx, job.messageId, 'invalid', problem);
  });
}
