/** What forms call things. The wordings that are held out are in a file of their own: do not tune anything on them. */
import type { FieldName } from '../../../src/domain/document/fields.ts';

/** Fields that stand on paper: what a platform says of itself does not. */
export type PaperField = Exclude<FieldName, 'platform_status'>;

/** Labels of fields, and of the things around them. */
export type LabelName =
  | PaperField
  | 'group_number'
  | 'diagnosis_title'
  | 'to'
  | 'to_fax'
  | 'to_phone'
  | 'signature'
  | 'section_patient'
  | 'section_referrer'
  | 'section_insurance'
  | 'section_reason'
  | 'section_recipient'
  | 'title'
  | 'pages'
  | 'notes';

export type Wordings = Readonly<Record<LabelName, readonly string[]>>;

export const seenWordings: Wordings = {
  patient_name: [
    'Patient Name',
    'Pt Name',
    "Patient's Name (Last, First)",
    'Name of Patient',
    'Patient',
    'Name',
    'PATIENT NAME',
  ],
  birth_date: ['DOB', 'Date of Birth', 'D.O.B.', 'Birth Date', 'DATE OF BIRTH'],
  sex: ['Sex', 'Gender', 'M/F'],
  patient_phone: ['Phone', 'Patient Phone', 'Home Phone', 'Phone #', 'Cell', 'Telephone'],
  patient_address: ['Address', 'Patient Address', 'Home Address', 'Street Address'],
  patient_mrn: ['MRN', 'Chart #', 'Medical Record #', 'Patient ID', 'Acct #'],
  referrer_name: [
    'Referring Provider',
    'Ref. Provider',
    'Referred By',
    'Ordering MD',
    'Referring Physician',
    'Ordering Provider',
    'Provider Name',
  ],
  referrer_npi: ['NPI', 'NPI #', 'Provider NPI', 'Referring NPI', 'NPI Number'],
  referrer_practice: ['Practice', 'Practice Name', 'Clinic', 'Facility', 'Office', 'Group'],
  referrer_phone: ['Phone', 'Office Phone', 'Tel', 'Phone #', 'Office Tel.'],
  referrer_fax: ['Fax', 'Fax #', 'Office Fax', 'Fax back to', 'Return Fax'],
  referrer_address: ['Address', 'Office Address', 'Practice Address'],
  pcp_name: ['PCP', 'Primary Care Provider', 'Primary Care Physician', 'PCP Name'],
  pcp_npi: ['PCP NPI', 'PCP NPI #'],
  pcp_phone: ['PCP Phone', 'PCP Tel'],
  reason: ['Reason for Referral', 'Reason', 'Reason for Consult', 'Clinical Indication', 'Reason for Visit'],
  diagnosis: ['Diagnosis', 'Dx', 'ICD-10', 'Diagnosis Code', 'ICD-10 Code(s)', 'Diagnosis / ICD-10'],
  diagnosis_title: ['Description', 'Diagnosis Description'],
  service: [
    'Service Requested',
    'Requested Service',
    'Procedure',
    'Referral For',
    'Order',
    'Type of Service',
  ],
  requested_provider: ['Refer To', 'Referred To', 'Requested Provider', 'Specialist', 'Refer to Provider'],
  urgency: ['Urgency', 'Priority', 'Referral Priority', 'Status'],
  ordered_on: ['Date', 'Referral Date', 'Date of Referral', 'Order Date', 'Date Ordered'],
  expires_on: ['Expires', 'Expiration Date', 'Valid Through', 'Exp. Date'],
  referral_number: ['Referral #', 'Referral Number', 'Ref #', 'Order #'],
  payer: ['Insurance', 'Primary Insurance', 'Insurance Company', 'Payer', 'Ins. Carrier', 'Health Plan'],
  member_id: ['Member ID', 'Member #', 'Subscriber ID', 'Policy #', 'ID #', 'Insurance ID'],
  authorisation_number: ['Authorization #', 'Auth #', 'Prior Auth #', 'Authorization Number'],
  group_number: ['Group #', 'Group Number', 'Grp #'],
  to: ['To', 'TO', 'Attn', 'Attention'],
  to_fax: ['Fax', 'Fax #', 'FAX'],
  to_phone: ['Phone', 'Tel', 'PHONE'],
  signature: ['Signature', 'Provider Signature', 'Physician Signature', 'Signed'],
  section_patient: ['PATIENT INFORMATION', 'Patient Information', 'PATIENT', 'Patient Demographics'],
  section_referrer: [
    'REFERRING PROVIDER',
    'Referring Provider Information',
    'REFERRED BY',
    'Referral Source',
  ],
  section_insurance: ['INSURANCE', 'Insurance Information', 'INSURANCE INFORMATION', 'Coverage'],
  section_reason: ['REFERRAL INFORMATION', 'Reason for Referral', 'CLINICAL INFORMATION', 'Referral Details'],
  section_recipient: ['REFERRED TO', 'Refer To', 'SPECIALIST', 'Consultant'],
  title: [
    'REFERRAL FORM',
    'Patient Referral',
    'REFERRAL REQUEST',
    'Specialist Referral Form',
    'Referral Order',
    'CONSULTATION REQUEST',
  ],
  pages: ['Pages', '# of pages', 'Total pages', 'No. of pages including cover'],
  notes: ['Comments', 'Notes', 'Additional Information', 'Comments / History'],
};
