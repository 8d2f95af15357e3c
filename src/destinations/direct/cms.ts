import { constants, createCipheriv, createHash, publicEncrypt, randomBytes, sign } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { der, derOid, derSet, readDer, TAG } from './der.ts';

/** Cryptographic Message Syntax (RFC 5652) with what Direct asks for: SHA-256, RSA, AES-256-CBC. */
const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  rsa: '1.2.840.113549.1.1.1',
  sha256: '2.16.840.1.101.3.4.2.1',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
} as const;

export type Signer = {
  readonly certificate: X509Certificate;
  /** Those between it and the trust anchor. */
  readonly chain: readonly X509Certificate[];
  readonly key: KeyObject;
};

/** A detached signature of these bytes (5). `at`: when, as an ISO instant. */
export function signedData(content: Uint8Array, signer: Signer, at: string): Buffer {
  const digest = createHash('sha256').update(content).digest();
  const attributes = derSet([
    attribute(OID.contentType, derOid(OID.data)),
    attribute(OID.signingTime, der(TAG.utcTime, Buffer.from(`${at.replaceAll(/\D/g, '').slice(2, 14)}Z`))),
    attribute(OID.messageDigest, der(TAG.octets, digest)),
  ]);
  // Signed as a SET, sent as [0] (5.4).
  const signature = sign('sha256', attributes, signer.key);
  const implicit = Buffer.from(attributes);
  implicit[0] = TAG.zero;
  const info = der(
    TAG.sequence,
    integer(1),
    issuerAndSerial(signer.certificate),
    algorithm(OID.sha256),
    implicit,
    algorithm(OID.rsa),
    der(TAG.octets, signature),
  );
  return contentInfo(
    OID.signedData,
    integer(1),
    derSet([algorithm(OID.sha256)]),
    der(TAG.sequence, derOid(OID.data)),
    der(TAG.zero, signer.certificate.raw, ...signer.chain.map(({ raw }) => raw)),
    derSet([info]),
  );
}

/** The bytes, for whoever has the key of one of these certificates (6). */
export function envelopedData(content: Uint8Array, recipients: readonly X509Certificate[]): Buffer {
  const [key, iv] = [randomBytes(32), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = Buffer.concat([cipher.update(content), cipher.final()]);
  const infos = recipients.map((certificate) =>
    der(
      TAG.sequence,
      integer(0),
      issuerAndSerial(certificate),
      algorithm(OID.rsa),
      der(
        TAG.octets,
        publicEncrypt({ key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING }, key),
      ),
    ),
  );
  return contentInfo(
    OID.envelopedData,
    integer(0),
    derSet(infos),
    der(
      TAG.sequence,
      derOid(OID.data),
      der(TAG.sequence, derOid(OID.aes256Cbc), der(TAG.octets, iv)),
      der(TAG.zeroOctets, encrypted),
    ),
  );
}

function contentInfo(oid: string, ...content: readonly Buffer[]): Buffer {
  return der(TAG.sequence, derOid(oid), der(TAG.zero, der(TAG.sequence, ...content)));
}

function attribute(oid: string, value: Buffer): Buffer {
  return der(TAG.sequence, derOid(oid), derSet([value]));
}

function algorithm(oid: string): Buffer {
  return der(TAG.sequence, derOid(oid), der(TAG.nothing));
}

function integer(value: number): Buffer {
  return der(TAG.integer, Buffer.from([value]));
}

/** Who issued it, and its number: as they stand in the certificate (RFC 5280 section 4.1). */
function issuerAndSerial({ raw }: X509Certificate): Buffer {
  const [certificate] = readDer(raw);
  const [body] = readDer(certificate?.content ?? Buffer.alloc(0));
  const fields = readDer(body?.content ?? Buffer.alloc(0)).filter(({ tag }) => tag !== TAG.zero);
  // Number, algorithm, issuer.
  return der(TAG.sequence, fields[2]?.whole ?? Buffer.alloc(0), fields[0]?.whole ?? Buffer.alloc(0));
}
