import type { Identifier, PartyClaim } from '../domain/fact.ts';
import { partyNameKey, type PartnerRecord } from '../domain/match-partner.ts';
import { foldName, partyName, phoneKey } from '../domain/names.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type PartnerStage =
  | 'unknown'
  | 'discovered'
  | 'target'
  | 'contacted'
  | 'active'
  | 'lapsed'
  | 'do_not_contact';

export type Partner = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly credential: string | null;
  readonly organisation: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly city: string | null;
  readonly stage: PartnerStage;
  readonly is_own: boolean;
  readonly liaison_email: string | null;
  readonly first_referral_id: string | null;
  readonly identifiers: readonly Identifier[];
  /** Organisations the partner belongs to by its practice roles. */
  readonly office_ids: readonly string[];
};

const columns = sql`p.id, p.kind, p.name, p.family, p.given, p.credential, p.organisation, p.phone, p.fax, p.city, p.stage, p.is_own,
  p.liaison_email, p.first_referral_id, coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value))
    from partner_identifier i where i.partner_id = p.id), '[]') as identifiers,
  array(select r.organisation_id from practice_role r where r.person_id = p.id order by r.organisation_id) as office_ids`;

/** Offices of one fax or telephone line that are looked at: the line of a whole hospital is no evidence. */
const SHARED_LINE = 1_000;

/**
 * Every partner the claims could mean: by number, by fax or phone.
 * Indexes: partner_identifier primary key, partner_by_phone, partner_by_fax. The ids go through an array: joined, a few hundred of
 * them read the whole directory.
 */
export async function findPartnerCandidates(
  db: Queryable,
  claims: readonly PartyClaim[],
): Promise<readonly Partner[]> {
  const identifiers = claims.flatMap((claim) => claim.identifiers);
  const lines = claims
    .flatMap((claim) => [phoneKey(claim.phone), phoneKey(claim.fax)])
    .filter((line) => line !== undefined);
  return query<Partner>(
    db,
    sql`with found as (
          select i.partner_id as id from partner_identifier i
          join unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[]) as w (system, value)
            on i.system = w.system and i.value = w.value
          union (select id from partner where phone = any(${lines}::text[]) limit ${SHARED_LINE})
          union (select id from partner where fax = any(${lines}::text[]) limit ${SHARED_LINE}))
        select ${columns} from partner p where p.id = any(array(select id from found))`,
    { name: 'find-partner-candidates' },
  );
}

export async function loadPartners(db: Queryable, ids: readonly string[]): Promise<readonly Partner[]> {
  if (ids.length === 0) return [];
  return query<Partner>(db, sql`select ${columns} from partner p where p.id = any(${ids}::uuid[])`, {
    name: 'load-partners',
  });
}

export function findPartner(db: Queryable, id: string): Promise<Partner | undefined> {
  return queryOne<Partner>(db, sql`select ${columns} from partner p where p.id = ${id}`);
}

/** Type-ahead over the directory. Index: partner_by_name (trigrams). */
export function searchPartners(db: Queryable, text: string, limit: number): Promise<Partner[]> {
  return query<Partner>(
    db,
    sql`select ${columns} from partner p where p.name_key like ${`%${foldName(text)}%`} order by p.name limit ${limit}`,
  );
}

/** Enters partners that a message named and nobody knew. */
export async function insertPartners(
  tx: Tx,
  partners: readonly {
    readonly id: string;
    readonly claim: PartyClaim;
    readonly stage: PartnerStage;
    readonly isOwn?: boolean;
  }[],
): Promise<void> {
  if (partners.length === 0) return;
  const text = (pick: (claim: PartyClaim) => string | undefined) =>
    partners.map((one) => pick(one.claim) ?? null);
  await execute(
    tx,
    sql`insert into partner (id, kind, name, family, given, credential, organisation, phone, fax, city, stage, is_own, name_key)
        select * from unnest(${partners.map((one) => one.id)}::uuid[], ${text((claim) => (claim.kind === 'organisation' ? 'organisation' : 'person'))}::text[],
          ${text((claim) => partyName(claim) || claim.identifiers[0]?.value)}::text[], ${text((claim) => claim.name?.family)}::text[],
          ${text((claim) => claim.name?.given)}::text[], ${text((claim) => claim.name?.credential)}::text[], ${text((claim) => claim.organisation)}::text[],
          ${text((claim) => phoneKey(claim.phone))}::text[], ${text((claim) => phoneKey(claim.fax))}::text[], ${text((claim) => claim.city)}::text[],
          ${partners.map((one) => one.stage)}::text[], ${partners.map((one) => one.isOwn ?? false)}::boolean[],
          ${text((claim) => partyNameKey(claim))}::text[])`,
  );
}

