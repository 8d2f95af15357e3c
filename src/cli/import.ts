import { setTimeout as wait } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { Hub } from '../pipeline/hub.ts';
import type { ImportPreview } from '../pipeline/import/preview.ts';
import { importDiagnosisCodes } from '../pipeline/document/diagnosis-codes.ts';
import { reportProblems } from '../pipeline/import/problem-report.ts';
import { runImport } from '../pipeline/import/run-import.ts';
import { enterImport, listNppesParts, type NewRun } from '../pipeline/import/start-import.ts';
import { findMapping } from '../store/import-mappings.ts';
import {
  findImport,
  forgetPreview,
  listImports,
  requestImport,
  type ImportOptions,
  type ImportRun,
} from '../store/imports.ts';
import { listPracticePlaces } from '../store/practice-places.ts';
import { isId } from './ids.ts';
import { feedCommand, rejectsCommand } from './import-feed.ts';
import { PERSON, withOfflineHub, withStore } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

type Options = {
  readonly states?: string;
  readonly zip?: string;
  readonly city?: string;
  readonly specialty?: string;
  readonly stage?: 'target' | 'contacted';
  readonly preview?: boolean;
  readonly mapping?: string;
  readonly payer?: string;
  readonly date?: string;
  readonly year?: string;
};

/** `referloop import`: fills the partner directory from files. */
export function importCommand(): Command {
  const command = new Command('import').description(
    'fill the partner directory, or bring referrals, from files; the hub may be running',
  );
  for (const [kind, description] of kinds) command.addCommand(fileCommand(kind, description));
  command.addCommand(feedCommand());
  command.addCommand(rejectsCommand());
  command.addCommand(
    new Command('diagnoses')
      .description(
        'the ICD-10-CM codes, from icd10cm_order_<year>.txt of CMS; without them a few hundred are known',
      )
      .argument('<file>', 'the file')
      .addHelpText('after', '\nExample:\n  referloop import diagnoses icd10cm_order_2027.txt')
      .action((file: string) => run(() => diagnoses(file))),
  );
  command.addCommand(
    new Command('list')
      .description('the latest imports and how far they got')
      .addHelpText('after', '\nExample:\n  referloop import list')
      .action(() => run(listRuns)),
  );
  command.addCommand(
    new Command('watch')
      .description('follow imports that are under way, until all are at their end')
      .addHelpText('after', '\nExample:\n  referloop import watch')
      .action(() => run(watch)),
  );
  command.addCommand(
    new Command('problems')
      .description('rows of an import that could not be taken, as CSV')
      .argument('<id>', 'the import')
      .addHelpText('after', '\nExample:\n  referloop import problems 0192f3c0-… > problems.csv')
      .action((id: string) => run(() => problems(id))),
  );
  command.addCommand(
    new Command('places')
      .description('people without a practice who share address and telephone: decided in the API')
      .addHelpText('after', '\nExample:\n  referloop import places')
      .action(() => run(places)),
  );
  return command;
}

async function diagnoses(file: string): Promise<void> {
  const count = await withStore((db) => importDiagnosisCodes(db, file));
  console.log(`${count.toLocaleString('en-US')} codes are known now.`);
}

const kinds = [
  [
    'nppes',
    'the NPPES dissemination file or a weekly one: a CSV file, or the ZIP archive as CMS publishes it',
  ],
  ['payer', 'a payer’s provider directory (CSV)'],
  ['outreach', 'the outreach sheet with its sixteen columns (CSV)'],
  ['volume', '"Medicare Physician & Other Practitioners - by Provider" of CMS (CSV)'],
] as const;
type Kind = (typeof kinds)[number][0];

const examples: Readonly<Record<Kind, readonly string[]>> = {
  nppes: [
    'referloop import nppes npidata_pfile.csv --states IL,IN --specialty pcp,eye --preview',
    'referloop import nppes NPPES_Weekly.zip --date 2026-11-16',
  ],
  payer: ['referloop import payer directory.csv --payer "Example Health" --mapping example-health'],
  outreach: ['referloop import outreach outreach.csv --stage target'],
  volume: ['referloop import volume medicare-by-provider.csv --year 2024'],
};

