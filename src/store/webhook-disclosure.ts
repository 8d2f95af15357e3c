import type { PhiProfile } from '../domain/event-fields.ts';
import { execute, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** What became of an approval. */
export type Approval = 'approved' | 'same-person' | 'nothing-asked' | 'unknown';

export type DisclosureWish = {
  readonly profile: PhiProfile;
  /** The agreement that allows it, as its parties call it; absent with `none`. */
  readonly agreement?: string;
  readonly askedBy: string;
};

/** Whoever sends right now loses its lease, so that it goes on with what was said last. */
const released = sql`lease_id = null, leased_until = null`;
/** And so does whoever sends again to this receiver. */
const replaysReleased = (id: string): Statement =>
  sql`with again as (update webhook_replay set ${released} where endpoint_id = ${id} and state = 'running')`;

/**
 * Says what a receiver may learn of patients. `none` and `minimum` hold at once; `full` holds once somebody else approves it, and
 * until then no more than before, nor more than `minimum`. False: no such webhook.
 */
export async function askDisclosure(db: Queryable, id: string, wish: DisclosureWish): Promise<boolean> {
  const { profile, agreement, askedBy } = wish;
  const now = {
    none: sql`'none'`,
    minimum: sql`'minimum'`,
    full: sql`case phi_profile when 'none' then 'none' else 'minimum' end`,
  }[profile];
  const isNone = profile === 'none';
  const count = await execute(
    db,
    sql`${replaysReleased(id)} update webhook_endpoint set phi_profile = ${now}, phi_wanted = ${profile === 'full' ? profile : null},
          phi_agreement = ${isNone ? null : agreement}, phi_asked_by = ${isNone ? null : askedBy},
          phi_asked_at = ${isNone ? sql`null` : sql`now()`}, phi_approved_by = null, phi_approved_at = null, ${released}
        where id = ${id}`,
  );
  return count > 0;
}

/** The word of a second person: what was asked for holds from now on. */
export async function approveDisclosure(db: Queryable, id: string, approver: string): Promise<Approval> {
  const count = await execute(
    db,
    sql`update webhook_endpoint set phi_profile = phi_wanted, phi_wanted = null, phi_approved_by = ${approver},
          phi_approved_at = now(), ${released}
        where id = ${id} and phi_wanted is not null and phi_asked_by <> ${approver}`,
  );
  if (count > 0) return 'approved';
  const row = await queryOne<{ readonly isAsked: boolean }>(
    db,
    sql`select phi_wanted is not null as "isAsked" from webhook_endpoint where id = ${id}`,
  );
  if (row === undefined) return 'unknown';
  return row.isAsked ? 'same-person' : 'nothing-asked';
}
