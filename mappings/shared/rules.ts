import type { Hl7Message, Link, PartyClaim } from '#hub';
import type { Reading } from './built-in-mapping.ts';

/** The rules every HL7 v2 mapping shares. DOMAIN 1.6 A, C, D. */
export type CommonRules = {
  /** Authority of patient ids that name none (PID-3.4 empty). Absent: ids without authority form one set of their own. */
  readonly defaultAuthority: string | undefined;
  /** Namespaces under which the sender also sends a universal id: `{ EPI: 'urn:oid:1.2.3' }` makes both the same authority. */
  readonly authorities: Readonly<Record<string, string>>;
  /** Types (table 0203) of PID-3 ids that several people may share, or that must not be indexed. */
  readonly sharedIdentifierTypes: readonly string[];
  /** What is written where a doctor should stand; in upper case without punctuation. */
  readonly notPeople: Readonly<Record<string, 'self' | 'unknown'>>;
  /** NPIs and local ids of the practice's own doctors: a referrer among them is an internal referral. */
  readonly own: readonly string[];
  /** The sender copies the PCP into the referrer field: where both are one person, the referrer weighs less. */
  readonly autoFillsReferrer: boolean;
  /** `null`: the sender deletes the referrer; `undefined`: says nothing. */
  readonly referrer: Rule<PartyClaim | null | undefined>;
  readonly pcp: Rule<PartyClaim | null | undefined>;
  readonly visitKey: Rule<Link | undefined>;
  /** Where the sender writes when it happened; the first that holds a valid time counts. */
  readonly effectivePaths: Rule<readonly EffectivePath[]>;
};

/** A path, or several of which the latest time counts. */
export type EffectivePath = string | readonly string[];

export type Rule<Result> = (message: Hl7Message, reading: CommonReading) => Result;

export type CommonReading = Reading<CommonRules>;
