import { newId } from '../lib/ids.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** One row of an outreach sheet. Dates are YYYY-MM-DD; `cells` is the row as it was written, in its order. */
export type OutreachRow = {
  readonly id: string;
  readonly partnerId: string;
  readonly agent: string | null;
  readonly lastContact: string | null;
  readonly outcome: string | null;
  readonly remarks: string | null;
  readonly nextStep: string | null;
  readonly nextOn: string | null;
  readonly cells: readonly OutreachCell[];
  readonly runId: string | null;
};

export type OutreachCell = {
  readonly header: string;
  readonly field?: string;
  readonly value: string;
};

const columns = sql`id, partner_id as "partnerId", agent, last_contact as "lastContact", outcome, remarks, next_step as "nextStep", next_on as "nextOn",
  cells, run_id as "runId"`;

/** Rows of these partners, the oldest first. Index: partner_outreach_of. */
export function listOutreachOf(db: Queryable, partnerIds: readonly string[]): Promise<OutreachRow[]> {
  return query<OutreachRow>(
    db,
    sql`select ${columns} from partner_outreach where partner_id = any(${partnerIds}::uuid[]) order by partner_id, id`,
  );
}

export type OutreachWrite = Omit<OutreachRow, 'id' | 'runId'> & {
  /** Of the row it replaces; absent: a new one. */
  readonly id?: string;
  readonly rowNr: number;
};

export async function upsertOutreach(tx: Tx, runId: string, rows: readonly OutreachWrite[]): Promise<void> {
  if (rows.length === 0) return;
  const text = (field: 'agent' | 'lastContact' | 'outcome' | 'remarks' | 'nextStep' | 'nextOn') =>
    rows.map((row) => row[field]);
  await execute(
    tx,
    sql`insert into partner_outreach (id, partner_id, agent, last_contact, outcome, remarks, next_step, next_on, cells, run_id, row_nr)
        select n.id, n.partner_id, n.agent, n.last_contact, n.outcome, n.remarks, n.next_step, n.next_on, n.cells::jsonb, ${runId}::uuid, n.row_nr
        from unnest(${rows.map((row) => row.id ?? newId())}::uuid[], ${rows.map((row) => row.partnerId)}::uuid[], ${text('agent')}::text[],
          ${text('lastContact')}::date[], ${text('outcome')}::text[], ${text('remarks')}::text[], ${text('nextStep')}::text[], ${text('nextOn')}::date[],
          ${rows.map((row) => JSON.stringify(row.cells))}::text[], ${rows.map((row) => row.rowNr)}::bigint[])
          as n (id, partner_id, agent, last_contact, outcome, remarks, next_step, next_on, cells, row_nr)
        on conflict (id) do update set agent = excluded.agent, last_contact = excluded.last_contact, outcome = excluded.outcome, remarks = excluded.remarks,
          next_step = excluded.next_step, next_on = excluded.next_on, cells = excluded.cells, run_id = excluded.run_id, row_nr = excluded.row_nr,
          updated_at = now()`,
  );
}

/** A row with what the directory holds of its partner now. */
export type OutreachExport = OutreachRow & {
  readonly kind: string;
  readonly partner: Readonly<Record<string, string | null>>;
  /** The primary specialty first. */
  readonly specialties: readonly string[];
  readonly locations: readonly Readonly<Record<string, string | null>>[];
};

/** Rows after one, in the order they were first entered. Index: partner_outreach primary key. */
export function listOutreach(
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<OutreachExport[]> {
  return query<OutreachExport>(
    db,
    sql`select o.id, o.partner_id as "partnerId", o.agent, o.last_contact as "lastContact", o.outcome, o.remarks, o.next_step as "nextStep",
          o.next_on as "nextOn", o.cells, o.run_id as "runId", p.kind,
          jsonb_build_object('family', p.family, 'given', p.given, 'gender', p.gender, 'phone', p.phone, 'fax', p.fax, 'city', p.city, 'state', p.state,
            'zip', p.zip, 'name', p.name) as partner,
          array(select s.taxonomy from partner_specialty s where s.partner_id = p.id order by s.is_primary desc, s.taxonomy) as specialties,
          coalesce((select jsonb_agg(jsonb_build_object('placeKey', l.place_key, 'line1', l.line1, 'line2', l.line2, 'city', l.city, 'state', l.state,
              'zip', l.zip, 'phone', l.phone, 'extension', l.extension, 'fax', l.fax) order by l.is_primary desc, l.id)
            from partner_location l where l.partner_id = p.id and l.retired_at is null), '[]') as locations
        from partner_outreach o join partner p on p.id = o.partner_id
        where ${after === undefined ? sql`true` : sql`o.id > ${after}`} order by o.id limit ${limit}`,
  );
}

/** Headers of columns that are not of the sheet itself, in the order they were first met. */
export async function listExtraHeaders(db: Queryable): Promise<readonly OutreachCell[]> {
  return query<OutreachCell>(
    db,
    sql`select c.value ->> 'header' as header, min(c.value ->> 'field') as field, '' as value
        from partner_outreach o cross join jsonb_array_elements(o.cells) with ordinality as c (value, nr)
        group by 1 order by min(o.id::text), min(c.nr)`,
  );
}
