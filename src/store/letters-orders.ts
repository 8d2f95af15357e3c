import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';
import { objected } from './sending-facts.ts';

/** What people send beside what the ledger sends by itself. `status`, `bundle`: about several patients of one office. */
export type OrderKind = 'decline' | 'thank_you' | 'status' | 'bundle';

export type LetterOrder = {
  readonly kind: OrderKind;
  readonly options: Readonly<Record<string, unknown>>;
  readonly createdBy: string;
};

export type NewOrder = LetterOrder & {
  /** Of the effect that sends it. */
  readonly key: string;
  /** What it concerns; of several, the newest. */
  readonly referralId: string;
  readonly partnerId: string;
};

const effectKinds: Readonly<Record<OrderKind, string>> = {
  decline: 'send_letter',
  thank_you: 'send_letter',
  status: 'send_status',
  bundle: 'send_bundle',
};

/** Plans it as an effect that is due at once: from there it goes the way of everything that goes to an office. */
export async function insertOrder(tx: Tx, order: NewOrder): Promise<void> {
  const { key, kind, referralId, partnerId, options, createdBy } = order;
  await execute(
    tx,
    sql`insert into effect (key, kind, referral_id, partner_id, state, due_at)
        values (${key}, ${effectKinds[kind]}, ${referralId}, ${partnerId}, 'planned', now())`,
  );
  await execute(
    tx,
    sql`insert into letter_order (effect_key, kind, options, created_by) values (${key}, ${kind}, ${JSON.stringify(options)}::jsonb, ${createdBy})`,
  );
}

/** What people and other systems name an order by. Index: primary key. */
export async function findEffectId(db: Queryable, key: string): Promise<string> {
  const row = await queryOne<{ readonly id: string }>(db, sql`select id from effect where key = ${key}`);
  if (!row) throw new Error('An effect that was just entered is not there.');
  return row.id;
}

/** Index: primary key. */
export function findOrder(db: Queryable, effectKey: string): Promise<LetterOrder | undefined> {
  return queryOne<LetterOrder>(
    db,
    sql`select kind, options, created_by as "createdBy" from letter_order where effect_key = ${effectKey}`,
  );
}

/** Somebody sent this letter about this referral before. Indexes: effect_of_referral, primary key of letter_order. */
export async function hasOrder(db: Queryable, referralId: string, kind: OrderKind): Promise<boolean> {
  const row = await queryOne<{ readonly has: boolean }>(
    db,
    sql`select exists (select from effect e join letter_order o on o.effect_key = e.key
          where e.referral_id = ${referralId} and o.kind = ${kind} and e.state <> 'withdrawn') as has`,
  );
  return row?.has ?? false;
}

export type OpenReferral = {
  readonly id: string;
  /** Who sent it: the partner asked about, or a doctor of that practice. */
  readonly partnerId: string;
  readonly patientId: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly birthDate: string | null;
  readonly state: string;
  readonly receivedAt: string;
  readonly appointmentAt: string | null;
  readonly orderNumber: string | null;
  /** The patient objects, or a person has to release whatever is said of them: not in a list. */
  readonly isWithheld: boolean;
};

/** Of `referral r`: the partner sent it, or a doctor of that practice. */
const sentBy = (
  partnerId: string,
): Statement => sql`r.referrer_partner_id = any(array(select ${partnerId}::uuid
  union select x.person_id from practice_role x where x.organisation_id = ${partnerId} and (x.ends_on is null or x.ends_on > current_date)))`;

/**
 * Referrals of a partner, or of the doctors of a practice, that have not come to an end; newest first. Indexes: practice_role_of_organisation,
 * referral_of_partner, consent_of_patient.
 */
export function listOpenReferrals(
  db: Queryable,
  partnerId: string,
  states: readonly string[],
  limit: number,
): Promise<readonly OpenReferral[]> {
  return query<OpenReferral>(
    db,
    sql`select r.id, r.referrer_partner_id as "partnerId", r.patient_id as "patientId", p.family, p.given, p.birth_date as "birthDate", r.state,
          r.received_at as "receivedAt", r.appointment_at as "appointmentAt", r.view #>> '{placerOrder,value}' as "orderNumber",
          p.is_protected or ${objected} as "isWithheld"
        from referral r join patient p on p.id = r.patient_id
        where r.merged_into is null and r.kind = 'explicit' and r.state = any(${states}::text[])
          and ${sentBy(partnerId)}
        order by r.received_at desc, r.id desc limit ${limit}`,
    { name: 'list-open-referrals' },
  );
}

/**
 * Today's names of these patients of a partner. Who is withheld meanwhile is not among them, nor who turned out to be somebody else's.
 * Indexes: primary keys, practice_role_of_organisation, consent_of_patient.
 */
export function listReported(
  db: Queryable,
  partnerId: string,
  referralIds: readonly string[],
): Promise<
  readonly {
    readonly id: string;
    readonly family: string | null;
    readonly given: string | null;
    readonly birthDate: string | null;
  }[]
> {
  return query(
    db,
    sql`select r.id, p.family, p.given, p.birth_date as "birthDate" from referral r join patient p on p.id = r.patient_id
        where r.id = any(${referralIds}::uuid[]) and ${sentBy(partnerId)} and not p.is_protected and not ${objected}`,
  );
}
