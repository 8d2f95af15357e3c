import type { FhirEntry, PartyClaim } from '#hub';
import { standardNotPeople } from '../shared/not-people.ts';
import type { FhirRun } from './fhir-mapping.ts';

/** The rules every FHIR mapping shares. */
export type FhirRules = {
  /** Identifier systems that have another name in the sender's HL7 feed: `{ 'https://ehr.example/mrn': 'clinic:MR' }` makes them one. */
  readonly authorities: Readonly<Record<string, string>>;
  /** Types (table 0203) of patient identifiers that several people may share, or that must not be indexed. */
  readonly sharedIdentifierTypes: readonly string[];
  /** What is written where a doctor should stand; in upper case without punctuation. */
  readonly notPeople: Readonly<Record<string, 'self' | 'unknown'>>;
  /** NPIs and local ids of the practice's own doctors: a referrer among them is an internal referral. */
  readonly own: readonly string[];
  /** Where a resource says when it came to be so; `undefined` leaves it to the time of the Bundle, and that to the time of receipt. */
  readonly changedAt: FhirRule<string | undefined>;
  /** Whoever sent the patient, as this resource names them. */
  readonly referrer: FhirRule<PartyClaim | undefined>;
};

export type FhirRule<Result> = (entry: FhirEntry, run: FhirRun) => Result;

export const sharedIdentifierTypes = ['SS', 'VN', 'AN', 'ANT', 'MB', 'HC', 'GN', 'MC', 'MA'] as const;

export const notPeople = standardNotPeople;
