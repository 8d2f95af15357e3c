/** Peers that are remembered: more at once are machines, and the oldest are forgotten first. */
const MOST_PEERS = 10_000;

/** How often something may be done by one peer. */
export type RateLimit = {
  /** Notes one more; `false`: too often. */
  readonly take: (peer: string, epochMs: number) => boolean;
};

/** At most `most` within a sliding `minutes`, in the memory of this process. */
export function createRateLimit(most: number, minutes: number): RateLimit {
  const seen = new Map<string, number[]>();
  return {
    take: (peer, epochMs) => {
      const after = epochMs - minutes * 60_000;
      const recent = (seen.get(peer) ?? []).filter((at) => at > after);
      seen.delete(peer);
      const isFree = recent.length < most;
      seen.set(peer, isFree ? [...recent, epochMs] : recent);
      for (const oldest of seen.keys()) {
        if (seen.size <= MOST_PEERS) break;
        seen.delete(oldest);
      }
      return isFree;
    },
  };
}
