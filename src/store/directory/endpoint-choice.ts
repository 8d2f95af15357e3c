import type { PartyClaim } from '../../domain/fact.ts';
import { foldName, phoneKey } from '../../domain/names.ts';
import { query, sql, type Queryable } from '../database.ts';
import type { Endpoint } from '../deliveries.ts';

/** Something to be sent to a partner about a referral. */
export type EndpointAsk = {
  readonly partnerId: string;
  readonly referralId: string;
  readonly purpose: 'notes' | 'notices' | 'marketing';
};

/** An endpoint with what the practice's policy asks of it (domain/delivery-policy.ts). */
export type ChosenEndpoint = Endpoint & {
  /** The address is a telephone number. */
  readonly isNumber: boolean;
  /**
   * The other number of the same owner where something arrived last, when this one came after that, nothing ever arrived here and
   * nobody confirmed the change.
   */
  readonly replaced: { readonly address: string; readonly lastSuccessAt: string } | null;
};

type Office = { readonly names: readonly string[]; readonly lines: readonly string[] };

/**
 * Where to send, best first, for each ask in its order. A person with several practices gets it at the one the referral names (by its
 * name or one of its lines): the endpoint that is preferred for them there, then theirs there, their own, the office's, and those
 * of what the office is part of. When the referral names none, or none that is known, the person's own come first and the primary
 * practice counts. Within each by rank; a suspect address comes last, a bad or retired one never.
 * Indexes: referral primary key; practice_role_once, delivery_endpoint (partner_id, …), delivery_endpoint_of_role.
 */
export async function listEndpointsFor(
  db: Queryable,
  asks: readonly EndpointAsk[],
): Promise<readonly (readonly ChosenEndpoint[])[]> {
  if (asks.length === 0) return [];
  const offices = await loadOffices(db, asks);
  const list = (pick: (office: Office) => readonly string[]) =>
    offices.map((office) => pick(office).join('\n'));
  const rows = await query<ChosenEndpoint & { readonly nr: number }>(
    db,
    sql`with recursive ask as (
          select nr, partner_id, string_to_array(names, E'\n') as names, string_to_array(lines, E'\n') as lines, purpose
          from unnest(${asks.map((ask) => ask.partnerId)}::uuid[], ${list((office) => office.names)}::text[],
            ${list((office) => office.lines)}::text[], ${asks.map((ask) => ask.purpose)}::text[])
            with ordinality as n (partner_id, names, lines, purpose, nr)),
        practice as (
          select distinct on (a.nr) a.nr, r.id as role_id, r.organisation_id, r.preferred_endpoint_id, met.is_named
          from ask a join practice_role r on r.person_id = a.partner_id and (r.ends_on is null or r.ends_on > current_date)
          join partner o on o.id = r.organisation_id
          cross join lateral (select o.name_key = any(a.names) or r.phone = any(a.lines) or r.fax = any(a.lines)
            or o.phone = any(a.lines) or o.fax = any(a.lines)
            or exists (select from partner_name n where n.partner_id = o.id and n.name_key = any(a.names) and n.retired_at is null)
            as is_named) met
          order by a.nr, coalesce(met.is_named, false) desc, r.is_primary desc, r.id),
        office (nr, id, level) as (
          select nr, partner_id, 20 from ask
          union all select nr, organisation_id, 30 from practice
          union all select o.nr, p.parent_id, o.level + 1 from office o join partner p on p.id = o.id
            where p.parent_id is not null and o.level < 60),
        found as (
          select p.nr, e.id, case when p.is_named then 0 else 40 end as level
            from practice p join delivery_endpoint e on e.id = p.preferred_endpoint_id
          union all
          select p.nr, e.id, case when p.is_named then 10 else 41 end from practice p join delivery_endpoint e on e.role_id = p.role_id
          union all
          select o.nr, e.id, case when o.level = 20 then 20 else o.level + 12 end
            from office o join delivery_endpoint e on e.partner_id = o.id and e.role_id is null)
        select best.nr, best.id, best."partnerId", best.destination, best.address, best.settings, best.rank, best.health, best."verifiedAt", best."isNumber",
          case when was.address is not null then jsonb_build_object('address', was.address,
            'lastSuccessAt', to_char(was.last_success_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as replaced from (
          select distinct on (f.nr, e.id) f.nr::int as nr, f.level, e.created_at, e.id, e.partner_id as "partnerId", e.destination, e.address, e.settings,
            e.rank, e.health, e.verified_at as "verifiedAt", e.line is not null as "isNumber", e.line, e.role_id,
            e.line is not null and e.last_success_at is null and e.confirmed_at is null as is_untried, coalesce(e.verified_at, e.created_at) as known_at
          from found f join ask a on a.nr = f.nr join delivery_endpoint e on e.id = f.id
          where e.health <> 'bad' and e.retired_at is null and a.purpose = any(e.purposes)
            -- What a registry lists is a candidate until a person verified it; nothing goes to a deactivated number.
            and (e.verified_at is not null or e.source <> 'nppes')
            and not exists (select from partner d where d.id = e.partner_id and d.deactivated_on is not null)
          order by f.nr, e.id, f.level) best
        left join lateral (select x.address, x.last_success_at from delivery_endpoint x where best.is_untried and x.partner_id = best."partnerId"
            and x.role_id is not distinct from best.role_id and x.line <> best.line and x.last_success_at < best.known_at
          order by x.last_success_at desc limit 1) was on true
        order by best.nr, best.health = 'suspect', best.level, best.rank, best.created_at, best.id`,
    { name: 'list-endpoints-for' },
  );
  return asks.map((_, index) => rows.filter((row) => row.nr === index + 1));
}

/** How the referral names the partner's office: a person is named with where they work. */
async function loadOffices(db: Queryable, asks: readonly EndpointAsk[]): Promise<readonly Office[]> {
  const rows = await query<{ readonly nr: number; readonly claim: PartyClaim | null }>(
    db,
    sql`select n.nr::int as nr, case n.partner_id::text
          when r.view -> 'referrer' ->> 'partnerId' then r.view -> 'referrer' -> 'claim'
          when r.view -> 'pcp' ->> 'partnerId' then r.view -> 'pcp' -> 'claim' end as claim
        from unnest(${asks.map((ask) => ask.referralId)}::uuid[], ${asks.map((ask) => ask.partnerId)}::uuid[])
          with ordinality as n (referral_id, partner_id, nr) left join referral r on r.id = n.referral_id order by n.nr`,
    { name: 'load-named-offices' },
  );
  return rows.map(({ claim }) => ({
    names: [foldName(claim?.organisation ?? '')].filter((name) => name !== ''),
    lines: [phoneKey(claim?.phone), phoneKey(claim?.fax)].filter((line) => line !== undefined),
  }));
}
