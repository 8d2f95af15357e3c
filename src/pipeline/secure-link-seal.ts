import { createHash, randomBytes, scrypt, type ScryptOptions } from 'node:crypto';
import { SEAL_KEY_BYTES } from '../store/seal.ts';

/** Bytes of a token: 256 bits. */
const TOKEN_BYTES = 32;
/** About a tenth of a second and 32 MB for each answer. */
const COST: ScryptOptions = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

export type Token = { readonly text: string; readonly sha256: Buffer };

export function newToken(): Token {
  return tokenOf(randomBytes(TOKEN_BYTES));
}

/** What stands in the address; undefined: no token ever looked like this. */
export function readToken(text: string): Token | undefined {
  if (!/^[\w-]{43}$/.test(text)) return undefined;
  const token = tokenOf(Buffer.from(text, 'base64url'));
  return token.text === text ? token : undefined;
}

function tokenOf(bytes: Buffer): Token {
  return { text: bytes.toString('base64url'), sha256: sha256(bytes) };
}

/**
 * The key that token and answer give together (RFC 7914), and what of it may be kept to know it again: a hash of its other half. Who
 * has the table alone can try no answer; who has the link too needs this much work for each.
 */
export async function keyFrom(
  token: Token,
  answer: string,
): Promise<{ readonly key: Buffer; readonly proofSha256: Buffer }> {
  const derived = await new Promise<Buffer>((resolve, reject) => {
    scrypt(answer, Buffer.from(token.text, 'base64url'), SEAL_KEY_BYTES * 2, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  return { key: derived.subarray(0, SEAL_KEY_BYTES), proofSha256: sha256(derived.subarray(SEAL_KEY_BYTES)) };
}

/** A key of the token alone: for what may be seen before the answer. */
export function hintKey(token: Token): Buffer {
  return sha256(Buffer.concat([Buffer.from('hint'), Buffer.from(token.text, 'base64url')]));
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
