import { parseMessage } from '../formats/hl7v2/parse.ts';
import { describeMessage, type TreeSegment } from '../formats/hl7v2/tree.ts';
import { Failure } from '../lib/failure.ts';
import { loadFactsOfMessage, type FactOfMessage } from '../store/ledger.ts';
import { findMessage, loadBody, type MessageDetails } from '../store/messages.ts';
import type { Hub } from './hub.ts';

/** One message as people look at it: what arrived, how it reads, and which part became which fact. */
export type MessageInspection = {
  readonly meta: MessageDetails;
  /** Empty when it cannot be read as HL7. */
  readonly tree: readonly TreeSegment[];
  /** The text as received, long values cut, one segment a line. */
  readonly rawText: string;
  /** The answer that was sent, as text. */
  readonly answerText?: string;
  readonly facts: readonly FactOfMessage[];
};

/** A value longer than this (a document in base64) is shown by its length. */
const SHOWN_CHARACTERS = 2_000;

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
    ...readTree(body, charset),
    facts,
    ...(answer === null ? {} : { answerText: lines(Buffer.from(answer).toString('utf8')) }),
  };
}

function readTree(
  body: Uint8Array,
  charset: string | undefined,
): { readonly tree: readonly TreeSegment[]; readonly rawText: string } {
  try {
    const message = parseMessage(body, charset === undefined ? {} : { charset });
    return {
      tree: describeMessage(message).segments,
      rawText: message.segments.map((segment) => cut(segment.text)).join('\n'),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { tree: [], rawText: lines(Buffer.from(body.subarray(0, 64 * 1024)).toString('latin1')) };
  }
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
