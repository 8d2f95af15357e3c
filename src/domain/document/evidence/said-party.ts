import type { Address, PartyClaim, PersonName } from '../../fact.ts';
import { phoneKey } from '../../names.ts';
import { isNpi, npiFigures } from '../../npi.ts';
import { addressOf, personOf } from '../canonical.ts';
import { senderKeyOf } from './evidence.ts';
import type { FieldName } from '../fields.ts';
import type { RawReading } from '../signals.ts';
import type { Transport } from '../understanding.ts';

/** What a document says of somebody, with what the transport says of the sender. */
export type SaidParty = {
  readonly person?: PersonName;
  readonly practice?: string;
  /** Ten figures, whether or not they pass the check. */
  readonly npi?: string;
  /** Ten digits. */
  readonly phone?: string;
  readonly fax?: string;
  readonly address?: Address;
  /** The number it was sent from, of the transport: evidence, never proof. */
  readonly senderLine?: string;
  readonly senderKey?: string;
};

export type PartyGroup = 'referrer' | 'pcp';

const fieldsOf = {
  referrer: {
    person: 'referrer_name',
    practice: 'referrer_practice',
    npi: 'referrer_npi',
    phone: 'referrer_phone',
    fax: 'referrer_fax',
    address: 'referrer_address',
  },
  pcp: { person: 'pcp_name', npi: 'pcp_npi', phone: 'pcp_phone' },
} as const satisfies Readonly<
  Record<PartyGroup, Partial<Record<keyof Omit<SaidParty, 'senderLine' | 'senderKey'>, FieldName>>>
>;

/** Which field says what of whom. */
export function partyFields(group: PartyGroup): Readonly<Partial<Record<keyof SaidParty, FieldName>>> {
  return fieldsOf[group];
}

/** The sender stands behind the referrer alone: who treats a patient otherwise has nothing to do with the number. */
export function saidParty(fields: readonly RawReading[], group: PartyGroup, transport: Transport): SaidParty {
  const names = partyFields(group);
  const read = (key: keyof SaidParty): string | undefined => {
    // What was filled in from elsewhere (a header, earlier documents) is not what this page says of anybody.
    const found = fields.find(
      ({ field, value, page }) => field === names[key] && value !== '' && page !== undefined,
    );
    return found?.value;
  };
  const person = read('person');
  const address = read('address');
  const said = {
    person: person === undefined ? undefined : personOf(person),
    practice: read('practice'),
    npi: npiFigures(read('npi') ?? ''),
    phone: tenDigits(read('phone')),
    fax: tenDigits(read('fax')),
    address: address === undefined ? undefined : addressOf(address),
    senderLine: group === 'referrer' ? transport.fromNumber : undefined,
    senderKey: group === 'referrer' ? senderKeyOf(transport) : undefined,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function tenDigits(text: string | undefined): string | undefined {
  const key = phoneKey(text);
  return key?.length === 10 ? key : undefined;
}

/** As the directory is asked. A number that fails its check is looked up one slip away. */
export function claimOfSaid({
  person,
  practice,
  npi,
  phone,
  fax,
  address,
  senderLine,
}: SaidParty): PartyClaim {
  const { city, state, zip } = address ?? {};
  const line = fax ?? senderLine;
  return {
    kind: person === undefined ? 'organisation' : 'person',
    identifiers: npi === undefined ? [] : [{ system: isNpi(npi) ? 'npi' : 'document:not-npi', value: npi }],
    ...(npi !== undefined && isNpi(npi) ? { npiCertainty: 'probable' as const } : {}),
    ...(person === undefined ? {} : { name: person }),
    ...(practice === undefined ? {} : { organisation: practice }),
    ...(phone === undefined ? {} : { phone }),
    ...(line === undefined ? {} : { fax: line }),
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
    ...(zip === undefined ? {} : { zip }),
  };
}
