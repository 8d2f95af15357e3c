import { query, sql, type Database, type Tx } from './database.ts';
import { lastPosition } from './events.ts';
import type { PartnerStage } from './partners.ts';
import { summaryColumns, type ReferralSummary } from './referral-summaries.ts';
import { transaction } from './transaction.ts';

/** A partner the practice deals with, for somebody who follows events. */
export type PartnerSummary = {
  readonly id: string;
  readonly kind: 'person' | 'organisation';
  readonly name: string;
  readonly npi: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly stage: PartnerStage;
  readonly firstReferralAt: string | null;
};

export type SnapshotPart =
  | { readonly referrals: readonly ReferralSummary[] }
  | { readonly partners: readonly PartnerSummary[] };

export type SnapshotWanted = { readonly referrals: boolean; readonly partners: boolean };

/** Told in this order: where the log stood, then everything as it was at that very moment, in parts. */
export type SnapshotReader = {
  readonly begin: (position: number) => Promise<void>;
  readonly part: (part: SnapshotPart) => Promise<void>;
};

/** Rows of one part. */
const PART = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The next referrals by id. Index: primary key. */
function listReferrals(tx: Tx, after: string): Promise<ReferralSummary[]> {
  return query(
    tx,
    sql`select ${summaryColumns} from referral r
        where r.id > ${after}::uuid and r.kind <> 'none' and r.merged_into is null order by r.id limit ${PART}`,
  );
}

/** The next partners by id: those the practice deals with. Index: primary key. */
function listPartners(tx: Tx, after: string): Promise<PartnerSummary[]> {
  return query(
    tx,
    sql`select p.id, p.kind, p.name, p.city, p.state, p.stage, p.first_referral_at as "firstReferralAt",
          (select min(i.value) from partner_identifier i where i.partner_id = p.id and i.system = 'npi') as npi
        from partner p where p.id > ${after}::uuid and p.alias_of is null and not p.is_own and p.stage <> 'unknown'
        order by p.id limit ${PART}`,
  );
}

/**
 * Reads everything current as of one moment (one repeatable-read transaction): whoever follows the log after the position it begins
 * with misses nothing and is told nothing that the snapshot lacks. Reads no faster than its reader takes the parts; a reader that takes
 * none for a minute is cut off by the database. Throws what the reader throws.
 */
export async function readSnapshot(
  db: Database,
  wanted: SnapshotWanted,
  reader: SnapshotReader,
): Promise<void> {
  await transaction(
    db,
    async (tx) => {
      await reader.begin(await lastPosition(tx));
      if (wanted.partners) await readAll(tx, listPartners, (partners) => reader.part({ partners }));
      if (wanted.referrals) await readAll(tx, listReferrals, (referrals) => reader.part({ referrals }));
    },
    { isolation: 'repeatable read', attempts: 1 },
  );
}

async function readAll<Row extends { readonly id: string }>(
  tx: Tx,
  list: (tx: Tx, after: string) => Promise<Row[]>,
  take: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let after: string | undefined = FIRST_ID; after !== undefined;) {
    const rows: Row[] = await list(tx, after);
    if (rows.length > 0) await take(rows);
    after = rows.length === PART ? rows.at(-1)?.id : undefined;
  }
}
