import { isAsked } from '../../domain/pursuit.ts';
import { insertAudit } from '../../store/audit.ts';
import {
  findCheckIn,
  finishCheckIn,
  putOffQuestion,
  type AskedRole,
  type CheckInLine,
} from '../../store/forms-check-in.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';

export const askedRoles: readonly AskedRole[] = ['referrer', 'pcp'];

/** What nobody has answered yet, whether it was put off or not. */
export function missingOf({ view }: Pick<CheckInLine, 'view'>): readonly AskedRole[] {
  return askedRoles.filter((role) => isAsked(role, view));
}

/** What stands between this patient and the end of check-in: neither answered nor put off with a reason. */
export function openQuestions(line: Pick<CheckInLine, 'view' | 'putOff'>): readonly AskedRole[] {
  return missingOf(line).filter((role) => line.putOff[role] === undefined);
}

/** `open`: the questions that must be answered first. */
export type CheckedIn = 'done' | 'already_done' | 'not_found' | { readonly open: readonly AskedRole[] };

/**
 * The patient was met at the desk. Not before it is known who sent them and who their doctor is, or somebody says that they know
 * nobody, or why it is asked later (FEATURES PR-8b).
 */
export async function checkIn(hub: Pick<Hub, 'db'>, referralId: string, person: string): Promise<CheckedIn> {
  return transaction(hub.db, async (tx) => {
    const line = await findCheckIn(tx, referralId);
    if (!line) return 'not_found';
    const open = openQuestions(line);
    if (open.length > 0) return { open };
    const isFirst = await finishCheckIn(tx, line, person);
    if (!isFirst) return 'already_done';
    await insertAudit(tx, {
      actor: person,
      action: 'check_in',
      objectKind: 'referral',
      objectId: referralId,
      patientId: line.patientId,
    });
    return 'done';
  });
}

/** Asked later, by whoever meets the patient next: the question stays open for them. */
export async function askLater(
  hub: Pick<Hub, 'db'>,
  referralId: string,
  role: AskedRole,
  reason: string,
  person: string,
): Promise<'done' | 'not_found'> {
  return transaction(hub.db, async (tx) => {
    const line = await findCheckIn(tx, referralId);
    if (!line) return 'not_found';
    await putOffQuestion(tx, line, role, reason);
    await insertAudit(tx, {
      actor: person,
      action: `ask_later_${role}`,
      objectKind: 'referral',
      objectId: referralId,
      patientId: line.patientId,
    });
    return 'done';
  });
}