function fileCommand(kind: Kind, description: string): Command {
  const command = new Command(kind)
    .description(description)
    .argument('<file>', 'the file')
    .addHelpText('after', `\nExamples:\n  ${examples[kind].join('\n  ')}`)
    .option('--states <list>', 'only these states, such as IL,IN')
    .option('--zip <list>', 'only ZIP codes that begin so, such as 606,60201')
    .option('--city <list>', 'only these cities')
    .option(
      '--specialty <list>',
      'only these: pcp, eye, fqhc, pharmacy, podiatry, dentistry, a code or 207R*',
    )
    .addOption(
      new Option('--stage <stage>', 'what partners nobody judged become').choices(['target', 'contacted']),
    )
    .option('--preview', 'count and show what would be taken; nothing is written');
  if (kind === 'payer' || kind === 'outreach') command.option('--mapping <name>', 'a saved column mapping');
  if (kind === 'payer') command.option('--payer <name>', 'whose directory it is');
  if (kind !== 'volume') command.option('--date <day>', 'when the file was published, as YYYY-MM-DD');
  if (kind === 'volume') command.option('--year <year>', 'the year of the file');
  return command.action((file: string, options: Options) => run(() => importFile(kind, file, options)));
}

async function importFile(kind: Kind, path: string, given: Options): Promise<void> {
  await withOfflineHub(async (hub) => {
    const options = await toOptions(hub, given);
    const parts = kind === 'nppes' ? await listNppesParts(path) : [{ kind }];
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    process.once('SIGTERM', () => stop.abort());
    for (const part of parts) {
      if (stop.signal.aborted) break;
      const file = { path, ...part, options, createdBy: PERSON };
      await (given.preview === true ? preview(hub, file) : importPart(hub, file, stop.signal));
    }
  });
}

async function importPart(hub: Hub, file: Omit<NewRun, 'state'>, signal: AbortSignal): Promise<void> {
  const { run: entered, isResumed } = await enterImport(hub.db, { ...file, state: 'waiting' });
  if (isResumed)
    console.log(`${entered.fileName}: goes on behind row ${entered.rowDone} (import ${entered.id}).`);
  const ticker = setInterval(
    () => void findImport(hub.db, entered.id).then((now) => now && progress(now)),
    2_000,
  );
  try {
    const ended = await runImport(hub, entered.id, { signal });
    if (!ended) refuse(`Another process works on import ${entered.id} right now.`);
    console.log(sentenceOf(ended));
    if (ended.state === 'failed') process.exitCode = 1;
  } finally {
    clearInterval(ticker);
  }
}

async function preview(hub: Hub, file: Omit<NewRun, 'state'>): Promise<void> {
  const { run: entered } = await enterImport(hub.db, { ...file, state: 'uploaded' });
  const ended = await countRows(hub, entered.id, file.options);
  if (ended?.state !== 'uploaded') refuse(ended?.problem ?? 'The preview was stopped.');
  const counted = ended.preview as ImportPreview;
  const words = (counts: readonly { readonly count: number }[], name: (one: never) => string): string =>
    counts
      .slice(0, 10)
      .map((one) => `${name(one as never)} ${one.count}`)
      .join(', ') || 'none';
  console.log(
    [
      `${ended.fileName}: ${counted.rowsRead} rows; ${counted.rowsTaken} would be taken, ${counted.rowsFiltered} not, ${counted.rowsBad} cannot be read.`,
      `Specialties: ${words(counted.specialties, (one: { readonly name: string }) => one.name)}`,
      `States: ${words(counted.states, (one: { readonly state: string }) => one.state)}`,
      `Cities: ${words(counted.cities, (one: { readonly city: string }) => one.city)}`,
      ...counted.rows.map(
        (row) =>
          `  ${[row.npi, row.name, row.specialty, row.city, row.state, row.zip].filter(Boolean).join(' · ')}`,
      ),
      'Nothing was written. Run it again without --preview to import.',
    ].join('\n'),
  );
}

