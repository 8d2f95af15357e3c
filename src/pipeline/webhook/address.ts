import { isIP, isIPv4 } from 'node:net';
import { isPublicAddress } from '../../lib/public-address.ts';

/** Why a webhook address is refused: a code for machines and a sentence for whoever typed it. */
export type AddressProblem = { readonly code: string; readonly reason: string };

export type AddressRules = {
  /** Demo and tests: http and private addresses are welcome. */
  readonly allowPrivate: boolean;
};

const LONGEST_URL = 2_000;

/** Checks what can be seen without asking a name server. Names are checked again when they are resolved, at every try. */
export function findUrlProblem(text: string, rules: AddressRules): AddressProblem | undefined {
  const isReadable = text.length <= LONGEST_URL && URL.canParse(text);
  if (!isReadable) return { code: 'address-unreadable', reason: 'This is not a web address.' };
  const url = new URL(text);
  const isAllowed = url.protocol === 'https:' || (rules.allowPrivate && url.protocol === 'http:');
  if (!isAllowed) return { code: 'address-insecure', reason: 'A webhook address begins with https://.' };
  if (url.username !== '' || url.password !== '')
    return { code: 'address-userinfo', reason: 'A webhook address holds no user name or password.' };
  if (url.hash !== '') return { code: 'address-fragment', reason: 'A webhook address has no part after #.' };
  if (rules.allowPrivate) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIPv4(host) && !text.includes(host))
    return { code: 'address-disguised', reason: 'An IP address is written as four decimal numbers.' };
  if (isIP(host) !== 0 && !isPublicAddress(host)) return notPublic;
  if (isLocalName(host)) return notPublic;
  return undefined;
}

const notPublic: AddressProblem = {
  code: 'address-refused',
  reason: 'A webhook address is a public one: not of this machine and not of a private network.',
};

function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host);
}
