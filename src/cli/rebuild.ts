import { Command } from 'commander';
import type { Hub } from '../pipeline/hub.ts';
import type { Difference } from '../pipeline/rebuild-compare.ts';
import {
  checkProjection,
  rebuildProjection,
  type RebuildOptions,
  type RebuildTotals,
} from '../pipeline/rebuild.ts';
import { findPatientId, type PatientRange } from '../store/projection.ts';
import { isId } from './ids.ts';
import { withOfflineHub } from './open-offline-hub.ts';
import { refuse, run } from './run.ts';

/** `referloop rebuild`: folds the state of all referrals from the facts anew. */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('compute all states from the facts again and write what differs; the hub may be running')
    .option('--check', 'write nothing; name what differs, and end with 1 if anything does')
    .option('--patient <id>', 'one patient alone')
    .option('--after <id>', 'go on after this patient, where an earlier run was stopped')
    .option('--part <n/m>', 'one of m parts of the patients, for several processes side by side')
    .addHelpText(
      'after',
      '\nExamples:\n  referloop rebuild --check\n  referloop rebuild --patient 0197a3c2-5b1e-7cc0-9f6e-2d4b8a1c3e5f\n  referloop rebuild --check --part 1/2',
    )
    .action((options: CliOptions) => run(() => rebuild(options)));
}

type CliOptions = {
  readonly check?: true;
  readonly patient?: string;
  readonly after?: string;
  readonly part?: string;
};

/** Lines about differences: more of them say that something is wrong at large. */
const LINES = 1_000;
const PROGRESS_MS = 5_000;

async function rebuild(options: CliOptions): Promise<void> {
  for (const id of [options.patient, options.after])
    if (id !== undefined && !isId(id)) refuse(`"${id}" is no patient’s id.`);
  await withOfflineHub(async (hub) => {
    if (!(await rebuildOn(hub, options, console))) process.exitCode = 1;
  });
}

type Output = Pick<Console, 'log' | 'error'>;

/** The command on an open hub. `false`: it was to check, and something differs. */
export async function rebuildOn(
  hub: Pick<Hub, 'db' | 'policy'>,
  options: CliOptions,
  output: Output,
): Promise<boolean> {
  const { check = false, patient } = options;
  const range = rangeOf(options);
  if (patient !== undefined && !(await findPatientId(hub.db, patient))) refuse('There is no such patient.');
  const totals = await (check ? checkProjection : rebuildProjection)(hub.db, hub.policy, {
    ...(patient === undefined ? {} : { patientId: patient }),
    ...range,
    onDifference: differencePrinter(output),
    onPage: progressPrinter(output),
  });
  output.log(sentenceOf(totals, check));
  return !check || totals.differing === 0;
}

function rangeOf({ after, part }: CliOptions): PatientRange {
  const range = after === undefined ? {} : { after };
  if (part === undefined) return range;
  const [, number, count] = (/^([1-9]\d?)\/([1-9]\d?)$/.exec(part) ?? []).map(Number);
  if (number === undefined || count === undefined || number > count)
    return refuse(`"${part}" is no part: write 1/2 and 2/2 for the two halves.`);
  return { ...range, part: { number, count } };
}

/** Ids and names of fields go out; what is in them stays. */
function differencePrinter(output: Output): NonNullable<RebuildOptions['onDifference']> {
  let count = 0;
  return ({ patientId, subject, id, field }: Difference) => {
    count += 1;
    if (count <= LINES) output.log(`patient ${patientId}: ${subject} ${id}: ${field}`);
    if (count === LINES) output.log(`(The rest is counted, not listed.)`);
  };
}

function progressPrinter(output: Output): NonNullable<RebuildOptions['onPage']> {
  let last = Date.now();
  return (totals, at) => {
    if (Date.now() - last < PROGRESS_MS) return;
    last = Date.now();
    output.error(`${counted(totals)}; at patient ${at}`);
  };
}

function sentenceOf(totals: RebuildTotals, isCheck: boolean): string {
  if (totals.differing === 0) return `${counted(totals)}: everything is as the facts say.`;
  const patients = `${totals.differing.toLocaleString('en-US')} ${totals.differing === 1 ? 'patient' : 'patients'}`;
  return isCheck
    ? `${counted(totals)}: ${patients} differ. \`referloop rebuild\` mends that.`
    : `${counted(totals)}: ${patients} mended.`;
}

function counted({ patients, referrals, facts }: RebuildTotals): string {
  const of = (count: number) => count.toLocaleString('en-US');
  return `${of(patients)} patients, ${of(referrals)} referrals, ${of(facts)} facts`;
}
