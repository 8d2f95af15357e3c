/**
 * What three corrected faxes of a sender do for its next ones: fields a person has to look at, before and after. A simulated person says what
 * is printed; what it teaches is learnt as the hub learns it.
 *
 *     node --import tsx bench/documents/learning.ts --set=unseen --seed=102 --senders=8 [--next=4] [--resolution=mixed] [--workers=2]
 *       [--simulate] [--doubts] [--out=folder] [--write]
 */
import { join } from 'node:path';
import { builtInDiagnoses } from '../../src/domain/document/knowledge/diagnoses.ts';
import { senderKeyOf } from '../../src/domain/document/evidence/evidence.ts';
import { fieldNames, fieldOf } from '../../src/domain/document/fields.ts';
import { learn, type SettledField } from '../../src/domain/document/templates/template.ts';
import type { SenderTemplate } from '../../src/domain/document/understanding.ts';
import { noteReturnPath } from '../../src/store/sender-partners.ts';
import { transaction } from '../../src/store/transaction.ts';
import { openBenchDatabase } from '../parts/database.ts';
import { numberOption, writeReport } from '../parts/report.ts';
import { liveRules, understandFax, type Chain, type Told } from './chain.ts';
import { defaultFolder, type CorpusFax } from './corpus-files.ts';
import { layoutOf, type FaxOptions } from './generate/fax.ts';
import { setNames, type TruthDocument } from './generate/truth.ts';
import { directoryOf, makeWorld, type Office } from './generate/world.ts';
import { keptFaxes } from './kept-faxes.ts';
import { loadWorld } from './load-world.ts';
import { textOption } from './options.ts';
import { openReader } from './read-fax.ts';
import { exactRate, pairUp, scoreFields, type FieldPoint } from './score-fields.ts';
import { keptReadings } from './second-readings.ts';
import { simulateAgain } from './simulate-again.ts';

const LESSONS = 3;

const set = textOption('set', setNames);
const seed = numberOption('seed', 1);
const next = numberOption('next', 4);
const isSimulated = process.argv.includes('--simulate');
const folder = textOption(
  'out',
  join(defaultFolder, `learning-${isSimulated ? 'simulated' : 'read'}-${set}-${seed}`),
);
const resolution = textOption('resolution', ['mixed', 'fine', 'standard']);

const world = makeWorld(seed);
const database = await openBenchDatabase();
const { db } = database;
const loaded = await loadWorld(db, world);
const idOf = new Map([...loaded.partnerOf].map(([id, name]) => [name, id]));
const reader = isSimulated
  ? undefined
  : await openReader(textOption('reader', 'tesseract'), numberOption('workers', 2));
const faxOf = keptFaxes(world, folder, reader);
const readAgain = reader ? keptReadings(folder, reader).readAgain : simulateAgain;
const chain: Chain = { db, own: world.own, loaded, rules: liveRules, readAgain };

const rows: (readonly string[])[] = [];
const all: { readonly before: FieldPoint[]; readonly after: FieldPoint[] } = { before: [], after: [] };
for (const [at, office] of directoryOf(world).slice(0, numberOption('senders', 8)).entries()) {
  const faxes = await faxesOf(office, at);
  const before = await pointsOf(faxes.slice(LESSONS), []);
  const templates = await teach(faxes.slice(0, LESSONS));
  const after = await pointsOf(faxes.slice(LESSONS), templates);
  all.before.push(...before);
  all.after.push(...after);
  rows.push(rowOf(layoutOf(office, { set }, seed).name, before, after));
  console.log(rows.at(-1)?.join(' | '));
}
await reader?.close();
await database.close();

const [doubtfulBefore, doubtfulAfter] = [doubtful(all.before), doubtful(all.after)];
const report = {
  title: 'Documents: what three corrected faxes teach',
  command: `node --import tsx bench/documents/learning.ts ${process.argv
    .slice(2)
    .filter((one) => !one.startsWith('--out'))
    .join(' ')}`,
  words: [
    `Each sender's first ${LESSONS} faxes were settled by a person who says what is printed; its next ${next} are understood without and with what that taught.${isSimulated ? ' The words are SIMULATED, not read.' : ''} A field is doubtful when a person has to look at it: not accepted, whatever was told. Bar: half as many.`,
  ],
  head: ['Sender’s form', 'Values', 'Doubtful before', 'Doubtful after', 'Exact before', 'Exact after'],
  rows: [...rows, rowOf('all', all.before, all.after)],
  after: [
    `Doubtful fields: ${doubtfulBefore} before, ${doubtfulAfter} after, ${((1 - doubtfulAfter / Math.max(1, doubtfulBefore)) * 100).toFixed(0)} % fewer.`,
  ],
};
if (process.argv.includes('--write')) writeReport('documents-learning', report);
else console.log(['', ...report.rows.slice(-1).map((row) => row.join(' | ')), ...report.after].join('\n'));

