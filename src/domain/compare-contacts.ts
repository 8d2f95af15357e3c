import type { FoldedAddress } from './address-key.ts';
import type { Comparable } from './comparable-patient.ts';
import { isOneEditApart } from './text-distance.ts';

export type ContactLevel = 'same' | 'near' | 'different' | 'missing';

export type ContactComparison = {
  readonly phone: ContactLevel;
  readonly email: ContactLevel;
  /** `near`: another flat of the house or another spelling; `area`: the same ZIP code alone. */
  readonly address: ContactLevel | 'area';
  readonly phoneWeight: number;
  readonly emailWeight: number;
  readonly addressWeight: number;
};

/**
 * Telephone, e-mail and address. Of each the best agreement between anything ever said counts. They are one household's: what
 * agrees beyond the first adds less.
 */
export function compareContacts(a: Comparable, b: Comparable): ContactComparison {
  const phone = comparePhones(a.phones, b.phones);
  const email = compareEmails(a.emails, b.emails);
  const address = compareAddresses(a.addresses, b.addresses);
  const agreeing = [phone.weight, email.weight, address.weight].filter((weight) => weight > 0);
  const sum = agreeing.reduce((total, weight) => total + weight, 0);
  const scale = sum > MOST_OF_HOUSEHOLD ? MOST_OF_HOUSEHOLD / sum : 1;
  const scaled = (weight: number): number => (weight > 0 ? weight * scale : weight);
  return {
    phone: phone.level,
    email: email.level,
    address: address.level,
    phoneWeight: scaled(phone.weight),
    emailWeight: scaled(email.weight),
    addressWeight: scaled(address.weight),
  };
}

const MOST_OF_HOUSEHOLD = 18;

type Weighed<Level> = { readonly level: Level; readonly weight: number };

function comparePhones(a: readonly string[], b: readonly string[]): Weighed<ContactLevel> {
  if (a.length === 0 || b.length === 0) return { level: 'missing', weight: 0 };
  if (a.some((one) => b.includes(one))) return { level: 'same', weight: 11 };
  const isLocal = (one: string, other: string): boolean =>
    one.length !== other.length && one.slice(-7) === other.slice(-7);
  if (a.some((one) => b.some((other) => isLocal(one, other)))) return { level: 'same', weight: 8 };
  if (a.some((one) => b.some((other) => one.length === other.length && isOneEditApart(one, other))))
    return { level: 'near', weight: 3 };
  return { level: 'different', weight: -1 };
}

function compareEmails(a: readonly string[], b: readonly string[]): Weighed<ContactLevel> {
  if (a.length === 0 || b.length === 0) return { level: 'missing', weight: 0 };
  if (a.some((one) => b.includes(one))) return { level: 'same', weight: 11 };
  if (a.some((one) => b.some((other) => isOneEditApart(one, other)))) return { level: 'near', weight: 5 };
  return { level: 'different', weight: -0.5 };
}

function compareAddresses(
  a: readonly FoldedAddress[],
  b: readonly FoldedAddress[],
): Weighed<ContactComparison['address']> {
  let best: Weighed<ContactComparison['address']> | undefined;
  for (const one of a)
    for (const other of b) {
      const compared = compareAddress(one, other);
      if (compared.level !== 'missing' && (best === undefined || compared.weight > best.weight))
        best = compared;
    }
  return best ?? { level: 'missing', weight: 0 };
}

function compareAddress(a: FoldedAddress, b: FoldedAddress): Weighed<ContactComparison['address']> {
  const isSameZip = a.zip !== undefined && a.zip === b.zip;
  const isOtherZip = a.zip !== undefined && b.zip !== undefined && !isSameZip;
  if (a.street === undefined || b.street === undefined)
    return isSameZip ? { level: 'area', weight: 2 } : { level: 'missing', weight: 0 };
  const isOtherUnit = a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit;
  const isStreet = isSameStreet(a, b);
  if (isStreet && !isOtherZip) {
    if (isOtherUnit) return { level: 'near', weight: 4 };
    return { level: 'same', weight: isSameZip ? 10 : 8 };
  }
  if (isStreet && isOneEditApart(a.zip ?? '', b.zip ?? '')) return { level: 'near', weight: 7 };
  if (isSameZip && a.word === b.word && isOneEditApart(a.number ?? '', b.number ?? ''))
    return { level: 'near', weight: 5 };
  return isSameZip ? { level: 'area', weight: 2 } : { level: 'different', weight: -1 };
}

/** The number and the street's own word decide; `St` or `Ave`, `N` or nothing are left out as often as not. */
function isSameStreet(a: FoldedAddress, b: FoldedAddress): boolean {
  if (a.street === b.street) return true;
  if (a.number === undefined || a.number !== b.number) return false;
  const [one, other] = [a.word ?? '', b.word ?? ''];
  return one === other || (one.length > 4 && isOneEditApart(one, other));
}

/** Why, as the front desk would say it. */
export function contactReasons({ phone, email, address }: ContactComparison): readonly string[] {
  const isMoved = address === 'different' || address === 'area';
  if (isMoved && phone === 'same')
    return ['moved: other address, same phone', ...(email === 'same' ? ['same e-mail'] : [])];
  return [
    { same: 'same phone', near: 'phone with one digit other', different: '', missing: '' }[phone],
    { same: 'same e-mail', near: 'e-mail with one letter other', different: '', missing: '' }[email],
    {
      same: 'same address',
      near: 'nearly the same address',
      area: 'same ZIP code',
      different: '',
      missing: '',
    }[address],
    phone === 'different' ? 'other phone' : '',
    address === 'different' ? 'other address' : '',
  ].filter((reason) => reason !== '');
}
