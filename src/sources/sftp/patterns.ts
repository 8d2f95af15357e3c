/**
 * Tests names against patterns in which `*` is any text and `?` any character. Hidden files, and files that are on their way by what
 * their name says, are never ours.
 */
export function createPatternTest(patterns: readonly string[]): (name: string) => boolean {
  return (name) => !isPassing(name) && patterns.some((pattern) => matches(name, pattern));
}

/** Greedy with one step back (as shells do it): its time grows with the product of both lengths, never beyond. */
function matches(name: string, pattern: string): boolean {
  let [at, place] = [0, 0];
  let [star, mark] = [-1, 0];
  while (at < name.length) {
    if (pattern[place] === '*') {
      [star, mark] = [place, at];
      place += 1;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === name[at])) {
      at += 1;
      place += 1;
    } else if (star !== -1) {
      mark += 1;
      [at, place] = [mark, star + 1];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}

function isPassing(name: string): boolean {
  return /^[.~]|~$|\.(?:tmp|temp|part|partial|filepart|writing|uploading|swp|lock)$/i.test(name);
}
