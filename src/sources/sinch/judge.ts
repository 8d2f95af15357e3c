import { basicAuth } from '../../sdk/credentials.ts';
import {
  faxArrival,
  faxFault,
  notFetched,
  type FaxDocument,
  type FaxFault,
  type ReportedFax,
} from '../../sdk/fax-arrival.ts';
import { nothing, readJson, refused, type GatewayPost, type Judgement } from '../../sdk/gateway-door.ts';
import { fetchBytes, fetchFound, type FetchRules } from '../../sdk/http-client.ts';
import { Failure, fateOf } from '../../lib/failure.ts';
import { readCallback, sinchFax, type SinchFax } from '../../sdk/sinch-fax.ts';
import type { SinchSourceSettings } from './config.ts';

/**
 * Judges one callback. The password keeps strangers out; that the fax exists, and who sent it, is Sinch's word to our own question
 * and not the callback's. Throws while Sinch cannot be asked: the callback is sent again.
 */
export function createJudge(settings: SinchSourceSettings): (post: GatewayPost) => Promise<Judgement> {
  return async (post) => {
    const claim = readCallback(post);
    if (!claim) return refused(400, 'callback-unreadable', 'This is no callback of a fax.');
    const isInbound = claim.fax.direction === 'INBOUND' || claim.event === 'INCOMING_FAX';
    if (!isInbound) return nothing;
    const fax = await lookUp(claim.fax.id, settings);
    if (fax?.direction !== 'INBOUND')
      return refused(400, 'fax-unknown', 'Sinch knows no received fax of this id in the project.');
    const reported = faxOf(fax, post.peer);
    const found = claim.document ? { document: claim.document } : await fetchFile(fax, settings);
    const arrival =
      'document' in found ? faxArrival(reported, found.document) : faxFault(reported, found.fault);
    return { is: 'fax', arrival };
  };
}

/** The fax as the API tells of it; `undefined` when there is none. */
async function lookUp(id: string, settings: SinchSourceSettings): Promise<SinchFax | undefined> {
  const { status, body } = await fetchBytes(faxUrl(id, settings), asUs(settings), rulesFor(settings));
  if (status === 404 || status === 400) return undefined;
  // Also a refused key: it is ours to mend, and the fax waits at Sinch meanwhile.
  if (status !== 200) throw new Failure('transient', `http-${status}`, `Sinch answered ${status}.`);
  const read = sinchFax.safeParse(readJson(body));
  if (!read.success || read.data.id !== id)
    throw new Failure('transient', 'answer-unreadable', 'Sinch answered something unknown.');
  return read.data;
}

/** The document where the callback brought none, or why there will be none. Throws while it may still come. */
async function fetchFile(
  fax: SinchFax,
  settings: SinchSourceSettings,
): Promise<{ readonly document: FaxDocument } | { readonly fault: FaxFault }> {
  try {
    const url = `${faxUrl(fax.id, settings)}/file.pdf`;
    const { body, contentType } = await fetchFound(url, asUs(settings), rulesFor(settings));
    return { document: { bytes: body, contentType } };
  } catch (error) {
    if (fateOf(error) !== 'permanent') throw error;
    return { fault: hasFailed(fax) ? receptionFailed(fax) : notFetched('Sinch', error) };
  }
}

function faxUrl(id: string, { apiUrl, projectId }: SinchSourceSettings): string {
  return `${apiUrl}/projects/${encodeURIComponent(projectId)}/faxes/${encodeURIComponent(id)}`;
}

function asUs({ keyId, keySecret }: SinchSourceSettings) {
  return { headers: { Authorization: basicAuth({ username: keyId, password: keySecret }) } };
}

function rulesFor({ apiUrl, maxBytes, timeoutSeconds }: SinchSourceSettings): FetchRules {
  return { hosts: [new URL(apiUrl).hostname], maxBytes, timeoutMs: timeoutSeconds * 1000 };
}

function faxOf(fax: SinchFax, peer: string): ReportedFax {
  return {
    gateway: 'sinch',
    id: fax.id,
    peer,
    from: fax.from ?? undefined,
    to: fax.to ?? undefined,
    receivedAt: fax.completedTime ?? fax.createTime ?? undefined,
    pages: fax.numberOfPages ?? undefined,
    isPartial: hasFailed(fax),
    notice: fax,
  };
}

function hasFailed(fax: SinchFax): boolean {
  return fax.status === 'FAILURE' || (fax.errorType ?? '') !== '';
}

function receptionFailed(fax: SinchFax): FaxFault {
  const why = (fax.errorMessage ?? fax.errorType ?? '').slice(0, 80);
  return {
    code: 'reception-failed',
    reason: `Sinch could not receive this fax${why === '' ? '' : ` (${why})`}. Ask the office to send it again.`,
  };
}
