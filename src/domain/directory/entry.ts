import type { Identifier } from '../fact.ts';
import { foldName } from '../names.ts';
import type { FieldSource } from './provenance.ts';

/** One organisation or person as a file describes it. What the file leaves empty is absent: it says nothing. */
export type DirectoryEntry = {
  /** The partner it is, when the caller found out; else its identifiers decide. */
  readonly partnerId?: string;
  /** Absent: the file does not say; a partner nobody knows is then entered as a person. */
  readonly kind?: 'person' | 'organisation';
  readonly identifiers: readonly Identifier[];
  /** The organisation, or the office a person works in. */
  readonly organisation?: string;
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly suffix?: string;
  readonly credential?: string;
  readonly gender?: string;
  readonly email?: string;
  readonly otherNames: readonly EntryName[];
  /** The first is the primary one. */
  readonly locations: readonly EntryLocation[];
  readonly specialties: readonly EntrySpecialty[];
  readonly insurances: readonly EntryInsurance[];
  /** Of a partner nobody has judged yet. */
  readonly stage?: 'target' | 'contacted';
  /** `null`: in force (again). Absent: the file does not say. */
  readonly deactivatedOn?: string | null;
  /** The file says in this one row all it has to say of the partner: what its source said before and says no more is over. */
  readonly isWhole: boolean;
  readonly from: FieldSource;
};

export type EntryName = {
  readonly name: string;
  readonly kind: 'dba' | 'former' | 'other';
};

export type EntryLocation = {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly country?: string;
  /** Ten digits. */
  readonly phone?: string;
  readonly extension?: string;
  readonly fax?: string;
  readonly isPrimary: boolean;
};

export type EntrySpecialty = {
  readonly taxonomy: string;
  readonly isPrimary: boolean;
  readonly licenseNumber?: string;
  readonly licenseState?: string;
};

export type EntryInsurance = { readonly payer: string; readonly plan: string };

/** What the same place is recognised by: street, city and five digits of the ZIP, folded. */
export function placeKey(place: Pick<EntryLocation, 'line1' | 'city' | 'zip'>): string {
  return `${foldName(place.line1 ?? '')}|${foldName(place.city ?? '')}|${place.zip?.slice(0, 5) ?? ''}`;
}