/** The run is there only while its rows are counted. */
async function countRows(hub: Hub, id: string, options: ImportOptions): Promise<ImportRun | undefined> {
  try {
    await requestImport(hub.db, id, 'preview', options);
    return await runImport(hub, id);
  } finally {
    await forgetPreview(hub.db, id);
  }
}

async function toOptions(hub: Hub, given: Options): Promise<ImportOptions> {
  const list = (text: string | undefined) =>
    text
      ?.split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  const mapping = given.mapping === undefined ? undefined : await findMapping(hub.db, given.mapping);
  if (given.mapping !== undefined && !mapping) refuse(`There is no mapping called "${given.mapping}".`);
  if (given.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(given.date))
    refuse('--date is a day such as 2026-11-09.');
  if (given.year !== undefined && !/^20\d{2}$/.test(given.year)) refuse('--year is a year such as 2024.');
  const all = {
    states: list(given.states)?.map((state) => state.toUpperCase()),
    zips: list(given.zip),
    cities: list(given.city),
    specialties: list(given.specialty),
    stage: given.stage,
    columns: mapping?.columns,
    payer: given.payer,
    statedOn: given.date,
    year: given.year === undefined ? undefined : Number(given.year),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ImportOptions;
}

function progress(now: ImportRun): void {
  const share = now.bytesTotal === 0 ? 0 : Math.floor((100 * now.bytesDone) / now.bytesTotal);
  console.log(`${now.fileName}: ${share} %, row ${now.rowDone}, ${rateOf(now)} rows/s`);
}

function rateOf(one: ImportRun): number {
  return one.busyMs === 0 ? 0 : Math.round((one.rowsRead * 1000) / one.busyMs);
}

function sentenceOf(one: ImportRun): string {
  const counts = `${one.rowsRead} rows: ${one.rowsNew} new, ${one.rowsChanged} changed, ${one.rowsSame} the same, ${one.rowsFiltered} not taken, ${one.rowsBad} bad`;
  const conflicts =
    one.conflicts === 0
      ? ''
      : ` ${one.conflicts} values were not believed: a weightier source says otherwise.`;
  const bad = one.rowsBad === 0 ? '' : ` See referloop import problems ${one.id}.`;
  const end = {
    done: 'Imported.',
    failed: one.problem ?? 'Failed.',
    stopped: `Stopped behind row ${one.rowDone}; the same command goes on from there.`,
  };
  const word =
    one.state === 'done' || one.state === 'failed' || one.state === 'stopped' ? end[one.state] : one.state;
  return `${one.fileName}: ${word} ${counts}.${conflicts}${bad}`;
}

async function listRuns(): Promise<void> {
  await withStore(async (db) => {
    const runs = await listImports(db, 50);
    if (runs.length === 0) console.log('Nothing was imported yet.');
    for (const one of runs) {
      console.log(`${one.id} ${one.kind} ${one.state}`);
      console.log(`  ${sentenceOf(one)}`);
    }
  });
}

/** Looks every two seconds, whoever does the work. */
async function watch(): Promise<void> {
  await withStore(async (db) => {
    for (;;) {
      const open = (await listImports(db, 50)).filter((one) =>
        ['waiting', 'running', 'preview'].includes(one.state),
      );
      for (const one of open) progress(one);
      if (open.length === 0) return console.log('No import is under way.');
      await wait(2_000);
    }
  });
}

async function problems(id: string): Promise<void> {
  if (!isId(id)) refuse(`"${id}" is no import’s id; referloop import list shows them.`);
  await withStore(async (db) => {
    for await (const piece of reportProblems(db, id)) process.stdout.write(piece);
  });
}

async function places(): Promise<void> {
  await withStore(async (db) => {
    const open = await listPracticePlaces(db, 200);
    if (open.length === 0) console.log('No practice is proposed.');
    for (const one of open) {
      console.log(`${one.id} ${[one.line1, one.city, one.state, one.phone].filter(Boolean).join(', ')}`);
      console.log(
        `  ${one.organisationName ?? 'a new organisation'}: ${one.people.map(({ name }) => name).join('; ')}`,
      );
    }
  });
}
