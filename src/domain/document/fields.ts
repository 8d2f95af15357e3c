import type { Box } from './page.ts';

/** What kind of value a field holds: which validator, which repair, which input on the screen. */
export type FieldKind =
  | 'person'
  | 'date'
  | 'sex'
  | 'phone'
  | 'npi'
  | 'address'
  | 'organisation'
  | 'payer'
  | 'member_id'
  | 'number'
  | 'diagnosis'
  | 'urgency'
  | 'text';

export type FieldGroup = 'patient' | 'referrer' | 'pcp' | 'reason' | 'insurance';

type FieldDefinition = {
  readonly group: FieldGroup;
  readonly kind: FieldKind;
  /** As the screen says it. */
  readonly label: string;
  /** More than one value may stand there. */
  readonly isMany?: true;
};

/**
 * The fields of a referral that are read from documents (DOMAIN 5.5). One value each, except where `isMany`. Canonical values:
 * a person `FAMILY, Given Middle` with a credential as `, MD` behind; dates `YYYY-MM-DD`; phones and faxes ten digits; addresses
 * `line1; line2; city; ST; ZIP`, parts left empty where unknown; diagnoses ICD-10-CM with its point; urgency `routine`, `urgent`, `stat`.
 */
export const documentFields = {
  patient_name: { group: 'patient', kind: 'person', label: 'Patient' },
  birth_date: { group: 'patient', kind: 'date', label: 'Born' },
  sex: { group: 'patient', kind: 'sex', label: 'Sex' },
  patient_phone: { group: 'patient', kind: 'phone', label: 'Phone' },
  patient_address: { group: 'patient', kind: 'address', label: 'Address' },
  patient_mrn: { group: 'patient', kind: 'number', label: 'Their record number' },
  referrer_name: { group: 'referrer', kind: 'person', label: 'Referring doctor' },
  referrer_npi: { group: 'referrer', kind: 'npi', label: 'NPI' },
  referrer_practice: { group: 'referrer', kind: 'organisation', label: 'Practice' },
  referrer_phone: { group: 'referrer', kind: 'phone', label: 'Phone' },
  referrer_fax: { group: 'referrer', kind: 'phone', label: 'Fax' },
  referrer_address: { group: 'referrer', kind: 'address', label: 'Address' },
  pcp_name: { group: 'pcp', kind: 'person', label: 'Primary care doctor' },
  pcp_npi: { group: 'pcp', kind: 'npi', label: 'NPI' },
  pcp_phone: { group: 'pcp', kind: 'phone', label: 'Phone' },
  reason: { group: 'reason', kind: 'text', label: 'Reason' },
  diagnosis: { group: 'reason', kind: 'diagnosis', label: 'Diagnosis (ICD-10)', isMany: true },
  service: { group: 'reason', kind: 'text', label: 'Requested service' },
  requested_provider: { group: 'reason', kind: 'person', label: 'Requested doctor' },
  urgency: { group: 'reason', kind: 'urgency', label: 'Urgency' },
  ordered_on: { group: 'reason', kind: 'date', label: 'Date of referral' },
  expires_on: { group: 'reason', kind: 'date', label: 'Valid until' },
  referral_number: { group: 'reason', kind: 'number', label: 'Their referral number' },
  platform_status: { group: 'reason', kind: 'text', label: 'Status they report' },
  payer: { group: 'insurance', kind: 'payer', label: 'Insurance' },
  member_id: { group: 'insurance', kind: 'member_id', label: 'Member ID' },
  authorisation_number: { group: 'insurance', kind: 'number', label: 'Authorisation' },
} as const satisfies Readonly<Record<string, FieldDefinition>>;

export type FieldName = keyof typeof documentFields;

export const fieldNames = Object.keys(documentFields) as readonly FieldName[];

export function fieldOf(name: FieldName): FieldDefinition {
  return documentFields[name];
}

/** One way a field may be meant, with what speaks for it. */
export type FieldCandidate = {
  /** Canonical. */
  readonly value: string;
  /** Sentences for a person: "same fax number, 41 earlier faxes". */
  readonly evidence: readonly string[];
};

/** What was made of one field of one document. */
export type FieldReading = {
  readonly field: FieldName;
  /** Canonical. */
  readonly value: string;
  /** As it stands on the page. */
  readonly text: string;
  /** 0 to 1, calibrated: of a hundred readings at 0.9 ninety are right. */
  readonly confidence: number;
  /** Where it stands; absent when it came from somewhere else (the directory, the fax header, the gateway). */
  readonly page?: number;
  readonly box?: Box;
  /** What speaks for it, in words. */
  readonly evidence: readonly string[];
  /** Why a person should look, in one sentence. Absent: nothing speaks against it. */
  readonly doubt?: string;
  readonly isHandwriting?: true;
  /** Other ways to read it, best first. */
  readonly others: readonly FieldCandidate[];
};
