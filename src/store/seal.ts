import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export const SEAL_KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: IV, tag, bytes. `about` is no secret: the same has to be said to open it, so that what is sealed cannot be put elsewhere. */
export function seal(key: Uint8Array, bytes: Uint8Array, about = ''): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(about));
  const sealed = [cipher.update(bytes), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]);
}

/** Undefined: it is another key, about something else, or the bytes were changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about = ''): Buffer | undefined {
  if (key.length !== SEAL_KEY_BYTES || sealed.length < IV_BYTES + TAG_BYTES) return undefined;
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  cipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  cipher.setAAD(Buffer.from(about));
  try {
    return Buffer.concat([cipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), cipher.final()]);
  } catch {
    return undefined;
  }
}
