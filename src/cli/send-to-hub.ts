import { z } from 'zod';
import type { Config } from '../config.ts';
import { readEnvelope } from '../formats/hl7v2/envelope.ts';
import type { Acknowledgement } from '../formats/hl7v2/acknowledge.ts';
import type { Channel } from '../sdk/channel.ts';
import { readJson } from '../sdk/gateway-door.ts';
import { fhir } from '../sources/fhir/index.ts';
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
  if (channel.mapping.format !== 'hl7v2') return sendOverHttp(url, channel, config, token, message);
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

/** FHIR as the base wants it (a Bundle, or one resource under its own URL); all else as one post. Tells the status and what was said. */
async function sendOverHttp(
  url: string,
  channel: Channel,
  config: Config,
  token: string | undefined,
  message: Uint8Array,
): Promise<readonly string[]> {
  const { method, path, type } =
    channel.source.name === fhir.name
      ? fhirRequest(message)
      : { method: 'POST', path: '/messages', type: 'application/json' };
  const response = await fetch(`${url}/v1/channels/${channel.name}${path}`, {
    method,
    headers: { authorization: `Bearer ${token ?? needsToken(channel)}`, 'content-type': type },
    body: Buffer.from(message),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const said = receiptShape.safeParse(await response.json().catch(() => undefined)).data ?? {};
  const id = response.headers.get('x-referloop-message-id') ?? said.messageId;
  const words = said.issue?.map((issue) => issue.diagnostics).join(' ') ?? said.detail ?? said.outcome;
  return [
    `  answered ${response.status}${words === undefined ? '' : `: ${words}`}`,
    `  look at ${config.publicUrl}/messages${id === undefined ? '' : `/${id}`}`,
    ...(response.ok ? ['  (The same sent again is recognised as a repeat.)'] : []),
  ];
}

/** Longest a person waits for an answer. */
const ANSWER_MS = 30_000;

/** A receipt, a problem (RFC 9457) or an OperationOutcome: what of them is told. */
const receiptShape = z.object({
  messageId: z.string().optional(),
  outcome: z.string().optional(),
  detail: z.string().optional(),
  issue: z.array(z.object({ diagnostics: z.string().default('') })).optional(),
});

const resourceShape = z.object({ resourceType: z.string(), id: z.string().optional() });

function fhirRequest(message: Uint8Array): {
  readonly method: string;
  readonly path: string;
  readonly type: string;
} {
  const type = 'application/fhir+json';
  const { resourceType, id } = resourceShape.catch({ resourceType: 'Bundle' }).parse(readJson(message));
  if (resourceType === 'Bundle') return { method: 'POST', path: '/fhir', type };
  return id === undefined
    ? { method: 'POST', path: `/fhir/${resourceType}`, type }
    : { method: 'PUT', path: `/fhir/${resourceType}/${id}`, type };
}

function needsToken({ name }: Channel): never {
  return refuse(
    `${name} takes messages over HTTP, which needs a token: referloop token create --scope channel --channel ${name} --label try, then --token.`,
  );
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
  return postMessage(url, channel.name, token ?? needsToken(channel), message);
}
