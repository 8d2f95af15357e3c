import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { fetchJson } from './http-client.ts';

/** Every answer: `Result` is what was asked for, `ErrorString` a code of why it failed. */
const envelope = z.looseObject({
  Success: z.boolean(),
  Result: z.unknown().optional(),
  ErrorString: z.string().nullish(),
});

/** A product of an account, and how long its answers may be. */
export type WestfaxAccount = {
  readonly username: string;
  readonly password: string;
  readonly productId: string;
  readonly apiUrl: string;
  /** Of a document; answers carry it in base64. */
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
};

/** A value of a form: text, or a document with its file name. */
type Field = string | { readonly bytes: Uint8Array; readonly mediaType: string; readonly fileName: string };

/** What a method came to: its result, or WestFax's own code for why it failed. */
export type WestfaxAnswer =
  | { readonly is: 'done'; readonly result: unknown }
  | { readonly is: 'failed'; readonly why: string };

/** One method of the API, whatever it answers. */
export async function askWestfax(
  method: string,
  fields: Readonly<Record<string, Field>>,
  account: WestfaxAccount,
  signal?: AbortSignal,
): Promise<WestfaxAnswer> {
  const { apiUrl, maxBytes, timeoutSeconds } = account;
  const answer = await fetchJson(
    `${apiUrl}/REST/${method}/json`,
    { method: 'POST', body: formOf(fields, account) },
    {
      hosts: [new URL(apiUrl).hostname],
      // Base64 in JSON: four characters for three bytes, and some words.
      maxBytes: Math.ceil(maxBytes / 3) * 4 + 64 * 1024,
      timeoutMs: timeoutSeconds * 1000,
      ...(signal ? { signal } : {}),
    },
  );
  const read = envelope.safeParse(answer);
  if (!read.success)
    throw new Failure('transient', 'answer-unreadable', 'WestFax answered something unknown.');
  if (read.data.Success) return { is: 'done', result: read.data.Result };
  const why = (read.data.ErrorString ?? '').replaceAll(/[^\w .:-]/g, '').slice(0, 120);
  return { is: 'failed', why: why || 'no success' };
}

/** The same where only success will do. Throws permanent `westfax-refused` with WestFax's own code. */
export async function call(
  method: string,
  fields: Readonly<Record<string, string>>,
  account: WestfaxAccount,
  signal?: AbortSignal,
): Promise<unknown> {
  const answer = await askWestfax(method, fields, account, signal);
  if (answer.is === 'done') return answer.result;
  throw new Failure('permanent', 'westfax-refused', `WestFax answered “${answer.why}” to ${method}.`);
}

/** Multipart only where there is a file: the API takes both. */
function formOf(
  fields: Readonly<Record<string, Field>>,
  { username, password, productId }: WestfaxAccount,
): URLSearchParams | FormData {
  const all: Readonly<Record<string, Field>> = {
    Username: username,
    Password: password,
    Cookies: 'false',
    ProductId: productId,
    ...fields,
  };
  const hasFile = Object.values(all).some((field) => typeof field !== 'string');
  const form = hasFile ? new FormData() : new URLSearchParams();
  for (const [name, field] of Object.entries(all)) {
    if (typeof field === 'string') form.append(name, field);
    else if (form instanceof FormData) form.append(name, blobOf(field), field.fileName);
  }
  return form;
}

function blobOf({ bytes, mediaType }: Exclude<Field, string>): Blob {
  return new Blob([bytes], { type: mediaType });
}
