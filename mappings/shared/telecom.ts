import type { Address, Hl7Repetition } from '#hub';
import { present } from './present.ts';

export type Telecom = {
  readonly phones: readonly string[];
  readonly fax?: string;
  readonly email?: string;
};

/** XTN (HL7 v2.5.1 section 2.A.89): fax by equipment FX or by use, mail by equipment or by its look. */
export function readTelecom(repetitions: readonly Hl7Repetition[]): Telecom {
  const entries = repetitions.map(readEntry);
  const find = (kind: Entry['kind']) => entries.find((entry) => entry?.kind === kind)?.value;
  const phones = entries.flatMap((entry) => (entry?.kind === 'phone' ? [entry.value] : []));
  return { phones: [...new Set(phones)], ...present({ fax: find('fax'), email: find('email') }) };
}

/** XAD (section 2.A.87): the first address that is not known to be bad. */
export function readAddress(repetitions: readonly Hl7Repetition[]): Address | undefined {
  const usable = repetitions.find((repetition) => repetition.at('7') !== 'BA');
  if (usable === undefined) return undefined;
  const address = present({
    line1: usable.at('1.1'),
    line2: usable.at('2'),
    city: usable.at('3'),
    state: usable.at('4'),
    zip: usable.at('5'),
    country: usable.at('6'),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

/** E.164 for North American numbers and numbers that say their country; else the bare digits. An extension is cut off. */
export function phoneNumber(text: string): string | undefined {
  const main = text.split(/(?:x|ext\.?)\s*\d/i)[0] ?? '';
  const digits = main.replaceAll(/\D/g, '');
  if (digits.length < 7 || /^(\d)\1+$/.test(digits)) return undefined;
  if (main.trim().startsWith('+')) return `+${digits}`;
  if (/^1[2-9]\d{9}$/.test(digits)) return `+${digits}`;
  return /^[2-9]\d{9}$/.test(digits) ? `+1${digits}` : digits;
}

type Entry = { readonly kind: 'phone' | 'fax' | 'email'; readonly value: string };

function readEntry(repetition: Hl7Repetition): Entry | undefined {
  const mail = repetition.at('4') ?? repetition.at('1');
  if (mail?.includes('@')) return { kind: 'email', value: mail.trim() };
  const value = phoneNumber(writtenNumber(repetition) ?? '');
  if (value === undefined) return undefined;
  const isFax = repetition.at('3') === 'FX' || repetition.at('2') === 'FX';
  return { kind: isFax ? 'fax' : 'phone', value };
}

function writtenNumber(repetition: Hl7Repetition): string | undefined {
  const [area, local] = [repetition.at('6'), repetition.at('7')];
  if (local !== undefined) {
    const country = repetition.at('5');
    return `${country === undefined ? '' : `+${country}`}${area ?? ''}${local}`;
  }
  return repetition.at('12') ?? repetition.at('1');
}
