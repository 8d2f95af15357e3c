import type { Address, PersonName } from '../fact.ts';
import { foldName } from '../names.ts';
import { suffixes } from '../partner-words.ts';
import { personValue } from './values/person.ts';

/** A canonical person, `FAMILY SUFFIX, Given Middle, MD`, taken apart. */
export function personOf(value: string): PersonName {
  const [last = '', first = '', ...degrees] = value.split(',').map((part) => part.trim());
  const words = last.split(/\s+/);
  const end = words.at(-1) ?? '';
  const isSuffix = words.length > 1 && suffixes.has(foldName(end));
  const family = (isSuffix ? words.slice(0, -1) : words).join(' ');
  const [given = '', ...middle] = first.split(/\s+/);
  return {
    ...(family === '' ? {} : { family }),
    ...(given === '' ? {} : { given }),
    ...(middle.length === 0 ? {} : { middle: middle.join(' ') }),
    ...(isSuffix ? { suffix: end } : {}),
    ...(degrees.length === 0 ? {} : { credential: degrees.join(', ') }),
  };
}

/** The canonical text of a person. */
export function personText({
  family = '',
  given = '',
  middle = '',
  suffix = '',
  credential,
}: PersonName): string {
  return personValue({ family, given, middle, suffix, credentials: credential?.split(', ') ?? [] });
}

/** A canonical address, `line1; line2; city; ST; ZIP`, taken apart; undefined: nothing stands in it. */
export function addressOf(value: string): Address | undefined {
  const [line1 = '', line2 = '', city = '', state = '', zip = ''] = value
    .split(';')
    .map((part) => part.trim());
  const said = Object.entries({ line1, line2, city, state, zip }).filter(([, part]) => part !== '');
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
