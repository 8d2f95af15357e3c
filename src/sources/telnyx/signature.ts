import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/** Older callbacks could be somebody's recording. The vendor's own library allows as much. */
const MOST_SECONDS = 300;
/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in its DER form. */
const DER_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** @param base64 the 32 bytes the portal shows. */
export function publicKeyOf(base64: string): KeyObject {
  const der = Buffer.concat([DER_HEAD, Buffer.from(base64, 'base64')]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

/**
 * Why a callback is not Telnyx's, or `undefined` when it is: `telnyx-signature-ed25519` is the base64 Ed25519 signature of
 * `telnyx-timestamp` (Unix seconds), a pipe character and the body as it came.
 */
export function findForgery(
  headers: Headers,
  body: Uint8Array,
  key: KeyObject,
  epochMs: number,
): string | undefined {
  const timestamp = headers.get('telnyx-timestamp') ?? '';
  const signature = headers.get('telnyx-signature-ed25519') ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || signature === '') return 'signature-missing';
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  if (!verify(null, signed, key, Buffer.from(signature, 'base64'))) return 'signature-wrong';
  if (Math.abs(epochMs / 1000 - Number(timestamp)) > MOST_SECONDS) return 'timestamp-old';
  return undefined;
}
