import { codeOf, Failure, fateOf } from '../../lib/failure.ts';
import { startPolling, type Polling } from '../../sdk/polling.ts';
import type { SourceContext } from '../../sdk/source.ts';
import { boundedSet } from './bounded-set.ts';
import { readType, type KnownNames, type Run } from './read-type.ts';

/** Names kept in memory, about 100 bytes each. */
const MOST_NAMES = 100_000;
/** A trouble that lasts is told again after so long. */
const AGAIN_MS = 3_600_000;
/** Codes after which no other type would fare better. */
const hopeless = new Set(['token-refused', 'smart-unknown', 'http-401', 'address-private', 'config']);

/**
 * What was delivered. A type that is polled tells by itself when something of it changes; of any other, what was fetched because
 * somebody referred to it may be older in the next round.
 */
function knownNames(polled: ReadonlySet<string>): KnownNames {
  const lasting = boundedSet(MOST_NAMES);
  const fleeting = boundedSet(MOST_NAMES);
  return {
    has: (name) => lasting.has(name) || fleeting.has(name),
    add: (name) => (polled.has(name.slice(0, name.indexOf('/'))) ? lasting : fleeting).add(name),
    clear: () => {
      lasting.clear();
      fleeting.clear();
    },
    beginRound: fleeting.clear,
  };
}

export type Looking = Pick<Run, 'context' | 'settings' | 'client'>;

/** What outlives a round. */
export function createRun({ context, settings, client }: Looking): Omit<Run, 'signal'> {
  return {
    context,
    settings,
    client,
    known: knownNames(new Set(settings.types.map(({ type }) => type))),
    settled: boundedSet(MOST_NAMES),
    timeless: new Set(),
    remark: createTeller(context),
  };
}

/** Looks at once, and after each pause: every type in its order. */
export function startLooking(run: Omit<Run, 'signal'>): Polling {
  const { settings, context } = run;
  let told = '';
  let toldAt = 0;
  const round = async (signal: AbortSignal): Promise<undefined> => {
    const troubles = await lookOnce({ ...run, signal });
    if (signal.aborted) return undefined;
    const sentence = troubles.map(({ sentence: one }) => one).join(' ');
    const isNews = sentence !== told || performance.now() - toldAt > AGAIN_MS;
    if (sentence === '') context.report({ kind: 'connected', sentence: 'Everything that changed was read.' });
    else if (isNews) {
      toldAt = performance.now();
      const kind = troubles.some(({ code }) => code === 'url-refused') ? 'refused_connection' : 'failed';
      context.report({ kind, sentence, peer: new URL(settings.baseUrl).host });
    }
    told = sentence;
    return undefined;
  };
  return startPolling(round, { everyMs: settings.pollSeconds * 1000, restMs: settings.restSeconds * 1000 });
}

type Trouble = { readonly code: string; readonly sentence: string };

async function lookOnce(run: Run): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = [];
  run.known.beginRound();
  for (const polled of run.settings.types) {
    if (run.signal.aborted) return troubles;
    try {
      await readType(run, polled);
    } catch (error) {
      if (run.signal.aborted) return troubles;
      // What was handed over may not be stored: it is fetched again.
      run.known.clear();
      const code = codeOf(error);
      troubles.push({ code, sentence: `${polled.type} could not be read: ${wordsOf(error)}` });
      if (fateOf(error) !== 'permanent' || hopeless.has(code)) return troubles;
    }
  }
  return troubles;
}

/** Failures of this source are written without patient data; of anything else only the code is told. */
export function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : `unexpected (${codeOf(error)}).`;
}

/** Each sentence once, and again after an hour. */
function createTeller(context: Pick<SourceContext<unknown>, 'report'>): (sentence: string) => void {
  const told = new Map<string, number>();
  return (sentence) => {
    const at = told.get(sentence);
    if (at !== undefined && performance.now() - at < AGAIN_MS) return;
    told.set(sentence, performance.now());
    context.report({ kind: 'failed', sentence });
  };
}
