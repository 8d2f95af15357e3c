/** What printouts of systems have in common: shaded headings, labels over values, tables, footers. */
import type { Form, Pen } from '../form.ts';
import type { Part, Style } from '../sheet.ts';
import type { PaperField } from '../wordings.ts';

/** What stands in a cell: a value of the referral, or something that is none of its fields. */
export type Entry = PaperField | readonly [label: string, text: string];

const isField = (entry: Entry): entry is PaperField => typeof entry === 'string';

export const small = (pen: Pen, size = 8): Style => ({ ...pen.body, size, isBold: false });

export function bar(pen: Pen, y: number, words: string, x = 36, width = 540): void {
  pen.sheet.fill(x, y - 11, width, 15, 0.88);
  pen.sheet.text(x + 4, y, words, { ...pen.heading, size: 10 });
}

/** Label and value on one line; answers the base line for the next entry. */
export function beside(pen: Pen, x: number, y: number, width: number, valueAt: number, entry: Entry): number {
  const step = pen.label.size * 1.55;
  if (isField(entry)) return pen.pair(x, y, entry, entry, { width, valueAt }) + step;
  const [label, text] = entry;
  pen.sheet.text(x, y, `${label}:`, pen.label);
  const start = x + Math.max(valueAt, pen.sheet.widthOf(`${label}:`, pen.label) + 5);
  return (
    pen.sheet.paragraph(start, y, x + width - start, [text], pen.body, 1.15) - pen.body.size * 1.15 + step
  );
}

export function list(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  valueAt: number,
  entries: readonly Entry[],
): number {
  return entries.reduce((base, entry) => beside(pen, x, base, width, valueAt, entry), y);
}

/** Rows of small labels with their values below; answers the base line for what follows. */
export function stacked(
  pen: Pen,
  y: number,
  rows: readonly (readonly Entry[])[],
  x = 36,
  width = 540,
): number {
  const head = { ...pen.label, size: 8 };
  let base = y;
  for (const row of rows) {
    const step = width / row.length;
    let last = base;
    row.forEach((entry, at) => {
      const left = x + at * step;
      const under = base + pen.value.size * 1.25;
      pen.sheet.text(left, base, isField(entry) ? pen.labelText(entry) : entry[0], head);
      if (isField(entry)) last = Math.max(last, pen.put(left, under, entry, step - 10));
      else {
        pen.sheet.text(left, under, entry[1], pen.body);
        last = Math.max(last, under);
      }
    });
    base = last + pen.value.size * 1.6;
  }
  return base;
}

/** Codes as a record lists them: numbered, the code in brackets or behind with the name of the code list. */
export function problems(pen: Pen, form: Form, x: number, y: number, width: number): number {
  const kind = form.luck.pick(['brackets', 'list', 'leading'] as const);
  return form.case.diagnoses.reduce((base, { code, title }, at) => {
    const tag = { field: 'diagnosis' as const, value: code, text: code };
    const parts: Readonly<Record<typeof kind, readonly Part[]>> = {
      brackets: [`${at + 1}. ${title} [`, tag, ']'],
      list: [`${title} - `, tag, ' (ICD-10-CM)'],
      leading: [tag, ` - ${title}`],
    };
    return pen.sheet.paragraph(x, base, width, parts[kind], pen.value, 1.2) + 2;
  }, y);
}

/** A heading label, and the reason below it. */
export function reasonBelow(pen: Pen, x: number, y: number, width: number): number {
  pen.sheet.text(x, y, pen.labelText('reason'), pen.label);
  return (
    pen.sheet.paragraph(x + 8, y + pen.value.size * 1.4, width - 8, [pen.tagged('reason')], pen.value) + 4
  );
}

export function signedBy(pen: Pen, form: Form, x: number, y: number): number {
  const { text, value } = pen.spell('referrer_name');
  const parts: readonly Part[] = [
    'Electronically signed by ',
    { field: 'referrer_name', value, text },
    ` on ${pen.date(form.case.orderedOn)} at ${form.luck.whole(7, 12)}:${form.luck.whole(10, 59)} AM`,
  ];
  return pen.sheet.paragraph(x, y, 576 - x, parts, small(pen, 9)) + 2;
}

export function foot(pen: Pen, form: Form, page = 1, pages = 1): void {
  pen.rule(752);
  pen.sheet.text(
    36,
    763,
    `CONFIDENTIAL: contains protected health information. If received in error, call the sender.`,
    small(pen, 7),
  );
  pen.sheet.textEndingAt(576, 763, `Page ${page} of ${pages}`, small(pen, 7));
  pen.sheet.text(
    36,
    774,
    `Printed ${pen.date(form.case.orderedOn)} ${form.luck.whole(1, 5)}:${form.luck.whole(10, 59)} PM by ${form.luck.pick(['HIM', 'REF COORD', 'FRONTDESK2', 'SYSTEM'])}`,
    small(pen, 7),
  );
}
