import type { Channel } from '../../sdk/channel.ts';
import { fhirPoll } from '../../sources/fhir-poll/index.ts';
import { tryServer } from '../../sources/fhir-poll/try-server.ts';
import { fail, look, ok, warn, type Finding } from './finding.ts';

/** A token, the metadata and a search of each type, all far away. */
const SERVER_MS = 30_000;

/** Whether every FHIR server a channel polls is reached, lets the hub in, and can be searched for what the channel wants. */
export function checkFhirServers(channels: readonly Channel[]): Promise<readonly Finding[]> {
  const polled = channels.filter((channel) => channel.source.name === fhirPoll.name);
  return Promise.all(
    polled.map((channel) => look('ways in', channel.name, () => checkServer(channel.config), SERVER_MS)),
  );
}

async function checkServer(config: unknown) {
  const { version, software, searched, failed } = await tryServer(config);
  const name = `${software ?? 'the FHIR server'}${version === undefined ? '' : ` (FHIR ${version})`}`;
  if (version !== undefined && !/^4\.[03]\./.test(version))
    return fail(`${name} does not speak FHIR R4`, 'Ask its operator for the R4 base URL.');
  const reasons = failed.map(({ type, why }) => `${type}: ${why}`).join(' ');
  if (searched.length === 0)
    return fail(
      `${name} is reached, and nothing can be searched. ${reasons}`,
      'Ask its operator for the right to search.',
    );
  if (failed.length > 0)
    return warn(
      `${name} lets the hub search ${searched.join(', ')}, but not ${reasons}`,
      'Ask its operator for the right to search these, or leave them out of types.',
    );
  return ok(
    `${name} lets the hub search ${searched.length === 1 ? searched[0] : `all ${searched.length} types`}`,
  );
}
