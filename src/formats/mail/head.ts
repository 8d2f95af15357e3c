import addressparser from 'nodemailer/lib/addressparser';
import { storableText } from '../../lib/storable-text.ts';
import { decodeBytes, decodeWords } from './encoded-words.ts';

/** One field of a mail's head: name in lower case, value unfolded, still encoded (RFC 5322, RFC 2047). */
export type MailField = { readonly name: string; readonly value: string };

export type MailHead = {
  /** In order, from the top: the newest trace stands first. */
  readonly fields: readonly MailField[];
  /** Where the body begins, after the empty line. */
  readonly bodyAt: number;
};

/** A head over these limits is read as far as they go: what matters stands at the top. */
const MOST_BYTES = 256 * 1024;
const MOST_FIELDS = 2_000;
const MOST_VALUE = 10_000;

/** Reads the head of a mail, or of one of its parts. Total: any bytes have a head, if an empty one. */
export function readHead(bytes: Uint8Array): MailHead {
  const bodyAt = findBody(bytes);
  const text = decodeBytes(bytes.subarray(0, Math.min(bodyAt, MOST_BYTES)), undefined);
  const fields: MailField[] = [];
  for (const line of unfold(text)) {
    const colon = line.indexOf(':');
    if (colon < 1 || colon > 100) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!/^[!-9;-~]+$/.test(name)) continue;
    fields.push({ name, value: line.slice(colon + 1, colon + 1 + MOST_VALUE).trim() });
    if (fields.length === MOST_FIELDS) break;
  }
  return { fields, bodyAt };
}

/** The topmost field of that name, still encoded. */
export function fieldOf(head: MailHead, name: string): string | undefined {
  return head.fields.find((field) => field.name === name)?.value;
}

/** The same as a person reads it, at most `most` characters. */
export function textOf(head: MailHead, name: string, most: number): string | undefined {
  const value = fieldOf(head, name);
  if (value === undefined) return undefined;
  const text = decodeWords(value).replaceAll(/\s+/g, ' ').trim().slice(0, most);
  return text === '' ? undefined : text;
}

/** The first mailbox of a field such as From. The address in lower case; a name that only repeats it is none. */
export function mailboxOf(
  head: MailHead,
  name: string,
): { readonly address?: string; readonly name?: string } {
  const value = fieldOf(head, name)?.slice(0, 1_000);
  const first = value === undefined ? undefined : addressparser(value, { flatten: true })[0];
  const address = first?.address.trim().toLowerCase() ?? '';
  const shown = decodeWords(first?.name ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  return {
    ...(/^[^\s@]+@[^\s@]+$/.test(address) ? { address: storableText(address.slice(0, 320)) } : {}),
    ...(shown === '' || shown.toLowerCase() === address ? {} : { name: shown }),
  };
}

/** The Date field as an ISO instant; dates no mail has are none. */
export function sentAtOf(head: MailHead): string | undefined {
  const at = Date.parse(fieldOf(head, 'date')?.slice(0, 100) ?? '');
  return at >= EARLIEST && at < LATEST ? new Date(at).toISOString() : undefined;
}

const EARLIEST = Date.UTC(1990, 0);
const LATEST = Date.UTC(2100, 0);

/** After the first empty line; a mail without one is all head. Lines end in CR LF, on some disks in LF. */
function findBody(bytes: Uint8Array): number {
  if (bytes[0] === LF) return 1;
  if (bytes[0] === CR && bytes[1] === LF) return 2;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return bytes.length;
}

const CR = 13;
const LF = 10;

function unfold(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = lines.at(-1);
    if (last === undefined || !/^[ \t]/.test(line)) lines.push(line);
    else if (last.length < MOST_VALUE) lines[lines.length - 1] = `${last} ${line.trimStart()}`;
  }
  return lines;
}