/** Faxes the line gives a number for: others have no sender to learn of. */
async function faxesOf(office: Office, at: number): Promise<readonly CorpusFax[]> {
  const options: FaxOptions = { set, resolution, wear: 'usual', office };
  const faxes: CorpusFax[] = [];
  for (let number = at * 100; faxes.length < LESSONS + next; number += 1) {
    const fax = await faxOf(number, options);
    if (senderKeyOf(fax.truth.transport) !== undefined) faxes.push(fax);
  }
  return faxes;
}

async function pointsOf(
  faxes: readonly CorpusFax[],
  templates: readonly SenderTemplate[],
): Promise<readonly FieldPoint[]> {
  const points: FieldPoint[] = [];
  for (const fax of faxes) {
    const told = await understandFax(fax, chain, templates);
    points.push(...scoreFields(fax.truth, told));
    if (templates.length > 0 && process.argv.includes('--doubts')) showDoubts(fax, told);
  }
  return points.filter(({ isPrinted }) => isPrinted);
}

/** What a person still has to look at, and why. */
function showDoubts({ truth }: CorpusFax, told: readonly Told[]): void {
  for (const { document, accepted } of told)
    for (const [at, { field, value, confidence, doubt, isHandwriting }] of document.fields.entries())
      if (accepted[at] !== true)
        console.log(
          `  ${truth.id} ${field} ${confidence.toFixed(2)} ${isHandwriting ? 'by hand ' : ''}| ${value} | ${doubt ?? ''}`,
        );
}

/** One fax after the other, as on a desk: what the first taught is there for the second. */
async function teach(faxes: readonly CorpusFax[]): Promise<readonly SenderTemplate[]> {
  const templates = new Map<string, SenderTemplate>();
  for (const fax of faxes) {
    const { transport, documents } = fax.truth;
    const senderKey = senderKeyOf(transport) ?? '';
    const pairs = pairUp(fax.truth, await understandFax(fax, chain, [...templates.values()]));
    for (const document of documents) {
      const fields = settledFields(document, pairs.get(document) as Told | undefined);
      const changed = learn(
        [...templates.values()],
        { senderKey, pages: fax.pages, fields },
        { own: world.own, diagnoses: builtInDiagnoses },
      );
      for (const one of changed) templates.set(one.form, one);
      await noteSender(document, senderKey, transport.receivedAt);
    }
  }
  return [...templates.values()];
}

/** What the person leaves behind: everything printed, as it is printed; nothing where nothing is. */
function settledFields(document: TruthDocument, told: Told | undefined): readonly SettledField[] {
  return fieldNames.flatMap((field): readonly SettledField[] => {
    const printed = [
      ...new Set(document.fields.filter((one) => one.field === field).map(({ value }) => value)),
    ];
    const finals = fieldOf(field).isMany ? printed : printed.slice(0, 1);
    const read = (told?.document.fields ?? []).filter((one) => one.field === field);
    return Array.from({ length: Math.max(finals.length, read.length) }, (_, at): SettledField => {
      const one = read[at];
      const place = one && {
        value: one.value,
        ...(one.page === undefined ? {} : { page: one.page }),
        ...(one.box === undefined ? {} : { box: one.box }),
      };
      return { field, final: finals[at] ?? '', ...(place ? { read: place } : {}) };
    });
  });
}

/** Whose it was, counted. */
async function noteSender(
  { partnerId = '', facts }: TruthDocument,
  senderKey: string,
  at: string,
): Promise<void> {
  const doctor = idOf.get(`${partnerId}/${facts.referrer_npi?.[0] ?? ''}`);
  const practiceId = idOf.get(partnerId);
  if (doctor === undefined || practiceId === undefined) return;
  await transaction(db, (tx) => noteReturnPath(tx, { partnerId: doctor, practiceId, senderKey, at }));
}

function doubtful(points: readonly FieldPoint[]): number {
  return points.filter(({ isAccepted }) => !isAccepted).length;
}

function rowOf(name: string, before: readonly FieldPoint[], after: readonly FieldPoint[]): readonly string[] {
  const exact = (points: readonly FieldPoint[]): string => `${(exactRate(points).share * 100).toFixed(1)} %`;
  return [
    name,
    String(before.length),
    String(doubtful(before)),
    String(doubtful(after)),
    exact(before),
    exact(after),
  ];
}
