import type { ReferralView } from '../domain/referral.ts';
import { sql, type Statement } from './database.ts';

/** What the projection keeps of a view beside the view, for SQL to look at. */
export type ReferralColumn = {
  readonly name: string;
  readonly column: Statement;
  /** Its type as an array: values travel by unnest. */
  readonly array: Statement;
  readonly pick: (view: ReferralView) => string | number | boolean | undefined;
};

/** One list for who writes the projection and for who compares it with the facts. */
export const referralColumns: readonly ReferralColumn[] = [
  { name: 'kind', column: sql`kind`, array: sql`text[]`, pick: (view) => view.kind },
  { name: 'state', column: sql`state`, array: sql`text[]`, pick: (view) => view.state },
  { name: 'is_counted', column: sql`is_counted`, array: sql`boolean[]`, pick: (view) => view.isCounted },
  {
    name: 'received_at',
    column: sql`received_at`,
    array: sql`timestamptz[]`,
    pick: (view) => view.receivedAt,
  },
  {
    name: 'referrer_partner_id',
    column: sql`referrer_partner_id`,
    array: sql`uuid[]`,
    pick: (view) => view.referrer?.partnerId,
  },
  {
    name: 'pcp_partner_id',
    column: sql`pcp_partner_id`,
    array: sql`uuid[]`,
    pick: (view) => view.pcp?.partnerId,
  },
  { name: 'priority', column: sql`priority`, array: sql`text[]`, pick: (view) => view.priority },
  {
    name: 'appointment_at',
    column: sql`appointment_at`,
    array: sql`timestamptz[]`,
    pick: (view) => view.appointment?.start,
  },
];

/** Names of the columns in the order of `referralColumns`. */
export const referralColumnNames = sql.join(referralColumns.map((one) => one.column));
