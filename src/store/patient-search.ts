import { foldName } from '../domain/names.ts';
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

const columns = sql`p.id, p.family, p.given, p.middle, p.birth_date as "birthDate", p.sex, p.phones, p.address,
  p.is_protected as "isProtected",
  coalesce((select jsonb_agg(jsonb_build_object('system', i.system, 'value', i.value)) from patient_identifier i where i.patient_id = p.id), '[]') as identifiers,
  (select count(*) from referral r where r.patient_id = p.id and r.kind <> 'none' and r.merged_into is null) as referrals`;

/** Trigrams need three letters; shorter texts would read every name. */
export const SHORTEST_SEARCH = 3;

/** Patients by a part of their name or by a whole number (MRN). Indexes: patient_by_name, patient_identifier_value. */
export function searchPatients(db: Queryable, text: string, limit: number): Promise<PatientLine[]> {
  return query<PatientLine>(db, patientSearchStatement(text, limit));
}

/** The statement of `searchPatients`: its query plan is tested. */
export function patientSearchStatement(text: string, limit: number): Statement {
  const words = foldName(text)
    .split(' ')
    .filter((word) => word !== '');
  const longest = words.toSorted((a, b) => b.length - a.length)[0] ?? '';
  const named =
    longest.length < SHORTEST_SEARCH
      ? sql.empty
      : sql`union select n.id from (select p.id from patient p where ${sql.join(
          words.map((word) => sql`p.name_key like ${`%${word}%`}`),
          sql` and `,
        )} and p.alias_of is null limit ${limit}) n`;
  return sql`with found as (select i.patient_id as id from patient_identifier i where i.value = ${text.trim()} ${named} limit ${limit})
    select ${columns} from found join patient p on p.id = found.id order by p.name_key, p.birth_date limit ${limit}`;
}

/** Index: primary key. */
export function loadPatientLines(db: Queryable, ids: readonly string[]): Promise<PatientLine[]> {
  return query<PatientLine>(
    db,
    sql`select ${columns} from patient p where p.id = any(${ids}::uuid[]) limit 200`,
  );
}
