/** Claims: what a message says about people, offices and places, as it says it. Absent = not said. */

/** An identifier is the pair (system, value); the type (HL7 table 0203) is only a hint. */
export type Identifier = {
  /** Who issued it: `npi`, an OID as `urn:oid:…`, or `<channel>:<namespace>` for a sender's local authority. */
  readonly system: string;
  readonly value: string;
  readonly type?: string;
};

export type PersonName = {
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly suffix?: string;
  readonly prefix?: string;
  readonly credential?: string;
};

export type Address = {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly country?: string;
};

/** What a message says about a patient. */
export type PatientClaim = {
  readonly identifiers: readonly Identifier[];
  readonly name?: PersonName;
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, exactly as precise as the sender was. Never zone-shifted. */
  readonly birthDate?: string;
  readonly sex?: 'F' | 'M' | 'O' | 'U';
  /** E.164 where it can be told, else digits. */
  readonly phones?: readonly string[];
  readonly email?: string;
  readonly address?: Address;
  /** PD1-12 protection indicator: notes are held for a person to release. */
  readonly isProtected?: boolean;
};

/** What a message says about somebody who takes part in a referral. */
export type PartyClaim = {
  /** `self` and `unknown` are words such as SELF REFERRED or NONE: not people. */
  readonly kind: 'person' | 'organisation' | 'self' | 'unknown';
  /** NPI as system `npi`; a sender's local ids as `<channel>:<namespace>`. */
  readonly identifiers: readonly Identifier[];
  /** `certain`: the message says it is an NPI; `probable`: ten digits that pass the check. */
  readonly npiCertainty?: 'certain' | 'probable';
  readonly name?: PersonName;
  readonly organisation?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly email?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  /** The hub's own partner: a person, or evidence that leaves no doubt, has settled who it is. No message says it. */
  readonly partnerId?: string;
};

export type PartyRole = 'referrer' | 'pcp' | 'referred_to' | 'contact';
