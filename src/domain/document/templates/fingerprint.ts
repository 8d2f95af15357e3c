import { sha256Hex } from '../../../lib/sha256.ts';
import { foldName } from '../../names.ts';
import { foldShapes } from '../../spelling.ts';
import { labelsOf } from '../labels/labels.ts';
import { sheetOf } from '../layout/lines.ts';
import type { ReadPage } from '../page.ts';

/** Cells of a page, across and down: a fax may shift by one. */
const CELLS = 40;
/** A page with fewer labels is a letter: it has no form to be known by. */
const LEAST_LABELS = 5;
const MOST_LABELS = 48;
/** How sure a label must be to be part of the form. */
const SURE_LABEL = 0.8;

/**
 * By what a form is known again: what its labels mean and in which cell of the page they stand, in reading order. Values have no part in
 * it. Empty: not a form.
 */
export function pageForm(page: ReadPage): string {
  const labels = labelsOf(sheetOf(page)).filter(({ match }) => match >= SURE_LABEL);
  if (labels.length < LEAST_LABELS) return '';
  return labels
    .slice(0, MOST_LABELS)
    .map(({ meaning, box }) => `${meaning}@${cellOf(box.x, page.width)}.${cellOf(box.y, page.height)}`)
    .join(' ');
}

/** The form of a document is that of its page with the most labels. */
export function formOf(pages: readonly ReadPage[]): string {
  const forms = pages.map(pageForm);
  return forms.toSorted((a, b) => b.split(' ').length - a.split(' ').length)[0] ?? '';
}

function cellOf(at: number, length: number): number {
  return Math.max(0, Math.min(CELLS - 1, Math.floor((at / length) * CELLS)));
}

type Placed = { readonly meaning: string; readonly x: number; readonly y: number };

/** 0 to 1: how many labels of two forms stand in the same places, after shifting one as the other lay in the machine. */
export function formLikeness(a: string, b: string): number {
  const [one, other] = [placesOf(a), placesOf(b)];
  if (one.length === 0 || other.length === 0) return 0;
  const shift = shiftBetween(one, other);
  const left = [...other];
  let met = 0;
  for (const { meaning, x, y } of one) {
    const at = left.findIndex(
      (place) =>
        place.meaning === meaning &&
        Math.abs(place.x - x - shift.x) <= 1 &&
        Math.abs(place.y - y - shift.y) <= 1,
    );
    if (at === -1) continue;
    left.splice(at, 1);
    met += 1;
  }
  return (2 * met) / (one.length + other.length);
}

function placesOf(form: string): readonly Placed[] {
  return form.split(' ').flatMap((part) => {
    const [, meaning = '', x, y] = /^(.+)@(\d+)\.(\d+)$/.exec(part) ?? [];
    return meaning === '' ? [] : [{ meaning, x: Number(x), y: Number(y) }];
  });
}

/** The middle of all shifts between labels of one meaning that stand near one another. */
function shiftBetween(
  one: readonly Placed[],
  other: readonly Placed[],
): { readonly x: number; readonly y: number } {
  const pairs = one.flatMap((a) =>
    other
      .filter((b) => b.meaning === a.meaning && Math.abs(a.x - b.x) <= 2 && Math.abs(a.y - b.y) <= 2)
      .map((b) => ({ x: b.x - a.x, y: b.y - a.y })),
  );
  return { x: middleOf(pairs.map(({ x }) => x)), y: middleOf(pairs.map(({ y }) => y)) };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Hashes kept of a document: enough to tell near-equal texts from others within a few points. */
const MOST_SHINGLES = 128;
/** Below this a word is as likely dirt. */
const SHORTEST_WORD = 2;

/**
 * Pairs of neighbouring words as hashes, of all pages together: the smallest of them, so that two documents can be compared by what was
 * kept (bottom-k sketch, Broder 1997). Shapes that scans confuse are one; the line of the fax machine has no part in it.
 */
export function shinglesOf(pages: readonly ReadPage[]): readonly bigint[] {
  const hashes = new Set<bigint>();
  for (const page of pages) {
    const words = sheetOf(page)
      .rows.flatMap(({ tokens }) =>
        tokens.filter(({ box }) => box.y > page.height * HEADER).map(({ text }) => text),
      )
      .map((text) => foldShapes(foldName(text)).replaceAll(' ', ''))
      .filter((word) => word.length >= SHORTEST_WORD);
    for (const [at, word] of words.entries()) {
      const next = words[at + 1];
      if (next !== undefined) hashes.add(hashOf(`${word} ${next}`));
    }
  }
  return [...hashes].toSorted(byValue).slice(0, MOST_SHINGLES);
}

/** Share of the page where machines print when and from where they sent it. */
const HEADER = 0.035;

/** 63 bits: what a bigint of Postgres holds without a sign. */
function hashOf(text: string): bigint {
  return BigInt(`0x${sha256Hex(Buffer.from(text)).slice(0, 16)}`) >> 1n;
}

/** 0 to 1: the share of pairs of words that two documents have in common, estimated from what was kept of them. */
export function shingleLikeness(a: readonly bigint[], b: readonly bigint[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const [one, other] = [new Set(a), new Set(b)];
  // Of a long document only the smallest were kept: what lies above the last of them is not known.
  const limits = [a, b]
    .filter(({ length }) => length >= MOST_SHINGLES)
    .map((list) => list.toSorted(byValue).at(-1) ?? 0n);
  const kept = [...new Set([...a, ...b])].filter((hash) => limits.every((limit) => hash <= limit));
  return kept.filter((hash) => one.has(hash) && other.has(hash)).length / kept.length;
}

function byValue(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}
