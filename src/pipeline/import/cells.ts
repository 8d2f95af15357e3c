import { isNpi } from '../../domain/npi.ts';

/** What a cell says, or what is wrong with it and what to do. */
export type Cell<Value> =
  | { readonly value: Value }
  | { readonly problem: { readonly what: string; readonly whatToDo: string } };

const fail = (what: string, whatToDo: string): Cell<never> => ({ problem: { what, whatToDo } });

/** An NPI: ten digits, or the fifteen of the card (`80840…`). What Excel rounded is refused: its last digits are gone. */
export function readNpi(text: string): Cell<string> {
  const compact = text.replace(/[\s.-]+/g, (found) => (found.includes('.') ? found : '')).trim();
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(compact))
    return fail(
      'The number was rounded by a spreadsheet; its last digits are gone',
      'Take it from the source again, with the column formatted as text.',
    );
  const digits = compact.replace(/\.0+$/, '').replace(/^80840(?=\d{10}$)/, '');
  if (!/^\d{10}$/.test(digits))
    return fail('This is no NPI: an NPI has ten digits', 'Look the number up in the NPI registry.');
  if (!isNpi(digits))
    return fail(
      'The check digit of this NPI is wrong: a digit is mistyped',
      'Look the number up in the NPI registry.',
    );
  return { value: digits };
}

export type PhoneCell = { readonly number: string; readonly extension?: string };

/** Longer than any number with whatever people write beside it: such a cell is of another column. */
const LONGEST_PHONE = 60;

/** A US telephone or fax number in any usual writing, with `x12`, `ext. 12` or `#12` behind it. */
export function readPhone(text: string): Cell<PhoneCell> {
  if (/^\d(?:[.,]\d+)?E\+?\d+$/i.test(text.trim()))
    return fail(
      'The number was rounded by a spreadsheet; its last digits are gone',
      'Take it from the source again, with the column formatted as text.',
    );
  if (text.length > LONGEST_PHONE)
    return fail('This is no US telephone number: it is too long', 'Correct the number.');
  const parts =
    /^(?<main>.*?)(?:(?:\s*[,;]?\s*(?:x|ext|extension)\.?\s*:?\s*|\s*#\s*)(?<extension>\d{1,6}))?\s*$/i.exec(
      text.replace(/\.0+\s*$/, ''),
    )?.groups;
  const main = parts?.['main'] ?? '';
  const digits = main.replace(/\D/g, '');
  const number = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  if (number.length !== 10 || /[A-Za-z]/.test(main))
    return fail('This is no US telephone number: it needs ten digits', 'Correct the number.');
  if (/^[01]/.test(number)) return fail('No area code begins with 0 or 1', 'Correct the number.');
  const extension = parts?.['extension'];
  return { value: { number, ...(extension === undefined ? {} : { extension }) } };
}

/** States whose ZIP codes begin with 0: there a spreadsheet drops it. */
const zeroStates = new Set(['CT', 'MA', 'ME', 'NH', 'NJ', 'NY', 'PR', 'RI', 'VI', 'VT', 'AE']);

/** `11355` or `11355-1234`. A zero that a spreadsheet dropped is put back where the state has such codes. */
export function readZip(text: string, state?: string): Cell<string> {
  const digits = text
    .trim()
    .replace(/\.0+$/, '')
    .replaceAll(/[\s-]+/g, '');
  if (!/^\d{3,9}$/.test(digits) || digits.length === 6)
    return fail('This is no ZIP code: it has five or nine digits', 'Correct the ZIP code.');
  const whole = digits.length <= 5 ? digits.padStart(5, '0') : digits.padStart(9, '0');
  const isPadded = whole.length !== digits.length;
  if (isPadded && state !== undefined && !zeroStates.has(state))
    return fail(
      `The ZIP code has ${digits.length} digits, and none of ${state} begins with 0`,
      'Correct the ZIP code.',
    );
  return { value: whole.length === 5 ? whole : `${whole.slice(0, 5)}-${whole.slice(5)}` };
}

/** Days of Excel's calendar from 1982 to 2064: numbers in between are dates, others are not. */
const FIRST_SERIAL = 30_000;
const LAST_SERIAL = 60_000;

/** A date as `YYYY-MM-DD`, from ISO, US writing (month first, two or four digits of the year), or the day number of a spreadsheet. */
export function readDate(text: string): Cell<string> {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(trimmed);
  if (iso) return dateOf(iso[1], iso[2], iso[3]);
  const us = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?$/.exec(trimmed);
  if (us) return dateOf(us[3]?.length === 2 ? `20${us[3]}` : us[3], us[1], us[2]);
  const serial = /^\d{5}(?:\.\d+)?$/.test(trimmed) ? Math.floor(Number(trimmed)) : 0;
  if (serial >= FIRST_SERIAL && serial <= LAST_SERIAL)
    return { value: new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000).toISOString().slice(0, 10) };
  return fail('This is no date', 'Write it as month/day/year, such as 11/12/2026.');
}

function dateOf(year = '', month = '', day = ''): Cell<string> {
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${value}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value)
    return fail('There is no such day', 'Write the date as month/day/year, such as 11/12/2026.');
  return { value };
}

const states: Readonly<Record<string, string>> = Object.fromEntries(
  `alabama AL alaska AK arizona AZ arkansas AR california CA colorado CO connecticut CT delaware DE florida FL georgia GA hawaii HI idaho ID illinois IL
  indiana IN iowa IA kansas KS kentucky KY louisiana LA maine ME maryland MD massachusetts MA michigan MI minnesota MN mississippi MS missouri MO montana MT
  nebraska NE nevada NV new_hampshire NH new_jersey NJ new_mexico NM new_york NY north_carolina NC north_dakota ND ohio OH oklahoma OK oregon OR
  pennsylvania PA rhode_island RI south_carolina SC south_dakota SD tennessee TN texas TX utah UT vermont VT virginia VA washington WA west_virginia WV
  wisconsin WI wyoming WY district_of_columbia DC puerto_rico PR virgin_islands VI guam GU american_samoa AS northern_mariana_islands MP`
    .split(/\s+/)
    .reduce<[string, string][]>((pairs, word, index, words) => {
      if (index % 2 === 1) pairs.push([words[index - 1]?.replaceAll('_', ' ') ?? '', word]);
      return pairs;
    }, []),
);
const codes = new Set([...Object.values(states), 'AA', 'AE', 'AP', 'FM', 'MH', 'PW']);

/** A state as its two letters. */
export function readState(text: string): Cell<string> {
  const code = text.trim().toUpperCase().replaceAll('.', '');
  if (codes.has(code)) return { value: code };
  const named = states[text.trim().toLowerCase().replace(/\s+/g, ' ')];
  return named === undefined
    ? fail('This is no state of the US', 'Write the two letters of the state, such as NY.')
    : { value: named };
}

/** M, F or X. */
export function readGender(text: string): Cell<string> {
  const first = text.trim().toUpperCase();
  const known = /^(?:M|MALE)$/.test(first)
    ? 'M'
    : /^(?:F|FEMALE)$/.test(first)
      ? 'F'
      : /^(?:X|U|OTHER|NONBINARY|NON-BINARY)$/.test(first)
        ? 'X'
        : undefined;
  return known === undefined
    ? fail('This is no gender this list knows', 'Write M, F or X.')
    : { value: known };
}
