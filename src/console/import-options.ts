import { specialtyTest } from '../domain/taxonomy.ts';
import type { ImportMapping } from '../store/import-mappings.ts';
import type { ImportOptions, ImportRun } from '../store/imports.ts';
import type { Form } from './form-values.ts';
import { tickedOf } from './partner-draft.tsx';
import { wordsIn } from './partner-fields.ts';
import { isDay } from './week-query.ts';

/** What a form says is to be taken of a file, or what does not fit in a sentence. */
export function readOptions(
  run: ImportRun,
  form: Form,
  header: readonly string[],
  mappings: readonly ImportMapping[],
): { readonly options: ImportOptions } | { readonly problem: string } {
  const { kind } = run;
  if (kind === 'payer' || kind === 'outreach') return readSheetOptions(run, form, header, mappings);
  if (kind !== 'volume') return readNppesOptions(form);
  const year = Number(form['year'] ?? '');
  return Number.isInteger(year) && year >= 2000 && year <= 2100
    ? { options: { year } }
    : { problem: 'Say which year the volumes are of, such as 2022.' };
}

function readNppesOptions(form: Form): { readonly options: ImportOptions } | { readonly problem: string } {
  const states = wordsIn(form['states']).map((state) => state.toUpperCase());
  const zips = wordsIn(form['zips']).map((zip) => zip.replaceAll(/\D/g, ''));
  const cities = wordsIn(form['cities']);
  const specialties = [...tickedOf(form, 'group'), ...wordsIn(form['codes'])];
  const wrong = states.find((state) => !/^[A-Z]{2}$/.test(state));
  if (wrong !== undefined) return { problem: `“${wrong}” is no state: write two letters, such as NY, NJ.` };
  if (zips.includes('')) return { problem: 'A ZIP begins with figures, such as 112 or 10451.' };
  const [unknown] = specialtyTest(specialties).unknown;
  if (unknown !== undefined)
    return {
      problem: `“${unknown}” is no specialty code: write a taxonomy code, such as 207Q00000X or 207R*.`,
    };
  if (states.length + zips.length + cities.length === 0)
    return {
      problem:
        'Say where: states, cities or beginnings of ZIP codes. The whole country is nine million entries.',
    };
  return {
    options: {
      ...(states.length === 0 ? {} : { states }),
      ...(zips.length === 0 ? {} : { zips }),
      ...(cities.length === 0 ? {} : { cities }),
      ...(specialties.length === 0 ? {} : { specialties }),
      ...stageOf(form),
    },
  };
}

function readSheetOptions(
  run: ImportRun,
  form: Form,
  header: readonly string[],
  mappings: readonly ImportMapping[],
): { readonly options: ImportOptions } | { readonly problem: string } {
  const saved = mappings.find((one) => one.name === form['mapping']);
  const columns = saved?.columns ?? columnsIn(form, header);
  const taken = Object.values(columns);
  if (taken.length === 0) return { problem: 'Say of at least one column what it holds.' };
  const twice = taken.find((field, index) => taken.indexOf(field) !== index);
  if (twice !== undefined) return { problem: `Two columns are said to be the same (${twice}). Choose one.` };
  const payer = (form['payer'] ?? '').trim().slice(0, 200);
  if (run.kind === 'payer' && payer === '')
    return { problem: 'Say whose directory it is: the name of the payer.' };
  const statedOn = form['statedOn'] ?? '';
  if (statedOn !== '' && !isDay(statedOn))
    return { problem: 'The day the directory was published is no date: write it as 2026-03-02.' };
  return {
    options: {
      columns,
      ...(payer === '' ? {} : { payer }),
      ...(statedOn === '' ? {} : { statedOn }),
      ...stageOf(form),
    },
  };
}

/** `column:<number>` says what the column holds. */
function columnsIn(form: Form, header: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    header.flatMap((name, index) => {
      const field = form[`column:${index}`] ?? '';
      return field === '' ? [] : [[name, field]];
    }),
  );
}

function stageOf(form: Form): Pick<ImportOptions, 'stage'> {
  const { stage } = form;
  return stage === 'target' || stage === 'contacted' ? { stage } : {};
}
