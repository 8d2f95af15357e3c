/** The figures of a run in words and tables. */
import type { FieldName } from '../../src/domain/document/fields.ts';
import type { Report } from '../parts/report.ts';
import type { Told } from './chain.ts';
import type { CorpusFax } from './corpus-files.ts';
import type { SetName, TruthPage } from './generate/truth.ts';
import {
  acceptedPrecision,
  acceptedShare,
  addFilings,
  calibrationBins,
  calibrationError,
  exactRate,
  pairUp,
  type FieldPoint,
  type FilingScore,
} from './score-fields.ts';
import { addText, errorRate, noText, recallOf, type TextScore } from './score-text.ts';

export type Part = { readonly name: string };

export type Measured = {
  readonly part: string;
  readonly fax: CorpusFax;
  readonly told: readonly Told[];
  readonly points: readonly FieldPoint[];
  readonly filings: FilingScore;
  readonly texts: readonly { readonly page: TruthPage; readonly score: TextScore }[];
};

/** The fields the bars are for. */
const vital: ReadonlySet<FieldName> = new Set<FieldName>([
  'patient_name',
  'birth_date',
  'referrer_name',
  'referrer_npi',
  'referrer_phone',
  'referrer_fax',
  'reason',
  'diagnosis',
  'member_id',
  'service',
  'urgency',
]);

