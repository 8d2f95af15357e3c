import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** A request as it came. `epochMs`: our clock, for signatures that say when they were made. */
export type SignedRequest = {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly epochMs: number;
};

/** Why a request is not from who it says. */
export type Forgery = 'signature-missing' | 'signature-wrong' | 'timestamp-old';

/** `undefined`: somebody who has the key made this request, and not long ago. */
export type SignatureCheck = (request: SignedRequest) => Forgery | undefined;

/** Where a signature stands and what it was made over. */
export type SignedForm = {
  readonly header: string;
  /** Stands before each signature in the header: `sha256=`, `v1=`, `v1,`. */
  readonly prefix: string;
  /** Between several values in the header. Absent: it holds one. */
  readonly separator?: string;
  readonly encoding: 'hex' | 'base64';
  /** What is signed: text with `{timestamp}`, `{id}` and `{body}` in it. */
  readonly template: string;
  /** The prefix is for a header that holds the time beside the signature (`t=1767600000,v1=…`). */
  readonly timestamp?: { readonly header: string; readonly prefix: string; readonly seconds: number };
  readonly idHeader?: string;
};

/** A sender may sign with its old and its new key while it changes them; more than this is an attempt to keep us busy. */
const MOST_SIGNATURES = 10;

/** HMAC (RFC 2104) with any of the secrets. */
export function createHmacCheck(
  form: SignedForm,
  algorithm: 'sha1' | 'sha256' | 'sha512',
  secrets: readonly (string | Uint8Array)[],
): SignatureCheck {
  return createCheck(form, (signed, given) =>
    secrets.some((secret) => {
      const wanted = createHmac(algorithm, secret).update(signed).digest();
      return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
    }),
  );
}

/** Ed25519 (RFC 8032) with any of the keys. */
export function createEd25519Check(form: SignedForm, keys: readonly KeyObject[]): SignatureCheck {
  return createCheck(form, (signed, given) => keys.some((key) => verify(null, signed, key, given)));
}

/** Standard Webhooks 1.0, symmetric: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64> v1,<base64>`. */
export function createStandardWebhooksCheck(secrets: readonly string[], seconds: number): SignatureCheck {
  return createHmacCheck(
    {
      header: 'webhook-signature',
      prefix: 'v1,',
      separator: ' ',
      encoding: 'base64',
      template: '{id}.{timestamp}.{body}',
      timestamp: { header: 'webhook-timestamp', prefix: '', seconds },
      idHeader: 'webhook-id',
    },
    'sha256',
    secrets.map(standardWebhooksKey),
  );
}

/** The bytes of a secret as Standard Webhooks writes it: base64, usually behind `whsec_`. */
export function standardWebhooksKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in its DER form. */
const DER_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** @param text PEM, or base64 of the DER form, or the 32 bytes in base64 or hex. Undefined for anything else. */
export function ed25519KeyOf(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN')
      ? createPublicKey(text.replaceAll('\\n', '\n'))
      : createPublicKey({ key: derOf(text.trim()), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function derOf(text: string): Buffer {
  const bytes = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  return bytes.byteLength === 32 ? Buffer.concat([DER_HEAD, bytes]) : bytes;
}

function createCheck(
  form: SignedForm,
  isSignature: (signed: Uint8Array, given: Uint8Array) => boolean,
): SignatureCheck {
  const pieces = form.template.split(/(\{(?:timestamp|id|body)\})/);
  return ({ headers, body, epochMs }) => {
    const { timestamp, idHeader, separator } = form;
    const given = valuesOf(headers, form.header, form.prefix, separator).slice(0, MOST_SIGNATURES);
    const [at = ''] = timestamp ? valuesOf(headers, timestamp.header, timestamp.prefix, separator) : [];
    const id = idHeader === undefined ? '' : (headers.get(idHeader) ?? '');
    const isMissing = given.length === 0 || (timestamp && at === '') || (idHeader !== undefined && id === '');
    if (isMissing) return 'signature-missing';
    const parts: Readonly<Record<string, Uint8Array>> = {
      '{timestamp}': Buffer.from(at),
      '{id}': Buffer.from(id),
      '{body}': body,
    };
    const signed = Buffer.concat(pieces.map((piece) => parts[piece] ?? Buffer.from(piece)));
    if (!given.some((text) => isSignature(signed, bytesOf(text, form.encoding)))) return 'signature-wrong';
    // NaN is not near either.
    if (timestamp && !(Math.abs(epochMs - instantOf(at)) <= timestamp.seconds * 1000)) return 'timestamp-old';
    return undefined;
  };
}

function valuesOf(
  headers: Headers,
  name: string,
  prefix: string,
  separator: string | undefined,
): readonly string[] {
  const text = headers.get(name) ?? '';
  const values = separator === undefined ? [text] : text.split(separator);
  return values
    .map((value) => value.trim())
    .filter((value) => value.length > prefix.length && value.startsWith(prefix))
    .map((value) => value.slice(prefix.length));
}

function bytesOf(text: string, encoding: SignedForm['encoding']): Buffer {
  const isWhole = encoding === 'hex' ? /^(?:[0-9a-f]{2})+$/i.test(text) : /^[\w+/-]+={0,2}$/.test(text);
  return isWhole ? Buffer.from(text, encoding) : Buffer.alloc(0);
}

/** Unix seconds, Unix milliseconds, or ISO 8601 with an offset; in milliseconds. NaN for anything else. */
function instantOf(text: string): number {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  return /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}
