import type { Review } from '../store/reviews.ts';

/** The candidates a question names. */
export function candidatesOf(
  review: Review,
): readonly { readonly patientId: string; readonly reasons: readonly string[] }[] {
  const { candidates } = review.question;
  if (!Array.isArray(candidates)) return [];
  return (candidates as readonly { readonly patientId?: unknown; readonly reasons?: unknown }[]).flatMap(
    (one) =>
      typeof one.patientId === 'string'
        ? [{ patientId: one.patientId, reasons: Array.isArray(one.reasons) ? (one.reasons as string[]) : [] }]
        : [],
  );
}
