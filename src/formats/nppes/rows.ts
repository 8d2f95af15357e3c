import type { MainColumn, NppesPlan } from './header.ts';

/** One row of the main file as it is, trimmed; empty is absent. */
export type NppesRow = {
  readonly npi: string;
  /** 1 a person, 2 an organisation; absent when the number is deactivated. */
  readonly entity?: '1' | '2';
  readonly text: (column: MainColumn) => string | undefined;
  readonly taxonomies: readonly NppesTaxonomy[];
};

export type NppesTaxonomy = {
  readonly code: string;
  /** Only Y makes it the pitch specialty; X was not answered. */
  readonly isPrimary: boolean;
  readonly license?: string;
  readonly licenseState?: string;
};

/** The named column of a record's picked fields; empty and `<UNAVAIL>` (what NPPES puts where it hides something) are absent. */
export function cellOf(plan: NppesPlan, fields: readonly string[], column: string): string | undefined {
  const slot = plan.slots[column];
  if (slot === undefined) return undefined;
  const value = fields[slot];
  if (value === undefined || value === '') return undefined;
  const text = value.trim();
  return text === '' || text === '<UNAVAIL>' ? undefined : text;
}

export function readNppesRow(plan: NppesPlan, fields: readonly string[]): NppesRow {
  const entity = cellOf(plan, fields, 'entity');
  return {
    npi: cellOf(plan, fields, 'npi') ?? '',
    ...(entity === '1' || entity === '2' ? { entity } : {}),
    text: (column) => cellOf(plan, fields, column),
    taxonomies: readTaxonomies(plan, fields),
  };
}

function readTaxonomies(plan: NppesPlan, fields: readonly string[]): readonly NppesTaxonomy[] {
  const found: NppesTaxonomy[] = [];
  for (const [code, primary, license, state] of plan.taxonomies) {
    const value = at(fields, code);
    if (value === '') continue;
    const licenseNumber = at(fields, license);
    const licenseState = at(fields, state);
    found.push({
      code: value,
      isPrimary: at(fields, primary) === 'Y',
      ...(licenseNumber === '' ? {} : { license: licenseNumber }),
      ...(licenseState === '' ? {} : { licenseState }),
    });
  }
  return found;
}

function at(fields: readonly string[], slot: number | undefined): string {
  return slot === undefined ? '' : (fields[slot]?.trim() ?? '');
}

/** MM/DD/YYYY → YYYY-MM-DD; undefined when it is no date. */
export function nppesDate(text: string | undefined): string | undefined {
  const [, month = '', day = '', year = ''] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text ?? '') ?? [];
  const date = `${year}-${month}-${day}`;
  return isDay(date, day) ? date : undefined;
}

/** Every month has 28 days; of the others the calendar is asked, which takes February 30 for March 2. */
function isDay(date: string, day: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && (day <= '28' || new Date(time).toISOString().startsWith(date));
}