const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
const table = (rows: readonly (readonly string[])[]): string =>
  [rows[0] ?? [], (rows[0] ?? []).map(() => '---'), ...rows.slice(1)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

export function describe(
  measured: readonly Measured[],
  {
    title,
    command,
    set,
    isSimulated,
    words,
  }: {
    readonly title: string;
    readonly command: string;
    readonly set: SetName;
    readonly isSimulated: boolean;
    readonly words: readonly string[];
  },
): Report {
  const kind =
    set === 'unseen'
      ? 'Layouts, most wordings and the damage are held out: nobody who works on the reading has looked at them.'
      : 'Layouts and wordings the extraction was written with.';
  return {
    title,
    command,
    words: [
      `${measured.length} invented faxes, ${measured.reduce((sum, { fax }) => sum + fax.pages.length, 0)} pages. ${kind}${isSimulated ? ' The words are SIMULATED, not read: no measure of reading.' : ''}`,
      ...words,
      `Text, by resolution (character error rate and exact-word recall of print; handwriting apart):`,
      textTable(measured),
      'Bars, over the eleven fields they are set for (fields in print; what stands on the page, before any person looks):',
    ],
    ...barTable(measured),
    after: [
      'Field by field: exact, fine and standard; accepted without a person, and how many of those are right.',
      fieldTable(measured),
      'Told and true, ten bins of confidence, all printed fields:',
      calibrationTable(measured.flatMap(typedPoints)),
      `Handwriting: ${handwriting(measured)}`,
      documentWords(measured),
      `Why a person is asked, most often:\n\n${reasonTable(measured)}`,
    ],
  };
}

const typedPoints = ({ points }: Measured): readonly FieldPoint[] =>
  points.filter(({ isHandwriting }) => !isHandwriting);

function textTable(measured: readonly Measured[]): string {
  const rows = (['fine', 'standard'] as const).map((resolution) => {
    const score = measured
      .flatMap(({ texts }) => texts)
      .filter(({ page }) => page.resolution === resolution)
      .reduce((sum, one) => addText(sum, one.score), noText);
    const { print, hand, header, spurious, pages } = score;
    return [
      resolution,
      String(pages),
      percent(errorRate(print), 2),
      percent(recallOf(print)),
      percent(errorRate(hand)),
      percent(errorRate(header), 2),
      (spurious / Math.max(1, pages)).toFixed(1),
    ];
  });
  return table([
    [
      'Resolution',
      'Pages',
      'CER',
      'Exact words',
      'CER of handwriting',
      'CER of the sending line',
      'Letters read on empty paper, a page',
    ],
    ...rows,
  ]);
}

function barTable(measured: readonly Measured[]): Pick<Report, 'head' | 'rows'> {
  const parts = [...new Set(measured.map(({ part }) => part))];
  const all = (part: string): readonly FieldPoint[] =>
    measured.filter((one) => one.part === part).flatMap(typedPoints);
  const filings = measured.map((one) => one.filings).reduce(addFilings);
  const rows = parts.map((part) => {
    const points = all(part);
    const main = points.filter(({ field }) => vital.has(field));
    const precision = acceptedPrecision(main);
    return [
      part,
      String(exactRate(main).count),
      percent(exactRate(main).share),
      percent(exactRate(points).share),
      percent(acceptedShare(main).share),
      `${percent(precision.share, 2)} of ${precision.count}`,
      `${(calibrationError(points) * 100).toFixed(1)} points`,
    ];
  });
  const total = `filed ${filings.filed} of ${filings.documents} documents; wrong patient ${filings.wrongPatient}, wrong referrer ${filings.wrongReferrer}, known patient taken for new ${filings.doublePatient}. Certain, filed or not: ${filings.patients} patients (${filings.patientsWrong} wrong), ${filings.referrers} referrers (${filings.referrersWrong} wrong)`;
  return {
    head: [
      'Faxes',
      'Values',
      'Exact (bar 97 / 87 %)',
      'Exact, all fields',
      'Accepted (bar 80 / 60 %)',
      'Right of accepted (bar 99.5 %)',
      'Calibration error (bar 3)',
    ],
    rows: [...rows, ['Filings (bar: 0 wrong)', '', total, '', '', '', '']],
  };
}

function fieldTable(measured: readonly Measured[]): string {
  const points = measured.flatMap((one) =>
    typedPoints(one).map((point) => ({ point, isFine: one.fax.truth.pages[0]?.resolution === 'fine' })),
  );
  const names = [...new Set(points.map(({ point }) => point.field))].toSorted();
  const rows = names.map((name) => {
    const of = (isFine: boolean): readonly FieldPoint[] =>
      points.filter((one) => one.point.field === name && one.isFine === isFine).map(({ point }) => point);
    const both = [...of(true), ...of(false)];
    const precision = acceptedPrecision(both);
    return [
      name,
      String(exactRate(both).count),
      percent(exactRate(of(true)).share),
      percent(exactRate(of(false)).share),
      percent(acceptedShare(both).share),
      `${percent(precision.share)} of ${precision.count}`,
      percent(share(both, ({ outcome }) => outcome === 'wrong')),
      percent(share(both, ({ outcome }) => outcome === 'absent')),
    ];
  });
  return table([
    ['Field', 'Values', 'Fine', 'Standard', 'Accepted', 'Right of accepted', 'Wrong', 'Absent'],
    ...rows,
  ]);
}

const share = (points: readonly FieldPoint[], is: (point: FieldPoint) => boolean): number =>
  points.filter(is).length / Math.max(1, points.length);

function calibrationTable(points: readonly FieldPoint[]): string {
  const rows = calibrationBins(points).filter(({ count }) => count > 0);
  return table([
    ['From', 'Readings', 'Told', 'True'],
    ...rows.map((bin) => [
      bin.from.toFixed(1),
      String(bin.count),
      percent(bin.confidence),
      percent(bin.right),
    ]),
  ]);
}

function handwriting(measured: readonly Measured[]): string {
  const points = measured
    .flatMap((one) => one.points)
    .filter(({ isHandwriting, isPrinted }) => isHandwriting && isPrinted);
  const accepted = points.filter(({ isAccepted }) => isAccepted).length;
  return `${points.length} values by hand, ${percent(exactRate(points).share)} exact, ${accepted} accepted without a person (bar: none).`;
}

/** Pages named rightly, documents parted rightly. */
function documentWords(measured: readonly Measured[]): string {
  const classes = measured.flatMap(({ fax, told }) =>
    fax.truth.pages.map((page) => ({
      meant: page.class,
      said: told.flatMap(({ document }) => document.pages).find(({ number }) => number === page.number)
        ?.class,
    })),
  );
  const right = classes.filter(({ meant, said }) => meant === said).length;
  const slips = new Map<string, number>();
  for (const { meant, said } of classes)
    if (meant !== said)
      slips.set(
        `${meant} for ${said ?? 'nothing'}`,
        (slips.get(`${meant} for ${said ?? 'nothing'}`) ?? 0) + 1,
      );
  const often = [...slips]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 6)
    .map(([name, count]) => `${name} ${count}`);
  const parted = measured.filter(({ fax, told }) => isParted(fax, told)).length;
  const kinds = measured.flatMap(({ fax, told }) =>
    [...pairUp(fax.truth, told)].map(([meant, one]) => meant.kind === (one as Told).document.kind),
  );
  return `Pages classed rightly: ${percent(right / Math.max(1, classes.length))} of ${classes.length}${often.length === 0 ? '' : ` (meant for said: ${often.join(', ')})`}. Faxes parted into their documents exactly: ${percent(parted / Math.max(1, measured.length))}. Kind of document right: ${percent(kinds.filter(Boolean).length / Math.max(1, kinds.length))}.`;
}

/** Numbers and names of fields left out, so that like reasons count together. */
function reasonTable(measured: readonly Measured[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of measured.flatMap(({ told }) => told)) {
    if (reason === undefined) continue;
    const kind = reason.replaceAll(/\d+/g, '#');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const often = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 12);
  return table([['Reason', 'Documents'], ...often.map(([reason, count]) => [reason, String(count)])]);
}

function isParted({ truth }: CorpusFax, told: readonly Told[]): boolean {
  const key = (pages: readonly number[]): string => [...pages].toSorted((a, b) => a - b).join(',');
  const meant = truth.documents.map(({ pages }) => key(pages)).toSorted();
  const said = told.map(({ pages }) => key(pages)).toSorted();
  return meant.length === said.length && meant.every((one, at) => one === said[at]);
}
