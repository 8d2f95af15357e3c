import type { FieldName } from '../fields.ts';

/** Whom or what a part of a form is about. */
export type Subject =
  | 'patient'
  | 'referrer'
  | 'pcp'
  | 'recipient'
  | 'requested'
  | 'insurance'
  | 'contact'
  | 'reason';

/**
 * What the value of a label is: a field; a kind of value whose field its surroundings tell (`phone`: whose?); part of a name; or
 * nothing the hub reads (`none`), which still ends the value before it.
 */
export type Meaning =
  | FieldName
  | 'name'
  | 'family_name'
  | 'given_name'
  | 'middle_name'
  | 'credential'
  | 'phone'
  | 'fax'
  | 'phone_fax'
  | 'address'
  | 'city'
  | 'state'
  | 'zip'
  | 'city_state_zip'
  | 'npi'
  | 'id'
  | 'date'
  | 'practice'
  | 'name_and_birth'
  | 'diagnosis_text'
  | 'signature'
  | 'recipient_name'
  /** What is written where nothing asks for the reason. */
  | 'history'
  | 'comments'
  | 'none';

/**
 * How much a phrase needs to be taken for a label. `strong`: it is one wherever it stands. `plain`: it begins a segment, has a colon,
 * or a fitting value follows. `weak`: a colon follows, or it stands alone in its cell.
 */
export type Strength = 'strong' | 'plain' | 'weak';

export type LabelEntry = {
  readonly meaning: Meaning;
  /** Whom it is about, where the words themselves say it. */
  readonly subject?: Subject;
  readonly strength: Strength;
  /** It may stand over a section: what is under it is about its subject. */
  readonly isHeading?: true;
  /** One of very many turns of a few words: found as it is written, not when it is misread. */
  readonly isExact?: true;
  /** Lower case, parted by `|`. */
  readonly phrases: string;
};
