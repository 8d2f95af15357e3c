/** What paper of small offices has in common: values in the middle of lines, dates and names as people type them, much text around. */
import { takePen, type Form, type Look, type Pen } from '../form.ts';
import type { Part, Sheet, Style } from '../sheet.ts';
import type { Spelling } from '../spelling.ts';
import type { LabelName, PaperField } from '../wordings.ts';

/** The form as this kind of paper has it: some of the look of an office is given by the paper. */
export function formed(form: Form, look: Partial<Look>, spelling: Partial<Spelling> = {}): Form {
  return { ...form, look: { ...form.look, ...look, spelling: { ...form.look.spelling, ...spelling } } };
}

export const penOf = (sheet: Sheet, form: Form, look: Partial<Look>, spelling: Partial<Spelling> = {}): Pen =>
  takePen(sheet, formed(form, look, spelling));

export const sized = (pen: Pen, size: number, isBold = false): Style => ({ ...pen.body, size, isBold });

/** The words of a label without what ends it. */
export const plainLabel = (pen: Pen, name: LabelName): string => pen.labelText(name).replace(/[ :]+$/, '');

export const practicePart = ({ case: one }: Form): Part => ({
  field: 'referrer_practice',
  value: one.office.name,
  text: one.office.name,
});

/** `06/03/26`: only where nobody can take it for another century. */
export function shortYear(field: 'birth_date' | 'ordered_on', iso: string): Part {
  const [year = '', month = '', day = ''] = iso.split('-');
  const isPlain = Number(year) > 1930 && (Number(year) < 2000 || field !== 'birth_date');
  return { field, value: iso, text: `${Number(month)}/${Number(day)}/${isPlain ? year.slice(2) : year}` };
}

export function phonePart(field: PaperField, digits: string, style: 'spaces' | 'slash' | 'dots'): Part {
  const [area, middle, last] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
  const text = {
    spaces: `${area} ${middle} ${last}`,
    slash: `${area}/${middle}-${last}`,
    dots: `${area}.${middle}.${last}`,
  };
  return { field, value: digits, text: text[style] };
}

/** Codes one behind the other, each with its words: `M54.42 (Lumbago with sciatica, left side); R42 (...)`. */
export function codesInLine({ case: one }: Form, style: 'before' | 'after' | 'bare'): readonly Part[] {
  return one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => {
    const tag = { field: 'diagnosis' as const, value: code, text: code };
    const parted = at > 0 ? (style === 'bare' ? ', ' : '; ') : '';
    if (style === 'bare') return [parted, tag];
    return style === 'before' ? [parted, tag, ` ${title}`] : [`${parted}${title} (ICD-10 `, tag, ')'];
  });
}

/** The urgency as it is said in a sentence. */
export function hastePart({ case: one, luck }: Form): Part {
  const words = {
    routine: luck.pick(['routine', 'next available (routine)']),
    urgent: luck.pick(['urgent', 'URGENT - within the week']),
    stat: luck.pick(['STAT', 'STAT - same day']),
  };
  return { field: 'urgency', value: one.urgency, text: words[one.urgency] };
}

/** A line typed under, from `x` to `to`. */
export const blank = (pen: Pen, x: number, y: number, to: number): void =>
  pen.sheet.line(x, y + 2.5, to, y + 2.5, 0.5);
