import { z } from 'zod';
import { readForm } from '../formats/multipart/read-form.ts';
import type { FaxDocument } from './fax-arrival.ts';
import { readJson, type GatewayPost } from './gateway-door.ts';

/** Numbers come as texts, and in forms so does everything. */
const word = z
  .union([z.string(), z.number(), z.boolean()])
  .transform(String)
  .nullish()
  .transform((value) => value ?? '');

/** What of a webhook counts; the vendor sends more and publishes no whole list. */
const message = z.looseObject({
  messageId: word.pipe(z.string().min(1)),
  event: word,
  direction: word,
  status: word,
  resultInfo: word,
  errorInfo: word,
  errorCode: word,
  faxNumber: word,
  faxCallerId: word,
  faxCsid: word,
  faxReceiverCsid: word,
  pagesCount: word,
  pagesComplete: word,
  createdAt: word,
  resolvedDate: word,
});

export type DocumoMessage = z.output<typeof message>;

export type Webhook = {
  /** `fax.v1.inbound.succeed`, `fax.v1.inbound.complete`, `fax.inbound`, …; empty where none is named. */
  readonly event: string;
  readonly message: DocumoMessage;
  /** Only the older webhooks carry it. */
  readonly document?: FaxDocument;
};

/** A webhook of either generation: JSON, or a form with the document. `undefined`: nothing of the kind. */
export function readWebhook(post: GatewayPost): Webhook | undefined {
  const named = post.headers.get('x-webhook-event') ?? '';
  const isJson = /^application\/json\b/i.test(post.contentType ?? '');
  return isJson ? readJsonPost(post, named) : readFormPost(post, named);
}

function readJsonPost(post: GatewayPost, named: string): Webhook | undefined {
  const read = message.safeParse(readJson(post.body));
  return read.success ? { event: named === '' ? read.data.event : named, message: read.data } : undefined;
}

function readFormPost(post: GatewayPost, named: string): Webhook | undefined {
  try {
    const fields = readForm(post.body, post.contentType);
    const texts = fields.filter((field) => field.fileName === undefined);
    const file = fields.find((field) => field.fileName !== undefined && field.bytes.byteLength > 0);
    const values = texts.map((field) => [field.name, field.bytes.toString('utf8')] as const);
    const read = message.safeParse(Object.fromEntries(values));
    if (!read.success) return undefined;
    const event = named === '' ? read.data.event : named;
    return { event, message: read.data, ...(file ? { document: file } : {}) };
  } catch {
    return undefined;
  }
}
