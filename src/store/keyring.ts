import { seal, unseal } from './seal.ts';

/** A key of the practice that seals secrets in the database. `id`: letters, digits and hyphens; it is stored with what it sealed. */
export type SecretKey = { readonly id: string; readonly key: Uint8Array };

/** The keys of this hub: the first one seals, all of them open. None: secrets are stored as they are. */
export type Keyring = readonly SecretKey[];

const PREFIX = 'sealed:';

/** `sealed:<id of the key>:<base64url>`; without a key the text as it is. `about`: which value of which row it is. */
export function sealText(keys: Keyring, text: string, about: string): string {
  const [newest] = keys;
  if (newest === undefined) return text;
  return `${PREFIX}${newest.id}:${seal(newest.key, Buffer.from(text), about).toString('base64url')}`;
}

/** What `sealText` sealed, or a text that was stored as it is. Undefined: no key of ours opens it. */
export function unsealText(keys: Keyring, stored: string, about: string): string | undefined {
  if (!stored.startsWith(PREFIX)) return stored;
  const [, id, sealed = ''] = stored.split(':');
  const known = keys.find((one) => one.id === id);
  return known && unseal(known.key, Buffer.from(sealed, 'base64url'), about)?.toString();
}

/** The key that opens it; undefined: it is not sealed. */
export function sealedWith(stored: string): string | undefined {
  return stored.startsWith(PREFIX) ? stored.split(':')[1] : undefined;
}
