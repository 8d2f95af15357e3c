/** Remembers the newest few; what it forgot is only done again. */
export type BoundedSet = {
  readonly has: (value: string) => boolean;
  readonly add: (value: string) => void;
  readonly clear: () => void;
};

export function boundedSet(most: number): BoundedSet {
  const values = new Set<string>();
  return {
    has: (value) => values.has(value),
    add: (value) => {
      values.delete(value);
      values.add(value);
      if (values.size <= most) return;
      // A Set keeps the order of adding: the first is the oldest.
      for (const oldest of values) {
        values.delete(oldest);
        return;
      }
    },
    clear: () => values.clear(),
  };
}
