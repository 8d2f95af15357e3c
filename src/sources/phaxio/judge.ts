import { z } from 'zod';
import { readForm, type FormField } from '../../formats/multipart/read-form.ts';
import { isSameSecret } from '../../lib/same-secret.ts';
import { faxArrival, faxFault, type ReportedFax } from '../../sdk/fax-arrival.ts';
import { nothing, readJson, refused, type GatewayPost, type Judgement } from '../../sdk/gateway-door.ts';
import type { PhaxioSourceSettings } from './config.ts';
import { signatureOf } from './signature.ts';

const word = z.union([z.string(), z.number()]).transform(String).nullish();

/** The field `fax`, in JSON. Version 1 of the API counts seconds and has numbers where version 2 has texts. */
const described = z.looseObject({
  id: word.pipe(z.string().min(1)),
  direction: word,
  num_pages: z.coerce.number().nullish(),
  from_number: word,
  to_number: word,
  caller_name: word,
  status: word,
  is_test: z.boolean().nullish(),
  completed_at: word,
  error_message: word,
});

type Described = z.output<typeof described>;

const HEADER = 'x-phaxio-signature';
const signatureWrong = refused(
  401,
  'signature-wrong',
  'The callback is not signed with the token and the URL of this channel.',
);

export function createJudge(
  settings: PhaxioSourceSettings,
  url: string,
): (post: GatewayPost) => Promise<Judgement> {
  return (post) => Promise.resolve(judge(post, settings, url));
}

/** What carries no signature at all is not even read. */
export function admit(headers: Headers): Judgement | undefined {
  return /^[0-9a-f]{40}$/i.test(headers.get(HEADER) ?? '') ? undefined : signatureWrong;
}

function judge(post: GatewayPost, settings: PhaxioSourceSettings, url: string): Judgement {
  let fields: readonly FormField[];
  try {
    fields = readForm(post.body, post.contentType);
  } catch {
    return refused(400, 'form-unreadable', 'This is no callback of Phaxio.');
  }
  const given = post.headers.get(HEADER) ?? '';
  if (!isSameSecret(given.toLowerCase(), signatureOf(url, fields, settings.callbackToken)))
    return signatureWrong;
  const said = (name: string): string => textOf(fields.find((field) => field.name === name));
  const read = described.safeParse(readJson(Buffer.from(said('fax'))));
  if (!read.success) return refused(400, 'callback-unreadable', 'The callback describes no fax.');
  if ((said('direction') || read.data.direction) !== 'received') return nothing;
  const isTest = read.data.is_test === true || isTrue(said('is_test'));
  if (isTest && !settings.takeTests) return nothing;
  return { is: 'fax', arrival: arrivalOf(read.data, fields, said, post.peer) };
}

function arrivalOf(
  fax: Described,
  fields: readonly FormField[],
  said: (name: string) => string,
  peer: string,
) {
  const file = fields.find(({ name, fileName }) => fileName !== undefined && isFileField(name));
  const reported = faxOf(fax, fields, peer);
  if (file && file.bytes.byteLength > 0) return faxArrival(reported, file);
  const why = (fax.error_message ?? said('message')).slice(0, 80);
  const isReceived = isTrue(said('success')) || fax.status === 'success';
  return isReceived
    ? faxFault(reported, {
        code: 'document-not-sent',
        reason:
          'Phaxio received this fax but sent no file. Switch on the file in the callback settings at Phaxio, and take this one from its portal.',
      })
    : faxFault(reported, {
        code: 'reception-failed',
        reason: `Phaxio could not receive this fax${why === '' ? '' : ` (${why})`}. Ask the office to send it again.`,
      });
}

function faxOf(fax: Described, fields: readonly FormField[], peer: string): ReportedFax {
  const texts = fields.filter((field) => field.fileName === undefined && field.name !== 'fax');
  return {
    gateway: 'phaxio',
    id: fax.id,
    peer,
    from: fax.from_number ?? undefined,
    to: fax.to_number ?? undefined,
    callerName: fax.caller_name ?? undefined,
    receivedAt: instantOf(fax.completed_at ?? ''),
    pages: fax.num_pages ?? undefined,
    isPartial: fax.status === 'partialsuccess',
    notice: { ...Object.fromEntries(texts.map((field) => [field.name, textOf(field)])), fax },
  };
}

/** Older callbacks call it `filename`. */
function isFileField(name: string): boolean {
  return name === 'file' || name === 'filename';
}

/** Seconds since 1970, or a text with an offset. */
function instantOf(text: string): string {
  return /^\d{9,11}$/.test(text) ? new Date(Number(text) * 1000).toISOString() : text;
}

function isTrue(text: string): boolean {
  return text === 'true' || text === '1';
}

function textOf(field: FormField | undefined): string {
  return (field?.bytes.toString('utf8') ?? '').slice(0, 64 * 1024);
}
