import { createInbox } from '../contracts/source.ts';
import { until } from '../contracts/until.ts';
import { fhirPoll } from '../../src/sources/fhir-poll/index.ts';

export type PollConfig = Parameters<typeof fhirPoll.start>[0]['config'];

const eager = { allowPrivate: true, pollSeconds: 0.01, restSeconds: 0.005, retries: 2, retrySeconds: 0.001 };

/** A polling source before a stand-in of the hub that remembers over restarts. */
export function pollWith(config: PollConfig) {
  const inbox = createInbox(() => undefined);
  const running = new Set<() => Promise<void>>();
  const count = (kind: string): number => inbox.events.filter((event) => event.kind === kind).length;
  return {
    inbox,
    run: async (change: Partial<PollConfig> = {}) => {
      const started = await fhirPoll.start(inbox.context({ ...eager, ...config, ...change }));
      const stop = async (): Promise<void> => {
        running.delete(stop);
        await started.stop();
      };
      running.add(stop);
      return { stop };
    },
    close: async (): Promise<void> => {
      for (const stop of running) await stop();
    },
    /** Two whole rounds from now on: whatever was there before is read. */
    rounds: async (more = 2): Promise<void> => {
      const before = count('connected');
      await until(() => count('connected') >= before + more);
    },
    troubles: (): readonly string[] =>
      inbox.events.filter(({ kind }) => kind !== 'connected').map(({ sentence }) => sentence),
    /** `Patient/1`, in the order they were handed over. */
    arrived: (): readonly string[] => inbox.arrivals.map(({ body }) => nameOf(body)),
  };
}

function nameOf(body: Uint8Array): string {
  try {
    const resource = JSON.parse(Buffer.from(body).toString('utf8')) as {
      readonly resourceType?: string;
      readonly id?: string;
    };
    return `${resource.resourceType ?? ''}/${resource.id ?? ''}`;
  } catch {
    return 'unreadable';
  }
}
