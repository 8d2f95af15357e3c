/** What printouts of record systems are made of: label columns, grids of small headings, tables with wrapped cells, footers, other people. */
import type { Form, Pen } from '../form.ts';
import type { Part, Style } from '../sheet.ts';
import { personName } from '../world.ts';
import { sized } from '../layouts-practices/parts.ts';

/** A label as printed, and what stands there: values of the referral, or words that are none. */
export type Row = readonly [label: string, parts: readonly Part[]];

export const wordsOf = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** Labels at `x`, values at `x + valueAt`, wrapped. A label too wide is set smaller. Answers the base line for what follows. */
export function rows(
  pen: Pen,
  x: number,
  y: number,
  [valueAt, width]: readonly [valueAt: number, width: number],
  entries: readonly Row[],
  { label = pen.label, value = pen.value, gap = 3 }: { label?: Style; value?: Style; gap?: number } = {},
): number {
  return entries.reduce((base, [words, parts]) => {
    const wide = pen.sheet.widthOf(words, label);
    const size = label.size * Math.min(1, (valueAt - 4) / Math.max(1, wide));
    pen.sheet.text(x, base, words, { ...label, size });
    const next = pen.sheet.paragraph(x + valueAt, base, width, parts, value, 1.2);
    return Math.max(next, base + value.size * 1.2) + gap;
  }, y);
}

/** A row of small headings with their values below, a column each. Answers the base line for the next row. */
export function headed(
  pen: Pen,
  x: number,
  y: number,
  widths: readonly number[],
  entries: readonly Row[],
  value: Style = pen.value,
): number {
  const head = sized(pen, 7);
  let left = x;
  return entries.reduce(
    (last, [label, parts], at) => {
      const width = widths[at] ?? 0;
      const wide = pen.sheet.widthOf(label, head);
      pen.sheet.text(left, y, label, { ...head, size: Math.min(7, (7 * (width - 6)) / Math.max(1, wide)) });
      const next = pen.sheet.paragraph(left, y + value.size * 1.2, width - 8, parts, value, 1.15);
      left += width;
      return Math.max(last, next + 5);
    },
    y + value.size * 2.6,
  );
}

export type TableOptions = {
  readonly style?: Style;
  readonly rules?: 'all' | 'under' | 'none';
  readonly isHeadShaded?: boolean;
};

/** A table: headings in bold, cells wrapped, each row as high as its highest cell. `y` is its upper edge; answers the lower one. */
export function table(
  pen: Pen,
  x: number,
  y: number,
  widths: readonly number[],
  head: readonly string[],
  body: readonly (readonly (readonly Part[])[])[],
  { style = sized(pen, 8.5), rules = 'all', isHeadShaded = true }: TableOptions = {},
): number {
  const { sheet } = pen;
  const step = style.size * 1.2;
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const draw = (top: number, cells: readonly (readonly Part[])[], isHead: boolean): number => {
    const high =
      Math.max(...cells.map((cell, at) => linesOf(pen, cell, (widths[at] ?? 0) - 7, style))) * step + 5;
    if (isHead && isHeadShaded) sheet.fill(x, top, whole, high, 0.88);
    let left = x;
    cells.forEach((cell, at) => {
      const width = widths[at] ?? 0;
      if (rules === 'all') sheet.box(left, top, width, high, 0.5);
      sheet.paragraph(left + 3, top + style.size + 1.5, width - 7, cell, { ...style, isBold: isHead }, 1.2);
      left += width;
    });
    if (rules === 'under') sheet.line(x, top + high, x + whole, top + high, 0.4);
    return top + high;
  };
  const first =
    head.length > 0
      ? draw(
          y,
          head.map((words) => [words]),
          true,
        )
      : y;
  return body.reduce((top, cells) => draw(top, cells, false), first);
}

/** How many lines a paragraph takes (bold is wider: a little is left). */
function linesOf(pen: Pen, parts: readonly Part[], width: number, style: Style): number {
  return wordsOf(parts)
    .split('\n')
    .reduce((sum, text) => {
      let line = '';
      let count = 1;
      for (const word of text.split(/(?<=\s)/)) {
        const isFull =
          line !== '' && pen.sheet.widthOf((line + word).trimEnd(), { ...style, isBold: true }) > width;
        if (isFull) count += 1;
        line = isFull ? word : line + word;
      }
      return sum + count;
    }, 0);
}

