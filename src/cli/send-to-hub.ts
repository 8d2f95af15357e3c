import type { Config } from '../config.ts';
import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import type { Acknowledgement } from '../formats/hl7v2/acknowledge.ts';
import type { Channel } from '../sdk/channel.ts';
import { openMllpSender, postMessage } from './demo/doors.ts';
import { localUrl, portOfChannel } from './listening.ts';
import { refuse } from './run.ts';

/** Sends a message to the hub on this machine through the channel's own door; returns what it answered and where to look. */
export async function sendToHub(
  message: Uint8Array,
  channel: Channel,
  config: Config,
  token: string | undefined,
): Promise<readonly string[]> {
  const url = localUrl(config.host, config.port);
  const door = portOfChannel(channel);
  const answer = door ? await overMllp(door, message) : await overHttp(url, channel, token, message);
  const controlId = readEnvelope(message).controlId;
  const where =
    controlId === undefined
      ? `${config.publicUrl}/messages`
      : `${config.publicUrl}/messages?control=${encodeURIComponent(controlId)}`;
  return [
    `  answered ${answer.code}${answer.text === undefined ? '' : `: ${answer.text}`}`,
    `  look at ${where}`,
    '  (The same bytes sent again are recognised as a repeat.)',
  ];
}

async function overMllp(
  door: { readonly host: string; readonly port: number },
  message: Uint8Array,
): Promise<Acknowledgement> {
  const sender = openMllpSender(door.host === '0.0.0.0' ? '127.0.0.1' : door.host, door.port);
  try {
    return await sender.send(message);
  } finally {
    sender.close();
  }
}

async function overHttp(
  url: string,
  channel: Channel,
  token: string | undefined,
  message: Uint8Array,
): Promise<Acknowledgement> {
  if (token === undefined)
    return refuse(
      `${channel.name} takes messages over HTTP, which needs a token: referloop token create --scope channel --channel ${channel.name} --label try, then --token.`,
    );
  return postMessage(url, channel.name, token, message);
}
