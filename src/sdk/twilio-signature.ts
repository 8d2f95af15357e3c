import { createHmac } from 'node:crypto';
import { isSameSecret } from '../lib/same-secret.ts';

/**
 * Whether Twilio made this request (Twilio, "Security": `X-Twilio-Signature`): base64 of HMAC-SHA1, keyed by the auth token, over the URL
 * as it was called and every parameter of the form, sorted by name, as name and value with nothing between.
 */
export function isFromTwilio(
  given: string,
  url: string,
  form: URLSearchParams,
  authTokens: readonly string[],
): boolean {
  const parameters = [...new Set(form.keys())]
    .toSorted((one, other) => (one < other ? -1 : 1))
    .flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => `${name}${value}`))
    .join('');
  return authTokens.some((token) =>
    spellingsOf(url).some((spelling) => {
      const mac = createHmac('sha1', token).update(`${spelling}${parameters}`, 'utf8');
      return isSameSecret(given, mac.digest('base64'));
    }),
  );
}

/** Twilio signs with and without the port, depending on the kind of request: as its own libraries do, both are tried. */
function spellingsOf(url: string): readonly string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(https?):\/\/([^/:?]+)(:\d+)?(.*)$/s.exec(url) ?? [];
  if (host === '') return [url];
  const standard = scheme === 'https' ? ':443' : ':80';
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}${port ?? standard}${rest}`];
}
