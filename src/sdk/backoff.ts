/** How often something failed in a row, and until when (`performance.now()`) it is left alone. */
export type Pause = { readonly times: number; readonly untilMs: number };

export const NO_PAUSE: Pause = { times: 0, untilMs: 0 };

/** Twice as long after each failure, up to a longest. `atLeastMs`: what the other side asked for, which counts in full. */
export function pauseAfter(
  { times }: Pause,
  limits: { readonly firstMs: number; readonly longestMs: number; readonly atLeastMs?: number },
): Pause {
  const doubled = Math.min(limits.firstMs * 2 ** Math.min(times, 20), limits.longestMs);
  return { times: times + 1, untilMs: performance.now() + Math.max(doubled, limits.atLeastMs ?? 0) };
}
