import { atPath, type JsonObject, type JsonValue, type RecordMapping } from '#hub';
import { textOf } from '../shared/referral-record-columns.ts';
import { mapReferralRecord } from '../shared/referral-record.ts';

/**
 * The Referral data model of Redox (JSON), events New, Modify, Cancel, AuthReview, AuthResponse and Query. It follows the public
 * sample and field list and was not tried with an account of theirs. `Meta.Test` true never reaches the ledger.
 */
const redoxReferral: RecordMapping = {
  name: 'feed/redox-referral',
  version: 1,
  format: 'record',
  identity: (record) => at(record, 'Referral.ID'),
  map: (message, context) => {
    const model = at(message, 'Meta.DataModel');
    if (model !== undefined && model !== 'Referral')
      return {
        outcome: 'filtered',
        reason: 'This mapping reads the Referral model; the message is of another one.',
      };
    if (at(message, 'Meta.Test') === 'true')
      return { outcome: 'filtered', reason: 'Meta.Test is true: test data never reaches the ledger.' };
    return mapReferralRecord(toCanonical(message), context, { platform: 'Redox', headers });
  },
};

export default redoxReferral;

/** Where each column stands, for reasons and lineage. */
const headers = {
  eventType: 'Meta.EventType',
  eventAt: 'Meta.EventDateTime',
  platformReferralId: 'Referral.ID',
  orderNumbers: 'Referral.AlternateID',
  status: 'Referral.Status',
  priority: 'Referral.Priority',
  createdAt: 'Referral.DateTime',
  expiresAt: 'Referral.ExpirationDateTime',
  reasonText: 'Referral.Reason',
  service: 'Referral.Category',
  referredToSpecialty: 'Referral.ProviderSpecialty',
  authNumber: 'Referral.Authorization.Number',
  authExpiresAt: 'Referral.Authorization.ExpirationDateTime',
  authVisits: 'Referral.Authorization.AuthorizedTreatmentCount',
  patientLast: 'Patient.Demographics.LastName',
  patientFirst: 'Patient.Demographics.FirstName',
  patientMiddle: 'Patient.Demographics.MiddleName',
  patientDob: 'Patient.Demographics.DOB',
  patientSex: 'Patient.Demographics.Sex',
  patientAddress1: 'Patient.Demographics.Address.StreetAddress',
  patientCity: 'Patient.Demographics.Address.City',
  patientState: 'Patient.Demographics.Address.State',
  patientZip: 'Patient.Demographics.Address.ZIP',
} as const;

function toCanonical(message: JsonObject): JsonObject {
  const plain = Object.entries(headers).map(([column, path]) => [column, atPath(message, path)] as const);
  const provider = (type: RegExp) =>
    objectsAt(message, 'Referral.Providers').find((one) => type.test(at(one, 'Type') ?? ''));
  const insurance = objectsAt(message, 'Patient.Insurances')[0] ?? {};
  const demographics = 'Patient.Demographics';
  return withoutAbsent({
    ...Object.fromEntries(plain),
    authStatus: authStatusOf(message),
    patientMrn: mrnOf(message),
    patientPhone: ['Home', 'Mobile'].flatMap(
      (kind) => at(message, `${demographics}.PhoneNumber.${kind}`) ?? [],
    ),
    patientEmail: firstOf(message, `${demographics}.EmailAddresses`),
    memberId: at(insurance, 'MemberNumber'),
    payerName: at(insurance, 'Company.Name'),
    planName: at(insurance, 'Plan.Name'),
    icd10: codesOf(message, 'Referral.Diagnoses'),
    cpt: codesOf(message, 'Referral.Procedures'),
    ...referrerOf(provider(/^referring/i)),
    ...doctorOf(provider(/primary|^pcp/i), 'pcp'),
    ...doctorOf(provider(/referred.?to|performing|receiving/i), 'referredTo'),
  });
}

/** An answer of the payer with a number is a yes; a request for review waits for one. */
function authStatusOf(message: JsonObject): string | undefined {
  const event = at(message, 'Meta.EventType');
  const number = at(message, 'Referral.Authorization.Number');
  if (event === 'AuthReview') return 'pending';
  if (event !== 'AuthResponse') return number === undefined ? undefined : 'obtained';
  const status = at(message, 'Referral.Status') ?? '';
  if (/den|declin|reject/i.test(status)) return 'declined';
  return number === undefined ? undefined : 'obtained';
}

function mrnOf(message: JsonObject): string | undefined {
  const ids = objectsAt(message, 'Patient.Identifiers');
  return at(ids.find((one) => /^(?:MR|MRN)$/i.test(at(one, 'IDType') ?? '')) ?? {}, 'ID');
}

function referrerOf(provider: JsonObject | undefined): JsonObject {
  if (provider === undefined) return {};
  return {
    referringNpi: npiOf(provider),
    referringLast: at(provider, 'LastName'),
    referringFirst: at(provider, 'FirstName'),
    referringCredential: firstOf(provider, 'Credentials'),
    referringOrgName: at(provider, 'Location.Facility') ?? at(provider, 'Location.Department'),
    referringCity: at(provider, 'Address.City'),
    referringState: at(provider, 'Address.State'),
    referringZip: at(provider, 'Address.ZIP'),
    referringPhone: at(provider, 'PhoneNumber.Office'),
    referringEmail: firstOf(provider, 'EmailAddresses'),
  };
}

function doctorOf(provider: JsonObject | undefined, prefix: 'pcp' | 'referredTo'): JsonObject {
  if (provider === undefined) return {};
  const [family = '', given = ''] = [at(provider, 'LastName'), at(provider, 'FirstName')];
  const place = at(provider, 'Location.Facility');
  return {
    [`${prefix}Npi`]: npiOf(provider),
    [`${prefix}Name`]: family === '' ? undefined : [family, given].filter(Boolean).join(', '),
    ...(prefix === 'pcp' ? { pcpOrgName: place } : { referredToLocation: place }),
  };
}

function npiOf(provider: JsonObject): string | undefined {
  return at(provider, 'IDType')?.toUpperCase() === 'NPI' ? at(provider, 'ID') : undefined;
}

function codesOf(message: JsonObject, path: string): readonly string[] {
  return objectsAt(message, path).flatMap((one) => at(one, 'Code') ?? []);
}

function objectsAt(message: JsonObject, path: string): readonly JsonObject[] {
  const value = atPath(message, path);
  if (!Array.isArray(value)) return [];
  return (value as readonly JsonValue[]).filter(
    (one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one),
  );
}

function firstOf(object: JsonObject, path: string): string | undefined {
  const value = atPath(object, path);
  const [first] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined;
}

function at(object: JsonObject, path: string): string | undefined {
  return textOf({ value: atPath(object, path) }, 'value');
}

function withoutAbsent(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
