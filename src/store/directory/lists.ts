import type { FieldValue } from '../../domain/directory/provenance.ts';
import { foldName } from '../../domain/names.ts';
import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from '../database.ts';

/** A list that is another now: what it lost and what it got. */
export type ListChange = { readonly field: string; readonly before: FieldValue; readonly after: FieldValue };

/** Whose number this is. Index: partner_identifier primary key. */
export async function findIdentifierOwner(
  db: Queryable,
  system: string,
  value: string,
): Promise<string | undefined> {
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`select partner_id as id from partner_identifier where system = ${system} and value = ${value}`,
  );
  return row?.id;
}

export async function insertNpi(tx: Tx, partnerId: string, npi: string): Promise<readonly ListChange[]> {
  const added = await execute(
    tx,
    sql`insert into partner_identifier (system, value, partner_id) values ('npi', ${npi}, ${partnerId}) on conflict do nothing`,
  );
  return added === 0 ? [] : [{ field: 'npi', before: null, after: npi }];
}

export function listOtherNames(db: Queryable, partnerId: string): Promise<{ readonly name: string }[]> {
  return query(
    db,
    sql`select name from partner_name where partner_id = ${partnerId} and retired_at is null limit 500`,
  );
}

type Named = { readonly name: string; readonly kind: string };

/** Makes these the names in use; others are retired. Index: partner_name primary key. */
export async function saveOtherNames(
  tx: Tx,
  partnerId: string,
  names: readonly Named[],
  source: string,
): Promise<readonly ListChange[]> {
  const byKey = new Map(names.map((one) => [foldName(one.name), one]));
  const [keys, kept] = [[...byKey.keys()], [...byKey.values()]];
  return replaceList(tx, {
    field: 'otherNames',
    shown: sql`jsonb_build_object('name', name, 'kind', kind)`,
    inUse: sql`from partner_name where partner_id = ${partnerId} and retired_at is null order by name_key`,
    retire: sql`update partner_name set retired_at = now()
      where partner_id = ${partnerId} and retired_at is null and name_key <> all(${keys}::text[])`,
    write: sql`insert into partner_name (partner_id, name, name_key, kind, source, stated_on)
      select ${partnerId}::uuid, n.name, n.name_key, n.kind, ${source}::text, current_date
      from unnest(${kept.map((one) => one.name)}::text[], ${keys}::text[], ${kept.map((one) => one.kind)}::text[]) as n (name, name_key, kind)
      on conflict (partner_id, name_key) do update set name = excluded.name, kind = excluded.kind, source = excluded.source,
        stated_on = excluded.stated_on, retired_at = null
        where (partner_name.name, partner_name.kind) <> (excluded.name, excluded.kind) or partner_name.retired_at is not null`,
  });
}

type Specialty = {
  readonly taxonomy: string;
  readonly isPrimary: boolean;
  readonly licenseNumber?: string | null | undefined;
  readonly licenseState?: string | null | undefined;
};

/** Makes these the specialties in use; others are retired. Index: partner_specialty primary key. */
export async function saveSpecialties(
  tx: Tx,
  partnerId: string,
  specialties: readonly Specialty[],
  source: string,
): Promise<readonly ListChange[]> {
  const kept = [...new Map(specialties.map((one) => [one.taxonomy, one])).values()];
  const codes = kept.map((one) => one.taxonomy);
  return replaceList(tx, {
    field: 'specialties',
    shown: sql`jsonb_build_object('taxonomy', taxonomy, 'isPrimary', is_primary)`,
    inUse: sql`from partner_specialty where partner_id = ${partnerId} and retired_at is null order by taxonomy`,
    retire: sql`update partner_specialty set retired_at = now(), is_primary = false
      where partner_id = ${partnerId} and retired_at is null and taxonomy <> all(${codes}::text[])`,
    write: sql`insert into partner_specialty (partner_id, taxonomy, is_primary, license_number, license_state, source)
      select ${partnerId}::uuid, n.taxonomy, n.is_primary, n.license_number, n.license_state, ${source}::text
      from unnest(${codes}::text[], ${kept.map((one) => one.isPrimary)}::boolean[], ${kept.map((one) => one.licenseNumber ?? null)}::text[],
        ${kept.map((one) => one.licenseState ?? null)}::text[]) as n (taxonomy, is_primary, license_number, license_state)
      on conflict (partner_id, taxonomy) do update set is_primary = excluded.is_primary, retired_at = null,
        license_number = coalesce(excluded.license_number, partner_specialty.license_number),
        license_state = coalesce(excluded.license_state, partner_specialty.license_state), source = excluded.source
        where partner_specialty.is_primary <> excluded.is_primary or partner_specialty.retired_at is not null
          or excluded.license_number is distinct from partner_specialty.license_number and excluded.license_number is not null`,
  });
}

/** Makes these the insurances in use; others are retired. Index: partner_insurance primary key. */
export async function saveInsurances(
  tx: Tx,
  partnerId: string,
  insurances: readonly { readonly payer: string; readonly plan: string }[],
  source: string,
): Promise<readonly ListChange[]> {
  const payers = insurances.map((one) => one.payer);
  const plans = insurances.map((one) => one.plan);
  const said = sql`unnest(${payers}::text[], ${plans}::text[]) as n (payer, plan)`;
  return replaceList(tx, {
    field: 'insurances',
    shown: sql`jsonb_build_object('payer', payer, 'plan', plan)`,
    inUse: sql`from partner_insurance where partner_id = ${partnerId} and retired_at is null order by payer, plan`,
    retire: sql`update partner_insurance i set retired_at = now() where i.partner_id = ${partnerId} and i.retired_at is null
      and not exists (select from ${said} where n.payer = i.payer and n.plan = i.plan)`,
    write: sql`insert into partner_insurance (partner_id, payer, plan, source, stated_on)
      select distinct ${partnerId}::uuid, n.payer, n.plan, ${source}::text, current_date from ${said}
      on conflict (partner_id, payer, plan) do update set retired_at = null, source = excluded.source, stated_on = excluded.stated_on
        where partner_insurance.retired_at is not null`,
  });
}

type Replacement = {
  readonly field: string;
  readonly shown: Statement;
  readonly inUse: Statement;
  readonly retire: Statement;
  readonly write: Statement;
};

async function replaceList(tx: Tx, list: Replacement): Promise<readonly ListChange[]> {
  const read = async (): Promise<readonly FieldValue[]> =>
    (await query<{ readonly one: FieldValue }>(tx, sql`select ${list.shown} as one ${list.inUse}`)).map(
      (row) => row.one,
    );
  const before = await read();
  const changed = (await execute(tx, list.retire)) + (await execute(tx, list.write));
  return changed === 0 ? [] : [{ field: list.field, before, after: await read() }];
}
