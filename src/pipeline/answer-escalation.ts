import { findAccountByEmail } from '../store/accounts.ts';
import { insertAudit } from '../store/audit.ts';
import {
  assignEscalation,
  finishEscalation,
  snoozeEscalation,
  type EscalationAnswered,
} from '../store/escalation-answers.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';

/** What a person decides about a clock. */
export type EscalationAnswer =
  /** Not before this instant. */
  | { readonly kind: 'snooze'; readonly until: string; readonly reason: string }
  | { readonly kind: 'done'; readonly reason: string }
  /** The address of an account; null: nobody's in particular. */
  | { readonly kind: 'assign'; readonly to: string | null };

/** `changed`: somebody else was faster, look again. `no_such_person`: no account in use has that address. */
export type AnsweredEscalation = EscalationAnswered | 'no_such_person';

/** Where people's answers to what is late come in. `version` is that of the line they saw. Written to the audit. */
export async function answerEscalation(
  hub: Pick<Hub, 'db'>,
  of: { readonly id: string; readonly version: number },
  answer: EscalationAnswer,
  person: string,
): Promise<AnsweredEscalation> {
  return transaction(hub.db, async (tx) => {
    if (answer.kind === 'assign' && answer.to !== null) {
      const account = await findAccountByEmail(tx, answer.to);
      // An operator sees no patients.
      if (!account || account.isDisabled || account.role === 'operator') return 'no_such_person';
    }
    const answered =
      answer.kind === 'snooze'
        ? await snoozeEscalation(tx, of, answer, person)
        : answer.kind === 'done'
          ? await finishEscalation(tx, of, answer.reason, person)
          : await assignEscalation(tx, of, answer.to, person);
    if (answered === 'done')
      await insertAudit(tx, {
        actor: person,
        action: `escalation_${answer.kind}`,
        objectKind: 'escalation',
        objectId: of.id,
      });
    return answered;
  });
}
