import { isNpi } from '../../domain/npi.ts';
import { headerKey } from '../../formats/csv/sniff.ts';
import { Failure } from '../../lib/failure.ts';
import type { RowProblem } from '../../store/import-problems.ts';
import { upsertVolumes, type PartnerVolume } from '../../store/partner-volume.ts';
import { makeFilter } from './filter.ts';
import { nothingWritten, type MakeImporter, type PreviewRow } from './importer.ts';
import { brokenRow, noNpi } from './row-problems.ts';

/** "Medicare Physician & Other Practitioners - by Provider" of CMS: columns by our name. */
const columns = {
  npi: ['Rndrng_NPI'],
  name: ['Rndrng_Prvdr_Last_Org_Name'],
  city: ['Rndrng_Prvdr_City'],
  state: ['Rndrng_Prvdr_State_Abrvtn'],
  zip: ['Rndrng_Prvdr_Zip5'],
  beneficiaries: ['Tot_Benes'],
  services: ['Tot_Srvcs'],
  // Some releases name the year in each row.
  year: ['Year', 'Data_Year', 'Clndr_Yr'],
} as const;
type Column = keyof typeof columns;

const names = Object.entries(columns) as readonly (readonly [Column, readonly string[]])[];

type VolumeRow = { readonly volume: PartnerVolume; readonly shown: PreviewRow };

/** Volumes of a year. Medicare only: nobody may read them as "all patients". */
export const importVolume: MakeImporter = (_, run, header) => {
  const places = placesOf(header);
  const year = run.options.year ?? yearOfName(run.fileName);
  if (places.year === undefined && year === undefined)
    throw new Failure(
      'permanent',
      'year-unknown',
      'Neither the file nor its name says which year it is of: say it (--year 2024).',
    );
  const filter = makeFilter({ ...run.options, specialties: [] });
  return Promise.resolve({
    width: header.length,
    toBatch: (records) => {
      const rows: VolumeRow[] = [];
      const problems: RowProblem[] = [];
      let rowsFiltered = 0;
      for (const record of records) {
        const cell = (column: Column): string => record.fields[places[column] ?? -1]?.trim() ?? '';
        const problem = brokenRow(record, header.length) ?? problemOf(record.row, cell);
        if (problem) problems.push(problem);
        else if (!filter.takes({ state: cell('state'), zip: cell('zip'), city: cell('city') }))
          rowsFiltered += 1;
        else rows.push(toRow(record.row, cell, year));
      }
      return {
        rowsFiltered,
        rowsBad: problems.length,
        problems,
        preview: () => rows.map((row) => row.shown),
        write: async (tx) => {
          if (rows.length === 0) return nothingWritten;
          const rowsChanged = await upsertVolumes(
            tx,
            run.id,
            rows.map((row) => row.volume),
          );
          return { ...nothingWritten, rowsChanged, rowsSame: rows.length - rowsChanged };
        },
      };
    },
  });
};

function placesOf(header: readonly string[]): Readonly<Partial<Record<Column, number>>> {
  const known = new Map(header.map((name, index) => [headerKey(name), index]));
  const places: Partial<Record<Column, number>> = {};
  for (const [column, wanted] of names) {
    const place = wanted.map((name) => known.get(headerKey(name))).find((one) => one !== undefined);
    if (place !== undefined) places[column] = place;
  }
  const lacking = (['npi', 'beneficiaries', 'services'] as const).filter((one) => places[one] === undefined);
  if (lacking.length === 0) return places;
  throw new Failure(
    'permanent',
    'not-volume',
    `Wanted is "Medicare Physician & Other Practitioners - by Provider" of CMS; this table of ${header.length} columns lacks ${lacking.map((one) => columns[one][0]).join(', ')}.`,
  );
}

function problemOf(row: number, cell: (column: Column) => string): RowProblem | undefined {
  if (!isNpi(cell('npi'))) return noNpi(row);
  for (const column of ['beneficiaries', 'services'] as const) {
    if (numberOf(cell(column)) === undefined)
      return {
        row,
        column: columns[column][0],
        what: 'This is no number',
        whatToDo: 'Correct it, or leave it empty when it is not known.',
      };
  }
  const year = cell('year');
  if (year === '' || /^(19|20)\d\d$/.test(year)) return undefined;
  return { row, column: columns.year[0], what: 'This is no year', whatToDo: 'Write four digits.' };
}

function toRow(nr: number, cell: (column: Column) => string, year: number | undefined): VolumeRow {
  const benes = numberOf(cell('beneficiaries')) ?? null;
  return {
    volume: {
      npi: cell('npi'),
      year: cell('year') === '' ? (year ?? 0) : Number(cell('year')),
      beneficiaries: benes === null ? null : Math.round(Number(benes)),
      services: numberOf(cell('services')) ?? null,
    },
    shown: {
      row: nr,
      npi: cell('npi'),
      name: cell('name'),
      city: cell('city'),
      state: cell('state'),
      zip: cell('zip'),
    },
  };
}

/** A number as text; null when it is suppressed or empty; undefined when it is none. */
function numberOf(text: string): string | null | undefined {
  if (text === '' || text === '*' || text === '#') return null;
  const plain = text.replaceAll(',', '');
  return /^\d{1,9}(\.\d+)?$/.test(plain) ? plain : undefined;
}

/** `MUP_PHY_R24_P05_V10_D22_Prov.csv` is of 2022. */
function yearOfName(fileName: string): number | undefined {
  const short = /_D(?:Y)?(\d{2})[_.]/i.exec(fileName)?.[1];
  const long = /(?:^|\D)(20\d{2})(?:\D|$)/.exec(fileName)?.[1];
  return short === undefined ? (long === undefined ? undefined : Number(long)) : 2000 + Number(short);
}
