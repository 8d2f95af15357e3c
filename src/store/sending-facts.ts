import { query, sql, type Queryable } from './database.ts';

/** What decides whether an effect goes out now, beside the ways to its partner. */
export type SendingFacts = {
  readonly key: string;
  readonly isUrgent: boolean;
  /** The patient objects to notes going to other offices: the newest word on it, under any of their records. */
  readonly isObjected: boolean;
  readonly cleared: readonly string[];
  /** Key of the question it waited for. */
  readonly holdReview: string | null;
  /** The partner's office: of a person the primary practice. */
  readonly officeId: string | null;
  /** Notes of possible referrals that were sent there, or are on their way. */
  readonly offered: number;
  readonly offerDecision: 'always' | 'never' | null;
};

/** The newest word of the patient of `referral r` on their notes, under any of their records. */
const newestWord = sql`from consent c where c.scope = 'share_notes'
    and c.patient_id = any(array(select id from patient where id = r.patient_id or alias_of = r.patient_id))
    order by c.recorded_at desc, c.id desc limit 1`;
export const objected = sql`coalesce((select not c.is_given ${newestWord}), false)`;
const objectedAt = sql`(select case when not c.is_given then c.recorded_at end ${newestWord})`;

/** Indexes: effect and referral primary keys, consent_of_patient, practice_role_once, practice_role_of_organisation, effect_offered. */
export function loadSendingFacts(db: Queryable, keys: readonly string[]): Promise<SendingFacts[]> {
  if (keys.length === 0) return Promise.resolve([]);
  return query<SendingFacts>(
    db,
    sql`select e.key, r.priority <> 'routine' as "isUrgent", ${objected} as "isObjected", e.cleared, e.hold_review as "holdReview",
          o.id as "officeId", coalesce(f.count, 0) as offered, n.decision as "offerDecision"
        from effect e join referral r on r.id = e.referral_id
        left join lateral (select coalesce((select x.organisation_id from practice_role x
            where x.person_id = e.partner_id and (x.ends_on is null or x.ends_on > current_date) order by x.is_primary desc, x.id limit 1),
            e.partner_id) as id) o on true
        left join note_offer n on n.office_id = o.id
        left join lateral (select count(*)::int as count from effect s where e.kind = 'offer_note' and s.kind = 'offer_note' and s.state = 'released'
            and s.partner_id = any(array(select o.id union select x.person_id from practice_role x where x.organisation_id = o.id))) f on true
        where e.key = any(${keys}::text[])`,
    { name: 'load-sending-facts' },
  );
}

/** The patient objects to this note, and nobody answered for it. */
export function isObjectedNote({
  isObjected,
  cleared,
}: Pick<SendingFacts, 'isObjected' | 'cleared'>): boolean {
  return isObjected && !cleared.includes('patient_objection');
}

/** What became true since a delivery was queued. */
export type Recheck = {
  readonly isObjected: boolean;
  /** The objection was said after the delivery was queued: who sent it by hand did not know of it. */
  readonly isObjectionNew: boolean;
  readonly cleared: readonly string[];
  /** The address was taken out of the directory, or is known to be wrong. */
  readonly isGone: boolean;
  /** Another parcel of the same thing arrived. */
  readonly hasArrived: boolean;
  /** A mark of all that decides whether it goes and what it says of whom: another one means that it has to be looked at again. */
  readonly moment: string;
};

/** The referrals a delivery `d` is about: its own, those of the notes of a bundle, those a status lists. */
const about = sql`select referral_id as id from d
  union select m.referral_id from d join bundle_note b on b.bundle_key = d.effect_key join effect m on m.key = b.note_key
  union select (x ->> 'referralId')::uuid from d join letter_order o on o.effect_key = d.effect_key and o.kind = 'status'
    cross join lateral jsonb_array_elements(o.options -> 'rows') x`;

/**
 * Asked before something is made, and once more in the transaction that claims it. Indexes: primary keys, consent_of_patient,
 * delivery_endpoint (partner_id, …), delivery_of_effect.
 */
