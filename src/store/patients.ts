import { needsDemographics, type PatientRecord } from '../domain/match-patient.ts';
import type { Address, Identifier, PatientClaim } from '../domain/fact.ts';
import { nameKey } from '../domain/names.ts';
import { askedKeys, KEYS_VERSION, MOST_PER_KEY } from '../domain/patient-keys.ts';
import type { FormerDetails, PatientDemographics } from '../domain/patient.ts';
import { execute, query, queryOne, sql, type Queryable, type Statement, type Tx } from './database.ts';
import { findingColumns } from './patient-keys.ts';

type PatientRow = {
  readonly id: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly suffix: string | null;
  readonly birth_date: string | null;
  readonly sex: NonNullable<PatientClaim['sex']> | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly address: Address | null;
  readonly former: FormerDetails | null;
  readonly identifiers: readonly Identifier[] | null;
  readonly unsaid: readonly Identifier[] | null;
};

const columns = sql`p.id, p.family, p.given, p.middle, p.suffix, p.birth_date, p.sex, p.phones, p.email, p.address, p.former,
  (select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) from patient_identifier i where i.patient_id = p.id) as identifiers,
  (select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) from patient_identifier i
    where i.patient_id = p.id and i.origin_patient_id <> i.patient_id and not exists (select from fact f
      where f.patient_id in (p.id, i.origin_patient_id) and f.origin_patient_id = i.origin_patient_id and f.kind = 'patient_described' and f.retired_at is null)) as unsaid`;

/**
 * Everybody the claims could mean: the holders of their numbers and, for claims whose numbers find nobody they can mean, whoever shares
 * a key. Known patients cost one query for the whole batch, new ones a second.
 */
export async function findPatientCandidates(
  db: Queryable,
  claims: readonly PatientClaim[],
): Promise<readonly PatientRecord[]> {
  const holders = await findHolders(db, claims);
  const byNumber = new Map<string, PatientRecord>();
  for (const record of holders) for (const id of record.identifiers) byNumber.set(numberKey(id), record);
  const unknown = claims.filter((claim) =>
    needsDemographics(
      claim,
      claim.identifiers.flatMap((id) => byNumber.get(numberKey(id)) ?? []),
    ),
  );
  const keys = [...new Set(unknown.flatMap(askedKeys))];
  if (keys.length === 0) return holders;
  const likely = (await query<PatientRow>(db, byKeysStatement(keys), { name: 'find-patients-by-keys' })).map(
    toRecord,
  );
  const found = new Set(holders.map((record) => record.id));
  return [...holders, ...likely.filter((record) => !found.has(record.id))];
}

/** Who holds one of the claims' numbers. Index: patient_identifier primary key. */
async function findHolders(
  db: Queryable,
  claims: readonly PatientClaim[],
): Promise<readonly PatientRecord[]> {
  const identifiers = claims.flatMap((claim) => claim.identifiers);
  if (identifiers.length === 0) return [];
  const rows = await query<PatientRow>(
    db,
    sql`with found as (
          select distinct i.patient_id as id from patient_identifier i
          join unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[]) as w (system, value)
            on i.system = w.system and i.value = w.value)
        select ${columns} from found join patient p on p.id = found.id`,
    { name: 'find-patient-holders' },
  );
  return rows.map(toRecord);
}

/**
 * Who shares one of the keys; a key too many share finds nobody. Each key is looked up by itself, which a planner that does not know the keys
 * still does by the index. Index: patient_by_match_key.
 */
function byKeysStatement(keys: readonly string[]): Statement {
  return sql`with found as (
      select distinct one.id from unnest(${keys}::text[]) as k (key)
      cross join lateral (
        select array_agg(s.id) as ids from (
          select p.id from patient p where p.match_keys @> array[k.key] and p.alias_of is null limit ${MOST_PER_KEY + 1}::int) s) sharing
      cross join lateral unnest(sharing.ids) as one (id)
      where cardinality(sharing.ids) <= ${MOST_PER_KEY}::int)
    select ${columns} from found join patient p on p.id = found.id`;
}

