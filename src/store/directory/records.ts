import type { FieldValue, Provenance } from '../../domain/directory/provenance.ts';
import { execute, queryOne, sql, type Statement, type Tx } from '../database.ts';

/** What people edit one by one. A partner's parts are the others. */
export type RecordKind = 'partner' | 'location' | 'role' | 'contact' | 'affiliation' | 'endpoint';

export type RecordValues = Readonly<Record<string, FieldValue>>;

export type HeldRecord = {
  readonly id: string;
  readonly version: number;
  readonly values: RecordValues;
  /** Empty for kinds that do not keep it by field. */
  readonly provenance: Provenance;
};

type Column = readonly [name: Statement, type: Statement];

const text = sql`text`;
const texts = sql`text[]`;
const uuid = sql`uuid`;
const date = sql`date`;
const json = sql`jsonb`;
const flag = sql`boolean`;
const instant = sql`timestamptz`;

const line = { phone: [sql`phone`, text], fax: [sql`fax`, text] } as const;
const lines = { ...line, extension: [sql`extension`, text] } as const;

type Table = {
  readonly table: Statement;
  readonly columns: Readonly<Record<string, Column>>;
  readonly hasProvenance: boolean;
};

/** Fields by the names people and the history use, and where they are kept. */
const tables: Readonly<Record<RecordKind, Table>> = {
  partner: {
    table: sql`partner`,
    hasProvenance: true,
    columns: {
      ...line,
      kind: [sql`kind`, text],
      name: [sql`name`, text],
      family: [sql`family`, text],
      given: [sql`given`, text],
      middle: [sql`middle`, text],
      suffix: [sql`suffix`, text],
      credential: [sql`credential`, text],
      organisation: [sql`organisation`, text],
      city: [sql`city`, text],
      state: [sql`state`, text],
      zip: [sql`zip`, text],
      email: [sql`email`, text],
      owner: [sql`liaison_email`, text],
      territory: [sql`territory`, text],
      motivator: [sql`motivator`, text],
      importantDates: [sql`important_dates`, json],
      notes: [sql`notes`, text],
      stage: [sql`stage`, text],
      nameKey: [sql`name_key`, text],
      matchKeys: [sql`match_keys`, texts],
      parentId: [sql`parent_id`, uuid],
      relation: [sql`parent_relation`, text],
      aliasOf: [sql`alias_of`, uuid],
      isOwn: [sql`is_own`, flag],
      stageAt: [sql`stage_at`, instant],
      outreachStoppedAt: [sql`outreach_stopped_at`, instant],
      outreachStoppedBecause: [sql`outreach_stopped_because`, text],
      retiredAt: [sql`retired_at`, instant],
    },
  },
  location: {
    table: sql`partner_location`,
    hasProvenance: true,
    columns: {
      ...lines,
      partnerId: [sql`partner_id`, uuid],
      name: [sql`name`, text],
      line1: [sql`line1`, text],
      line2: [sql`line2`, text],
      city: [sql`city`, text],
      state: [sql`state`, text],
      zip: [sql`zip`, text],
      placeKey: [sql`place_key`, text],
      zone: [sql`zone`, text],
      hours: [sql`hours`, json],
      latitude: [sql`latitude`, sql`double precision`],
      longitude: [sql`longitude`, sql`double precision`],
      notes: [sql`notes`, text],
      isPrimary: [sql`is_primary`, flag],
      retiredAt: [sql`retired_at`, instant],
    },
  },
  role: {
    table: sql`practice_role`,
    hasProvenance: true,
    columns: {
      ...lines,
      personId: [sql`person_id`, uuid],
      organisationId: [sql`organisation_id`, uuid],
      locationId: [sql`location_id`, uuid],
      roles: [sql`roles`, texts],
      preferredEndpointId: [sql`preferred_endpoint_id`, uuid],
      isPrimary: [sql`is_primary`, flag],
      startsOn: [sql`starts_on`, date],
      endsOn: [sql`ends_on`, date],
    },
  },
  contact: {
    table: sql`contact`,
    hasProvenance: false,
    columns: {
      family: [sql`family`, text],
      given: [sql`given`, text],
      name: [sql`name`, text],
      nameKey: [sql`name_key`, text],
      notes: [sql`notes`, text],
      retiredAt: [sql`retired_at`, instant],
    },
  },
  affiliation: {
    table: sql`contact_affiliation`,
    hasProvenance: false,
    columns: {
      ...lines,
      contactId: [sql`contact_id`, uuid],
      partnerId: [sql`partner_id`, uuid],
      locationId: [sql`location_id`, uuid],
      roles: [sql`roles`, texts],
      email: [sql`email`, text],
      workingDays: [sql`working_days`, texts],
      endsOn: [sql`ended_on`, date],
    },
  },
  endpoint: {
    table: sql`delivery_endpoint`,
    hasProvenance: false,
    columns: {
      partnerId: [sql`partner_id`, uuid],
      roleId: [sql`role_id`, uuid],
      destination: [sql`destination`, text],
      address: [sql`address`, text],
      settings: [sql`settings`, json],
      rank: [sql`rank`, sql`smallint`],
      health: [sql`health`, text],
      purposes: [sql`purposes`, texts],
      verifiedAt: [sql`verified_at`, instant],
      verifiedBy: [sql`verified_by`, text],
      retiredAt: [sql`retired_at`, instant],
    },
  },
};