export async function recheckDelivery(db: Queryable, deliveryId: string): Promise<Recheck | undefined> {
  const [row] = await query<Recheck>(
    db,
    sql`with recursive d as (select * from delivery where id = ${deliveryId}),
        office as (
          select partner_id as id from d
          union select x.organisation_id from practice_role x join d on x.person_id = d.partner_id
          union select p.parent_id from office o join partner p on p.id = o.id where p.parent_id is not null)
        select ${objected} as "isObjected", coalesce(${objectedAt} > d.created_at, false) as "isObjectionNew", e.cleared, g.is_gone as "isGone", a.has_arrived as "hasArrived",
          md5(concat_ws('|', e.state, e.cleared, g.is_gone, a.has_arrived, ${objectedAt},
            (select string_agg(concat_ws(':', m.state, m.cleared), ',' order by b.rank) from bundle_note b join effect m on m.key = b.note_key
              where b.bundle_key = d.effect_key),
            (select string_agg(concat_ws(':', r.id, r.version, p.id, p.is_protected, ${objected}), ',' order by r.id)
              from referral r join patient p on p.id = r.patient_id where r.id = any(array(${about}))))) as moment
        from d join effect e on e.key = d.effect_key join referral r on r.id = d.referral_id
        cross join lateral (select coalesce((select bool_and(x.retired_at is not null or x.health = 'bad') from delivery_endpoint x
          where x.partner_id in (select id from office) and x.destination = d.destination and x.address = d.address), false) as is_gone) g
        cross join lateral (select exists (select from delivery o where o.effect_key = d.effect_key and o.id <> d.id and o.status = 'delivered') as has_arrived) a`,
    { name: 'recheck-delivery' },
  );
  return row;
}

/** Zone and hours of the office an endpoint is of, as far as they are known. */
export type OfficePlace = { readonly zone: string | null; readonly hours: unknown };

/**
 * For each endpoint: of its practice role's location, else its owner's, else its owner's primary practice's. Indexes: primary keys,
 * partner_location (partner_id, place_key), practice_role_once.
 */
export async function loadOfficePlaces(
  db: Queryable,
  endpointIds: readonly string[],
): Promise<ReadonlyMap<string, OfficePlace>> {
  if (endpointIds.length === 0) return new Map();
  const rows = await query<OfficePlace & { readonly id: string }>(
    db,
    sql`select e.id, l.zone, l.hours from delivery_endpoint e
        cross join lateral (
          select zone, hours from (
            select 1 as level, p.* from practice_role x join partner_location p on p.id = x.location_id where x.id = e.role_id
            union all select 2, p.* from partner_location p where p.partner_id = e.partner_id
            union all select 3, p.* from practice_role x join partner_location p on p.partner_id = x.organisation_id
              where x.person_id = e.partner_id and x.is_primary) found
          where retired_at is null order by level, is_primary desc, id limit 1) l
        where e.id = any(${endpointIds}::uuid[])`,
    { name: 'load-office-places' },
  );
  return new Map(rows.map(({ id, zone, hours }) => [id, { zone, hours }]));
}

/** Something with this content is with that address, or on its way there, for another party of the same referral. Index: delivery_of_referral. */
export function listSameContent(
  db: Queryable,
  referralIds: readonly string[],
): Promise<
  {
    readonly referralId: string;
    readonly effectKey: string;
    readonly documentKey: string;
    readonly contentSha256: string;
    readonly destination: string;
    readonly address: string;
  }[]
> {
  if (referralIds.length === 0) return Promise.resolve([]);
  return query(
    db,
    sql`select referral_id as "referralId", effect_key as "effectKey", document_key as "documentKey", content_sha256 as "contentSha256", destination, address
        from delivery where referral_id = any(${referralIds}::uuid[]) and purpose = 'note' and status not in ('cancelled', 'dead')`,
    { name: 'list-same-content' },
  );
}
