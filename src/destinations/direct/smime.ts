import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { sha256Hex } from '../../lib/sha256.ts';
import { envelopedData, signedData, type Signer } from './cms.ts';
import type { DirectSettings } from './config.ts';

type Files = NonNullable<DirectSettings['smime']>;

/** Own certificate and key, read at the start. @throws Failure permanent `smime-files`, naming the setting. */
export async function readSigner({ certFile, keyFile }: Files): Promise<Signer> {
  const [certificate, ...chain] = certificatesIn(await read('certFile', certFile));
  if (!certificate) throw wrong('certFile', 'holds no certificate in PEM');
  const pem = await read('keyFile', keyFile);
  const key = keyIn(pem);
  if (key?.asymmetricKeyType !== 'rsa') throw wrong('keyFile', 'is no RSA key in PEM without a passphrase');
  if (!certificate.checkPrivateKey(key))
    throw wrong('keyFile', 'is not the key of the certificate in certFile');
  return { certificate, chain, key };
}

/** The certificate of an address, or of its domain, that is good at this time; undefined: there is none. */
export async function findRecipient(
  folder: string,
  address: string,
  at: string,
): Promise<X509Certificate | undefined> {
  const lower = address.toLowerCase();
  // An address is a name of a file here: what could lead elsewhere is none.
  if (!/^[\w.+@-]+$/.test(lower) || lower.includes('..')) return undefined;
  for (const name of [lower, lower.slice(lower.lastIndexOf('@') + 1)]) {
    const pem = await readFile(join(folder, `${name}.pem`), 'latin1').catch(() => '');
    const found = certificatesIn(pem).find((one) => isUsable(one, at));
    if (found) return found;
  }
  return undefined;
}

/**
 * A whole mail, signed and then encrypted (RFC 8551 sections 3.3 and 3.5): who sends and receives stays readable, of the content nothing.
 */
export function sealMail(mail: Buffer, signer: Signer, recipient: X509Certificate, at: string): Buffer {
  const split = mail.indexOf('\r\n\r\n');
  const fields = mail
    .subarray(0, split)
    .toString('latin1')
    .split(/\r\n(?![ \t])/);
  const isContent = (field: string): boolean => /^(?:content-|mime-version:)/i.test(field);
  const inner = Buffer.concat([
    Buffer.from(`${fields.filter((field) => /^content-/i.test(field)).join('\r\n')}\r\n\r\n`, 'latin1'),
    mail.subarray(split + 4),
  ]);
  const boundary = `signed-${sha256Hex(inner).slice(0, 32)}`;
  const signed = Buffer.concat([
    Buffer.from(
      `Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n micalg=sha-256; boundary="${boundary}"\r\n\r\n--${boundary}\r\n`,
    ),
    inner,
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7s"\r\n\r\n${lines(signedData(inner, signer, at))}\r\n--${boundary}--\r\n`,
    ),
  ]);
  const sealed = envelopedData(signed, [recipient, signer.certificate]);
  const head = [
    ...fields.filter((field) => !isContent(field)),
    'MIME-Version: 1.0',
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${lines(sealed)}\r\n`, 'latin1');
}

function lines(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{76}(?=.)/g, '$&\r\n');
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function isUsable({ publicKey, validFrom, validTo }: X509Certificate, at: string): boolean {
  const now = Date.parse(at);
  return publicKey.asymmetricKeyType === 'rsa' && Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}

function keyIn(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

async function read(setting: keyof Files, path: string): Promise<string> {
  return readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
    throw wrong(setting, `cannot be read (${error.code ?? 'unknown'})`);
  });
}

function wrong(setting: keyof Files, problem: string): Failure {
  return new Failure('permanent', 'smime-files', `smime.${setting} ${problem}.`);
}
