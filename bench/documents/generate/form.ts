/** The hand of one office: its faces, its words for things, its way to write values, over one sheet at a time. */
import type { Case, Diagnosis } from './case.ts';
import { faces, hands, type Face, type FaceName, type HandName } from './fonts.ts';
import type { Luck } from './luck.ts';
import type { Part, Sheet, Style, TickOptions } from './sheet.ts';
import { spellAddress, spellDate, spellField, spellPhone, type Spelling, type Value } from './spelling.ts';
import type { LabelName, PaperField, Wordings } from './wordings.ts';

/** What is the same on every form of an office. */
export type Look = {
  readonly face: FaceName;
  /** Of values that are printed; often the one of the form. */
  readonly valueFace: FaceName;
  readonly size: number;
  readonly labelEnd: string;
  readonly isLabelBold: boolean;
  readonly isLabelCapital: boolean;
  readonly mark: NonNullable<TickOptions['mark']>;
  readonly tickShape: NonNullable<TickOptions['shape']>;
  readonly spelling: Spelling;
  readonly labels: Readonly<Record<LabelName, string>>;
};

/** Faces a fax leaves readable, as offices have them. */
const plainFaces: readonly FaceName[] = [
  'arimo',
  'carlito',
  'tinos',
  'dejavu',
  'lato',
  'ptSans',
  'roboto',
  'arimo',
  'tinos',
  'merriweather',
  'serif',
  'condensed',
];
const typedFaces: readonly FaceName[] = ['courier', 'cousine', 'mono', 'arimo'];

export function lookOf(luck: Luck, wordings: readonly Wordings[], spelling: Spelling): Look {
  const face = luck.pick(plainFaces);
  const pickLabel = (name: LabelName): string => luck.pick(luck.pick(wordings)[name]);
  const names = Object.keys(wordings[0] ?? {}) as readonly LabelName[];
  return {
    face,
    valueFace: luck.chance(0.3) ? luck.pick(typedFaces) : face,
    size: luck.pick([9, 9.5, 10, 10, 10.5, 11]),
    labelEnd: luck.pick([':', ':', ':', '']),
    isLabelBold: luck.chance(0.45),
    isLabelCapital: luck.chance(0.15),
    mark: luck.pick([
      'cross',
      'cross',
      'cross',
      'cross',
      'check',
      'check',
      'check',
      'check',
      'fill',
      'fill',
      'fill',
      'circle',
    ]),
    tickShape: luck.pick(['square', 'square', 'square', 'round', 'brackets', 'blank']),
    spelling,
    labels: Object.fromEntries(names.map((name) => [name, pickLabel(name)])) as Record<LabelName, string>,
  };
}

/** One referral on the form of one office. */
export type Form = {
  readonly case: Case;
  readonly look: Look;
  readonly luck: Luck;
  /** Values are filled in by hand. */
  readonly hand?: HandName;
};

export type Pen = {
  readonly sheet: Sheet;
  readonly label: Style;
  readonly value: Style;
  readonly body: Style;
  readonly heading: Style;
  readonly labelText: (name: LabelName) => string;
  readonly spell: (field: PaperField) => Value;
  readonly date: (iso: string) => string;
  readonly phone: (digits: string) => string;
  /** The value alone; one too wide for its place is printed smaller, and on two lines if that does not do. */
  readonly put: (x: number, y: number, field: PaperField, width?: number) => number;
  /** Label, then the value behind it. Answers the base line of the last line used. */
  readonly pair: (x: number, y: number, name: LabelName, field: PaperField, options?: PairOptions) => number;
  /** A frame with the label small in its upper left corner and the value below it. */
  readonly cell: (
    x: number,
    y: number,
    width: number,
    height: number,
    name: LabelName,
    field: PaperField,
  ) => void;
  readonly addressLines: (
    x: number,
    y: number,
    field: 'patient_address' | 'referrer_address',
    width: number,
  ) => number;
  readonly codes: (x: number, y: number, width: number, style?: CodeStyle) => number;
  readonly ticks: (
    x: number,
    y: number,
    field: PaperField,
    choices: readonly Choice[],
    step?: number,
  ) => number;
  readonly tagged: (field: PaperField) => Part;
  readonly rule: (y: number, from?: number, to?: number) => void;
};

export type PairOptions = {
  readonly width?: number;
  readonly valueAt?: number;
  readonly isUnderlined?: boolean;
};
export type CodeStyle = 'code_title' | 'title_code' | 'codes_only' | 'lines';
export type Choice = { readonly label: string; readonly value: string };

export const urgencyChoices: readonly Choice[] = [
  { label: 'Routine', value: 'routine' },
  { label: 'Urgent', value: 'urgent' },
  { label: 'STAT', value: 'stat' },
];
export const sexChoices: readonly Choice[] = [
  { label: 'Male', value: 'M' },
  { label: 'Female', value: 'F' },
];

