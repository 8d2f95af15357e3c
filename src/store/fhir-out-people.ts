import type { Address, Identifier } from '../domain/fact.ts';
import { query, sql, type Queryable } from './database.ts';

/** Patients and partners as other systems read them by FHIR. */

export type PatientOut = {
  readonly id: string;
  /** Who this record turned out to be. */
  readonly aliasOf: string | null;
  /** Records that turned out to be this patient. */
  readonly aliases: readonly string[];
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly address: Address | null;
  readonly identifiers: readonly Identifier[];
  readonly updatedAt: string;
};

/** Patients, merged ones too. Indexes: primary key, patient_alias_of, patient_identifier_of. */
export function loadPatientsOut(db: Queryable, ids: readonly string[]): Promise<PatientOut[]> {
  return query<PatientOut>(
    db,
    sql`select p.id, p.alias_of as "aliasOf", array(select a.id from patient a where a.alias_of = p.id order by a.id) as aliases, p.family, p.given,
          p.middle, p.suffix, p.birth_date as "birthDate", p.sex, p.phones, p.email, p.address, p.updated_at as "updatedAt",
          coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value) order by i.system, i.value)
            from patient_identifier i where i.patient_id = p.id), '[]') as identifiers
        from patient p where p.id = any(${ids}::uuid[]) order by p.id`,
  );
}

/** Who holds a number (`system` absent: of any issuer). Indexes: primary key, patient_identifier_value. */
export async function findPatientsByNumber(
  db: Queryable,
  number: { readonly system?: string | undefined; readonly value: string },
  limit: number,
): Promise<readonly string[]> {
  const ofSystem = number.system === undefined ? sql.empty : sql`and i.system = ${number.system}`;
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select distinct i.patient_id as id from patient_identifier i where i.value = ${number.value} ${ofSystem} order by id limit ${limit}`,
  );
  return rows.map((row) => row.id);
}

/** These patients with every record that is the same patient. Indexes: primary key, patient_alias_of. */
export async function widenPatients(db: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`with now_is as (select coalesce(alias_of, id) as id from patient where id = any(${ids}::uuid[]))
        select id from now_is union select a.id from patient a join now_is on a.alias_of = now_is.id order by id`,
  );
  return rows.map((row) => row.id);
}

export type PartnerOut = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly credential: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly email: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly parentId: string | null;
  readonly isRetired: boolean;
  readonly identifiers: readonly Identifier[];
  /** NUCC codes, the primary one first. */
  readonly specialties: readonly string[];
  readonly updatedAt: string;
};

/**
 * Partners as they stand: an id that was merged gives the one it was merged into. Indexes: primary keys, partner_identifier_of,
 * partner_location_partner_id_place_key_key.
 */
export function loadPartnersOut(db: Queryable, ids: readonly string[]): Promise<PartnerOut[]> {
  return query<PartnerOut>(
    db,
    sql`select p.id, p.kind, p.name, p.family, p.given, p.middle, p.suffix, p.credential, p.phone, p.fax, p.email, l.line1, l.line2, p.city, p.state,
          p.zip, p.parent_id as "parentId", p.retired_at is not null as "isRetired", p.updated_at as "updatedAt",
          coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value) order by i.system, i.value)
            from partner_identifier i where i.partner_id = p.id), '[]') as identifiers,
          array(select s.taxonomy from partner_specialty s where s.partner_id = p.id and s.retired_at is null and s.taxonomy !~ '^text:'
            order by s.is_primary desc, s.taxonomy) as specialties
        from partner p
        left join lateral (select line1, line2 from partner_location o where o.partner_id = p.id and o.is_primary and o.retired_at is null limit 1) l on true
        where p.id in (select coalesce(w.alias_of, w.id) from partner w where w.id = any(${ids}::uuid[])) order by p.id`,
  );
}

/** These partners with every entry that is the same partner: an older event or referral may name one that was merged. Indexes: primary key, partner_aliases. */
export async function widenPartners(db: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`with now_is as (select coalesce(alias_of, id) as id from partner where id = any(${ids}::uuid[]))
        select id from now_is union select a.id from partner a join now_is on a.alias_of = now_is.id order by id`,
  );
  return rows.map((row) => row.id);
}

/** Which partners have a number. Index: partner_identifier primary key. */
export async function findPartnersByNumber(
  db: Queryable,
  number: { readonly system: string; readonly value: string },
): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select partner_id as id from partner_identifier where system = ${number.system} and value = ${number.value}`,
  );
  return rows.map((row) => row.id);
}

/** One doctor at one practice. */
export type RoleOut = {
  readonly id: string;
  readonly personId: string;
  readonly organisationId: string;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly specialties: readonly string[];
  readonly updatedAt: string;
};

/** Practice roles by their own ids, their people or their offices. Indexes: primary key, practice_role_once, practice_role_of_organisation. */
export function listRolesOut(
  db: Queryable,
  by: 'id' | 'person' | 'organisation',
  ids: readonly string[],
  limit: number,
): Promise<RoleOut[]> {
  const column = { id: sql`r.id`, person: sql`r.person_id`, organisation: sql`r.organisation_id` }[by];
  return query<RoleOut>(
    db,
    sql`select r.id, r.person_id as "personId", r.organisation_id as "organisationId", r.phone, r.fax, r.starts_on as "startsOn", r.ends_on as "endsOn",
          array(select s.taxonomy from partner_specialty s where s.partner_id = r.person_id and s.retired_at is null and s.taxonomy !~ '^text:'
            order by s.is_primary desc, s.taxonomy) as specialties, r.updated_at as "updatedAt"
        from practice_role r where ${column} = any(${ids}::uuid[]) order by r.id limit ${limit}`,
  );
}
