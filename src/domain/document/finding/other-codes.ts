import type { Layout } from './areas.ts';
import { isOver, type Candidate } from './candidate.ts';
import type { Label } from '../labels/labels.ts';
import { optionsOf, type Option } from './options.ts';
import type { Box } from '../page.ts';

/** `Active Problems`, `Past Medical History`: what a patient has besides, as record systems print it on every order. */
const problemList =
  /\bproblems?(?: list)?\W*$|\bproblem list\b|\b(?:medical|surgical|health|family) (?:history|hx)\b|\bpmhx?\b|\bco-?morbid|\bchronic conditions\b/i;

/**
 * Codes that are on the page and not what the referral is for: those of a list of problems where others are given as the reason, and those
 * beside boxes that nobody ticked. Where nothing tells which are meant, a person looks.
 */
export function withoutOtherCodes(candidates: readonly Candidate[], layout: Layout): readonly Candidate[] {
  const codes = candidates.filter(({ field }) => field === 'diagnosis');
  if (codes.length === 0) return candidates;
  const ofProblems = new Set(codes.filter((code) => isOfProblems(code, layout)));
  const meant = new Set(codes.filter((code) => !ofProblems.has(code)).map(({ value }) => value));
  const boxes = boxesOf(codes, layout);
  const isTicked = [...boxes.values()].some(({ mark }) => mark.isMarked);
  return candidates.flatMap((one) => {
    if (ofProblems.has(one) && !meant.has(one.value))
      return meant.size > 0 ? [] : [doubted(one, 'it stands in a list of problems')];
    const box = boxes.get(one);
    if (box === undefined) return [one];
    if (!isTicked) return [doubted(one, 'none of the boxes beside the codes is ticked')];
    if (!box.mark.isMarked) return [];
    return [box.mark.confidence < SURE ? doubted(one, 'whether its box is ticked is not clear') : one];
  });
}

/** How clearly a box must be ticked. */
const SURE = 0.5;

function doubted(one: Candidate, doubt: string): Candidate {
  return { ...one, doubt: one.doubt ?? doubt };
}

function isOfProblems({ box }: Candidate, layout: Layout): boolean {
  const owner = box && labelOver(box, layout);
  return owner !== undefined && problemList.test(owner.text);
}

/** The label whose part of the page a place is in: in its row before it, else the nearest above that begins no further right. */
function labelOver(box: Box, { labels, sheet }: Layout): Label | undefined {
  const middle = box.y + box.height / 2;
  return labels
    .filter((label) => label.box.y < middle && label.box.x < box.x + sheet.unit)
    .toSorted((a, b) => b.row - a.row || b.box.x - a.box.x)
    .at(0);
}

/** Of codes that stand beside boxes: the box of each. One alone is soon a letter that was taken for a box. */
function boxesOf(codes: readonly Candidate[], layout: Layout): ReadonlyMap<Candidate, Option> {
  const options = optionsOf(layout);
  const boxes = new Map<Candidate, Option>();
  for (const code of codes) {
    const { box } = code;
    const option = box && options.find(({ tokens }) => tokens.some((token) => isOver(token.box, box)));
    if (option) boxes.set(code, option);
  }
  return new Set([...boxes.keys()].map(({ value }) => value)).size > 1 ? boxes : new Map();
}
