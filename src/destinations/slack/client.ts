import { channelUrl, entriesOf, failed, openAlertService } from '../../sdk/alert-post.ts';
import { channelEndpoint } from '../../sdk/alert-settings.ts';
import type { OpenDestination, Outcome, Parcel } from '../../sdk/destination.ts';
import { slackHosts, type SlackSettings } from './config.ts';

/** Slack, "Block Kit": a message has at most 50 blocks, a text of a section 3000 characters. */
const MOST_BLOCKS = 49;
const MOST_CHARACTERS = 2900;

export function openSlack({ channels, hosts, timeoutSeconds }: SlackSettings): OpenDestination {
  return openAlertService({
    endpoint: channelEndpoint,
    hosts: [...slackHosts, ...hosts],
    timeoutSeconds,
    post: (parcel, address) => {
      const url = channelUrl(channels, address);
      const headers = { 'content-type': 'application/json; charset=utf-8' };
      return { url, init: { method: 'POST', headers, body: JSON.stringify(messageOf(parcel)) } };
    },
    // The answer is the word "ok"; there is no number to ask after.
    taken: () => ({ status: 'delivered' }),
    refused: ({ status, body }) => refusal(status, body.toString('utf8').trim()),
  });
}

/** Incoming webhooks (docs.slack.dev, "Sending messages using incoming webhooks"): `text` is what notifications show beside `blocks`. */
function messageOf(parcel: Parcel) {
  const blocks = entriesOf(parcel)
    .slice(0, MOST_BLOCKS)
    .map(({ line, url }) => ({
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: [escaped(line).slice(0, MOST_CHARACTERS), url === undefined ? '' : `<${url}|Open it>`]
          .filter((one) => one !== '')
          .join('\n'),
      },
    }));
  return { text: escaped(parcel.subject), blocks, unfurl_links: false };
}

/** The three characters Slack reads as its own ("Formatting text for app surfaces"): a name must not call anybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Words Slack answers with (its "Changes to errors for incoming webhooks"). */
const words: Readonly<Record<string, string>> = {
  no_service: 'The webhook was taken back in Slack: make a new one and enter it in the way out.',
  no_team: 'The workspace is gone.',
  team_disabled: 'The workspace is switched off.',
  channel_not_found: 'The channel is gone: make a new webhook.',
  channel_is_archived: 'The channel is archived.',
  action_prohibited: 'The workspace does not let this webhook post.',
  posting_to_general_channel_denied: 'The workspace does not let this webhook post in its general channel.',
  invalid_token: 'The webhook’s address is not right.',
};

function refusal(status: number, said: string): Outcome | undefined {
  const detail = words[said];
  return detail === undefined || status >= 500
    ? undefined
    : failed('permanent', said.replaceAll('_', '-'), detail);
}
