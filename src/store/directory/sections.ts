import type { Identifier } from '../../domain/fact.ts';
import type { Provenance } from '../../domain/directory/provenance.ts';
import { query, sql, type Queryable } from '../database.ts';

/** A place of a partner. Lines are ten digits, `hours` wall clock times by weekday (`mon`…`sun`) in `zone`. */
export type LocationRow = {
  readonly id: string;
  readonly name: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly phone: string | null;
  readonly extension: string | null;
  readonly fax: string | null;
  /** IANA zone. */
  readonly zone: string | null;
  readonly hours: Readonly<Record<string, readonly (readonly [string, string])[]>> | null;
  readonly notes: string | null;
  readonly isPrimary: boolean;
  readonly source: string;
  readonly provenance: Provenance;
  readonly version: number;
};

/** Places in use, the primary one first. Index: partner_location (partner_id, place_key). */
export function listLocations(db: Queryable, partnerId: string): Promise<LocationRow[]> {
  return query<LocationRow>(
    db,
    sql`select id, name, line1, line2, city, state, zip, phone, extension, fax, zone, hours, notes, is_primary as "isPrimary", source,
          provenance, version
        from partner_location where partner_id = ${partnerId} and retired_at is null order by is_primary desc, name, id limit 500`,
  );
}

/** One person at one practice; the lines are of this person there. */
export type RoleRow = {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly locationId: string | null;
  readonly roles: readonly string[];
  readonly phone: string | null;
  readonly extension: string | null;
  readonly fax: string | null;
  readonly preferredEndpointId: string | null;
  readonly isPrimary: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly source: string;
  readonly provenance: Provenance;
  readonly version: number;
};

/**
 * Who works at this partner, and where this partner works; ended roles last. Indexes: practice_role_of_organisation,
 * practice_role_once.
 */
export function listRoles(db: Queryable, partnerId: string): Promise<RoleRow[]> {
  return query<RoleRow>(
    db,
    sql`with found as (
          select id from practice_role where organisation_id = ${partnerId}
          union select id from practice_role where person_id = ${partnerId})
        select r.id, r.person_id as "personId", p.name as "personName", r.organisation_id as "organisationId",
          o.name as "organisationName", r.location_id as "locationId", r.roles, r.phone, r.extension, r.fax,
          r.preferred_endpoint_id as "preferredEndpointId", r.is_primary as "isPrimary", r.starts_on as "startsOn",
          r.ends_on as "endsOn", r.source, r.provenance, r.version
        from practice_role r join partner p on p.id = r.person_id join partner o on o.id = r.organisation_id
        where r.id in (select id from found)
        order by coalesce(r.ends_on <= current_date, false), r.is_primary desc, p.name_key, o.name_key, r.id limit 1000`,
  );
}

/** A member of staff as this partner knows them. `contactVersion` is of the person, `version` of the affiliation. */
export type ContactRow = {
  readonly affiliationId: string;
  readonly contactId: string;
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly notes: string | null;
  readonly locationId: string | null;
  readonly roles: readonly string[];
  readonly phone: string | null;
  readonly extension: string | null;
  readonly fax: string | null;
  readonly email: string | null;
  readonly workingDays: readonly string[];
  readonly source: string;
  readonly version: number;
  readonly contactVersion: number;
  /** Other partners the same person works for. */
  readonly alsoAt: readonly { readonly partnerId: string; readonly name: string }[];
};

/** Indexes: contact_affiliation_of_partner, contact_affiliation_of_contact. */
export function listContacts(db: Queryable, partnerId: string): Promise<ContactRow[]> {
  return query<ContactRow>(
    db,
    sql`select a.id as "affiliationId", c.id as "contactId", c.name, c.family, c.given, c.notes, a.location_id as "locationId", a.roles,
          a.phone, a.extension, a.fax, a.email, a.working_days as "workingDays", a.source, a.version, c.version as "contactVersion",
          coalesce((select jsonb_agg(jsonb_build_object('partnerId', o.id, 'name', o.name) order by o.name_key)
            from contact_affiliation other join partner o on o.id = other.partner_id
            where other.contact_id = c.id and other.partner_id <> a.partner_id and other.ended_on is null), '[]') as "alsoAt"
        from contact_affiliation a join contact c on c.id = a.contact_id
        where a.partner_id = ${partnerId} and c.retired_at is null and (a.ended_on is null or a.ended_on > current_date)
        order by c.name_key, a.id limit 1000`,
  );
}

