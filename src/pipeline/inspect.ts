import { parseMessage } from '../formats/hl7v2/parse.ts';
import { describeMessage, type TreeSegment } from '../formats/hl7v2/tree.ts';
import { outlineJson, prettyJson } from '../formats/json/outline.ts';
import { parseJson } from '../formats/json/parse-json.ts';
import { Failure } from '../lib/failure.ts';
import { loadFactsOfMessage, type FactOfMessage } from '../store/ledger.ts';
import { findMessage, loadBody, type MessageDetails } from '../store/messages.ts';
import type { Hub } from './hub.ts';

/** One message as people look at it: what arrived, how it reads, and which part became which fact. */
export type MessageInspection = {
  readonly meta: MessageDetails;
  /** How its tree was made: of JSON (FHIR, records) each resource is a section. */
  readonly format: 'hl7v2' | 'json';
  /** Empty when it cannot be read. */
  readonly tree: readonly TreeSegment[];
  /** The text as received, long values cut, one segment a line; of JSON one value a line. */
  readonly rawText: string;
  /** The answer that was sent, as text. */
  readonly answerText?: string;
  readonly facts: readonly FactOfMessage[];
};

/** A value longer than this (a document in base64) is shown by its length. */
const SHOWN_CHARACTERS = 2_000;

/** Of the text as received so much is shown. */
const RAW_CHARACTERS = 64 * 1024;

/** Loads and reads one message. The caller records who looked: this is patient data. */
export async function inspectMessage(
  hub: Pick<Hub, 'db' | 'channels'>,
  messageId: string,
): Promise<MessageInspection | undefined> {
  const meta = await findMessage(hub.db, messageId);
  if (!meta) return undefined;
  const [body, facts] = await Promise.all([
    loadBody(hub.db, messageId, meta.bodyBytes),
    loadFactsOfMessage(hub.db, messageId),
  ]);
  const charset = hub.channels.get(meta.channel)?.charset;
  const { answer, ...shown } = meta;
  return {
    meta: shown,
    ...(isJson(body) ? readJson(body) : readTree(body, charset)),
    facts,
    ...(answer === null ? {} : { answerText: lines(Buffer.from(answer).toString('utf8')) }),
  };
}

type Read = Pick<MessageInspection, 'format' | 'tree' | 'rawText'>;

/** By its first character: a message whose channel is gone is looked at too. */
function isJson(body: Uint8Array): boolean {
  return /^\uFEFF?\s*[{[]/.test(Buffer.from(body.subarray(0, 64)).toString('utf8'));
}

function readJson(body: Uint8Array): Read {
  try {
    const value = parseJson(body);
    return { format: 'json', tree: outlineJson(value), rawText: prettyJson(value).slice(0, RAW_CHARACTERS) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { format: 'json', tree: [], rawText: lines(startOf(body).toString('utf8')) };
  }
}

function readTree(body: Uint8Array, charset: string | undefined): Read {
  try {
    const message = parseMessage(body, charset === undefined ? {} : { charset });
    return {
      format: 'hl7v2',
      tree: describeMessage(message).segments,
      rawText: message.segments.map((segment) => cut(segment.text)).join('\n'),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { format: 'hl7v2', tree: [], rawText: lines(startOf(body).toString('latin1')) };
  }
}

function startOf(body: Uint8Array): Buffer {
  return Buffer.from(body.subarray(0, RAW_CHARACTERS));
}

function lines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(cut)
    .join('\n');
}

function cut(line: string): string {
  return line.length <= SHOWN_CHARACTERS
    ? line
    : `${line.slice(0, SHOWN_CHARACTERS)} … (${line.length.toLocaleString('en-US')} characters)`;
}
