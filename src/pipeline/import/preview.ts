import { specialtyName } from '../../domain/taxonomy.ts';
import type { Batch, PreviewRow } from './importer.ts';

/** What an import would take, before anything is written. */
export type ImportPreview = {
  readonly rowsRead: number;
  readonly rowsTaken: number;
  readonly rowsFiltered: number;
  readonly rowsBad: number;
  /** Most frequent first. */
  readonly specialties: readonly {
    readonly specialty: string;
    readonly name: string;
    readonly count: number;
  }[];
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly cities: readonly { readonly city: string; readonly count: number }[];
  /** The first rows that would be taken. */
  readonly rows: readonly PreviewRow[];
  readonly problems: Batch['problems'];
};

const SHOWN_ROWS = 20;
const SHOWN_COUNTS = 50;
const SHOWN_PROBLEMS = 50;
/** Between signs of life. */
const ALIVE_MS = 5_000;

/** Counts batches, in memory that does not grow with the file. */
export function startPreview() {
  const specialties = new Map<string, number>();
  const states = new Map<string, number>();
  const cities = new Map<string, number>();
  const rows: PreviewRow[] = [];
  const problems: Batch['problems'][number][] = [];
  const totals = { rowsRead: 0, rowsTaken: 0, rowsFiltered: 0, rowsBad: 0 };
  let aliveAt = performance.now();
  return {
    add: (batch: Batch, rowsRead: number): void => {
      const taken = batch.preview();
      totals.rowsRead += rowsRead;
      totals.rowsTaken += taken.length;
      totals.rowsFiltered += batch.rowsFiltered;
      totals.rowsBad += batch.rowsBad;
      for (const row of taken) {
        count(specialties, row.specialty ?? '');
        count(states, row.state ?? '');
        count(cities, [row.city, row.state].filter(Boolean).join(', '));
        if (rows.length < SHOWN_ROWS) rows.push(row);
      }
      problems.push(...batch.problems.slice(0, SHOWN_PROBLEMS - problems.length));
    },
    /** Tells from time to time that it lives. False: it is not wanted any more. */
    isDue: async (tell: () => Promise<boolean>): Promise<boolean> => {
      if (performance.now() - aliveAt < ALIVE_MS) return true;
      aliveAt = performance.now();
      return tell();
    },
    result: (): ImportPreview => ({
      ...totals,
      specialties: top(specialties).map(([specialty, number]) => ({
        specialty,
        name: specialty === '' ? 'not said' : specialtyName(specialty),
        count: number,
      })),
      states: top(states).map(([state, number]) => ({ state, count: number })),
      cities: top(cities).map(([city, number]) => ({ city, count: number })),
      rows,
      problems,
    }),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function top(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, SHOWN_COUNTS);
}
