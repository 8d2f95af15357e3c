import type { Review } from '../store/reviews.ts';

export type Candidate = { readonly id: string; readonly reasons: readonly string[] };

/** The patients, or the partners, a question names. */
export function candidatesOf(review: Review, key: 'patientId' | 'partnerId'): readonly Candidate[] {
  const { candidates } = review.question;
  if (!Array.isArray(candidates)) return [];
  return (candidates as readonly Readonly<Record<string, unknown>>[]).flatMap((one) => {
    const id = one[key];
    const { reasons } = one;
    if (typeof id !== 'string') return [];
    return [
      {
        id,
        reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
      },
    ];
  });
}
