import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import type { Mark, RegionReading, Word } from '../../sdk/reader.ts';

const pixel = z.number().min(-1e6).max(1e6).transform(Math.round);
const share = z.number().min(0).max(1);
const box = z.object({ x: pixel, y: pixel, width: pixel, height: pixel });

const pageAnswer = z.object({
  words: z
    .array(
      z.object({
        text: z.string().min(1).max(200),
        box,
        confidence: share,
        line: z.number().int().min(0),
        isHandwriting: z.literal(true).optional(),
      }),
    )
    .max(20_000),
  marks: z
    .array(z.object({ box, isMarked: z.boolean(), confidence: share, isRing: z.literal(true).optional() }))
    .max(2000)
    .default([]),
  faxHeader: z.string().max(300).optional(),
});

const regionsAnswer = z.object({
  regions: z.array(z.object({ text: z.string().max(2000), confidence: share })),
});

export type PageWords = {
  readonly words: readonly Word[];
  readonly marks: readonly Mark[];
  readonly faxHeader?: string;
};

/** Boxes are cut at the edges of the page; what lies outside it altogether cannot have been read from it. */
export function pageWordsOf(
  answer: unknown,
  size: { readonly width: number; readonly height: number },
): PageWords {
  const { words, marks, faxHeader } = parsed(pageAnswer, answer);
  const onPage = <Item extends { readonly box: Word['box'] }>(items: readonly Item[]): readonly Item[] =>
    items
      .map((item) => ({ ...item, box: cut(item.box, size) }))
      .filter((item) => item.box.width > 0 && item.box.height > 0);
  return {
    words: onPage(words).map(({ isHandwriting, ...word }) => ({
      ...word,
      ...(isHandwriting && { isHandwriting }),
    })),
    // What is drawn around a word means it.
    marks: onPage(marks).map(({ isRing, ...mark }) => (isRing ? { ...mark, isMarked: true, isRing } : mark)),
    ...(faxHeader !== undefined && { faxHeader }),
  };
}

export function regionsOf(answer: unknown, count: number): readonly RegionReading[] {
  const { regions } = parsed(regionsAnswer, answer);
  if (regions.length !== count) throw wrong(`regions: ${regions.length} for ${count} asked`);
  return regions;
}

function parsed<Output>(schema: z.ZodType<Output>, answer: unknown): Output {
  const { data, error } = schema.safeParse(answer);
  if (data !== undefined) return data;
  const issue = error?.issues[0];
  throw wrong(`${issue?.path.join('.') || 'the answer'}: ${issue?.message ?? 'is not as agreed'}`);
}

/** The words of Zod name the place and the type, never a value. */
function wrong(what: string): Failure {
  return new Failure('permanent', 'reader-answer-wrong', `The reader's answer is not as agreed. ${what}`);
}

function cut(
  area: Word['box'],
  { width, height }: { readonly width: number; readonly height: number },
): Word['box'] {
  const x = Math.max(0, area.x);
  const y = Math.max(0, area.y);
  return {
    x,
    y,
    width: Math.min(width, area.x + area.width) - x,
    height: Math.min(height, area.y + area.height) - y,
  };
}
