import type { RetiredFact } from '../store/ledger.ts';
import type { Statement } from './apply.ts';

/**
 * Which referrals a message's statements belonged to before it is said again, so that what is still the same story stays the
 * same referral: nobody is told a second time.
 */
export function formerReferrals(
  retired: readonly RetiredFact[],
  messageId: string | undefined,
): Pick<Statement, 'former'> {
  const own = retired.filter((fact) => fact.messageId === messageId);
  if (own.length === 0) return {};
  const byFingerprint = new Map<string, string>();
  for (const { fingerprint, referralId } of own)
    if (referralId !== null) byFingerprint.set(fingerprint, referralId);
  const [first, ...others] = new Set(byFingerprint.values());
  return { former: { byFingerprint, ...(first === undefined || others.length > 0 ? {} : { only: first }) } };
}
