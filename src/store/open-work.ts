import { unseenAlerts } from './alerts.ts';
import { openCalls } from './calls.ts';
import { queryOne, sql, type Queryable } from './database.ts';
import { waitingDocuments } from './document-desk.ts';
import { lateClocks } from './escalations.ts';
import { openReviews } from './reviews.ts';

/** What the head of every page says is there to do. */
export type OpenWork = Readonly<Record<'reviews' | 'documents' | 'late' | 'alerts' | 'calls', number>>;

/**
 * One question instead of five: it is asked for every page. Calls `since` an instant; where there may be very many, counts end at
 * `limit`. Indexes: review_open, document_queue, escalation_raised, alert_unseen,
 * phone_call_by_state.
 */
export async function countOpenWork(
  db: Queryable,
  { since, limit }: { readonly since: string; readonly limit: number },
): Promise<OpenWork> {
  const row = await queryOne<OpenWork>(
    db,
    sql`select (select count(*) from ${openReviews} o) as reviews, (select count(*) from ${waitingDocuments} o) as documents,
          (select count(*) from ${lateClocks(limit)} o) as late, (select count(*) from ${unseenAlerts(limit)} o) as alerts,
          (select count(*) from ${openCalls(since, limit)} o) as calls`,
    { name: 'count-open-work' },
  );
  return row ?? { reviews: 0, documents: 0, late: 0, alerts: 0, calls: 0 };
}
