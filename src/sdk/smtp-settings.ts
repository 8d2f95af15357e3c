import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../lib/failure.ts';

/** What every way out over a mail server may set. */
export const smtpShape = {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. Percent-encode what stands in the password. */
  smtpUrl: z.url({
    protocol: /^smtps?$/,
    hostname: /./,
    error: 'write it as smtp://host:port or smtps://host:port',
  }),
  /** The address all mail comes from. */
  from: z
    .string()
    .regex(
      /^(?:[^<>\r\n]{1,100} <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'write it as name@host, or Name <name@host>',
    ),
  /** Refuse to send without TLS. A server on this machine is exempt: nothing leaves it. */
  requireTls: z.boolean().default(true),
  /** The longest silence of the server that is waited out. */
  timeoutSeconds: z.number().positive().max(600).default(60),
  /** Signs every mail for the practice's own domain (RFC 6376), where its mail server does not. */
  dkim: z
    .strictObject({
      domain: z
        .string()
        .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, 'write the domain of the sender: practice.example'),
      /** The key's public half stands in DNS at `<selector>._domainkey.<domain>`. */
      selector: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/i, 'write it as it stands in DNS before ._domainkey'),
      /** RSA private key, PEM. */
      keyFile: z.string().min(1),
    })
    .optional(),
  /** For tests of what time decides: now, as an ISO instant. */
  clock: z.custom<() => string>((value) => typeof value === 'function').optional(),
} as const;

const smtpSettings = z.strictObject(smtpShape);
export type SmtpSettings = z.output<typeof smtpSettings>;

/** A key as DKIM wants it. */
export type DkimKey = {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
};

/** Shorter ones verifiers need not accept (RFC 8301 section 3.2). */
const SHORTEST_KEY = 1024;

/** Reads the key at once, so that a wrong file is told at the start. @throws Failure permanent `dkim-key`, without what stands in the file. */
export async function readDkimKey(dkim: SmtpSettings['dkim']): Promise<DkimKey | undefined> {
  if (dkim === undefined) return undefined;
  const privateKey = await readFile(dkim.keyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw noKey(`cannot be read (${error.code ?? 'unknown'})`);
  });
  const bits = sizeOfKey(privateKey);
  if (bits === undefined)
    throw noKey('is no RSA private key in PEM without a passphrase; DKIM signs with rsa-sha256');
  if (bits < SHORTEST_KEY) throw noKey(`has ${bits} bits; make one of 2048`);
  return { domainName: dkim.domain, keySelector: dkim.selector, privateKey };
}

function sizeOfKey(pem: string): number | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
}

function noKey(problem: string): Failure {
  return new Failure('permanent', 'dkim-key', `dkim.keyFile ${problem}.`);
}
