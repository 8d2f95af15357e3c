import { groupBy } from '../../../lib/group-by.ts';
import { isLabelled } from './label-on.ts';
import { unreadLabel } from './label-tables.ts';
import type { Label } from './labels.ts';
import { stretchesOf, type Sheet, type Token } from '../layout/lines.ts';

/** Rows up and down, units to either side, and labels there that say of a place that labels stand in it. */
const ROWS = 5;
const ALIGNED = 1.5;
/** The same where no gap stands in front: the value before it nearly touches. */
const EXACT = 0.5;
const FEWEST = 2;
/** Units between a label and its value; further off stands another column. */
const REACH = 18;
/** Words of a label that was not read. */
const MOST_WORDS = 4;

/**
 * Labels too misread to be known: where the labels of rows above and below begin and their values stand as far behind. Without them the value
 * in front would go on to the end of the row.
 */
export function withUnreadLabels(sheet: Sheet, labels: readonly Label[]): readonly Label[] {
  const byRow = groupBy(labels, ({ row }) => row);
  const pairs = labels.flatMap(({ row, to, box, isAlone }) => {
    const next = sheet.rows[row]?.tokens[to];
    if (
      !isAlone ||
      next?.startsSegment !== true ||
      isLabelled(byRow.get(row), [next]) ||
      /^\w{1,3}[.)]$/.test(next.text)
    )
      return [];
    if (next.box.x - box.x - box.width > REACH * sheet.unit) return [];
    return [{ row, from: box.x, value: next.box.x }];
  });
  if (pairs.length < FEWEST) return labels;
  const isNear = (a: number, b: number, most = ALIGNED): boolean => Math.abs(a - b) < most * sheet.unit;
  const isUnread = (row: number, words: readonly Token[], value: Token): boolean => {
    const [first] = words;
    if (!first || words.length > MOST_WORDS || words.some(({ text }) => /\d{2}/.test(text))) return false;
    const alike = pairs.filter(
      (pair) =>
        pair.row !== row &&
        Math.abs(pair.row - row) <= ROWS &&
        isNear(pair.from, first.box.x, first.startsSegment ? ALIGNED : EXACT) &&
        isNear(pair.value, value.box.x),
    );
    return alike.length >= FEWEST && !isLabelled(byRow.get(row), words);
  };
  const unread = sheet.rows.flatMap(({ tokens }, row) => {
    const stretches = stretchesOf(tokens);
    return stretches.flatMap((stretch, index) => {
      const value = stretches[index + 1]?.[0];
      const start = value ? stretch.findIndex((_, at) => isUnread(row, stretch.slice(at), value)) : -1;
      return start === -1 ? [] : [unreadLabel(row, stretch.slice(start))];
    });
  });
  return [...labels, ...unread].toSorted((a, b) => a.row - b.row || a.from - b.from);
}
