import { execute, query, sql, type Queryable, type Tx } from './database.ts';
import { newId } from '../lib/ids.ts';
import { appendChanges } from './directory/write-changes.ts';
import { DEACTIVATED } from './directory/write-rows.ts';

/** What only NPPES knows of an organisation; names are folded. */
export type NppesOrganisation = {
  readonly npi: string;
  readonly legalKey: string;
  readonly isSubpart: boolean;
  readonly parentKey: string | null;
  readonly state: string | null;
  readonly officialKey: string | null;
  readonly officialPhone: string | null;
};

/** A person's decision stays, unless the file now names another parent. */
export async function upsertOrganisations(tx: Tx, rows: readonly NppesOrganisation[]): Promise<void> {
  if (rows.length === 0) return;
  const text = (field: keyof NppesOrganisation) => rows.map((row) => row[field]);
  await execute(
    tx,
    sql`insert into nppes_organisation (npi, legal_key, is_subpart, parent_key, state, official_key, official_phone)
        select * from unnest(${text('npi')}::text[], ${text('legalKey')}::text[], ${text('isSubpart')}::boolean[], ${text('parentKey')}::text[],
          ${text('state')}::text[], ${text('officialKey')}::text[], ${text('officialPhone')}::text[])
        on conflict (npi) do update set legal_key = excluded.legal_key, is_subpart = excluded.is_subpart, parent_key = excluded.parent_key,
          state = excluded.state, official_key = excluded.official_key, official_phone = excluded.official_phone,
          settled_by = case when nppes_organisation.parent_key is not distinct from excluded.parent_key then nppes_organisation.settled_by end,
          settled_at = case when nppes_organisation.parent_key is not distinct from excluded.parent_key then nppes_organisation.settled_at end`,
    { name: 'upsert-nppes-organisations' },
  );
}

/** A number that is out of force. */
export type Deactivation = { readonly npi: string; readonly on: string };

/**
 * Stops outreach and deliveries to partners whose number was deactivated; nobody is deleted. Returns the numbers that are somebody's, and how many
 * of these partners were in force before. Index: partner_identifier primary key. Under the pen.
 */
export async function deactivatePartners(
  tx: Tx,
  rows: readonly Deactivation[],
  actor: string,
): Promise<{ readonly known: ReadonlySet<string>; readonly changed: number }> {
  const found = await query<{
    readonly npi: string;
    readonly id: string;
    readonly version: number;
    readonly was: string | null;
    readonly on: string;
  }>(
    tx,
    sql`select i.value as npi, p.id, p.version, p.deactivated_on as was, n.on_day as on
        from unnest(${rows.map((row) => row.npi)}::text[], ${rows.map((row) => row.on)}::date[]) as n (npi, on_day)
        join partner_identifier i on i.system = 'npi' and i.value = n.npi join partner p on p.id = i.partner_id
        -- Another number of the same partner is in force.
        where not exists (select 1 from npi_replacement r join partner_identifier o on o.system = 'npi' and o.value = r.replaced_by
          where r.npi = n.npi and o.partner_id = p.id)`,
  );
  const changed = [...new Map(found.filter((one) => one.was === null).map((one) => [one.id, one])).values()];
  if (changed.length > 0) {
    await execute(
      tx,
      sql`update partner p set deactivated_on = n.on_day, outreach_stopped_at = coalesce(p.outreach_stopped_at, now()),
            outreach_stopped_because = coalesce(p.outreach_stopped_because, ${DEACTIVATED}), version = p.version + 1, updated_at = now()
          from unnest(${changed.map((one) => one.id)}::uuid[], ${changed.map((one) => one.on)}::date[]) as n (id, on_day) where p.id = n.id`,
    );
    await appendChanges(
      tx,
      changed.map((one) => ({
        partnerId: one.id,
        actor,
        what: 'deactivated',
        objectKind: 'partner',
        objectId: one.id,
        version: one.version + 1,
        field: 'deactivatedOn',
        before: null,
        after: one.on,
      })),
    );
  }
  return { known: new Set(found.map((one) => one.npi)), changed: changed.length };
}

/** One number took the place of another. */
export type Replacement = {
  readonly npi: string;
  readonly replacedBy: string;
  readonly statedOn: string | null;
};

export async function upsertReplacements(tx: Tx, rows: readonly Replacement[]): Promise<void> {
  if (rows.length === 0) return;
  await execute(
    tx,
    sql`insert into npi_replacement (npi, replaced_by, stated_on)
        select * from unnest(${rows.map((row) => row.npi)}::text[], ${rows.map((row) => row.replacedBy)}::text[], ${rows.map((row) => row.statedOn)}::text[])
        on conflict (npi) do update set replaced_by = excluded.replaced_by, stated_on = excluded.stated_on,
          joined_at = case when npi_replacement.replaced_by = excluded.replaced_by then npi_replacement.joined_at end`,
  );
}

/** Addresses a registry lists: candidates, until a person has verified them. */
export async function insertUnverifiedEndpoints(
  tx: Tx,
  rows: readonly { readonly partnerId: string; readonly destination: string; readonly address: string }[],
  source: string,
): Promise<ReadonlySet<string>> {
  const found = await query<{ readonly id: string; readonly address: string }>(
    tx,
    sql`insert into delivery_endpoint (id, partner_id, destination, address, rank, source)
        select n.id, n.partner_id, n.destination, n.address, 9, ${source}
        from unnest(${rows.map(() => newId())}::uuid[], ${rows.map((row) => row.partnerId)}::uuid[], ${rows.map((row) => row.destination)}::text[],
          ${rows.map((row) => row.address)}::text[]) as n (id, partner_id, destination, address)
        on conflict (partner_id, destination, address) do nothing returning partner_id as id, address`,
  );
  return new Set(found.map((row) => `${row.id}|${row.address}`));
}

const PAGE = 50_000;

/** All NPIs of the directory, as numbers in order: 8 bytes each. Index: partner_identifier primary key. */
export async function loadKnownNpis(db: Queryable): Promise<Float64Array> {
  const parts: number[][] = [];
  let after = '';
  for (;;) {
    const rows = await query<{ readonly value: string }>(
      db,
      sql`select value from partner_identifier where system = 'npi' and value > ${after} order by system, value limit ${PAGE}`,
    );
    parts.push(rows.map((row) => Number(row.value)));
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) break;
    after = last.value;
  }
  return Float64Array.from(parts.flat()).toSorted();
}
