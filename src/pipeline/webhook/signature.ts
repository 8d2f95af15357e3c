import { createHmac } from 'node:crypto';
import { standardWebhooksKey } from '../../sdk/signatures.ts';

export type SignedHeaders = {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
};

/**
 * The headers of one try (Standard Webhooks 1.0): the id stays the same over all tries of an event, the time is the try's. One
 * signature per secret, so that a receiver may hold the old or the new one while they change.
 */
export function signWebhook(
  secrets: readonly string[],
  eventId: string,
  at: Date,
  body: string,
): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', standardWebhooksKey(secret)).update(`${eventId}.${timestamp}.${body}`);
    return `v1,${mac.digest('base64')}`;
  });
  return {
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
