import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import type { FaxDocument } from '../../sdk/fax-arrival.ts';
import { fetchBytes, fetchFound, fetchJson, type FetchRules } from '../../sdk/http-client.ts';
import type { TelnyxSourceSettings } from './config.ts';

/** How storage answers a link that has expired, was mended with, or leads to nothing any more. */
const GONE: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** A fax as the API tells of it. */
const told = z.looseObject({ data: z.looseObject({ media_url: z.string().nullish() }) });

/**
 * The document behind the link of a callback, and if there is none or it has expired behind a new one. Throws permanent `no-link`, `expired`,
 * `url-refused`, `redirect-refused`, `too-large`; transient what may pass.
 */
export async function fetchDocument(
  faxId: string,
  mediaUrl: string | undefined,
  settings: TelnyxSourceSettings,
): Promise<FaxDocument> {
  const rules: FetchRules = {
    hosts: settings.mediaHosts,
    maxBytes: settings.maxBytes,
    timeoutMs: settings.timeoutSeconds * 1000,
  };
  const first = mediaUrl === undefined ? undefined : await follow(mediaUrl, rules);
  if (first) return first;
  const fresh = await askAgain(faxId, settings);
  const second = fresh === undefined ? undefined : await follow(fresh, rules);
  if (second) return second;
  throw mediaUrl === undefined
    ? new Failure('permanent', 'no-link', 'Telnyx named no link to the document.')
    : new Failure('permanent', 'expired', 'The link to the document had expired.');
}

/** `undefined`: the link leads to nothing any more. */
async function follow(url: string, rules: FetchRules): Promise<FaxDocument | undefined> {
  const { status, body, contentType } = await fetchBytes(url, {}, rules);
  if (status === 200) return { bytes: body, contentType };
  if (GONE.has(status)) return undefined;
  throw new Failure('transient', `http-${status}`, `The server answered ${status}.`);
}

/** Has the link made anew and reads it. `undefined`: there is no key to ask with, or Telnyx has no document of it any more. */
async function askAgain(faxId: string, settings: TelnyxSourceSettings): Promise<string | undefined> {
  if (settings.apiKey === undefined) return undefined;
  const rules: FetchRules = {
    hosts: [new URL(settings.apiUrl).hostname],
    maxBytes: 1024 * 1024,
    timeoutMs: settings.timeoutSeconds * 1000,
  };
  const headers = { Authorization: `Bearer ${settings.apiKey}` };
  const fax = `${settings.apiUrl}/faxes/${encodeURIComponent(faxId)}`;
  try {
    await fetchFound(`${fax}/actions/refresh`, { method: 'POST', headers }, rules);
    const answer = told.safeParse(await fetchJson(fax, { headers }, rules));
    return answer.data?.data.media_url ?? undefined;
  } catch (error) {
    if (error instanceof Failure && error.fate === 'permanent') return undefined;
    throw error;
  }
}
