import type { Policy } from '../domain/consequences.ts';
import { wantedEscalations } from '../domain/escalation.ts';
import { defaultRules, type EscalationRules } from '../domain/escalation-rules.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { Tx } from '../store/database.ts';
import { mergeEscalations, reconcileEscalations } from '../store/escalation-writer.ts';

/** The practice's rules, or the defaults. */
export function rulesOf(policy: Policy): EscalationRules {
  return policy.escalation ?? defaultRules(policy.zone);
}

/** Makes the clocks of changed referrals what their views call for; part of writing what a batch changed. */
export async function followEscalations(
  tx: Tx,
  rules: EscalationRules,
  changed: readonly { readonly id: string; readonly view: ReferralView }[],
  merged: readonly { readonly id: string; readonly into: string }[],
): Promise<void> {
  await mergeEscalations(tx, merged);
  const gone = new Set(merged.map((one) => one.id));
  const wanted = changed
    .filter(({ id }) => !gone.has(id))
    .flatMap(({ id, view }) => wantedEscalations(id, view, rules).map((one) => ({ ...one, referralId: id })));
  await reconcileEscalations(tx, [...new Set([...changed.map(({ id }) => id), ...gone])], wanted);
}