export type EndpointRow = {
  readonly id: string;
  /** Of one doctor at one office; null: of the partner as a whole. */
  readonly roleId: string | null;
  readonly destination: string;
  readonly address: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly rank: number;
  readonly health: 'ok' | 'suspect' | 'bad';
  readonly purposes: readonly string[];
  readonly verifiedAt: string | null;
  readonly verifiedBy: string | null;
  readonly lastSuccessAt: string | null;
  readonly source: string;
  readonly version: number;
};

/** Where a partner takes things, bad ones too. Index: delivery_endpoint (partner_id, destination, address). */
export function listPartnerEndpoints(db: Queryable, partnerId: string): Promise<EndpointRow[]> {
  return query<EndpointRow>(
    db,
    sql`select id, role_id as "roleId", destination, address, settings, rank, health, purposes, verified_at as "verifiedAt",
          verified_by as "verifiedBy", last_success_at as "lastSuccessAt", source, version
        from delivery_endpoint where partner_id = ${partnerId} and retired_at is null
        order by (health = 'bad'), (health = 'suspect'), rank, created_at limit 200`,
  );
}

export type NameRow = {
  readonly name: string;
  readonly kind: 'dba' | 'former' | 'other' | 'heard';
  readonly source: string;
};
export type SpecialtyRow = {
  /** NUCC taxonomy code, or `text:<word>`. */
  readonly taxonomy: string;
  readonly isPrimary: boolean;
  readonly licenseNumber: string | null;
  readonly licenseState: string | null;
  readonly source: string;
};
export type InsuranceRow = {
  readonly payer: string;
  readonly plan: string;
  readonly source: string;
  readonly statedOn: string | null;
};
export type PartnerLists = {
  readonly identifiers: readonly Identifier[];
  readonly otherNames: readonly NameRow[];
  readonly specialties: readonly SpecialtyRow[];
  readonly insurances: readonly InsuranceRow[];
};

/** Numbers, other names, specialties (the primary first) and insurances in use. Indexes: primary keys, partner_identifier_of. */
export async function loadPartnerLists(db: Queryable, partnerId: string): Promise<PartnerLists> {
  const identifiers = await query<Identifier>(
    db,
    sql`select system, value from partner_identifier where partner_id = ${partnerId} order by system <> 'npi', system, value limit 500`,
  );
  const otherNames = await query<NameRow>(
    db,
    sql`select name, kind, source from partner_name where partner_id = ${partnerId} and retired_at is null order by name limit 200`,
  );
  const specialties = await query<SpecialtyRow>(
    db,
    sql`select taxonomy, is_primary as "isPrimary", license_number as "licenseNumber", license_state as "licenseState", source
        from partner_specialty where partner_id = ${partnerId} and retired_at is null order by is_primary desc, taxonomy limit 100`,
  );
  const insurances = await query<InsuranceRow>(
    db,
    sql`select payer, plan, source, stated_on as "statedOn" from partner_insurance
        where partner_id = ${partnerId} and retired_at is null order by payer, plan limit 500`,
  );
  return { identifiers, otherNames, specialties, insurances };
}

/** What somebody changed. `before` and `after` are what the field held. */
export type ChangeRow = {
  readonly at: string;
  readonly actor: string;
  readonly what: string;
  readonly objectKind: string;
  readonly objectId: string | null;
  readonly version: number | null;
  readonly field: string | null;
  readonly before: unknown;
  readonly after: unknown;
};

const changeColumns = sql`at, actor, what, object_kind as "objectKind", object_id as "objectId", version, field, before, after`;

/** The last changes of a partner, newest first. Index: partner_change_of. */
export function listChanges(db: Queryable, partnerId: string, limit: number): Promise<ChangeRow[]> {
  return query<ChangeRow>(
    db,
    sql`select ${changeColumns} from partner_change where partner_id = ${partnerId} order by id desc limit ${limit}`,
  );
}

/** What became of one object since somebody read this version of it. Index: partner_change_of_object. */
export function listChangesSince(db: Queryable, objectId: string, version: number): Promise<ChangeRow[]> {
  return query<ChangeRow>(
    db,
    sql`select ${changeColumns} from partner_change where object_id = ${objectId} and version > ${version} order by id limit 100`,
  );
}
