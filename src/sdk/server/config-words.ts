import { z } from 'zod';

/** A secret or a name that comes from the environment. */
export const isFilled = z.string().min(1, 'is empty: is its environment variable set?');

/** With TLS, or on this machine; without anything that is no address. */
export function isSafeAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
  return isSafe && username === '' && password === '' && search === '' && hash === '';
}

export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