/** One record, locked until the transaction ends. Index: primary keys. */
export async function lockRecord(tx: Tx, kind: RecordKind, id: string): Promise<HeldRecord | undefined> {
  const { table, columns, hasProvenance } = tables[kind];
  const pairs = Object.entries(columns).map(([field, [name]]) => sql`${field}::text, ${name}`);
  return queryOne<HeldRecord>(
    tx,
    sql`select id, version, jsonb_build_object(${sql.join(pairs)}) as values, ${hasProvenance ? sql`provenance` : sql`'{}'::jsonb`} as provenance
        from ${table} where id = ${id} for update`,
  );
}

/** Enters a record of version 1. `source`: who says so. */
export async function insertRecord(
  tx: Tx,
  kind: RecordKind,
  record: {
    readonly id: string;
    readonly values: RecordValues;
    readonly provenance: Provenance;
    readonly source: string;
  },
): Promise<void> {
  const { table, hasProvenance } = tables[kind];
  const fields = Object.entries(record.values);
  const names = fields.map(([field]) => columnOf(kind, field)[0]);
  const values = fields.map(([field, value]) => valueOf(columnOf(kind, field), value));
  if (hasProvenance) {
    names.push(sql`provenance`);
    values.push(sql.json(record.provenance));
  }
  await execute(
    tx,
    sql`insert into ${table} (id, source, ${sql.join(names)}) values (${record.id}, ${record.source}, ${sql.join(values)})`,
  );
}

/** Writes fields and gives the record its next version, which is returned. The caller locked it. */
export async function updateRecord(
  tx: Tx,
  kind: RecordKind,
  held: HeldRecord,
  values: RecordValues,
  provenance: Provenance = held.provenance,
): Promise<number> {
  const { table, hasProvenance } = tables[kind];
  const sets = Object.entries(values).map(([field, value]) => {
    const column = columnOf(kind, field);
    return sql`${column[0]} = ${valueOf(column, value)}`;
  });
  if (hasProvenance) sets.push(sql`provenance = ${sql.json(provenance)}`);
  sets.push(sql`version = version + 1`);
  if (kind !== 'endpoint') sets.push(sql`updated_at = now()`);
  await execute(tx, sql`update ${table} set ${sql.join(sets)} where id = ${held.id}`);
  return held.version + 1;
}

function columnOf(kind: RecordKind, field: string): Column {
  const column = tables[kind].columns[field];
  if (!column) throw new Error(`A ${kind} has no field "${field}".`);
  return column;
}

function valueOf([, type]: Column, value: FieldValue): Statement {
  if (type === json) return value === null ? sql`null::jsonb` : sql.json(value);
  return sql`${value}::${type}`;
}