/** Patients as matching sees them. Index: primary key. */
export async function loadPatientRecords(
  db: Queryable,
  ids: readonly string[],
): Promise<readonly PatientRecord[]> {
  if (ids.length === 0) return [];
  const rows = await query<PatientRow>(
    db,
    sql`select ${columns} from patient p where p.id = any(${ids}::uuid[])`,
  );
  return rows.map(toRecord);
}

function numberKey({ system, value }: Identifier): string {
  return `${system}|${value}`;
}

export type PatientDetails = {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly family?: string;
  readonly given?: string;
  readonly middle?: string;
  readonly birthDate?: string;
  readonly sex?: string;
};

/** One patient as documents name them. Index: primary key. */
export async function loadPatient(db: Queryable, id: string): Promise<PatientDetails | undefined> {
  const row = await queryOne<PatientRow>(db, sql`select ${columns} from patient p where p.id = ${id}`);
  if (!row) return undefined;
  const { phones: _, address: __, suffix: ___, email: ____, former: _____, ...record } = toRecord(row);
  return record;
}

/** Writes demographics as folded, where they differ from what is held; new patients are entered. Index: primary key. */
export async function upsertPatients(
  tx: Tx,
  patients: readonly { readonly id: string; readonly demographics: PatientDemographics }[],
): Promise<void> {
  if (patients.length === 0) return;
  const rows = patients.map(({ id, demographics }) => toRow(id, demographics));
  await execute(
    tx,
    sql`with n as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id uuid, family text, given text, middle text, suffix text,
          birth_date text, sex text, phones text[], email text, address jsonb, is_protected boolean, name_key text, former jsonb, match_keys text[],
          search_names text))
        insert into patient (id, family, given, middle, suffix, birth_date, sex, phones, email, address, is_protected, name_key, former, match_keys,
          search_names, keys_version)
        select n.*, ${KEYS_VERSION}::smallint from n
        where not exists (select from patient p where p.id = n.id and p.keys_version = ${KEYS_VERSION}
          and (p.family, p.given, p.middle, p.suffix, p.birth_date, p.sex, p.phones, p.email, p.address, p.is_protected, p.former) is not distinct from
            (n.family, n.given, n.middle, n.suffix, n.birth_date, n.sex, n.phones, n.email, n.address, n.is_protected, n.former))
        on conflict (id) do update set family = excluded.family, given = excluded.given, middle = excluded.middle, suffix = excluded.suffix,
          birth_date = excluded.birth_date, sex = excluded.sex, phones = excluded.phones, email = excluded.email, address = excluded.address,
          is_protected = excluded.is_protected, name_key = excluded.name_key, former = excluded.former, match_keys = excluded.match_keys,
          search_names = excluded.search_names, keys_version = excluded.keys_version, updated_at = now()`,
    { name: 'upsert-patients' },
  );
}

function toRow(id: string, demographics: PatientDemographics) {
  const { name, birthDate, sex, phones, email, address, isProtected } = demographics;
  return {
    id,
    family: name?.family,
    given: name?.given,
    middle: name?.middle,
    suffix: name?.suffix,
    birth_date: birthDate,
    sex,
    phones: phones ?? [],
    email,
    address,
    is_protected: isProtected ?? false,
    name_key: nameKey(name),
    ...findingColumns(demographics),
  };
}

function toRecord(row: PatientRow): PatientRecord {
  const { identifiers, birth_date: birthDate, phones, ...rest } = row;
  const said = Object.entries({ ...rest, birthDate }).filter(([, value]) => value !== null);
  return {
    ...(Object.fromEntries(said) as Omit<PatientRecord, 'identifiers' | 'phones'>),
    phones,
    identifiers: identifiers ?? [],
  };
}
