import type {
  DocumentEvidence,
  EvidenceWanted,
  KnownPartner,
  KnownPractice,
  SenderPartner,
} from '../domain/document/evidence/evidence.ts';
import type { Address } from '../domain/fact.ts';
import type { PartnerRecord } from '../domain/match-partner.ts';
import { claimKeys } from '../domain/partner-keys.ts';
import { query, sql, type Queryable } from './database.ts';
import { findPartnerCandidates, findPartnersByKeys, toPartnerRecord } from './partner-candidates.ts';
import { findPatientCandidates } from './patients.ts';

/** Doctors of one practice that are looked at: those of a hospital are found by their names and its town. */
const COLLEAGUES = 60;
/** Partners one sender's faxes turned out to be from that are looked at. */
const PARTNERS_OF_SENDER = 20;
/** Practices found by a line whose town helps to find a name. */
const FEW_PRACTICES = 5;

/**
 * The partner directory and the patient index as a dictionary for the documents of one arrival: whoever holds a number or a line that was
 * read (also one slip away), whoever is named like that, the doctors of every practice found, whom this sender's earlier faxes were from;
 * and the patients they may be of. At most nine queries, however many documents.
 */
export async function findDocumentEvidence(db: Queryable, wanted: EvidenceWanted): Promise<DocumentEvidence> {
  const senders = await findSenderPartners(db, wanted.senderKeys);
  const held = wanted.parties.length === 0 ? [] : await findPartnerCandidates(db, wanted.parties);
  const practices = held.filter(({ kind }) => kind === 'organisation').map(toPartnerRecord);
  const places = practices.slice(0, FEW_PRACTICES).flatMap((practice) => practice.places ?? []);
  const keys = wanted.parties.flatMap((claim) => claimKeys(claim, places));
  const known = [...senders.map(({ partnerId }) => partnerId), ...held.map(({ id }) => id)];
  const own = wanted.parties.length === 0 ? [] : await findOwn(db);
  const ids = [...new Set([...known, ...own, ...(await findColleagues(db, known))])];
  const found = ids.length + keys.length === 0 ? [] : await findPartnersByKeys(db, keys, ids);
  const [partners, patients] = [
    await describePartners(db, found.map(toPartnerRecord)),
    wanted.patients.length === 0 ? [] : await findPatientCandidates(db, wanted.patients),
  ];
  return { partners, senders, patients };
}

/** Whose this sender's earlier faxes and mails were, as people confirmed it. Index: sender_partner primary key. */
export async function findSenderPartners(
  db: Queryable,
  senderKeys: readonly string[],
): Promise<readonly SenderPartner[]> {
  if (senderKeys.length === 0) return [];
  return query<SenderPartner>(
    db,
    sql`select s.sender_key as "senderKey", s.partner_id as "partnerId", s.confirmed
        from unnest(${senderKeys}::text[]) as w (key) cross join lateral (
          select * from sender_partner where sender_key = w.key and confirmed > 0
          order by confirmed desc, partner_id limit ${PARTNERS_OF_SENDER}::int) s`,
    { name: 'find-sender-partners' },
  );
}

/**
 * Who works at these practices, or at those of these people. Of a practice with very many nobody in particular: its line says nothing of whom.
 * Indexes: practice_role_of_organisation, practice_role_once.
 */
export async function findColleagues(db: Queryable, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await query<{ readonly id: string }>(
    db,
    sql`with place as (
          select unnest(${[...new Set(ids)]}::uuid[]) as id
          union select r.organisation_id from practice_role r where r.person_id = any(${ids}::uuid[]))
        select distinct unnest(w.people) as id from place cross join lateral (
          select array_agg(one.person_id) as people from (
            select person_id from practice_role where organisation_id = place.id and (ends_on is null or ends_on >= current_date)
            limit ${COLLEAGUES + 1}::int) one) w
        where cardinality(w.people) <= ${COLLEAGUES}::int
        union select id from place`,
    { name: 'find-colleagues' },
  );
  return rows.map(({ id }) => id);
}

/** The doctors of the receiving practice, who are asked for by name. Index: partner_own. */
async function findOwn(db: Queryable): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(
    db,
    sql`select id from partner where is_own and alias_of is null order by id limit ${COLLEAGUES}::int`,
    { name: 'find-own-doctors' },
  );
  return rows.map(({ id }) => id);
}