/** Numbers a partner was seen with. One that is another partner's stays there. */
export async function insertPartnerIdentifiers(
  tx: Tx,
  identifiers: readonly (Identifier & { readonly partnerId: string })[],
): Promise<void> {
  if (identifiers.length === 0) return;
  await execute(
    tx,
    sql`insert into partner_identifier (system, value, partner_id)
        select * from unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[],
          ${identifiers.map((id) => id.partnerId)}::uuid[])
        on conflict (system, value) do nothing`,
  );
}

export async function updatePartnerStage(tx: Tx, id: string, stage: PartnerStage): Promise<void> {
  await execute(tx, sql`update partner set stage = ${stage} where id = ${id}`);
}

/** These are the practice's own people. */
export async function markOwn(tx: Tx, ids: readonly string[]): Promise<void> {
  await execute(tx, sql`update partner set is_own = true where id = any(${ids}::uuid[]) and not is_own`);
}

/** The first counted referral of each partner, exactly once: returns those that are. `referrals` in the order they count. */
export async function claimFirstReferrals(
  tx: Tx,
  referrals: readonly { readonly partnerId: string; readonly referralId: string; readonly at: string }[],
): Promise<ReadonlySet<string>> {
  if (referrals.length === 0) return new Set();
  const rows = await query<{ readonly id: string }>(
    tx,
    sql`update partner p set first_referral_id = f.referral_id, first_referral_at = f.at,
          stage = case when stage in ('unknown', 'target', 'contacted', 'lapsed') then 'active' else stage end
        from (
          select distinct on (n.partner_id) n.partner_id, n.referral_id, n.at
          from unnest(${referrals.map((one) => one.partnerId)}::uuid[], ${referrals.map((one) => one.referralId)}::uuid[],
            ${referrals.map((one) => one.at)}::timestamptz[]) with ordinality as n (partner_id, referral_id, at, nr)
          order by n.partner_id, n.nr) f
        where p.id = f.partner_id and p.first_referral_id is null and not p.is_own
        returning f.referral_id as id`,
    { name: 'claim-first-referrals' },
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * These referrals are not their partner's any more: the earliest other counted one is its first, or none is.
 * Index: referral_of_partner.
 */
export async function releaseFirstReferrals(
  tx: Tx,
  referrals: readonly { readonly partnerId: string; readonly referralId: string }[],
): Promise<void> {
  if (referrals.length === 0) return;
  await execute(
    tx,
    sql`update partner p set (first_referral_id, first_referral_at) = (
          select r.id, r.received_at from referral r
          where r.referrer_partner_id = p.id and r.is_counted and r.merged_into is null and r.id <> p.first_referral_id
          order by r.received_at, r.id limit 1)
        from unnest(${referrals.map((one) => one.partnerId)}::uuid[], ${referrals.map((one) => one.referralId)}::uuid[]) as n (partner_id, referral_id)
        where p.id = n.partner_id and p.first_referral_id = n.referral_id`,
  );
}

export function toPartnerRecord(partner: Partner): PartnerRecord {
  return {
    id: partner.id,
    identifiers: partner.identifiers,
    nameKey: foldName([partner.family, partner.given].filter(Boolean).join(' ') || partner.name),
    ...(partner.organisation === null ? {} : { organisationKey: foldName(partner.organisation) }),
    ...(partner.phone === null ? {} : { phone: partner.phone }),
    ...(partner.fax === null ? {} : { fax: partner.fax }),
  };
}
