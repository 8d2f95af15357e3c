import type { Label } from './labels.ts';
import { rightOf, type Sheet } from '../layout/lines.ts';

/** `Section A -`, `Part 2`, `IV.` in front of a label or heading. */
export const numbering =
  /^(?:section|sect?\.?|part|step|box|panel|item|[A-H]|[IVX]{1,4}|\d{1,2}[a-h]?)?[.):]?$|^[-–—]+$/i;

/** Where a label begins with its number: `4. Referring Physician`. */
export function leftOf({ rows, unit }: Sheet, label: Label): number {
  const tokens = rows[label.row]?.tokens ?? [];
  let left = label.box.x;
  for (let at = label.from - 1; at >= 0; at -= 1) {
    const before = tokens[at];
    if (!before || !numbering.test(before.text) || left - rightOf(before) > REACH * unit) break;
    left = before.box.x;
  }
  return left;
}

/** Further left than this many units stands something else. */
const REACH = 2.5;
