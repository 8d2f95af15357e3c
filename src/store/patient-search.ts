import { parsePatientSearch, searchReasons, type PatientSearch } from '../domain/patient-search.ts';
import type { FormerDetails } from '../domain/patient.ts';
import { query, sql, type Queryable, type Statement } from './database.ts';

/** What a screen shows of a patient. */
export type PatientLine = {
  readonly id: string;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly birthDate: string | null;
  readonly sex: string | null;
  readonly phones: readonly string[];
  readonly address: { readonly line1?: string; readonly city?: string; readonly zip?: string } | null;
  readonly isProtected: boolean;
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly referrals: number;
};

/** A patient a search found, with what agreed. */
export type PatientHit = PatientLine & { readonly reasons: readonly string[] };

const columns = sql`p.id, p.family, p.given, p.middle, p.birth_date as "birthDate", p.sex, p.phones, p.address,
  p.is_protected as "isProtected",
  coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) from patient_identifier i where i.patient_id = p.id), '[]') as identifiers,
  (select count(*) from referral r where r.patient_id = p.id and r.kind <> 'none' and r.merged_into is null) as referrals`;

/** Trigrams need three letters; shorter texts would read every name. */
export const SHORTEST_SEARCH = 3;

/** More people share a birth date than fit on a screen: the name decides among this many. */
const MOST_OF_A_DAY = 300;

/**
 * Patients by name (any order, any part, also a former name), birth date (`3/12/1952`, `1952-03-12`), telephone, e-mail, whole number (MRN) or several of
 * these (`smith 3/12/1952`). When nobody has the name as it is written, by names that are like it.
 */
export async function searchPatients(db: Queryable, text: string, limit: number): Promise<PatientHit[]> {
  const search = parsePatientSearch(text);
  const exact = await find(db, search, patientSearchStatement(text, limit));
  const longest = Math.max(0, ...search.words.map((word) => word.length));
  return exact.length > 0 || longest < SHORTEST_SEARCH
    ? exact
    : find(db, search, likeStatement(search, limit));
}

type Found = PatientLine & { readonly searchNames: string; readonly former: FormerDetails | null };

async function find(db: Queryable, search: PatientSearch, statement: Statement): Promise<PatientHit[]> {
  const rows = await query<Found>(db, statement);
  return rows.map(({ searchNames, former, ...line }) => ({
    ...line,
    reasons: searchReasons(search, { ...line, searchNames, former }),
  }));
}

/**
 * Names as they are written: its query plan is tested. Indexes: patient_by_search_names, patient_by_birth_date, patient_by_match_key,
 * patient_identifier_value.
 */
export function patientSearchStatement(text: string, limit: number): Statement {
  const search = parsePatientSearch(text);
  const parts = [byNumber(search, limit), ...byContact(search, limit), ...byNameOrDate(search, limit)];
  return shown(sql.join(parts, sql` union `), limit);
}

function shown(found: Statement, limit: number): Statement {
  return sql`with found as (${found})
    select ${columns}, p.search_names as "searchNames", p.former from found join patient p on p.id = found.id and p.alias_of is null
    order by p.name_key, p.birth_date, p.id limit ${limit}`;
}

function byNumber({ numbers }: PatientSearch, limit: number): Statement {
  return sql`(select i.patient_id as id from patient_identifier i where i.value = any(${numbers}::text[]) limit ${limit})`;
}

/** A telephone or an address finds few: name and birth date, where they are given too, must agree. */
function byContact({ keys, words, birthDates }: PatientSearch, limit: number): readonly Statement[] {
  const conditions = [...(birthDates.length === 0 ? [] : [bornOn(birthDates)]), ...named(words)];
  return keys.map(
    (key) =>
      sql`(select p.id from patient p where ${all([sql`p.match_keys @> array[${key}::text]`, ...conditions])} limit ${limit})`,
  );
}

function byNameOrDate({ keys, words, birthDates }: PatientSearch, limit: number): readonly Statement[] {
  if (keys.length > 0) return [];
  const longest = Math.max(0, ...words.map((word) => word.length));
  if (birthDates.length === 0 && longest < SHORTEST_SEARCH) return [];
  const conditions = [...(birthDates.length === 0 ? [] : [bornOn(birthDates)]), ...named(words)];
  return [sql`(select p.id from patient p where ${all(conditions)} limit ${limit})`];
}

function bornOn(birthDates: readonly string[]): Statement {
  return sql`p.birth_date = any(${birthDates}::text[])`;
}

function named(words: readonly string[]): readonly Statement[] {
  return words.map((word) => sql`p.search_names like ${`%${word}%`}`);
}

function all(conditions: readonly Statement[]): Statement {
  return sql.join([...conditions, sql`p.alias_of is null`], sql` and `);
}

/** More letters are more trigrams to look up, until reading every patient seems cheaper. */
const MOST_LETTERS = 8;

/** Names like those written (trigrams), the likest first. Indexes: patient_by_birth_date, patient_by_search_names. */
export function likeStatement({ words, birthDates }: PatientSearch, limit: number): Statement {
  const text = words.join(' ');
  if (birthDates.length > 0)
    return shown(
      sql`(select d.id from (select p.id, p.search_names from patient p where p.birth_date = any(${birthDates}::text[]) and p.alias_of is null
          limit ${MOST_OF_A_DAY}) d
        where word_similarity(${text}, d.search_names) > 0.3 order by word_similarity(${text}, d.search_names) desc limit ${limit})`,
      limit,
    );
  const like = sql.join(
    words
      .filter((word) => word.length >= SHORTEST_SEARCH)
      .map((word) => sql`${word.slice(0, MOST_LETTERS)} <% p.search_names`),
    sql` and `,
  );
  return shown(
    sql`(select p.id from patient p where ${like} and p.alias_of is null order by word_similarity(${text}, p.search_names) desc, p.id limit ${limit})`,
    limit,
  );
}

/** Index: primary key. */
export function loadPatientLines(db: Queryable, ids: readonly string[]): Promise<PatientLine[]> {
  return query<PatientLine>(
    db,
    sql`select ${columns} from patient p where p.id = any(${ids}::uuid[]) limit 200`,
  );
}
