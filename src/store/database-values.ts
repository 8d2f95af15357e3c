import { types, type CustomTypesConfig } from 'pg';
import { Failure } from '../lib/failure.ts';

/**
 * How column values become JavaScript values, for one pool (the driver's global table stays untouched, pg-boss uses it):
 * `int8` → number, `date` → `YYYY-MM-DD`, `timestamptz` → ISO 8601 instant in UTC with milliseconds, `numeric` → string,
 * and arrays of the first three. Everything else as `pg` does it.
 */
export const databaseValues: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    const ours = format === 'binary' ? undefined : parsers.get(oid);
    return ours ?? driverParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

type Parse = (value: string) => unknown;

/** The driver's own table. Its declaration knows only some object ids; every one is allowed. */
const driverParser = types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parse;

// Object ids of built-in types, fixed by Postgres (src/include/catalog/pg_type.dat).
const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TIMESTAMPTZ = 1184;
const TIMESTAMPTZ_ARRAY = 1185;
const TEXT_ARRAY = 1009;

const asIs: Parse = (value) => value;

const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [INT8, toNumber],
  [INT8_ARRAY, toArrayOf(toNumber)],
  [DATE, asIs],
  [DATE_ARRAY, toArrayOf(asIs)],
  [TIMESTAMPTZ, toInstant],
  [TIMESTAMPTZ_ARRAY, toArrayOf(toInstant)],
]);

function toNumber(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new Failure('permanent', 'integer-too-large', 'A bigint column holds more than 2^53.');
  }
  return number;
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;
const SECONDS_LENGTH = 'YYYY-MM-DD HH:MM:SS'.length;

/** `infinity` and `-infinity` stay words: they have no ISO form. */
function toInstant(value: string): string {
  // A year of four digits, told in UTC: nearly every one, and a rebuild reads millions.
  if (value.endsWith('+00') && value[DATE_LENGTH] === ' ') {
    const fraction = value.slice(SECONDS_LENGTH + 1, -'+00'.length);
    const seconds = `${value.slice(0, DATE_LENGTH)}T${value.slice(DATE_LENGTH + 1, SECONDS_LENGTH)}`;
    return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  }
  if (value.endsWith('infinity')) return value;
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
}

function toArrayOf(parse: Parse): Parse {
  const toTexts = driverParser(TEXT_ARRAY) as (value: string) => (string | null)[];
  return (value) => toTexts(value).map((item) => (item === null ? null : parse(item)));
}
