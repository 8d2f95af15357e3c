import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import { codeOf, Failure } from '../../lib/failure.ts';
import type { AuthSettings, SmartSettings } from './config-auth.ts';
import { readPem } from './transport.ts';

export type SigningKey = {
  readonly kid: string;
  readonly alg: 'RS384' | 'ES384';
  readonly privateKey: KeyObject;
  /** What is published of it. */
  readonly publicJwk: JWK;
};

/** SMART App Launch 2.2, 3.1.2: RSA keys of at least 2,048 bits. */
const LEAST_RSA_BITS = 2_048;

/** The keys of a channel, the newest first. Throws permanent `config` that names the key. */
export async function readKeys(auth: AuthSettings): Promise<readonly SigningKey[]> {
  if (auth.kind !== 'smart') return [];
  const keys = await Promise.all(auth.keys.map((key, index) => readKey(key, `auth.keys[${index}]`)));
  if (new Set(keys.map(({ kid }) => kid)).size === keys.length) return keys;
  throw new Failure('permanent', 'config', 'Two of auth.keys have the same kid: a key is found by it.');
}

async function readKey(key: SmartSettings['keys'][number], field: string): Promise<SigningKey> {
  const { alg } = key;
  const pem =
    key.privateKeyFile === undefined
      ? (key.privateKey ?? '').replaceAll('\\n', '\n')
      : readPem(key.privateKeyFile, `${field}.privateKeyFile`);
  const privateKey = parsed(pem, field);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = privateKey;
  const isFit =
    alg === 'RS384'
      ? type === 'rsa' && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS
      : type === 'ec' && details?.namedCurve === 'secp384r1';
  if (!isFit) {
    const wanted = alg === 'RS384' ? `an RSA key of at least ${LEAST_RSA_BITS} bits` : 'an EC key on P-384';
    throw new Failure('permanent', 'config', `${field}: ${alg} needs ${wanted}.`);
  }
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = key.kid ?? (await calculateJwkThumbprint(jwk));
  return { kid, alg, privateKey, publicJwk: { ...jwk, kid, alg, use: 'sig', key_ops: ['verify'] } };
}

function parsed(pem: string, field: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    const sentence = `${field} is no private key in PEM (${codeOf(cause)}).`;
    throw new Failure('permanent', 'config', sentence, { cause });
  }
}

/** The key set to publish (RFC 7517). It holds no private part. */
export function publicKeySet(keys: readonly SigningKey[]): { readonly keys: readonly JWK[] } {
  return { keys: keys.map(({ publicJwk }) => publicJwk) };
}
