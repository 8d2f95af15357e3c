import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares hashes: of equal length, so the comparison takes the same time whatever was sent. */
export function isSameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
