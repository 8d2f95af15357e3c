import type { JsonObject, JsonValue } from '#hub';

/** The minimum without which a record says nothing about anybody. */
export const minimumColumns = ['platformReferralId', 'patientLast', 'patientFirst', 'patientDob'] as const;

/**
 * The canonical columns of a referral that comes as a record: a row of an export, a post of a platform, a form. All values are
 * texts; `icd10`, `cpt` and `orderNumbers` may be lists.
 */
export const referralColumns = [
  'platform',
  'platformReferralId',
  'parentReferralId',
  'orderNumbers',
  'eventType',
  'eventAt',
  'status',
  'statusReason',
  'priority',
  'createdAt',
  'expiresAt',
  'patientMrn',
  'patientLast',
  'patientFirst',
  'patientMiddle',
  'patientDob',
  'patientSex',
  'patientPhone',
  'patientEmail',
  'patientAddress1',
  'patientAddress2',
  'patientCity',
  'patientState',
  'patientZip',
  'memberId',
  'payerName',
  'planName',
  'authNumber',
  'authStatus',
  'authExpiresAt',
  'authVisits',
  'referringNpi',
  'referringName',
  'referringLast',
  'referringFirst',
  'referringCredential',
  'referringOrgName',
  'referringOrgNpi',
  'referringCity',
  'referringState',
  'referringZip',
  'referringPhone',
  'referringFax',
  'referringEmail',
  'referringContactName',
  'pcpNpi',
  'pcpName',
  'pcpOrgName',
  'pcpPhone',
  'pcpFax',
  'referredToNpi',
  'referredToName',
  'referredToSpecialty',
  'referredToLocation',
  'service',
  'reasonText',
  'icd10',
  'cpt',
  'appointmentId',
  'appointmentAt',
  'appointmentEndAt',
  'appointmentTimeZone',
  'attendance',
  'notes',
] as const;

export type ReferralColumn = (typeof referralColumns)[number];

/** What a record says under a name, as text without blanks around it; absent where it is empty or no plain value. */
export function textOf(record: JsonObject, column: string): string | undefined {
  return Object.hasOwn(record, column) ? plainText(record[column]) : undefined;
}

/** A list, or one text with `;`, `|`, `,` or line breaks between its values. */
export function listOf(record: JsonObject, column: string): readonly string[] {
  const value = Object.hasOwn(record, column) ? record[column] : undefined;
  const parts = Array.isArray(value) ? (value as readonly JsonValue[]) : plainText(value)?.split(/[;,|\n]+/);
  return [...new Set((parts ?? []).flatMap((part) => plainText(part) ?? []))];
}

/** Which of these columns the record fills. */
export function filledOf(record: JsonObject, columns: readonly ReferralColumn[]): readonly ReferralColumn[] {
  return columns.filter((column) => listOf(record, column).length > 0);
}

function plainText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}
