import type {
  Address,
  CodeableConcept,
  ContactPoint,
  HumanName,
  Organization,
  Patient,
  Practitioner,
  PractitionerRole,
} from 'fhir/r4.js';
import { sha256Hex } from '../../lib/sha256.ts';
import type { PartnerOut, PatientOut, RoleOut } from '../../store/fhir-out-people.ts';
import { listed, PRACTICE } from './encode-referral.ts';
import { identifierOf, uriOf } from './names.ts';

/** People and offices. Nothing counts their versions, so a version is a hash of what is said. */

const genders: Readonly<Record<string, Patient['gender']>> = {
  F: 'female',
  M: 'male',
  O: 'other',
  U: 'unknown',
};

/** R4 Patient. A record that was merged says only whose it is (`replaced-by`). */
export function toPatient(row: PatientOut, publicUrl: string): Patient {
  if (row.aliasOf !== null)
    return versioned(row.updatedAt, {
      resourceType: 'Patient',
      id: row.id,
      active: false,
      link: [{ other: { reference: `Patient/${row.aliasOf}` }, type: 'replaced-by' }],
    });
  return versioned(row.updatedAt, {
    resourceType: 'Patient',
    id: row.id,
    identifier: listed(row.identifiers.map((id) => identifierOf(id, publicUrl))),
    active: true,
    name: nameOf(row),
    telecom: listed([...row.phones.map(phone), ...email(row.email)]),
    gender: row.sex === null ? undefined : genders[row.sex],
    birthDate: row.birthDate !== null && isDate(row.birthDate) ? row.birthDate : undefined,
    address: addressOf({ ...row.address }),
    link: listed(
      row.aliases.map((id) => ({ other: { reference: `Patient/${id}` }, type: 'replaces' as const })),
    ),
  });
}

/** R4 Practitioner or Organization, as the directory has it. */
export function toPartner(row: PartnerOut, publicUrl: string): Practitioner | Organization {
  const shared = {
    id: row.id,
    identifier: listed(row.identifiers.map((id) => identifierOf(id, publicUrl))),
    active: !row.isRetired,
    telecom: telecomOf(row),
    address: addressOf(row),
  };
  if (row.kind === 'organisation')
    return versioned(row.updatedAt, {
      resourceType: 'Organization',
      ...shared,
      name: row.name,
      partOf: row.parentId === null ? undefined : { reference: `Organization/${row.parentId}` },
    });
  const qualification = [
    ...(row.credential === null ? [] : [{ code: { text: row.credential } }]),
    ...row.specialties.map((code) => ({ code: specialty(code) })),
  ];
  return versioned(row.updatedAt, {
    resourceType: 'Practitioner',
    ...shared,
    name: nameOf(row) ?? [{ text: row.name }],
    qualification: listed(qualification),
  });
}

/** R4 PractitionerRole: one doctor at one practice. */
export function toPractitionerRole(row: RoleOut): PractitionerRole {
  const { startsOn, endsOn } = row;
  return versioned(row.updatedAt, {
    resourceType: 'PractitionerRole',
    id: row.id,
    active: endsOn === null,
    period:
      startsOn === null && endsOn === null
        ? undefined
        : { start: startsOn ?? undefined, end: endsOn ?? undefined },
    practitioner: { reference: `Practitioner/${row.personId}` },
    organization: { reference: `Organization/${row.organisationId}` },
    specialty: listed(row.specialties.map(specialty)),
    telecom: telecomOf({ ...row, email: null }),
  });
}

export type PracticeDetails = {
  readonly name: string;
  readonly phone: string;
  readonly fax?: string | undefined;
  readonly address?: string | undefined;
  readonly npis?: readonly string[];
};

/** The practice itself: owner of every Task. It comes from the settings, so nobody knows since when it is so. */
export function toPractice(practice: PracticeDetails, publicUrl: string): Organization {
  return versioned(undefined, {
    resourceType: 'Organization',
    id: PRACTICE,
    identifier: listed((practice.npis ?? []).map((value) => ({ system: uriOf('npi', publicUrl), value }))),
    active: true,
    name: practice.name,
    telecom: telecomOf({ phone: practice.phone, fax: practice.fax ?? null, email: null }),
    address: practice.address === undefined ? undefined : [{ text: practice.address }],
  });
}

const VERSION_DIGITS = 16;

function versioned<T extends { readonly id?: string | undefined }>(
  lastUpdated: string | undefined,
  resource: T,
): T {
  const versionId = sha256Hex(Buffer.from(JSON.stringify(resource))).slice(0, VERSION_DIGITS);
  return { ...resource, meta: { versionId, lastUpdated } };
}

function nameOf(row: {
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
}): HumanName[] | undefined {
  if (row.family === null && row.given === null) return undefined;
  const given = [row.given, row.middle].flatMap((one) => one ?? []);
  return [
    {
      family: row.family ?? undefined,
      given: listed(given),
      suffix: row.suffix === null ? undefined : [row.suffix],
    },
  ];
}

function telecomOf(row: {
  readonly phone: string | null;
  readonly fax: string | null;
  readonly email: string | null;
}): ContactPoint[] | undefined {
  const faxes: ContactPoint[] = row.fax === null ? [] : [{ system: 'fax', value: row.fax }];
  return listed([...(row.phone === null ? [] : [phone(row.phone)]), ...faxes, ...email(row.email)]);
}

function phone(value: string): ContactPoint {
  return { system: 'phone', value };
}

function email(value: string | null): ContactPoint[] {
  return value === null ? [] : [{ system: 'email', value }];
}

type Place = {
  readonly line1?: string | null | undefined;
  readonly line2?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly state?: string | null | undefined;
  readonly zip?: string | null | undefined;
  readonly country?: string | null | undefined;
};

function addressOf({ line1, line2, city, state, zip, country }: Place): Address[] | undefined {
  const address: Address = {
    line: listed([line1, line2].flatMap((one) => one ?? [])),
    city: city ?? undefined,
    state: state ?? undefined,
    postalCode: zip ?? undefined,
    country: country ?? undefined,
  };
  return Object.values(address).some((value) => value !== undefined) ? [address] : undefined;
}

function specialty(code: string): CodeableConcept {
  return { coding: [{ system: 'http://nucc.org/provider-taxonomy', code }] };
}

/** R4 date: a year, a month or a day. */
function isDate(text: string): boolean {
  return /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text);
}
