import { channelUrl, entriesOf, openAlertService } from '../../sdk/alert-post.ts';
import { channelEndpoint } from '../../sdk/alert-settings.ts';
import type { OpenDestination, Parcel } from '../../sdk/destination.ts';
import { teamsHosts, type TeamsSettings } from './config.ts';

/** A card has at most 28 KB (Teams, "Format cards"). */
const MOST_ENTRIES = 40;
const MOST_CHARACTERS = 300;

export function openTeams({ channels, hosts, timeoutSeconds }: TeamsSettings): OpenDestination {
  return openAlertService({
    endpoint: channelEndpoint,
    hosts: [...teamsHosts, ...hosts],
    timeoutSeconds,
    post: (parcel, address) => {
      const url = channelUrl(channels, address);
      const headers = { 'content-type': 'application/json' };
      return { url, init: { method: 'POST', headers, body: JSON.stringify(messageOf(parcel)) } };
    },
    // 202: the workflow begins; whether its last step worked is written in its own history.
    taken: ({ status }) => (status === 200 ? { status: 'delivered' } : { status: 'sent', isFinal: true }),
  });
}

/** What the workflow "Post to a channel when a webhook request is received" takes: a message with Adaptive Cards (1.4 is what Teams shows everywhere). */
function messageOf(parcel: Parcel) {
  const entries = entriesOf(parcel).slice(0, MOST_ENTRIES);
  const [only] = entries;
  const isOne = entries.length === 1 && only !== undefined;
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    // What a notification says.
    fallbackText: parcel.subject,
    body: isOne
      ? [block(only.line)]
      : entries.map(({ line, url }) => block(line, url === undefined ? '' : ` [Open it](${url})`)),
    actions:
      isOne && only.url !== undefined ? [{ type: 'Action.OpenUrl', title: 'Open it', url: only.url }] : [],
  };
  const attachment = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    contentUrl: null,
    content: card,
  };
  return { type: 'message', attachments: [attachment] };
}

function block(line: string, link = '') {
  return { type: 'TextBlock', wrap: true, text: `${plain(line.slice(0, MOST_CHARACTERS))}${link}` };
}

/** A TextBlock reads Markdown: names must not. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_[\]()#!<>]/g, String.raw`\$&`);
}
