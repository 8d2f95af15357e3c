/** What specialists' own forms are made of: rings, combs, lines to write on, bars, framed cells, small print. */
import type { Form, Pen } from '../form.ts';
import { unionOf, type Part, type Style, type Tag } from '../sheet.ts';
import type { LabelName, PaperField } from '../wordings.ts';

/** The form in a size that fits where a lot stands on one page. */
export const sized = (form: Form, most: number): Form => ({
  ...form,
  look: { ...form.look, size: Math.min(form.look.size, most) },
});

export const print = (pen: Pen, size = 7.5, isBold = false): Style => ({ ...pen.body, size, isBold });

export const head = (pen: Pen, size: number): Style => ({ ...pen.heading, size });

export const bare = (pen: Pen, name: LabelName): string => pen.labelText(name).replace(/[ :?]+$/, '');

export function blackBar(pen: Pen, x: number, y: number, width: number, words: string): void {
  pen.sheet.inverse(x, y, width, 14, words, head(pen, 9));
}

/** Words in a row with a ring around the one meant. No boxes. Answers where the last ends. */
export function rings(
  pen: Pen,
  x: number,
  y: number,
  choices: readonly { readonly label: string; readonly tag?: Tag; readonly isMeant: boolean }[],
  gap = 16,
  style: Style = { ...pen.body, isBold: false },
): number {
  return choices.reduce((left, { label, tag, isMeant }) => {
    const box = pen.sheet.text(left, y, label, style);
    if (isMeant) {
      pen.sheet.ring(box, label);
      if (tag) pen.sheet.note(tag, box, label);
    }
    return box.x + box.width + gap;
  }, x);
}

/** One letter to a cell; answers where the cells end. */
export function comb(pen: Pen, x: number, y: number, groups: readonly string[], tag: Tag, cell = 13): number {
  const style = { ...pen.value, size: Math.min(pen.value.size, 10) };
  let left = x;
  const boxes = groups.flatMap((group) => {
    const found = group.split('').map((letter) => {
      pen.sheet.box(left, y - cell + 2.5, cell, cell + 1, 0.6);
      const at = left + (cell - pen.sheet.widthOf(letter, style)) / 2;
      left += cell;
      return pen.sheet.text(at, y, letter, style);
    });
    left += cell * 0.6;
    return found;
  });
  pen.sheet.note(tag, unionOf(boxes), groups.join(' '));
  return left;
}

/** The value on a line, its label small under the line. */
export function under(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  name: LabelName,
  field: PaperField,
): void {
  pen.put(x + 3, y, field, width - 6);
  pen.sheet.line(x, y + 3, x + width, y + 3, 0.6);
  pen.sheet.text(x + 2, y + 10.5, bare(pen, name), print(pen, 7));
}

/** A label that ends there, smaller where it is wider than `most`. */
export function endingAt(pen: Pen, x: number, y: number, most: number, words: string): void {
  const wide = pen.sheet.widthOf(words, pen.label);
  pen.sheet.textEndingAt(x, y, words, { ...pen.label, size: pen.label.size * Math.min(1, most / wide) });
}

/** The label ends where the value's column begins. Answers the next base line. */
export function toTheRight(
  pen: Pen,
  edge: number,
  y: number,
  width: number,
  field: PaperField,
  step = pen.value.size * 1.6,
  most = 120,
): number {
  endingAt(pen, edge - 6, y, most, pen.labelText(field));
  return pen.put(edge, y, field, width) + step;
}

/** A frame with a small label above and plain words below. */
export function frame(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  height: number,
  label: string,
  words: string,
): void {
  pen.sheet.box(x, y, width, height);
  pen.sheet.text(x + 3, y + 8, label, print(pen, 7));
  pen.sheet.text(x + 5, y + height - 4.5, words, print(pen, 9));
}

/** The reason in a paragraph. Answers the base line after it. */
export function reasonAt(pen: Pen, x: number, y: number, width: number): number {
  return pen.sheet.paragraph(x, y, width, [pen.tagged('reason')], pen.value, 1.25);
}

export const codesInLine = ({ case: one }: Form, between = ', '): readonly Part[] =>
  one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => [
    at > 0 ? between : '',
    { field: 'diagnosis', value: code, text: code },
    ` ${title}`,
  ]);

/** How forms ask how soon, and what each answer means. */
export const soonChoices = [
  { label: 'Routine / next available', value: 'routine' },
  { label: 'Urgent (within 1 week)', value: 'urgent' },
  { label: 'STAT - call us now', value: 'stat' },
] as const;
export const shortSoonChoices = [
  { label: 'Routine', value: 'routine' },
  { label: 'Urgent', value: 'urgent' },
  { label: 'STAT', value: 'stat' },
] as const;

/** A column of boxes, the one meant ticked. Answers the base line after the last. */
export function column(
  pen: Pen,
  form: Form,
  x: number,
  y: number,
  choices: readonly { readonly label: string; readonly tag?: Tag; readonly isMeant: boolean }[],
  step = 13,
  size = pen.body.size,
): number {
  const { mark, tickShape: shape } = form.look;
  return choices.reduce((base, { label, tag, isMeant }) => {
    pen.sheet.tick(x, base, label, isMeant, print(pen, size), { mark, shape, ...(tag ? { tag } : {}) });
    return base + step;
  }, y);
}

/** All services of the specialty, each to be ticked or ringed. */
export const serviceChoices = ({ case: one }: Form) =>
  one.services.map((label) => ({
    label,
    tag: { field: 'service' as const, value: label },
    isMeant: label === one.service,
  }));

export const answers = (words: readonly string[], meant: string) =>
  words.map((label) => ({ label, isMeant: label === meant }));

export const asTold = (
  field: PaperField,
  meant: string,
  choices: readonly { readonly label: string; readonly value: string }[],
) => choices.map(({ label, value }) => ({ label, tag: { field, value }, isMeant: value === meant }));

export const privacy =
  'CONFIDENTIALITY NOTICE: This facsimile contains information that is privileged and protected under the Health Insurance Portability and Accountability Act (HIPAA). If you are not the intended recipient, any use, copying or distribution is prohibited. Please notify us by telephone and destroy all pages.';
