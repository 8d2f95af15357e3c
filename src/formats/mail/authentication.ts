import type { MailHead } from './head.ts';

/** What the practice's own mail server found out about the sender: `pass`, `fail`, `softfail`, `none`, … */
export type Authentication = {
  readonly spf?: string;
  readonly dkim?: string;
  readonly dmarc?: string;
};

/** Exchange Online writes no server's name before its results. */
export const UNNAMED_SERVER = 'microsoft365';

/**
 * Reads Authentication-Results (RFC 8601) of one's own server and of no other: anybody can write that field into a mail. Only the
 * topmost ones count, before the next hop's trace: what stands below came with the mail.
 */
export function readAuthentication(head: MailHead, server: string): Authentication {
  const found: { spf?: string; dkim?: string; dmarc?: string } = {};
  let isFound = false;
  for (const { name, value } of head.fields) {
    if (isFound && name === 'received') break;
    if (name !== 'authentication-results') continue;
    const results = resultsOf(value, server.toLowerCase());
    if (results === undefined) continue;
    isFound = true;
    for (const [, method, result] of results.matchAll(/(?:^|[;\s])(spf|dkim|dmarc)\s*=\s*([a-z]{2,12})\b/g))
      found[method as 'spf' | 'dkim' | 'dmarc'] ??= result ?? '';
  }
  return found;
}

/** Whether the server says that the sender is not who the mail says. */
export function isForged({ spf, dmarc }: Authentication): boolean {
  return dmarc === 'fail' || (dmarc === undefined && spf === 'fail');
}

/** What follows the server's name, without comments and quoted texts: those may hold anything. */
function resultsOf(value: string, server: string): string | undefined {
  const plain = value
    .toLowerCase()
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\([^()]*\)/g, '');
  if (server === UNNAMED_SERVER) return /^\s*(?:spf|dkim|dmarc)\s*=/.test(plain) ? plain : undefined;
  const name = /^\s*([^\s;=]+)(?:\s+\d+)?\s*;/.exec(plain);
  return name?.[1] === server ? plain.slice(name[0].length) : undefined;
}
