import { formLikeness } from './fingerprint.ts';
import type { Box, ReadPage } from '../page.ts';
import type { SenderTemplate, TemplateZone } from '../understanding.ts';

/** From here two pages are of one form. */
const SAME_FORM = 0.55;

/** The template of the form that a page is of; undefined: a form nobody settled anything of. */
export function fittingTemplate(
  templates: readonly SenderTemplate[],
  form: string,
): SenderTemplate | undefined {
  const rated = templates
    .map((template) => ({ template, likeness: likenessOf(template.form, form) }))
    .toSorted((a, b) => b.likeness - a.likeness);
  const [best] = rated;
  return best && best.likeness >= SAME_FORM ? best.template : undefined;
}

/** Letters of one sender are of one form: without labels only what is always the same is known of them. */
function likenessOf(a: string, b: string): number {
  return a === '' || b === '' ? Number(a === b) : formLikeness(a, b);
}

/** A place of a page in thousandths, so that it is the same in every resolution. */
export function inThousandths({ x, y, width, height }: Box, page: ReadPage): Box {
  const across = (value: number): number => Math.round((value / page.width) * 1000);
  const down = (value: number): number => Math.round((value / page.height) * 1000);
  return { x: across(x), y: down(y), width: across(width), height: down(height) };
}

export function inPixels({ x, y, width, height }: Box, page: ReadPage): Box {
  const across = (value: number): number => Math.round((value / 1000) * page.width);
  const down = (value: number): number => Math.round((value / 1000) * page.height);
  return { x: across(x), y: down(y), width: across(width), height: down(height) };
}

/** How often a zone held, less what refuted it; 0: it says nothing. */
export function trustOf({ confirmed, refuted }: Pick<TemplateZone, 'confirmed' | 'refuted'>): number {
  return Math.max(0, confirmed - 2 * refuted);
}
