import { Failure } from '../../lib/failure.ts';
import type { Mark, Measure } from './paper.ts';

/** Where text may stand, in points from the top left corner. */
export type Area = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

/** Pages being filled. Mutable on purpose; lives as long as one layout. */
export type Flow = {
  readonly pages: Mark[][];
  readonly area: Area;
  readonly measure: Measure;
  y: number;
};

/** Moves on to the next page when `height` points do not fit on this one. */
export function makeRoom(flow: Flow, height: number): void {
  if (flow.y + height > flow.area.bottom && flow.y > flow.area.top) startPage(flow);
}

export function startPage(flow: Flow): void {
  if (flow.pages.length >= MAX_PAGES) {
    throw new Failure('permanent', 'note-too-long', `The note has more than ${MAX_PAGES} pages.`);
  }
  flow.pages.push([]);
  flow.y = flow.area.top;
}

export function put(flow: Flow, ...marks: readonly Mark[]): void {
  flow.pages.at(-1)?.push(...marks);
}

export const MAX_PAGES = 200;
export const LEADING = 1.38;
