import { codeOf, Failure } from '../../lib/failure.ts';
import { NO_PAUSE, pauseAfter } from '../../sdk/backoff.ts';
import { startPolling } from '../../sdk/polling.ts';
import type { RunningSource, SourceContext } from '../../sdk/source.ts';
import type { PullSettings } from './config.ts';
import { pullFile } from './file.ts';
import { createPlatform } from './platform.ts';
import { pullRecords } from './records.ts';

type Context = Omit<SourceContext<unknown>, 'config'>;

const REST_MS = 5;
const LONGEST_PAUSE_MS = 3_600_000;

/** Asks the platform again and again; after trouble ever more seldom, and never before it wants to be asked. */
export function pollPlatform(settings: PullSettings, context: Context): RunningSource {
  const stopping = new AbortController();
  const platform = createPlatform(settings, stopping.signal);
  const peer = new URL(settings.url.split('?')[0] ?? '').host;
  const firstMs = settings.pollSeconds * 1000;
  let trouble = NO_PAUSE;
  const round = async (signal: AbortSignal): Promise<number | undefined> => {
    if (performance.now() < trouble.untilMs) return undefined;
    const { records } = settings;
    try {
      const hasMore = records
        ? await pullRecords({ settings, records, platform, context, signal })
        : await pullFile(settings, platform, context).then(() => false);
      trouble = NO_PAUSE;
      return hasMore ? REST_MS : undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      const limits = { firstMs, longestMs: LONGEST_PAUSE_MS, atLeastMs: platform.asked() };
      trouble = pauseAfter(trouble, limits);
      context.report({
        kind: 'failed',
        sentence: `The platform’s feed was not taken: ${wordsOf(error)}`,
        peer,
      });
      return undefined;
    }
  };
  const polling = startPolling(round, { everyMs: firstMs, restMs: REST_MS });
  return {
    address: new URL(settings.url.split('?')[0] ?? '').origin,
    stop: async () => {
      const stopped = polling.stop();
      stopping.abort();
      await stopped;
    },
  };
}

/** Failures of adapters are written without patient data; of anything else only the code is told. */
function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : `${codeOf(error)}.`;
}