type DetailRow = {
  readonly id: string;
  readonly credential: string | null;
  readonly is_own: boolean;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly endpoints: readonly string[] | null;
};

type PracticeRow = {
  readonly person_id: string | null;
  readonly id: string;
  readonly names: readonly (string | null)[];
  readonly phones: readonly (string | null)[];
  readonly faxes: readonly (string | null)[];
  readonly addresses: readonly Readonly<Record<string, string | null>>[] | null;
};

async function describePartners(
  db: Queryable,
  records: readonly PartnerRecord[],
): Promise<readonly KnownPartner[]> {
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  if (unique.length === 0) return [];
  const ids = unique.map(({ id }) => id);
  const details = new Map((await loadDetails(db, ids)).map((row) => [row.id, row]));
  const practices = await loadPractices(db, ids);
  return unique.map((record): KnownPartner => {
    const row = details.get(record.id);
    const own = practices.filter(({ person_id: person, id }) => (person ?? id) === record.id);
    return {
      ...record,
      ...(row?.credential ? { credential: row.credential } : {}),
      isOwn: row?.is_own ?? false,
      phones: given([row?.phone]),
      faxes: given([row?.fax, ...(row?.endpoints ?? [])]),
      practices: joined(own),
    };
  });
}

/** Indexes: partner primary key, delivery_endpoint (partner_id, …). */
export function loadDetails(db: Queryable, ids: readonly string[]): Promise<readonly DetailRow[]> {
  return query<DetailRow>(
    db,
    sql`select p.id, p.credential, p.is_own, p.phone, p.fax,
          array(select e.line from delivery_endpoint e where e.partner_id = p.id and e.line is not null and e.retired_at is null) as endpoints
        from partner p where p.id = any(${ids}::uuid[])`,
    { name: 'describe-document-partners' },
  );
}

/**
 * The practices of people, and organisations as their own practice, each with the lines of its places and of the people there.
 * Indexes: practice_role_once, partner primary key, partner_location (partner_id, place_key), partner_name primary key.
 */
export function loadPractices(db: Queryable, ids: readonly string[]): Promise<readonly PracticeRow[]> {
  return query<PracticeRow>(
    db,
    sql`with seat as (
          select r.person_id, r.organisation_id as id, r.location_id, r.phone, r.fax from practice_role r
            where r.person_id = any(${ids}::uuid[]) and (r.ends_on is null or r.ends_on >= current_date)
          union all select null, p.id, null, null, null from partner p where p.id = any(${ids}::uuid[]) and p.kind = 'organisation')
        select s.person_id, o.id,
          array[o.name, o.organisation] || array(select n.name from partner_name n where n.partner_id = o.id and n.retired_at is null) as names,
          array[s.phone, o.phone] || l.phones as phones, array[s.fax, o.fax] || l.faxes as faxes, l.addresses
        from seat s join partner o on o.id = s.id
        cross join lateral (
          select array_agg(phone) as phones, array_agg(fax) as faxes,
            jsonb_agg(jsonb_build_object('line1', line1, 'line2', line2, 'city', city, 'state', state, 'zip', zip) order by is_primary desc, id) as addresses
          from partner_location where partner_id = o.id and retired_at is null and (s.location_id is null or id = s.location_id)) l`,
    { name: 'load-document-practices' },
  );
}

/** A practice where a doctor has several places is one. */
function joined(rows: readonly PracticeRow[]): readonly KnownPractice[] {
  const byId = new Map<string, KnownPractice>();
  for (const row of rows) {
    const known = byId.get(row.id);
    byId.set(row.id, {
      id: row.id,
      names: given(row.names),
      phones: given([...(known?.phones ?? []), ...row.phones]),
      faxes: given([...(known?.faxes ?? []), ...row.faxes]),
      addresses: [...(known?.addresses ?? []), ...(row.addresses ?? []).map(addressOf)],
    });
  }
  return [...byId.values()];
}

function addressOf(row: Readonly<Record<string, string | null>>): Address {
  return Object.fromEntries(Object.entries(row).filter(([, part]) => (part ?? '') !== ''));
}

function given(values: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(values)].filter((value): value is string => (value ?? '') !== '');
}
