import { isSameSecret } from '../lib/same-secret.ts';
import { hasBasicAuth } from './credentials.ts';
import {
  createEd25519Check,
  createHmacCheck,
  createStandardWebhooksCheck,
  ed25519KeyOf,
  type SignatureCheck,
  type SignedForm,
} from './signatures.ts';
import type { ProofSettings } from './proof-settings.ts';

/** Who a post is from. Both give a code when it is not from the platform. */
export type Proof = {
  /** What can be said before a byte of the body is read: strangers shall not fill the memory. */
  readonly admit: (headers: Headers) => string | undefined;
  readonly judge: SignatureCheck;
};

const noQuestion = (): undefined => undefined;

/** @param idHeader where `{id}` of what is signed stands. */
export function createProof(
  settings: ProofSettings | { readonly scheme: 'token' },
  idHeader?: string,
): Proof {
  switch (settings.scheme) {
    case 'token':
      // The hub has checked it before.
      return { admit: noQuestion, judge: noQuestion };
    case 'basic':
      return {
        admit: (headers) => (hasBasicAuth(headers, settings) ? undefined : 'login-wrong'),
        judge: noQuestion,
      };
    case 'header':
      return { admit: (headers) => findWrongSecret(headers, settings), judge: noQuestion };
    case 'standard-webhooks':
      return {
        admit: hasHeader('webhook-signature'),
        judge: createStandardWebhooksCheck(settings.secrets, settings.toleranceSeconds),
      };
    case 'hmac':
      return {
        admit: hasHeader(settings.header),
        judge: createHmacCheck(formOf(settings, idHeader), settings.algorithm, settings.secrets),
      };
    case 'ed25519': {
      const keys = settings.publicKeys.map(ed25519KeyOf).filter((key) => key !== undefined);
      return {
        admit: hasHeader(settings.header),
        judge: createEd25519Check(formOf(settings, idHeader), keys),
      };
    }
  }
}

function hasHeader(name: string): Proof['admit'] {
  return (headers) => (headers.get(name) ? undefined : 'signature-missing');
}

function findWrongSecret(
  headers: Headers,
  { header, prefix, secrets }: Extract<ProofSettings, { scheme: 'header' }>,
): string | undefined {
  const given = headers.get(header) ?? '';
  // All of them, so that the time tells nothing of which one was nearly right.
  const matches = secrets.filter((secret) => isSameSecret(given, `${prefix}${secret}`));
  return matches.length > 0 ? undefined : 'secret-wrong';
}

function formOf(
  settings: Extract<ProofSettings, { scheme: 'hmac' | 'ed25519' }>,
  idHeader: string | undefined,
): SignedForm {
  const { header, prefix, separator, encoding, signed, timestampHeader } = settings;
  const time = timestampHeader !== undefined && {
    timestamp: {
      header: timestampHeader,
      prefix: settings.timestampPrefix,
      seconds: settings.toleranceSeconds,
    },
  };
  return {
    header,
    prefix,
    ...(separator && { separator }),
    encoding,
    template: signed,
    ...time,
    ...(signed.includes('{id}') && idHeader !== undefined && { idHeader }),
  };
}
