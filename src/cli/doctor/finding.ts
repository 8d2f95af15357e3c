import { sentenceOf } from '../run.ts';

/** One thing that was looked at. */
export type Finding = {
  readonly group: 'settings' | 'documents' | 'machine' | 'ways in' | 'ways out' | 'database' | 'queues';
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  /** What was found, and why it matters. */
  readonly said: string;
  /** What to do. */
  readonly fix?: string;
};

/** What a look found. */
export type Looked = Omit<Finding, 'group' | 'name'>;

/** Longest one look may take, where nothing is far away: the doctor is quick or he is not asked. */
const LOOK_MS = 2_000;

/** Looks at one thing. A look that fails or takes too long is a finding, never an error. */
export async function look(
  group: Finding['group'],
  name: string,
  examine: () => Promise<Looked> | Looked,
  limitMs = LOOK_MS,
): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Looked>((resolve) => {
    timer = setTimeout(
      () => resolve({ level: 'fail', said: `no answer within ${limitMs / 1000} seconds` }),
      limitMs,
    );
  });
  try {
    return { group, name, ...(await Promise.race([Promise.resolve().then(examine), late])) };
  } catch (error) {
    return { group, name, level: 'fail', said: sentenceOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

export function ok(said: string): Looked {
  return { level: 'ok', said };
}

export function warn(said: string, fix: string): Looked {
  return { level: 'warn', said, fix };
}

export function fail(said: string, fix: string): Looked {
  return { level: 'fail', said, fix };
}