/** A heading in a grey band; answers the base line for what follows. */
export function band(pen: Pen, x: number, y: number, width: number, words: string, size = 9.5): number {
  pen.sheet.fill(x, y - size - 1, width, size + 5, 0.87);
  pen.sheet.text(x + 3, y, words, { ...pen.heading, size });
  return y + size + 7;
}

/** A heading with a rule under it; answers the base line for what follows. */
export function ruled(pen: Pen, x: number, y: number, width: number, words: string, size = 11): number {
  pen.sheet.text(x, y, words, { ...pen.heading, size });
  pen.sheet.line(x, y + 3.5, x + width, y + 3.5, 0.9);
  return y + size + 6;
}

/** The lines at the foot of a printed page: what is left, and how many pages. */
export function foot(pen: Pen, left: string, right: string, y = 768): void {
  pen.sheet.line(36, y - 11, 576, y - 11, 0.4);
  pen.sheet.text(36, y, left, sized(pen, 7.5));
  pen.sheet.textEndingAt(576, y, right, sized(pen, 7.5));
}

/** Codes with their words, one to a line. `isTitleFirst`: `Cough [R05.3]`. */
export function dxLines({ case: one }: Form, shape: 'brackets' | 'dash' | 'parentheses'): readonly Part[] {
  return one.diagnoses.flatMap(({ code, title }, at): readonly Part[] => {
    const tag = { field: 'diagnosis' as const, value: code, text: code };
    const parted = at > 0 ? '\n' : '';
    if (shape === 'dash') return [parted, tag, ` - ${title}`];
    return shape === 'brackets'
      ? [`${parted}${title} [`, tag, ']']
      : [`${parted}${title} (ICD-10-CM: `, tag, ')'];
  });
}

/** How soon, as systems and those who order in them say it. */
export function priorityPart({ case: one, luck }: Form): Part {
  const words = {
    routine: [
      'Routine',
      'Routine',
      'Elective',
      'Routine (next available)',
      'Non-Urgent',
      'Standard',
      'Routine - 30 days',
    ],
    urgent: ['Urgent', 'Urgent', 'ASAP', 'Urgent - within 7 days', 'URGENT (1-2 wks)', 'Priority: Urgent'],
    stat: ['STAT', 'STAT', 'Emergent', 'STAT - within 24 hrs', 'Emergency'],
  };
  return { field: 'urgency', value: one.urgency, text: luck.pick(words[one.urgency]) };
}

/** Somebody else on the page: a nurse, a clerk, a relative. */
export function someone({ luck }: Form, shape: 'given_first' | 'family_first' | 'capitals'): string {
  const name = personName(luck, luck.pick(['F', 'M']));
  if (shape === 'given_first') return `${name.given} ${name.family}`;
  const text = `${name.family}, ${name.given}`;
  return shape === 'capitals' ? text.toUpperCase() : text;
}

/** A number that is none of the referral's. */
export const otherNumber = (pen: Pen, { case: one, luck }: Form): string =>
  pen.phone(`${one.office.phone.slice(0, 3)}555${luck.digits(4)}`);

/** Home, mobile and work: the patient's own stands in one of the first two, the other is not known. */
export function phoneRows(pen: Pen, form: Form, labels: readonly [string, string, string]): readonly Row[] {
  const isMobile = form.luck.chance(0.6);
  const own: readonly Part[] = [pen.tagged('patient_phone'), form.luck.chance(0.4) ? ' (Preferred)' : ''];
  const none: readonly Part[] = [form.luck.pick(['', '--', 'None', 'Not on file'])];
  return [
    [labels[0], isMobile ? none : own],
    [labels[1], isMobile ? own : none],
    [labels[2], [form.luck.chance(0.5) ? otherNumber(pen, form) : '']],
  ];
}

