import { expect, test } from 'vitest';
import { openBackground } from './background.ts';

test('what takes long goes on without its worker, and an end waits for it; what fails later is reported', async () => {
  const errors: unknown[] = [];
  const background = openBackground((error) => errors.push(error));
  let end: (outcome?: Error) => void = () => undefined;
  let isOver = false;
  const slow = new Promise<void>((resolve, reject) => {
    end = (outcome) => (outcome ? reject(outcome) : resolve());
  }).finally(() => (isOver = true));
  await background.run(slow);
  expect(isOver).toBe(false);
  const settled = background.settle();
  const why = new Error('the line broke');
  end(why);
  await settled;

  expect(isOver).toBe(true);
  expect(errors).toEqual([why]);
});

test('what fails at once is the worker’s own failure', async () => {
  const background = openBackground(() => undefined);
  const why = new Error('no database');
  await expect(background.run(Promise.reject(why))).rejects.toBe(why);
});
