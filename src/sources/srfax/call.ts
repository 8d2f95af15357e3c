import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { fetchJson } from '../../sdk/http-client.ts';
import type { SrfaxSourceSettings } from './config.ts';

/** Every answer: `Result` is what was asked for, or why it failed. */
const envelope = z.looseObject({ Status: z.string(), Result: z.unknown().optional() });

/**
 * One call of the API: a form with the action's name and its fields. Throws permanent `srfax-refused` with SRFax's own reason when
 * it answers `Failed`.
 */
export async function call(
  action: string,
  fields: Readonly<Record<string, string>>,
  settings: SrfaxSourceSettings,
  signal?: AbortSignal,
): Promise<unknown> {
  const { accessId, accessPassword, apiUrl, maxBytes, timeoutSeconds } = settings;
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
  if (read.data.Status === 'Success') return read.data.Result;
  throw new Failure(
    'permanent',
    'srfax-refused',
    `SRFax answered “${plainWords(read.data.Result)}” to ${action}.`,
  );
}

/** A short reason such as `Invalid Access Code / Password`. */
function plainWords(result: unknown): string {
  const text = typeof result === 'string' ? result : '';
  return text.replaceAll(/[^\w .,/:'()-]/g, '').slice(0, 120) || 'Failed';
}
