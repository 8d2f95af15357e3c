import type { z } from 'zod';
import type { FieldProblem } from '../pipeline/directory-record.ts';
import { weekdays } from '../pipeline/directory-fields.ts';
import type { Form } from './form-values.ts';

export type ReadForm<Fields> =
  | { readonly fields: Fields }
  | { readonly outcome: 'refused'; readonly problems: readonly FieldProblem[] };

/** Fields as a schema of the directory has them, or what does not fit, by field. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  values: Readonly<Record<string, unknown>>,
): ReadForm<z.infer<Schema>> {
  const read = schema.safeParse(values);
  if (read.success) return { fields: read.data };
  const problems = read.error.issues.map((issue) => ({
    field: issue.path.filter((part) => typeof part === 'string').join('.'),
    problem: issue.message.charAt(0).toLowerCase() + issue.message.slice(1),
  }));
  return { outcome: 'refused', problems };
}

/** What a form says of these fields: an emptied one is "there is none", one the form does not have is not said. */
export function saidIn(form: Form, names: readonly string[]): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = form[name];
      return text === undefined ? [] : [[name, tidy(name, text.trim())]];
    }),
  );
}

/** Only what is filled in: of something new. */
export function filledIn(form: Form, names: readonly string[]): Readonly<Record<string, string>> {
  const said = Object.entries(saidIn(form, names));
  return Object.fromEntries(said.flatMap(([name, text]) => (text === null ? [] : [[name, text]])));
}

function tidy(name: string, text: string): string | null {
  if (text === '') return null;
  if (name === 'state') return text.toUpperCase();
  return name === 'zip' ? text.replaceAll(/[\s-]/g, '') : text;
}

/** Words that commas or lines part. */
export function wordsIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

export function linesIn(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export type Hours = Readonly<Record<string, readonly (readonly [string, string])[]>>;

/** Opening hours as people write them: `8:00-12:00, 13:00-17:00` for each day. What cannot be read is kept and refused by name. */
export function hoursIn(form: Form): Hours | null | undefined {
  if (!weekdays.some((day) => form[`hours-${day}`] !== undefined)) return undefined;
  const days = weekdays.flatMap((day) => {
    const stretches = wordsIn(form[`hours-${day}`]).map(stretchOf);
    return stretches.length === 0 ? [] : [[day, stretches] as const];
  });
  return days.length === 0 ? null : Object.fromEntries(days);
}

function stretchOf(text: string): readonly [string, string] {
  const [from = '', to = ''] = text.split(/-|–|to/).map((part) => part.trim());
  return [clock(from), clock(to)];
}

/** `8` and `8:00` and `8:30 am` as `08:30`; anything else as it is, for the rule to refuse. */
function clock(text: string): string {
  const found = /^(\d{1,2})(?::?(\d\d))?\s*(am|pm)?$/i.exec(text.trim());
  if (!found) return text;
  const [, hour = '', minute = '00', half] = found;
  const isPm = half?.toLowerCase() === 'pm';
  const number = half === undefined ? Number(hour) : (Number(hour) % 12) + (isPm ? 12 : 0);
  return `${String(number).padStart(2, '0')}:${minute}`;
}

export function hoursText(stretches: readonly (readonly [string, string])[] | undefined): string {
  return (stretches ?? []).map(([from, to]) => `${from}-${to}`).join(', ');
}
