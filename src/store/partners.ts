import type { Identifier, PartyClaim } from '../domain/fact.ts';
import { partyNameKey } from '../domain/match-partner.ts';
import { defined } from '../lib/defined.ts';
import { partyName, phoneKey } from '../domain/names.ts';
import { partnerKeys, type PartnerNames } from '../domain/partner-keys.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import { searchPartnersAsTyped } from './partner-search.ts';

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
  /** The first counted referral of its account: of the top of its tree, or its own. */
  readonly account_first_referral_id: string | null;
  /** Organisations the partner belongs to by its practice roles. */
  readonly office_ids: readonly string[];
};

const columns = sql`p.id, p.kind, p.name, p.family, p.given, p.credential, p.organisation, p.phone, p.fax, p.city, p.stage, p.is_own,
  p.liaison_email, p.first_referral_id, coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value))
    from partner_identifier i where i.partner_id = p.id), '[]') as identifiers,
  case when p.root_id is null then p.first_referral_id else (select top.first_referral_id from partner top where top.id = p.root_id) end
    as account_first_referral_id,
  array(select r.organisation_id from practice_role r where r.person_id = p.id order by r.organisation_id) as office_ids`;

export async function loadPartners(db: Queryable, ids: readonly string[]): Promise<readonly Partner[]> {
  if (ids.length === 0) return [];
  return query<Partner>(db, sql`select ${columns} from partner p where p.id = any(${ids}::uuid[])`, {
    name: 'load-partners',
  });
}

export function findPartner(db: Queryable, id: string): Promise<Partner | undefined> {
  return queryOne<Partner>(db, sql`select ${columns} from partner p where p.id = ${id}`);
}

/** Who an entry is now: one that was merged is the one it was merged into. Index: primary key. */
export function findStandingPartner(db: Queryable, id: string): Promise<Partner | undefined> {
  return queryOne<Partner>(
    db,
    sql`select ${columns} from partner p where p.id = (select coalesce(alias_of, id) from partner where id = ${id})`,
  );
}

/** Partners as somebody types (`searchPartnersAsTyped`), in full. */
export async function searchPartners(db: Queryable, text: string, limit: number): Promise<Partner[]> {
  const ids = (await searchPartnersAsTyped(db, text, { limit })).map((one) => one.id);
  const found = new Map((await loadPartners(db, ids)).map((one) => [one.id, one]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Enters partners that a message named and nobody knew. `source`: where from, as `partner.source` has it. */
export async function insertPartners(
  tx: Tx,
  partners: readonly {
    readonly id: string;
    readonly claim: PartyClaim;
    readonly stage: PartnerStage;
    readonly isOwn?: boolean;
    readonly source?: string;
  }[],
): Promise<void> {
  if (partners.length === 0) return;
  const names = partners.map((one) => namesOfClaim(one.claim));
  const text = (pick: (claim: PartyClaim) => string | undefined) =>
    partners.map((one) => pick(one.claim) ?? null);
  await execute(
    tx,
    sql`insert into partner (id, kind, name, family, given, middle, suffix, credential, organisation, phone, fax, email, city, state, zip,
          stage, is_own, name_key, source, match_keys)
        select n.id, n.kind, n.name, n.family, n.given, n.middle, n.suffix, n.credential, n.organisation, n.phone, n.fax, n.email, n.city,
          n.state, n.zip, n.stage, n.is_own, n.name_key, n.source, array(select jsonb_array_elements_text(n.keys))
        from unnest(${partners.map((one) => one.id)}::uuid[], ${names.map((one) => one.kind)}::text[], ${names.map((one) => one.name)}::text[],
          ${text((claim) => claim.name?.family)}::text[], ${text((claim) => claim.name?.given)}::text[],
          ${text((claim) => claim.name?.middle)}::text[], ${text((claim) => claim.name?.suffix)}::text[],
          ${text((claim) => claim.name?.credential)}::text[], ${text((claim) => claim.organisation)}::text[],
          ${text((claim) => phoneKey(claim.phone))}::text[], ${text((claim) => phoneKey(claim.fax))}::text[],
          ${text((claim) => claim.email)}::text[], ${text((claim) => claim.city)}::text[], ${text((claim) => claim.state)}::text[],
          ${text((claim) => claim.zip)}::text[], ${partners.map((one) => one.stage)}::text[],
          ${partners.map((one) => one.isOwn ?? false)}::boolean[], ${text((claim) => partyNameKey(claim))}::text[],
          ${partners.map((one) => one.source ?? 'channel')}::text[], ${names.map((one) => JSON.stringify(partnerKeys(one)))}::jsonb[])
          as n (id, kind, name, family, given, middle, suffix, credential, organisation, phone, fax, email, city, state, zip, stage, is_own,
            name_key, source, keys)`,
  );
}

/** What a claim's entry is called: the person, else the organisation, else its number. */
export function namesOfClaim(claim: PartyClaim): PartnerNames {
  const { family, given } = claim.name ?? {};
  const { organisation, city, state, zip } = claim;
  return {
    kind: claim.kind === 'organisation' ? 'organisation' : 'person',
    name: partyName(claim) || (claim.identifiers[0]?.value ?? ''),
    ...defined({ family, given, organisation, city, state, zip }),
  };
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

/** These are the practice's own people. */
export async function markOwn(tx: Tx, ids: readonly string[]): Promise<void> {
  await execute(tx, sql`update partner set is_own = true where id = any(${ids}::uuid[]) and not is_own`);
}
