import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { execute, query, sql, type Database, type Queryable } from './database.ts';
import { sealedWith, sealText, unsealText } from './keyring.ts';

/** Bytes of a signing secret: Standard Webhooks 1.0 asks for 24 to 64. */
const SECRET_BYTES = 32;

/** What signs for one receiver. */
export type NewKeys = {
  /** Standard Webhooks 1.0: `whsec_` and base64. */
  readonly secret: string;
  /** Standard Webhooks 1.0, asymmetric: `whsk_` and base64 of the private and the public half of an Ed25519 pair, 32 bytes each. */
  readonly signingKey: string;
  /** `whpk_` and base64 of the public half. */
  readonly publicKey: string;
};

export function newKeys(): NewKeys {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [secret, open] = [d, x].map((half) => Buffer.from(half, 'base64url'));
  return {
    secret: `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`,
    signingKey: `whsk_${Buffer.concat([secret ?? Buffer.of(), open ?? Buffer.of()]).toString('base64')}`,
    publicKey: `whpk_${open?.toString('base64') ?? ''}`,
  };
}

/** As they are stored: sealed where this hub has a key. */
export function sealKeys(
  { keyring = [] }: Queryable,
  id: string,
  { secret, signingKey }: NewKeys,
): Pick<NewKeys, 'secret' | 'signingKey'> {
  return {
    secret: sealText(keyring, secret, aboutSecret(id)),
    signingKey: sealText(keyring, signingKey, aboutSigningKey(id)),
  };
}

type StoredKeys = {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly signingKeys: readonly string[];
};

/** Keys ready to sign with. `isLocked`: one of them cannot be opened, and there are none. */
export function openKeys({ keyring = [] }: Queryable, { id, secrets, signingKeys }: StoredKeys) {
  const macs = secrets.map((one) => unsealText(keyring, one, aboutSecret(id)));
  const pairs = signingKeys.map((one) => unsealText(keyring, one, aboutSigningKey(id)));
  // Who holds only one of the two keys would find its signature gone: none is better than half of them.
  const isLocked = [...macs, ...pairs].includes(undefined);
  const opened = (some: readonly (string | undefined)[]) =>
    isLocked ? [] : some.flatMap((one) => one ?? []);
  return { secrets: opened(macs), signingKeys: opened(pairs), isLocked };
}

// Secrets become previous ones without being sealed anew: both columns say the same.
const aboutSecret = (id: string): string => `webhook_endpoint|${id}|secret`;
const aboutSigningKey = (id: string): string => `webhook_endpoint|${id}|signing_key`;

/** More receivers than any hub has. */
const MOST = 10_000;

type Row = Readonly<
  Record<'secret' | 'previousSecret' | 'signingKey' | 'previousSigningKey', string | null>
> & {
  readonly id: string;
};

const stored = (db: Queryable): Promise<Row[]> =>
  query<Row>(
    db,
    sql`select id, secret, previous_secret as "previousSecret", signing_key as "signingKey", previous_signing_key as "previousSigningKey"
        from webhook_endpoint order by id limit ${MOST}`,
  );

/** How the keys of receivers lie in the database: by which key they are sealed, or in clear (`undefined`). Prints no secrets. */
export async function countSealedKeys(db: Queryable): Promise<ReadonlyMap<string | undefined, number>> {
  const counts = new Map<string | undefined, number>();
  for (const { id: _, ...keys } of await stored(db))
    for (const one of Object.values(keys)) {
      if (one === null) continue;
      const by = sealedWith(one);
      counts.set(by, (counts.get(by) ?? 0) + 1);
    }
  return counts;
}

/** Seals what lies in clear, or under an older key, with the newest key; how many receivers that were. What no key opens stays as it is. */
export async function sealStoredKeys(db: Database): Promise<number> {
  const { keyring = [] } = db;
  const [newest] = keyring;
  if (newest === undefined) return 0;
  let count = 0;
  for (const row of await stored(db)) {
    const anew = (text: string | null, about: string): string | null => {
      if (text === null || sealedWith(text) === newest.id) return text;
      const open = unsealText(keyring, text, about);
      return open === undefined ? text : sealText(keyring, open, about);
    };
    const secret = anew(row.secret, aboutSecret(row.id));
    const signingKey = anew(row.signingKey, aboutSigningKey(row.id));
    const previousSecret = anew(row.previousSecret, aboutSecret(row.id));
    const previousSigningKey = anew(row.previousSigningKey, aboutSigningKey(row.id));
    const isSame =
      secret === row.secret &&
      signingKey === row.signingKey &&
      previousSecret === row.previousSecret &&
      previousSigningKey === row.previousSigningKey;
    if (isSame) continue;
    // Changed by somebody else meanwhile: sealed by them, or the next time.
    count += await execute(
      db,
      sql`update webhook_endpoint set secret = ${secret}, signing_key = ${signingKey}, previous_secret = ${previousSecret}, previous_signing_key = ${previousSigningKey}
          where id = ${row.id} and secret = ${row.secret} and signing_key is not distinct from ${row.signingKey}`,
    );
  }
  return count;
}
