/** Gives what is known under a key, or makes and keeps it. */
export type KeepLately<Value> = (key: string, make: () => Promise<Value>) => Promise<Value>;

type Entry<Value> = { readonly value: Promise<Value>; size: number };

/**
 * Keeps what was made or asked for last, up to `most` of what `sizeOf` says. What several ask for at once is made once; what fails, is
 * nothing, or is larger than half of all there is room for, is not kept.
 */
export function keepLately<Value>(most: number, sizeOf: (value: Value) => number): KeepLately<Value> {
  const kept = new Map<string, Entry<Value>>();
  let size = 0;
  const drop = (key: string, entry: Entry<Value>): void => {
    if (kept.get(key) !== entry) return;
    kept.delete(key);
    size -= entry.size;
  };
  const measure = (key: string, entry: Entry<Value>, value: Value): void => {
    const own = sizeOf(value);
    if (own === 0 || own > most / 2) return drop(key, entry);
    entry.size = own;
    size += own;
    for (const [oldest, one] of kept) {
      if (size <= most) return;
      // What is being made has no size yet.
      if (one.size > 0) drop(oldest, one);
    }
  };
  return (key, make) => {
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known.value;
    }
    const entry: Entry<Value> = { value: make(), size: 0 };
    kept.set(key, entry);
    entry.value.then(
      (value) => measure(key, entry, value),
      () => drop(key, entry),
    );
    return entry.value;
  };
}
