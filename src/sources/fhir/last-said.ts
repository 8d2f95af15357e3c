import { newId } from '../../lib/ids.ts';
import { sha256Hex } from '../../lib/sha256.ts';

/** A busy practice's appointments of some days: a few megabytes. */
const MOST = 20_000;

export type LastSaid = {
  /**
   * A name for what is said now of these resources: that of the last time when nothing else was said of any of them since, else a
   * new one.
   */
  readonly nameFor: (resources: readonly string[], body: Uint8Array) => string;
};

/**
 * Tells a repeat from a return. A resource without version and time says "booked", "cancelled", "booked": the third is the first byte
 * for byte, and the patient comes. The same again with nothing between is the sender's second try. What was forgotten (a restart,
 * many other resources since) is taken for new: a statement more, never one less.
 */
export function rememberLastSaid(most = MOST): LastSaid {
  const last = new Map<string, { readonly hash: string; readonly name: string }>();
  return {
    nameFor: (resources, body) => {
      const hash = sha256Hex(body);
      const before = last.get(resources[0] ?? '');
      const isRepeat =
        before?.hash === hash && resources.every((resource) => last.get(resource)?.name === before.name);
      const said = isRepeat ? before : { hash, name: newId() };
      for (const resource of resources) {
        // The newest stand at the end of a Map.
        last.delete(resource);
        last.set(resource, said);
      }
      for (const oldest of last.keys()) {
        if (last.size <= most) break;
        last.delete(oldest);
      }
      return said.name;
    },
  };
}
