/** What senders write into a doctor's field when there is no doctor (DOMAIN 1.6 A, trap 5). Upper case, no punctuation. */
export const standardNotPeople: Readonly<Record<string, 'self' | 'unknown'>> = {
  SELF: 'self',
  'SELF REFERRED': 'self',
  'SELF REFERRAL': 'self',
  SELFREFERRED: 'self',
  SELFREFERRAL: 'self',
  'SELF REFER': 'self',
  'SELF PATIENT': 'self',
  PATIENT: 'self',
  'PATIENT SELF': 'self',
  'WALK IN': 'self',
  WALKIN: 'self',
  'WALK INS': 'self',
  'SELF REFERAL': 'self',
  'SELF REFFERED': 'self',
  'SELF REFERRING': 'self',
  NONE: 'unknown',
  'NO PCP': 'unknown',
  'NO PHYSICIAN': 'unknown',
  'NO PROVIDER': 'unknown',
  'NO DOCTOR': 'unknown',
  'NO REFERRING': 'unknown',
  'NO REFERRING PROVIDER': 'unknown',
  'NO REFERRING DOCTOR': 'unknown',
  'NO REFERRING PHYSICIAN': 'unknown',
  'NO REFERRAL': 'unknown',
  'NO PCP ON FILE': 'unknown',
  'NO LOCAL PCP': 'unknown',
  'NONE GIVEN': 'unknown',
  'NOT GIVEN': 'unknown',
  'NOT KNOWN': 'unknown',
  'NOT APPLICABLE': 'unknown',
  'NOT AVAILABLE': 'unknown',
  'NO PRIMARY CARE': 'unknown',
  'NOT ON FILE': 'unknown',
  'NOT LISTED': 'unknown',
  'NOT ASSIGNED': 'unknown',
  UNASSIGNED: 'unknown',
  UNKNOWN: 'unknown',
  'UNKNOWN PROVIDER': 'unknown',
  'UNKNOWN PHYSICIAN': 'unknown',
  'UNKNOWN DOCTOR': 'unknown',
  'UNKNOWN REFERRING': 'unknown',
  'UNKNOWN REFERRING PROVIDER': 'unknown',
  'REFERRING UNKNOWN': 'unknown',
  OTHER: 'unknown',
  'OTHER PROVIDER': 'unknown',
  'OTHER PHYSICIAN': 'unknown',
  'OTHER DOCTOR': 'unknown',
  'PROVIDER PROVIDER': 'unknown',
  NA: 'unknown',
  'N A': 'unknown',
  NULL: 'unknown',
  TBD: 'unknown',
  'OUT OF TOWN': 'unknown',
  'OUTSIDE PROVIDER': 'unknown',
  'OUTSIDE PHYSICIAN': 'unknown',
};

/**
 * Whether a name is a word and not a person. Only the whole name counts: SELF and OTHER are surnames too, so `SELF^WILL` is
 * somebody, `SELF^REFERRED`, `^SELF REFERRED` and `NONE^NONE` are nobody.
 */
export function notPersonWord(
  words: Readonly<Record<string, 'self' | 'unknown'>>,
  family: string | undefined,
  given: string | undefined,
): 'self' | 'unknown' | undefined {
  const last = spelled(family);
  const first = spelled(given);
  if (last === '' && first === '') return undefined;
  if (last === '' || first === '') return words[last + first];
  const whole = words[`${last} ${first}`] ?? words[`${first} ${last}`];
  if (whole !== undefined) return whole;
  const [family1, given1] = [words[last], words[first]];
  if (family1 === undefined || given1 === undefined) return undefined;
  return family1 === 'self' || given1 === 'self' ? 'self' : 'unknown';
}

/** 0, 000 and 9999 stand for nobody in particular. */
export function isPlaceholderId(value: string): boolean {
  return /^(?:0+|9{3,})$/.test(value) || isPlaceholder(value);
}

/** What senders write where they have no number. */
export function isPlaceholder(value: string): boolean {
  return /^(?:0+|NONE|UNKNOWN|N\/?A|NULL|TBD|UNK)$/i.test(value.trim());
}

function spelled(text: string | undefined): string {
  return (text ?? '')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
