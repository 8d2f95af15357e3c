import { z } from 'zod';
import type { Keyring } from './store/keyring.ts';
import { SEAL_KEY_BYTES } from './store/seal.ts';

/** `<id>:<base64 of 32 bytes>`, separated by commas; the first one seals. */
const keyring = z
  .string()
  .transform((value) => value.split(',').map((item) => item.trim()))
  .refine((items) => items.every(isKey), 'has an entry that is not <id>:<base64 of 32 bytes>')
  .transform((items): Keyring => items.map(keyOf))
  .refine((keys) => new Set(keys.map((one) => one.id)).size === keys.length, 'names two keys alike');

export const secretSettings = { SECRET_KEYS: keyring.optional() };

export const secretHints = {
  SECRET_KEYS:
    'keys that seal secrets in the database, such as 2026-11: and what openssl rand -base64 32 says; the first seals, older ones after a comma still open',
};

function isKey(item: string): boolean {
  return /^[A-Za-z0-9-]{1,40}:[A-Za-z0-9+/]{43}=$/.test(item) && keyOf(item).key.length === SEAL_KEY_BYTES;
}

function keyOf(item: string) {
  const [id = '', key = ''] = item.split(':');
  return { id, key: Buffer.from(key, 'base64') };
}

/** Their names, which are no secret. */
export function describeSecrets(keys: Keyring, unset: string): Readonly<Record<'SECRET_KEYS', string>> {
  return { SECRET_KEYS: keys.length === 0 ? unset : keys.map((one) => one.id).join(', ') };
}
