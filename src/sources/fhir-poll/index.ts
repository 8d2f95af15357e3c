import type { z } from 'zod';
import type { RunningSource, Source, SourceContext } from '../../sdk/source.ts';
import { fhirPollSourceConfig, type FhirPollSettings } from './config.ts';
import { openFhirDoor } from './door.ts';
import { openServer } from './open.ts';
import { createRun, startLooking } from './round.ts';

/** An EMR's FHIR server that is asked for what changed, and that may also tell. */
export const fhirPoll: Source<z.input<typeof fhirPollSourceConfig>> = {
  name: 'fhir-poll',
  summary: 'Resources read from a FHIR R4 server, by looking and on notice',
  config: fhirPollSourceConfig,
  start: (context) => start(fhirPollSourceConfig.parse(context.config), context),
};

async function start(
  settings: FhirPollSettings,
  context: Omit<SourceContext<unknown>, 'config'>,
): Promise<RunningSource> {
  const { client, keys, close } = await openServer(settings);
  // First the door: servers fetch the key set, and call, while they are being asked.
  const door = openFhirDoor(context, { keys });
  const looking = startLooking(createRun({ context, settings, client }));
  return {
    address: `${settings.baseUrl} (every ${settings.pollSeconds} s)`,
    stop: async () => {
      await Promise.all([door.stop(), looking.stop()]);
      close();
    },
  };
}
