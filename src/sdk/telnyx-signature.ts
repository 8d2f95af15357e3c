import type { KeyObject } from 'node:crypto';
import { createEd25519Check, ed25519KeyOf, type Forgery } from './signatures.ts';

/** Older callbacks could be somebody's recording. The vendor's own library allows as much. */
const MOST_SECONDS = 300;

/**
 * Why a callback is not Telnyx's, or `undefined` when it is: `telnyx-signature-ed25519` is the base64 Ed25519 signature of
 * `telnyx-timestamp` (Unix seconds), a pipe character and the body as it came.
 *
 * @param publicKey the 32 bytes the portal shows, in base64.
 */
export function createTelnyxCheck(
  publicKey: string,
): (headers: Headers, body: Uint8Array, epochMs: number) => Forgery | undefined {
  const keys: readonly KeyObject[] = [ed25519KeyOf(publicKey)].filter((key) => key !== undefined);
  const check = createEd25519Check(
    {
      header: 'telnyx-signature-ed25519',
      prefix: '',
      encoding: 'base64',
      template: '{timestamp}|{body}',
      timestamp: { header: 'telnyx-timestamp', prefix: '', seconds: MOST_SECONDS },
    },
    keys,
  );
  return (headers, body, epochMs) => check({ headers, body, epochMs });
}