/** Years on the day of the order. */
export function ageOf({ case: one }: Form): number {
  const [born, then] = [one.patient.birthDate, one.orderedOn];
  return Number(then.slice(0, 4)) - Number(born.slice(0, 4)) - (then.slice(5) < born.slice(5) ? 1 : 0);
}

/** A time of day as systems print it, while offices are open. */
export const clock = ({ luck }: Form): string => {
  const hour = luck.whole(8, 17);
  return `${hour > 12 ? hour - 12 : hour}:${luck.whole(10, 59)} ${hour > 11 ? 'PM' : 'AM'}`;
};

const problems: readonly (readonly [code: string, title: string, year: string])[] = [
  ['I10', 'Essential (primary) hypertension', '2016'],
  ['E78.5', 'Hyperlipidemia, unspecified', '2018'],
  ['K21.9', 'Gastro-esophageal reflux disease without esophagitis', '2014'],
  ['E66.9', 'Obesity, unspecified', '2020'],
  ['J30.9', 'Allergic rhinitis, unspecified', '2011'],
  ['F41.1', 'Generalized anxiety disorder', '2021'],
  ['E03.9', 'Hypothyroidism, unspecified', '2013'],
  ['M81.0', 'Age-related osteoporosis without current pathological fracture', '2022'],
  ['N40.0', 'Benign prostatic hyperplasia without lower urinary tract symptoms', '2019'],
  ['Z87.891', 'Personal history of nicotine dependence', '2017'],
  ['J45.909', 'Unspecified asthma, uncomplicated', '2009'],
  ['E55.9', 'Vitamin D deficiency, unspecified', '2023'],
];

/** What else the patient has, that this is not about. */
export const otherProblems = ({ case: one, luck }: Form, count: number): typeof problems =>
  luck.some(
    problems.filter(
      ([code]) =>
        !one.diagnoses.some((diagnosis) => diagnosis.code === code) &&
        !(code === 'N40.0' && one.patient.sex === 'F'),
    ),
    count,
  );

export const medications = ({ luck }: Form, count: number): readonly (readonly [string, string])[] =>
  luck.some(
    [
      ['lisinopril 20 mg tablet', 'Take 1 tablet by mouth daily'],
      ['atorvastatin (LIPITOR) 40 mg tablet', 'Take 1 tablet by mouth nightly'],
      ['metFORMIN 500 mg tablet', 'Take 1 tablet by mouth 2 times daily with meals'],
      ['levothyroxine 75 mcg tablet', '1 tab PO QAM on empty stomach'],
      ['amLODIPine 5 mg tablet', 'Take 1 tablet by mouth daily'],
      ['omeprazole 20 mg DR capsule', '1 cap PO daily before breakfast'],
      ['albuterol HFA 90 mcg/act inhaler', '2 puffs q4-6h prn wheezing'],
      ['sertraline (ZOLOFT) 50 mg tablet', 'Take 1 tablet by mouth daily'],
      ['cholecalciferol 2,000 unit cap', 'Take 1 capsule by mouth daily'],
      ['hydroCHLOROthiazide 25 mg tablet', '1 tab PO daily'],
      ['ibuprofen 600 mg tablet', '1 tab PO q8h prn pain, take with food'],
    ],
    count,
  );

export const allergyText = ({ luck }: Form): string =>
  luck.pick([
    'No Known Drug Allergies',
    'Penicillins (Hives)',
    'Sulfa antibiotics - Rash; Latex',
    'NKDA',
    'Codeine (Nausea only), Shellfish',
  ]);

/** Problems and medicines side by side, as systems put them under whatever they print. Answers the base line after the longer list. */
export function history(pen: Pen, form: Form, y: number, size = 8): number {
  const style = sized(pen, size);
  const list = (x: number, title: string, lines: readonly string[]): number =>
    pen.sheet.paragraph(x, ruled(pen, x, y, 260, title, 9.5), 256, [lines.join('\n')], style, 1.3);
  const left = list(
    36,
    'Active Problems',
    otherProblems(form, 5).map(([code, title, year]) => `${title} (${code})  ${year}`),
  );
  const right = list(
    316,
    'Current Medications',
    medications(form, 5).map(([name, sig]) => `${name} - ${sig}`),
  );
  return Math.max(left, right);
}
