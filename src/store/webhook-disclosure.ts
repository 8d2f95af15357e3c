import type { PhiProfile } from '../domain/event-fields.ts';
import { execute, queryOne, sql, type Queryable, type Statement } from './database.ts';

/** What became of an approval. */
export type Approval = 'approved' | 'same-person' | 'nothing-asked' | 'unknown';

/** Who asks or approves: an account, or a token. `name`: as the audit names them. Two who share a name are two; one with two names is one. */
export type DisclosingPerson = { readonly id: string; readonly name: string };

export type DisclosureWish = {
  readonly profile: PhiProfile;
  /** The agreement that allows it, as its parties call it; absent with `none`. */
  readonly agreement?: string;
  readonly askedBy: DisclosingPerson;
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
          phi_agreement = ${isNone ? null : agreement}, phi_asked_by = ${isNone ? null : askedBy.name},
          phi_asked_id = ${isNone ? null : askedBy.id}, phi_approved_id = null,
          phi_asked_at = ${isNone ? sql`null` : sql`now()`}, phi_approved_by = null, phi_approved_at = null, ${released}
        where id = ${id}`,
  );
  return count > 0;
}

/** The word of a second person: what was asked for holds from now on. */
export async function approveDisclosure(
  db: Queryable,
  id: string,
  approver: DisclosingPerson,
): Promise<Approval> {
  const count = await execute(
    db,
    sql`update webhook_endpoint set phi_profile = phi_wanted, phi_wanted = null, phi_approved_by = ${approver.name},
          phi_approved_id = ${approver.id}, phi_approved_at = now(), ${released}
        where id = ${id} and phi_wanted is not null
          and case when phi_asked_id is null then phi_asked_by <> ${approver.name} else phi_asked_id <> ${approver.id} end`,
  );
  if (count > 0) return 'approved';
  const row = await queryOne<{ readonly isAsked: boolean }>(
    db,
    sql`select phi_wanted is not null as "isAsked" from webhook_endpoint where id = ${id}`,
  );
  if (row === undefined) return 'unknown';
  return row.isAsked ? 'same-person' : 'nothing-asked';
}
