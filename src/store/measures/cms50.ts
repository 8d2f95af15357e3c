import { cms50Of, type Cms50, type Cms50Order } from '../../domain/measures/cms50.ts';
import { dayBounds } from '../../domain/practice-time.ts';
import { query, sql, type Queryable } from '../database.ts';

export type Cms50OfPartner = Cms50 & { readonly partnerId: string; readonly partnerName: string };

export type Cms50Question = {
  readonly zone: string;
  readonly year: number;
  /** Only this partner; of an organisation with everybody who rolls up to it. Absent: every account. */
  readonly partnerId?: string;
};

/** States in which an order does not stand: what CMS50 asks for is active or completed. */
const REVOKED: readonly string[] = ['declined', 'cancelled'];

/**
 * The score of each account (an organisation with its members, or a person who belongs to none), those with most patients first; or of
 * the one partner asked for. One query. Indexes: referral_by_order; referral_of_partner and partner_of_root for one partner.
 */
export async function loadCms50(
  db: Queryable,
  { zone, year, partnerId }: Cms50Question,
): Promise<readonly Cms50OfPartner[]> {
  const from = dayBounds(`${year}-01-01`, zone).from;
  const until = dayBounds(`${year}-10-31`, zone).until;
  const account =
    partnerId === undefined
      ? { id: sql`coalesce(p.root_id, p.id)`, only: sql`r.referrer_partner_id is not null` }
      : {
          id: sql`${partnerId}::uuid`,
          only: sql`r.referrer_partner_id = any(array(select m.id from partner m where m.id = ${partnerId} or m.root_id = ${partnerId}))`,
        };
  const rows = await query<OrderRow>(
    db,
    sql`select o.account_id as "partnerId", a.name as "partnerName", o.id as "referralId", o.patient_id as "patientId",
          o.ordered_at as "orderedAt", o.state = any(${REVOKED}::text[]) as "isRevoked", o.reported_at as "reportedAt"
        from (
          select ${account.id} as account_id, r.id, r.patient_id, coalesce(r.ordered_at, r.received_at) as ordered_at, r.state,
            array(select d ->> 'at' from jsonb_array_elements(coalesce(r.view -> 'notes', '[]')) n, jsonb_array_elements(coalesce(n -> 'deliveries', '[]')) d
              where n ->> 'status' = 'final' and d ->> 'partnerId' = r.referrer_partner_id::text) as reported_at
          from referral r join partner p on p.id = r.referrer_partner_id
          where r.is_counted and r.merged_into is null and ${account.only}
            and coalesce(r.ordered_at, r.received_at) >= ${from}::timestamptz and coalesce(r.ordered_at, r.received_at) < ${until}::timestamptz) o
        join partner a on a.id = o.account_id
        order by o.account_id, o.ordered_at, o.id`,
  );
  return byPartner(rows)
    .map(({ partnerId: id, partnerName, orders }) => ({
      partnerId: id,
      partnerName,
      ...cms50Of(orders, year, zone),
    }))
    .toSorted((a, b) => b.denominator.length - a.denominator.length);
}

type OrderRow = Cms50Order & { readonly partnerId: string; readonly partnerName: string };

type OrdersOf = {
  readonly partnerId: string;
  readonly partnerName: string;
  readonly orders: readonly Cms50Order[];
};

function byPartner(rows: readonly OrderRow[]): readonly OrdersOf[] {
  const groups = new Map<string, OrderRow[]>();
  for (const row of rows) {
    const orders = groups.get(row.partnerId);
    const order = { ...row, reportedAt: row.reportedAt.map((at) => new Date(at).toISOString()) };
    if (orders) orders.push(order);
    else groups.set(row.partnerId, [order]);
  }
  return [...groups].map(([partnerId, orders]) => ({
    partnerId,
    partnerName: orders[0]?.partnerName ?? '',
    orders,
  }));
}
