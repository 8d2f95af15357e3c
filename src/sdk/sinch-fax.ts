import { z } from 'zod';
import { readForm } from '../formats/multipart/read-form.ts';
import type { FaxDocument } from './fax-arrival.ts';
import { readJson, type GatewayPost } from './gateway-door.ts';

const text = z.string().nullish();

/** A fax, in a callback as in the API. */
export const sinchFax = z.looseObject({
  id: z.string().min(1),
  direction: text,
  from: text,
  to: text,
  numberOfPages: z.number().nullish(),
  pagesSentSuccessfully: z.number().nullish(),
  status: text,
  createTime: text,
  completedTime: text,
  errorType: text,
  errorCode: z.union([z.number(), z.string()]).nullish(),
  errorMessage: text,
  labels: z.record(z.string(), z.string()).nullish().catch(undefined),
  hasFile: z.boolean().nullish(),
});

export type SinchFax = z.output<typeof sinchFax>;

/** What a callback claims. The document is there unless the service is set up without it. */
export type Claim = {
  readonly event: string;
  readonly fax: SinchFax;
  readonly document?: FaxDocument;
};

const inJson = z.looseObject({
  event: z.string(),
  fax: sinchFax,
  file: z.string().nullish(),
  fileType: z.string().nullish(),
});

/** JSON with the document in base64, or a form in which `fax` is a *text* of JSON and `file` a part. `undefined`: neither. */
export function readCallback(post: GatewayPost): Claim | undefined {
  return /^application\/json\b/i.test(post.contentType ?? '') ? readJsonMode(post) : readFormMode(post);
}

function readJsonMode(post: GatewayPost): Claim | undefined {
  const read = inJson.safeParse(readJson(post.body));
  if (!read.success) return undefined;
  const { event, fax, file, fileType } = read.data;
  if (typeof file !== 'string' || file === '') return { event, fax };
  // `PDF` is meant, not a media type.
  const contentType = `application/${(fileType ?? 'pdf').toLowerCase()}`;
  return { event, fax, document: { bytes: Buffer.from(file, 'base64'), contentType } };
}

function readFormMode(post: GatewayPost): Claim | undefined {
  try {
    const fields = readForm(post.body, post.contentType);
    const find = (name: string) => fields.find((field) => field.name === name);
    const fax = sinchFax.safeParse(readJson(find('fax')?.bytes ?? Buffer.alloc(0)));
    if (!fax.success) return undefined;
    const file = find('file');
    const event = find('event')?.bytes.toString('utf8') ?? '';
    return { event, fax: fax.data, ...(file && file.bytes.byteLength > 0 ? { document: file } : {}) };
  } catch {
    return undefined;
  }
}
