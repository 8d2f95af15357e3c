import { createHash, createHmac } from 'node:crypto';
import type { FormField } from '../../formats/multipart/read-form.ts';

/**
 * What `X-Phaxio-Signature` has to be: hex HMAC-SHA1, keyed by the callback token, over the callback URL, then every field sorted by
 * name as name and value, then every file sorted by name as name and hex SHA1 of its content.
 */
export function signatureOf(url: string, fields: readonly FormField[], callbackToken: string): string {
  const byName = (one: FormField, other: FormField): number =>
    one.name < other.name ? -1 : Number(one.name > other.name);
  const hmac = createHmac('sha1', callbackToken).update(url);
  for (const { name, bytes } of fields.filter((field) => field.fileName === undefined).toSorted(byName))
    hmac.update(name).update(bytes);
  for (const { name, bytes } of fields.filter((field) => field.fileName !== undefined).toSorted(byName))
    hmac.update(name).update(createHash('sha1').update(bytes).digest('hex'));
  return hmac.digest('hex');
}
