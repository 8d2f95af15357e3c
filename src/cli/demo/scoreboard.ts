import { setTimeout as wait } from 'node:timers/promises';
import { query, queryOne, sql, type Queryable } from '../../store/database.ts';
import type { Played } from './player.ts';

export type Score = {
  readonly stored: number;
  readonly waiting: number;
  readonly invalid: number;
  readonly asked: number;
  readonly referrals: number;
  readonly closed: number;
  readonly reviews: readonly { readonly kind: string; readonly count: number }[];
  readonly proofs: readonly {
    readonly destination: string;
    readonly status: string;
    readonly count: number;
  }[];
};

const LOOK_MS = 250;

/** Waits until everything the play sent is processed, and what could be delivered is; then counts. */
export async function settledScore(
  db: Queryable,
  played: Played,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Score> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const score = await readScore(db, played.run);
    const isMoving =
      score.waiting > 0 ||
      score.proofs.some(
        ({ destination, status }) => moving.has(status) || (destination === 'folder' && status === 'sent'),
      );
    if (!isMoving || Date.now() > deadline || signal.aborted) return score;
    await wait(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The scoreboard in words. */
export function describeScore(played: Played, score: Score): readonly string[] {
  const lost = lostOf(played, score);
  const line = (label: string, value: number, remark = ''): string =>
    `  ${label.padEnd(22)} ${String(value).padStart(5)}${remark === '' ? '' : `   ${remark}`}`;
  return [
    line('messages sent', played.sent, 'over MLLP and HTTP'),
    line('acknowledged (AA)', played.acknowledged),
    line(
      'lost',
      lost,
      lost === 0 ? 'every acknowledged message is in the hub' : 'acknowledged and not in the hub',
    ),
    line('referrals', score.referrals),
    line('loops closed', score.closed, 'a final note is proved to have reached the referrer'),
    ...score.proofs.map(({ destination, status, count }) =>
      line(`  ${destination}: ${status}`, count, proofWords[`${destination} ${status}`] ?? ''),
    ),
    line(
      'questions for people',
      score.reviews.reduce((sum, one) => sum + one.count, 0),
      score.reviews.map((one) => `${one.count} ${one.kind.replaceAll('_', ' ')}`).join(', '),
    ),
    line('invalid messages', score.invalid),
  ];
}

/** Acknowledged, and not to be found: must be 0. */
export function lostOf(played: Played, score: Score): number {
  return Math.max(0, played.acknowledged - score.stored);
}

const moving = new Set(['queued', 'sending']);

const proofWords: Readonly<Record<string, string>> = {
  'mllp delivered': 'the partner’s EMR answered AA',
  'folder delivered': 'the fax gateway reports success, or the file is in the partner’s own folder',
  'email delivered': 'a person called the office',
  'email sent': 'proves nothing yet: a person confirms it, or no bounce comes for 24 hours',
  'folder cancelled': 'a newer version of the note took its place',
  'mllp cancelled': 'a newer version of the note took its place',
  'folder dead': 'the fax rang out: somebody has to call',
};

async function readScore(db: Queryable, run: string): Promise<Score> {
  const prefix = `${run}-%`;
  const messages = await queryOne<Omit<Score, 'referrals' | 'closed' | 'reviews' | 'proofs'>>(
    db,
    sql`select count(*) as stored, count(*) filter (where state = 'received') as waiting, count(*) filter (where state = 'invalid') as invalid,
          count(*) filter (where state = 'review') as asked
        from message where control_id like ${prefix}`,
  );
  const mine = sql`select distinct f.referral_id from fact f join message m on m.id = f.message_id
                   where m.control_id like ${prefix} and f.referral_id is not null`;
  const referrals = await queryOne<{ readonly referrals: number; readonly closed: number }>(
    db,
    sql`select count(*) as referrals, count(*) filter (where state = 'closed') as closed from referral
        where kind <> 'none' and merged_into is null and id in (${mine})`,
  );
  const reviews = await query<Score['reviews'][number]>(
    db,
    sql`select r.kind, count(*) as count from review r left join message m on m.id = r.message_id
        where r.state = 'open' and (m.control_id like ${prefix} or r.referral_id in (${mine})) group by r.kind order by r.kind limit 50`,
  );
  const proofs = await query<Score['proofs'][number]>(
    db,
    sql`select destination, status, count(*) as count from delivery where purpose = 'note' and referral_id in (${mine})
        group by destination, status order by destination, status limit 50`,
  );
  return {
    stored: 0,
    waiting: 0,
    invalid: 0,
    asked: 0,
    referrals: 0,
    closed: 0,
    ...messages,
    ...referrals,
    reviews,
    proofs,
  };
}
