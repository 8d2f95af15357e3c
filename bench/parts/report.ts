import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export type Report = {
  readonly title: string;
  readonly command: string;
  /** How it was measured, what it means, what was verified: paragraphs. */
  readonly words: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly after?: readonly string[];
};

/** Prints a report and keeps it as bench/results/<name>.md. */
export function writeReport(name: string, report: Report): void {
  const table = [report.head, report.head.map(() => '---'), ...report.rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
  const text = [
    `# ${report.title}`,
    `Command: \`${report.command}\``,
    `${machine()}, ${new Date().toISOString().slice(0, 10)}. Load average at the end ${loadavg()
      .map((one) => one.toFixed(1))
      .join(', ')}.`,
    ...report.words,
    table.join('\n'),
    ...(report.after ?? []),
  ].join('\n\n');
  console.log(`\n${text}`);
  const folder = join(import.meta.dirname, '..', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), `${text}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The value below which this share of the sorted values lies. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

/** `--name=value` of the command line as a number. */
export function numberOption(name: string, otherwise: number): number {
  const given = process.argv.find((one) => one.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
}

function machine(): string {
  const [first] = cpus();
  return `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
}
