import { Failure, fateOf } from '../../lib/failure.ts';
import {
  faxArrival,
  faxFault,
  notFetched,
  type FaxDocument,
  type FaxFault,
  type ReportedFax,
} from '../../sdk/fax-arrival.ts';
import { nothing, refused, type GatewayPost, type Judgement } from '../../sdk/gateway-door.ts';
import { fetchFound } from '../../sdk/http-client.ts';
import type { DocumoSourceSettings } from './config.ts';
import { readWebhook, type DocumoMessage, type Webhook } from '../../sdk/documo-webhook.ts';

/** Judges one webhook. `complete` comes for faxes that failed too, and may come beside `succeed`: the second is a repeat. */
export function createJudge(settings: DocumoSourceSettings): (post: GatewayPost) => Promise<Judgement> {
  return async (post) => {
    const webhook = readWebhook(post);
    if (!webhook) return refused(400, 'webhook-unreadable', 'This is no webhook of a fax.');
    if (!isInbound(webhook)) return nothing;
    const fax = faxOf(webhook, post.peer);
    // Without a login the post proves nothing: then only Documo's own answer is a document.
    const posted = settings.login ? webhook.document : undefined;
    const found = posted ? { document: posted } : await fetchDocument(webhook.message, settings);
    if ('document' in found) return { is: 'fax', arrival: faxArrival(fax, found.document) };
    if (!settings.login)
      return refused(400, 'fax-unknown', 'Documo gives out no document of a fax with this messageId.');
    return { is: 'fax', arrival: faxFault(fax, found.fault) };
  };
}

function isInbound({ event, message }: Webhook): boolean {
  if (event !== '') return /(?:^|\.)inbound(?:\.|$)/.test(event);
  return message.direction.toLowerCase() === 'inbound';
}

/** The document, or why there will be none. Throws while it may still come. */
async function fetchDocument(
  message: DocumoMessage,
  settings: DocumoSourceSettings,
): Promise<{ readonly document: FaxDocument } | { readonly fault: FaxFault }> {
  const { apiKey, apiUrl, maxBytes, timeoutSeconds } = settings;
  if (apiKey === undefined) return { fault: whyWithout(message, noKey) };
  try {
    const { body, contentType } = await fetchFound(
      `${apiUrl}/fax/${encodeURIComponent(message.messageId)}/download`,
      { headers: { Authorization: `Basic ${apiKey}` } },
      { hosts: [new URL(apiUrl).hostname], maxBytes, timeoutMs: timeoutSeconds * 1000 },
    );
    return { document: { bytes: body, contentType } };
  } catch (error) {
    // A refused key is ours to mend, and Documo calls again for a day.
    const isOurs = error instanceof Failure && (error.code === 'http-401' || error.code === 'http-403');
    if (isOurs || fateOf(error) !== 'permanent') throw error;
    return { fault: whyWithout(message, notFetched('Documo', error)) };
  }
}

function faxOf({ event, message }: Webhook, peer: string): ReportedFax {
  const [all, complete] = [message.pagesCount, message.pagesComplete].map((text) =>
    text === '' ? undefined : Number(text),
  );
  return {
    gateway: 'documo',
    id: message.messageId,
    peer,
    from: message.faxCallerId,
    to: message.faxNumber,
    csid: message.faxCsid,
    receivedAt: message.resolvedDate || message.createdAt,
    pages: complete ?? all,
    isPartial: hasFailed(message) || (all !== undefined && complete !== undefined && complete < all),
    notice: { ...message, event },
  };
}

/** An `errorCode` that is neither empty nor 0, or a status that says so. */
function hasFailed({ status, errorCode }: DocumoMessage): boolean {
  return status === 'failed' || (errorCode !== '' && errorCode !== '0');
}

/** A reception that failed has no document; that is worth more than why we have none. */
function whyWithout(message: DocumoMessage, otherwise: FaxFault): FaxFault {
  if (!hasFailed(message)) return otherwise;
  const why = (message.resultInfo || message.errorInfo).slice(0, 80);
  return {
    code: 'reception-failed',
    reason: `Documo could not receive this fax${why === '' ? '' : ` (${why})`}. Ask the office to send it again.`,
  };
}

const noKey: FaxFault = {
  code: 'document-not-sent',
  reason:
    'Documo received this fax but did not send the document, and the channel has no apiKey to fetch it with. Take it from the Documo portal.',
};
