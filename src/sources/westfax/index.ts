import type { z } from 'zod';
import { openHttpDoor } from '../../sdk/http-door.ts';
import { startRemoteInbox } from '../../sdk/remote-inbox.ts';
import type { RunningSource, Source, SourceContext } from '../../sdk/source.ts';
import { westfaxSourceConfig, type WestfaxSourceSettings } from './config.ts';
import { openInbox } from './inbox.ts';

/** Faxes in the inbox of a WestFax product. A callback makes the hub look sooner, and means nothing else. */
export const westfax: Source<z.input<typeof westfaxSourceConfig>> = {
  name: 'westfax',
  summary: 'Faxes fetched from a WestFax product; its callbacks only make the hub look sooner',
  config: westfaxSourceConfig,
  start: (context) => Promise.resolve(start(westfaxSourceConfig.parse(context.config), context)),
};

function start(
  settings: WestfaxSourceSettings,
  context: Omit<SourceContext<unknown>, 'config'>,
): RunningSource {
  const polling = startRemoteInbox(context, openInbox(settings), settings);
  const answer = (): Promise<Response> => {
    // Anybody can call, with GET or POST. What is said is not read: the list at WestFax is the truth.
    polling.hint();
    return Promise.resolve(new Response(null, { status: 204 }));
  };
  const door = openHttpDoor(context, answer, { ownCheck: true });
  return {
    ...(door.address === undefined ? {} : { address: door.address }),
    stop: async () => {
      await Promise.all([door.stop(), polling.stop()]);
    },
  };
}