export function takePen(sheet: Sheet, form: Form): Pen {
  const { look, case: one, luck } = form;
  const face: Face = faces[look.face];
  const size = look.size;
  const label: Style = { face, size: size * 0.95, isBold: look.isLabelBold };
  const value: Style =
    form.hand === undefined
      ? { face: faces[look.valueFace], size }
      : { face: hands[form.hand], size: size * (form.hand === 'apple' ? 1.05 : 1.4), isHand: true };
  const body: Style = { face, size };
  const spell = (field: PaperField): Value => spellField(look.spelling, one, field);
  const labelText = (name: LabelName): string => {
    const words = look.labels[name];
    const isQuestion = /[?)]$/.test(words) && look.labelEnd === ':' && luck.chance(0.3);
    return `${look.isLabelCapital ? words.toUpperCase() : words}${isQuestion ? '' : look.labelEnd}`;
  };
  const fitted = (text: string, style: Style, width: number): Style => {
    const wide = sheet.widthOf(text, style);
    return wide <= width
      ? style
      : { ...style, size: Math.max(style.size * 0.78, (style.size * width) / wide) };
  };
  const put: Pen['put'] = (x, y, field, width = 600 - x) => {
    const told = spell(field);
    const style = fitted(told.text, value, width);
    const rise = style.isHand ? luck.between(-1.5, 0.5) : 0;
    const tag = { field, value: told.value };
    if (sheet.widthOf(told.text, style) <= width + 2) {
      sheet.text(x, y + rise, told.text, style, tag);
      return y;
    }
    return (
      sheet.paragraph(x, y + rise, width, [{ ...tag, text: told.text }], style, 1.15) - style.size * 1.15
    );
  };
  const pair: Pen['pair'] = (x, y, name, field, { width = 590 - x, valueAt, isUnderlined } = {}) => {
    const words = labelText(name);
    sheet.text(x, y, words, label);
    const start = x + Math.max(sheet.widthOf(words, label) + size * 0.55, valueAt ?? 0);
    if (isUnderlined) sheet.line(start - 2, y + 2.5, x + width, y + 2.5, 0.5);
    return put(start, y, field, x + width - start);
  };
  const codes: Pen['codes'] = (x, y, width, style = 'code_title') => {
    if (style === 'codes_only') {
      const parts = one.diagnoses.flatMap((code, at): Part[] => [at > 0 ? ', ' : '', codePart(code)]);
      return sheet.paragraph(x, y, width, parts, value) - value.size * 1.25;
    }
    let base = y;
    for (const code of one.diagnoses) {
      const small: Style = value;
      const parts: Part[] =
        style === 'title_code'
          ? [`${code.title} (`, codePart(code), ')']
          : [codePart(code), `  ${code.title}`];
      base = sheet.paragraph(x, base, width, parts, small, 1.2) + size * 0.2;
    }
    return base - size * 1.4;
  };
  return {
    sheet,
    label,
    value,
    body,
    heading: { face, size: size * 1.1, isBold: true },
    labelText,
    spell,
    date: (iso) => spellDate(look.spelling, iso).text,
    phone: (digits) => spellPhone(look.spelling, digits).text,
    put,
    pair,
    cell: (x, y, width, height, name, field) => {
      sheet.box(x, y, width, height);
      sheet.text(x + 3, y + size * 0.95, labelText(name), { ...label, size: size * 0.82 });
      put(x + 5, y + height - size * 0.45, field, width - 8);
    },
    addressLines: (x, y, field, width) => {
      const address = spellAddress(field === 'patient_address' ? one.patient.address : one.office.address);
      const [first, last] = address.lines;
      const style = fitted(first.length > last.length ? first : last, value, width);
      return (
        sheet.paragraph(
          x,
          y,
          width + 4,
          [{ field, value: address.value, text: `${first}\n${last}` }],
          style,
          1.25,
        ) -
        style.size * 1.25
      );
    },
    codes,
    ticks: (x, y, field, choices, step) => {
      const meant = spell(field).value;
      let left = x;
      for (const choice of choices) {
        const tag = { field, value: choice.value };
        const box = sheet.tick(
          left,
          y,
          choice.label,
          choice.value === meant,
          { ...body, isBold: false },
          { tag, mark: look.mark, shape: look.tickShape },
        );
        left = step === undefined ? box.x + box.width + size * 1.6 : left + step;
      }
      return left;
    },
    tagged: (field) => ({ field, ...spell(field) }),
    rule: (y, from = 36, to = 576) => sheet.line(from, y, to, y),
  };
}

function codePart(code: Diagnosis): Part {
  return { field: 'diagnosis', value: code.code, text: code.code };
}
