import type { Source } from '../../src/sdk/source.ts';

/** Resolves when the condition holds. Looks often; gives up by the test's own time-out. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Whether the condition comes to hold within a while in which it would, were anybody still at work. */
export async function soon(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let look = 0; look < 40; look += 1) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return false;
}

/**
 * A source that looks for messages by itself, and how to wait for it: as long as it takes while it runs, and only a while once it
 * was stopped.
 */
export function watched<Config>(source: Source<Config>) {
  let isStopped = false;
  const start: Source<Config>['start'] = async (context) => {
    isStopped = false;
    const running = await source.start(context);
    const stop = async (): Promise<void> => {
      await running.stop();
      isStopped = true;
    };
    return { ...running, stop };
  };
  return {
    source: { ...source, start },
    wait: async (condition: () => boolean | Promise<boolean>): Promise<boolean> => {
      if (isStopped) return soon(condition);
      await until(condition);
      return true;
    },
  };
}
