import { Command } from 'commander';
import { checkDatabase } from './doctor/database.ts';
import { checkMachine } from './doctor/machine.ts';
import type { Finding } from './doctor/finding.ts';
import { commandConfig } from './open-offline-hub.ts';
import { run, sentenceOf } from './run.ts';

/** `referloop doctor`: what stands between this machine and a healthy hub. Reads only, and prints no secrets. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look for what is wrong or soon will be: settings, ports, database, queues; changes nothing')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      '\nExample:\n  referloop doctor --json\n\nExit code 1 when something fails; warnings do not.',
    )
    .action((options: { readonly json?: true }) => run(() => doctor(options)));
}

async function doctor(options: { readonly json?: true }): Promise<void> {
  const findings = await examine();
  const isWell = findings.every((finding) => finding.level !== 'fail');
  if (!isWell) process.exitCode = 1;
  if (options.json) console.log(JSON.stringify({ ok: isWell, findings }, undefined, 2));
  else console.log(describe(findings).join('\n'));
}

async function examine(): Promise<readonly Finding[]> {
  let config: ReturnType<typeof commandConfig>;
  try {
    config = commandConfig();
  } catch (error) {
    return [
      {
        group: 'settings',
        name: 'environment',
        level: 'fail',
        said: sentenceOf(error),
        fix: 'Correct the variables it names.',
      },
    ];
  }
  const parts = await Promise.all([checkMachine(config), checkDatabase(config)]);
  return parts.flat();
}

const marks = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' } as const;

function describe(findings: readonly Finding[]): readonly string[] {
  const groups = [...new Set(findings.map((finding) => finding.group))];
  const lines = groups.flatMap((group) => [
    group,
    ...findings
      .filter((finding) => finding.group === group)
      .flatMap(({ level, name, said, fix }) => [
        `  ${marks[level]} ${name}: ${said}`,
        ...(fix === undefined ? [] : [`       → ${fix}`]),
      ]),
  ]);
  const count = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level).length;
  return [...lines, '', `${count('fail')} to mend, ${count('warn')} to watch, ${count('ok')} in order.`];
}
