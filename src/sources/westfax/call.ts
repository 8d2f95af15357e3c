import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { fetchJson } from '../../sdk/http-client.ts';
import type { WestfaxSourceSettings } from './config.ts';

/** Every answer: `Result` is what was asked for, `ErrorString` a code of why it failed. */
const envelope = z.looseObject({
  Success: z.boolean(),
  Result: z.unknown().optional(),
  ErrorString: z.string().nullish(),
});

/** One method of the API. Throws permanent `westfax-refused` with WestFax's own code when it answers without success. */
export async function call(
  method: string,
  fields: Readonly<Record<string, string>>,
  settings: WestfaxSourceSettings,
  signal?: AbortSignal,
): Promise<unknown> {
  const { username, password, productId, apiUrl, maxBytes, timeoutSeconds } = settings;
  const form = new URLSearchParams({
    Username: username,
    Password: password,
    Cookies: 'false',
    ProductId: productId,
    ...fields,
  });
  const answer = await fetchJson(
    `${apiUrl}/REST/${method}/json`,
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
  if (!read.success)
    throw new Failure('transient', 'answer-unreadable', 'WestFax answered something unknown.');
  if (read.data.Success) return read.data.Result;
  const why = (read.data.ErrorString ?? '').replaceAll(/[^\w .-]/g, '').slice(0, 120);
  throw new Failure(
    'permanent',
    'westfax-refused',
    `WestFax answered “${why || 'no success'}” to ${method}.`,
  );
}
