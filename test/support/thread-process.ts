/** A thread for the tests of `src/contained/thread.ts`: it does what it is told. */
import { getPriority } from 'node:os';
import { serveThread } from '../../src/contained/serve-thread.ts';
import { Failure } from '../../src/lib/failure.ts';

export type ThreadTask =
  | { readonly do: 'double'; readonly value: number }
  | { readonly do: 'fail' | 'quote' | 'loop' | 'eat' | 'crash' | 'late' | 'priority' };

serveThread(
  (task: ThreadTask): number => {
    if (task.do === 'double') return task.value * 2;
    if (task.do === 'priority') return getPriority();
    if (task.do === 'fail') throw new Failure('transient', 'test-failed', 'Try again.');
    if (task.do === 'quote') throw new Error('ZZTEST, Patient');
    if (task.do === 'crash') process.exit(3);
    if (task.do === 'late') {
      setImmediate(() => {
        throw new Error('ZZTEST, Patient');
      });
      return 0;
    }
    const eaten: unknown[] = [];
    for (;;) if (task.do === 'eat') eaten.push({ eaten: eaten.length });
  },
  { code: 'test-unforeseen', message: 'The test met an error' },
);
