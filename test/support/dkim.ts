import { createHash, verify, type KeyObject } from 'node:crypto';

/**
 * Verifies a mail's DKIM-Signature as its receiver would (RFC 6376 sections 3.4.2, 3.4.4, 3.7; relaxed/relaxed, rsa-sha256), with the
 * public key that would stand in DNS. Gives the tags of the signature; throws what does not fit.
 */
export function verifyDkim(mail: string, publicKey: KeyObject): Readonly<Record<string, string>> {
  const split = mail.indexOf('\r\n\r\n');
  const headers = mail.slice(0, split).split(/\r\n(?![ \t])/);
  const body = mail.slice(split + 4);
  const own = headers.find((line) => /^dkim-signature:/i.test(line)) ?? '';
  const tags = Object.fromEntries(
    own
      .slice(own.indexOf(':') + 1)
      .split(';')
      .map((tag) => tag.replaceAll(/\s+/g, ''))
      .filter((tag) => tag.includes('='))
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
  if (tags['c'] !== 'relaxed/relaxed' || tags['a'] !== 'rsa-sha256') throw new Error(`unforeseen: ${own}`);
  if (createHash('sha256').update(relaxedBody(body)).digest('base64') !== tags['bh'])
    throw new Error('body hash');
  const left = [...headers];
  const signed = (tags['h'] ?? '').split(':').flatMap((name) => {
    // From the bottom, each only once (section 5.4.2).
    const at = left.findLastIndex((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return at < 0 ? [] : left.splice(at, 1).map((line) => `${relaxedHeader(line)}\r\n`);
  });
  const text = signed.join('') + relaxedHeader(own.replace(/([;\s]b=)[^;]*/, '$1'));
  if (!verify('sha256', Buffer.from(text), publicKey, Buffer.from(tags['b'] ?? '', 'base64')))
    throw new Error('signature');
  return tags;
}

function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replaceAll(/\r\n/g, '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.replaceAll(/[ \t]+(?=\r\n)/g, '').replaceAll(/[ \t]+/g, ' ');
  const trimmed = lines.replace(/(?:\r\n)*$/, '');
  return trimmed === '' ? '' : `${trimmed}\r\n`;
}
