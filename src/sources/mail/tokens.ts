import type { SourceMemory } from '../../sdk/source.ts';

/** The tokens of posts that are taken or being taken. */
export type Tokens = {
  /** False: this token came with another mail before. A repeat of the same mail is let through, to be answered as a repeat. */
  readonly claim: (token: string, identity: string, atMs: number) => Promise<boolean>;
  /** Taken: remembered over restarts. Not taken: the same post may come again. */
  readonly settle: (token: string, isStored: boolean) => Promise<void>;
};

type Claim = { readonly identity: string; readonly atMs: number; readonly isStored: boolean };

const KEY = 'tokens';
/** More posts than this within the age of a signature are no practice's mail; the oldest are forgotten. */
const MOST = 2_000;

/** A signature is not made over the mail: without this, whoever saw one post could send any mail with its token. */
export function createTokens(memory: SourceMemory, maxAgeMs: number): Tokens {
  let known: Map<string, Claim> | undefined;
  const load = async (): Promise<Map<string, Claim>> => {
    if (known) return known;
    const stored = JSON.parse((await memory.recall(KEY)) ?? '[]') as readonly [string, string, number][];
    // Another post may have loaded them meanwhile, and claimed.
    known ??= new Map(stored.map(([token, identity, atMs]) => [token, { identity, atMs, isStored: true }]));
    return known;
  };
  const prune = (claims: Map<string, Claim>, atMs: number): void => {
    for (const [token, claim] of claims) {
      if (claim.atMs < atMs - 2 * maxAgeMs || claims.size > MOST) claims.delete(token);
    }
  };
  return {
    claim: async (token, identity, atMs) => {
      const claims = await load();
      const before = claims.get(token);
      if (before) return before.identity === identity;
      claims.set(token, { identity, atMs, isStored: false });
      prune(claims, atMs);
      return true;
    },
    settle: async (token, isStored) => {
      const claims = await load();
      const claim = claims.get(token);
      if (!claim) return;
      if (!isStored) {
        if (!claim.isStored) claims.delete(token);
        return;
      }
      claims.set(token, { ...claim, isStored: true });
      const stored = [...claims].flatMap(([one, { identity, atMs, isStored: is }]) =>
        is ? [[one, identity, atMs] as const] : [],
      );
      // The mail is stored: that this could not be remembered is no reason to have it sent again.
      await memory.remember(KEY, JSON.stringify(stored)).catch(() => undefined);
    },
  };
}
