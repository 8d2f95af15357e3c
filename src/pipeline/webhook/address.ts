import { BlockList, isIP, isIPv4 } from 'node:net';

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

/**
 * Addresses anybody on the internet could reach. IPv6 by allowlist (2000::/3 less what is carved out of it), IPv4 by the IANA
 * special-purpose registry (RFC 6890 and its updates): a denylist is right there only because that space is handed out whole.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !specialIpv4.check(address, 'ipv4');
  if (family === 6) return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
  return false;
}

const specialIpv4 = blocks('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local: cloud metadata lives here
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved and broadcast
]);

const globalIpv6 = blocks('ipv6', ['2000::/3']);

const specialIpv6 = blocks('ipv6', [
  '2001::/23', // protocol assignments: Teredo carries an IPv4 address
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4 carries an IPv4 address
  '3fff::/20', // documentation
]);

function blocks(family: 'ipv4' | 'ipv6', subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', length] = subnet.split('/');
    list.addSubnet(network, Number(length), family);
  }
  return list;
}
