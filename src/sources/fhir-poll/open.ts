import { setTimeout as wait } from 'node:timers/promises';
import { createAuthorizer } from '../../sdk/server/auth.ts';
import { openFhirClient, type FhirClient } from './client.ts';
import type { FhirPollSettings } from './config.ts';
import { readKeys, type SigningKey } from '../../sdk/server/keys.ts';
import { openTransport } from '../../sdk/server/transport.ts';

export type Opened = {
  readonly client: FhirClient;
  readonly keys: readonly SigningKey[];
  readonly close: () => void;
};

/** Everything a server is asked with. Throws permanent `config` where a file or key cannot be used; connects to nobody. */
export async function openServer(settings: FhirPollSettings): Promise<Opened> {
  const keys = await readKeys(settings.auth);
  const transport = openTransport(settings);
  const authorizer = createAuthorizer(settings, keys, transport);
  const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
    wait(ms, undefined, signal ? { signal } : {});
  const client = openFhirClient({ settings, transport, authorizer, pause });
  return { client, keys, close: transport.close };
}
