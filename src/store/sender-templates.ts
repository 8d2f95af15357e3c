import type { SenderTemplate } from '../domain/document/understanding.ts';
import { execute, query, sql, type Queryable, type Tx } from './database.ts';

/** Forms kept of one sender; of a hospital that sends from many departments, those seen last. */
const MOST_FORMS = 12;

const columns = sql`sender_key as "senderKey", form, zones, constants`;

/** What was learnt of a sender's forms, those seen last first. Index: sender_template primary key. */
export function listSenderTemplates(db: Queryable, senderKey: string): Promise<readonly SenderTemplate[]> {
  return query<SenderTemplate>(
    db,
    sql`select ${columns} from sender_template where sender_key = ${senderKey} order by updated_at desc, form limit ${MOST_FORMS}::int`,
    { name: 'list-sender-templates' },
  );
}

/** The same, for whoever is about to change them: two people who settle faxes of one sender teach one after the other. */
export async function lockSenderTemplates(tx: Tx, senderKey: string): Promise<readonly SenderTemplate[]> {
  await execute(
    tx,
    sql`insert into taught_sender (sender_key) values (${senderKey}) on conflict (sender_key) do update set sender_key = excluded.sender_key`,
  );
  return listSenderTemplates(tx, senderKey);
}

/** Writes what was learnt, and forgets the forms seen longest ago. Index: sender_template primary key. */
export async function saveSenderTemplates(tx: Tx, templates: readonly SenderTemplate[]): Promise<void> {
  if (templates.length === 0) return;
  await execute(
    tx,
    sql`insert into sender_template (sender_key, form, zones, constants, documents)
        select n.sender_key, n.form, n.zones, n.constants, 1
        from unnest(${templates.map(({ senderKey }) => senderKey)}::text[], ${templates.map(({ form }) => form)}::text[],
          ${templates.map(({ zones }) => JSON.stringify(zones))}::jsonb[], ${templates.map(({ constants }) => JSON.stringify(constants))}::jsonb[])
          as n (sender_key, form, zones, constants)
        on conflict (sender_key, form) do update set zones = excluded.zones, constants = excluded.constants,
          documents = sender_template.documents + 1, updated_at = now()`,
  );
  await execute(
    tx,
    sql`delete from sender_template t using (
          select sender_key, form, row_number() over (partition by sender_key order by updated_at desc, form) as nr from sender_template
          where sender_key = any(${[...new Set(templates.map(({ senderKey }) => senderKey))]}::text[])) old
        where old.nr > ${MOST_FORMS}::int and t.sender_key = old.sender_key and t.form = old.form`,
  );
}
