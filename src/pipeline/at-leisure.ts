import { setImmediate as turn } from 'node:timers/promises';

/** So many at a stretch: about a millisecond of work. */
const AT_A_STRETCH = 10;

/**
 * Does `work` for one after the other and gives way in between: whoever waits for an answer of the database has it as soon as it is
 * there. For work that nobody waits for.
 */
export async function atLeisure<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index % AT_A_STRETCH === 0) await turn();
    results.push(await work(item));
  }
  return results;
}
