import { createHmac, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { standardWebhooksKey } from '../../sdk/signatures.ts';

export type SignedHeaders = {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
};

/** All that signs for one receiver: old and new while they are being changed. */
export type WebhookKeys = {
  /** `whsec_…`: HMAC-SHA256, `v1`. */
  readonly secrets: readonly string[];
  /** `whsk_…`: Ed25519, `v1a`. */
  readonly signingKeys: readonly string[];
};

export type WebhookSigner = (eventId: string, at: Date, body: string) => SignedHeaders;

/** Bytes of each half of an Ed25519 pair (RFC 8032). */
const HALF = 32;

/**
 * Signs for one receiver (Standard Webhooks 1.0): the id stays the same over all tries of an event, the time is the try's. One
 * signature per secret and key, so that a receiver may hold the old or the new one while they change, and verify by either way.
 */
export function createWebhookSigner({ secrets, signingKeys }: WebhookKeys): WebhookSigner {
  const macKeys = secrets.map(standardWebhooksKey);
  const keys = signingKeys.map(privateKeyOf);
  return (eventId, at, body) => {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const content = Buffer.from(`${eventId}.${timestamp}.${body}`);
    const signatures = [
      ...macKeys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`),
      ...keys.map((key) => `v1a,${sign(null, content, key).toString('base64')}`),
    ];
    return {
      'webhook-id': eventId,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    };
  };
}

/** `whsk_` and base64 of the private half followed by the public one. */
function privateKeyOf(text: string): KeyObject {
  const bytes = Buffer.from(text.replace(/^whsk_/, ''), 'base64');
  const half = (from: number): string => bytes.subarray(from, from + HALF).toString('base64url');
  return createPrivateKey({
    key: { kty: 'OKP', crv: 'Ed25519', d: half(0), x: half(HALF) },
    format: 'jwk',
  });
}
