import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program of this folder in a process of its own, hands it `input`, and resolves with what it says at the end. */
export function runChild<Result>(file: string, input: unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, file), [JSON.stringify(input)], {
      execArgv: ['--import', 'tsx'],
    });
    let said: Result | undefined;
    child.on('message', (word: Result) => (said = word));
    child.once('exit', (code) => {
      if (said === undefined) return reject(new Error(`${file} ended (${code}) without a result.`));
      resolve(said);
    });
  });
}
