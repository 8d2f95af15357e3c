import { createHash } from 'node:crypto';

/** Hex SHA-256. A pure function of the bytes: the one thing of node:crypto that lib, domain and formats may use. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
