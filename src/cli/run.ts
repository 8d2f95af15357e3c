import { ConfigFailure } from '../config.ts';
import { Failure } from '../lib/failure.ts';

/** Runs what a command does. An error becomes one clear sentence on stderr and exit code 1; `DEBUG=1` adds where it arose. */
export async function run(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    console.error(sentenceOf(error));
    if (process.env['DEBUG']) console.error(error);
    process.exitCode = 1;
  }
}

/** What a person can act on, without a stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ConfigFailure) {
    const lines = error.problems.map(({ name, problem, hint }) => `  ${name} ${problem}: ${hint}`);
    const count = lines.length === 1 ? 'There is a problem' : `There are ${lines.length} problems`;
    return `${count} with the configuration:\n${lines.join('\n')}`;
  }
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? error.message : String(error);
}

/** Ends a command with a sentence. */
export function refuse(sentence: string): never {
  throw new Failure('permanent', 'command', sentence);
}
