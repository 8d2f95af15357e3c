import type { z } from 'zod';
import type { RunningSource, Source, SourceContext } from '../../sdk/source.ts';
import { fhirPollSourceConfig, type FhirPollSettings } from './config.ts';
import { NOTIFICATIONS, openFhirDoor } from './door.ts';
import { createListening } from './listening.ts';
import { openServer } from './open.ts';
import { createRun, startLooking } from './round.ts';
import { keepSubscription, recallSubscription, rememberSubscription } from './subscription.ts';

/** An EMR's FHIR server that is asked for what changed, and that may also tell. */
export const fhirPoll: Source<z.input<typeof fhirPollSourceConfig>> = {
  name: 'fhir-poll',
  summary: 'Resources read from a FHIR R4 server, by looking and on notice',
  config: fhirPollSourceConfig,
  bases: ({ baseUrl }) => [baseUrl],
  start: (context) => start(fhirPollSourceConfig.parse(context.config), context),
};

async function start(
  settings: FhirPollSettings,
  context: Omit<SourceContext<unknown>, 'config'>,
): Promise<RunningSource> {
  const { client, keys, close } = await openServer(settings);
  const run = createRun({ context, settings, client });
  const current = { subscribed: await recallSubscription(run) };
  const looking = startLooking(run);
  const { hint } = looking;
  const id = (): string | undefined => current.subscribed?.id;
  const remember = async (last: number): Promise<void> => {
    if (!current.subscribed) return;
    current.subscribed = { ...current.subscribed, last };
    await rememberSubscription(run, current.subscribed);
  };
  const listening = createListening({ run, remember, id, hint });
  listening.begin(current.subscribed?.last ?? 0);
  // Before the subscription: the server calls while it is being made.
  const door = openFhirDoor(context, { settings, keys, listening, id, hint });
  const { subscription } = settings;
  const address = subscription?.address ?? context.publicUrl.replace(/\/messages$/, '/fhir');
  const endpoint = `${address}${NOTIFICATIONS}`;
  const keeper =
    subscription && keepSubscription({ run, settings: subscription, endpoint, current, listening, hint });
  return {
    address: `${settings.baseUrl} (every ${settings.pollSeconds} s)`,
    stop: async () => {
      await Promise.all([door.stop(), looking.stop(), keeper?.stop()]);
      await listening.stop();
      close();
    },
  };
}
