import { z } from 'zod';
import { Failure } from '../lib/failure.ts';
import { fetchJson } from './http-client.ts';

/** Every answer: `Result` is what was asked for, or why it failed. */
const envelope = z.looseObject({ Status: z.string(), Result: z.unknown().optional() });

/** An account and how long its answers may be. SRFax has no other key than the password. */
export type SrfaxAccount = {
  readonly accessId: string;
  readonly accessPassword: string;
  readonly apiUrl: string;
  /** Of a document; answers carry it in base64. */
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
};

/** What an action came to: its result, or SRFax's own words for why it failed. */
export type SrfaxAnswer =
  | { readonly is: 'done'; readonly result: unknown }
  | { readonly is: 'failed'; readonly why: string };

/** One call of the API, whatever it answers: a form with the action's name and its fields. */
export async function askSrfax(
  action: string,
  fields: Readonly<Record<string, string>>,
  account: SrfaxAccount,
  signal?: AbortSignal,
): Promise<SrfaxAnswer> {
  const { accessId, accessPassword, apiUrl, maxBytes, timeoutSeconds } = account;
  const form = new URLSearchParams({
    action,
    access_id: accessId,
    access_pwd: accessPassword,
    sResponseFormat: 'JSON',
    ...fields,
  });
  const answer = await fetchJson(
    apiUrl,
    { method: 'POST', body: form },
    {
      hosts: [new URL(apiUrl).hostname],
      // Base64 in JSON: four characters for three bytes, and some words.
      maxBytes: Math.ceil(maxBytes / 3) * 4 + 64 * 1024,
      timeoutMs: timeoutSeconds * 1000,
      ...(signal ? { signal } : {}),
    },
  );
  const read = envelope.safeParse(answer);
  if (!read.success) throw new Failure('transient', 'answer-unreadable', 'SRFax answered something unknown.');
  if (read.data.Status === 'Success') return { is: 'done', result: read.data.Result };
  return { is: 'failed', why: plainWords(read.data.Result) };
}

/** The same where only success will do. Throws permanent `srfax-refused` with SRFax's own reason when it answers `Failed`. */
export async function call(
  action: string,
  fields: Readonly<Record<string, string>>,
  account: SrfaxAccount,
  signal?: AbortSignal,
): Promise<unknown> {
  const answer = await askSrfax(action, fields, account, signal);
  if (answer.is === 'done') return answer.result;
  throw new Failure('permanent', 'srfax-refused', `SRFax answered “${answer.why}” to ${action}.`);
}

/** A short reason such as `Invalid Access Code / Password`. */
function plainWords(result: unknown): string {
  const text = typeof result === 'string' ? result : '';
  return text.replaceAll(/[^\w .,/:'()-]/g, '').slice(0, 120) || 'Failed';
}
