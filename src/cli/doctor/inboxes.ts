import { now } from '../../lib/clock.ts';
import type { Channel } from '../../sdk/channel.ts';
import type { RemoteFax, RemoteInbox } from '../../sdk/remote-inbox.ts';
import { ringcentralSourceConfig } from '../../sources/ringcentral/config.ts';
import { openInbox as openRingcentral } from '../../sources/ringcentral/inbox.ts';
import { openSession } from '../../sdk/ringcentral-session.ts';
import { srfaxSourceConfig } from '../../sources/srfax/config.ts';
import { openInbox as openSrfax } from '../../sources/srfax/inbox.ts';
import { westfaxSourceConfig } from '../../sources/westfax/config.ts';
import { openInbox as openWestfax } from '../../sources/westfax/inbox.ts';
import { ok, type Looked } from './finding.ts';

const inboxes: Readonly<Record<string, (config: unknown) => Pick<RemoteInbox<RemoteFax>, 'list'>>> = {
  ringcentral: (config) => {
    const settings = ringcentralSourceConfig.parse(config);
    return openRingcentral(settings, openSession(settings));
  },
  srfax: (config) => openSrfax(srfaxSourceConfig.parse(config)),
  westfax: (config) => openWestfax(westfaxSourceConfig.parse(config)),
};

/** For sources that look into an inbox at a gateway: lists what came since this moment, and fetches and marks nothing. */
export function inboxCheckOf(source: string): ((channel: Channel) => Promise<Looked>) | undefined {
  const open = inboxes[source];
  if (!open) return undefined;
  return async ({ config }) => {
    const listed = await open(config).list(now(), new AbortController().signal);
    const unread = listed.filter(({ isUnread }) => isUnread).length;
    return ok(`the gateway’s inbox can be read; ${unread} of its faxes are unread`);
  };
}
