import { isAsked } from '../../domain/pursuit.ts';
import { findColleague } from '../../store/accounts.ts';
import { insertAudit } from '../../store/audit.ts';
import {
  assignCheckIn,
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

/** `no_colleague`: nobody of that address works with patients here (any more). */
export type Assigned = 'done' | 'not_found' | 'no_colleague';

/**
 * A request is somebody's: taken by whoever does it, given to a colleague (their e-mail address), or given back (`null`). The audit says
 * who did it and, of what was given, whose it is now.
 */
export async function assignRequest(
  hub: Pick<Hub, 'db'>,
  referralId: string,
  to: string | null,
  person: string,
): Promise<Assigned> {
  return transaction(hub.db, async (tx) => {
    const line = await findCheckIn(tx, referralId);
    if (!line) return 'not_found';
    const colleague = to === null ? undefined : await findColleague(tx, to);
    if (to !== null && !colleague) return 'no_colleague';
    if (line.assignedTo === to) return 'done';
    await assignCheckIn(tx, line, to);
    const action = to === null ? 'give_back_request' : to === person ? 'take_request' : 'give_request';
    const { patientId } = line;
    await insertAudit(tx, { actor: person, action, objectKind: 'referral', objectId: referralId, patientId });
    if (colleague && action === 'give_request')
      await insertAudit(tx, {
        actor: person,
        action: 'give_request_to',
        objectKind: 'account',
        objectId: colleague.id,
        patientId,
      });
    return 'done';
  });
}
