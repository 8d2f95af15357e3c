import { isSameSecret } from '../lib/same-secret.ts';

export type Login = { readonly username: string; readonly password: string };

/** Whether a request carries this name and password (RFC 7617). A URL with `name:password@` arrives as the same header. */
export function hasBasicAuth(headers: Headers, wanted: Login): boolean {
  return isSameSecret(headers.get('authorization') ?? '', basicAuth(wanted));
}

/** The value of an Authorization header. */
export function basicAuth({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
