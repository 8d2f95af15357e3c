import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';
import type { FormKind } from '../domain/form-kind.ts';

/** A draft nobody came back for is no work any more: it holds a patient's name. */
const DRAFT_DAYS = 3;

export type Draft = { readonly fields: Readonly<Record<string, string>>; readonly savedAt: string };

/** Keeps what a person has filled in so far. Old drafts of everybody go with it. Indexes: primary key, form_draft_by_age. */
export async function saveDraft(
  db: Queryable,
  person: string,
  form: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  await execute(
    db,
    sql`delete from form_draft where saved_at < now() - make_interval(days => ${DRAFT_DAYS}::int)`,
  );
  await execute(
    db,
    sql`insert into form_draft (person, form, fields) values (${person}, ${form}, ${sql.json(fields)})
        on conflict (person, form) do update set fields = excluded.fields, saved_at = now()`,
  );
}

/** Index: primary key. */
export function findDraft(db: Queryable, person: string, form: string): Promise<Draft | undefined> {
  return queryOne<Draft>(
    db,
    sql`select fields, saved_at as "savedAt" from form_draft where person = ${person} and form = ${form}
        and saved_at >= now() - make_interval(days => ${DRAFT_DAYS}::int)`,
  );
}

/** Index: primary key. */
export async function dropDraft(db: Queryable, person: string, form: string): Promise<void> {
  await execute(db, sql`delete from form_draft where person = ${person} and form = ${form}`);
}

/** Notes what was handed in by which form. Index: primary key. */
export async function insertFormSent(
  tx: Tx,
  sent: { readonly messageId: string; readonly kind: FormKind; readonly formKey?: string },
): Promise<void> {
  await execute(
    tx,
    sql`insert into form_sent (message_id, kind, form_key) values (${sent.messageId}, ${sent.kind}, ${sent.formKey ?? null})
        on conflict do nothing`,
  );
}

/** A public form. */
export type FormKey = {
  readonly key: string;
  readonly kind: 'website' | 'kiosk';
  readonly label: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
};

const keyColumns = sql`k.key, k.kind, k.label, k.created_by as "createdBy", k.created_at as "createdAt", k.closed_at as "closedAt"`;

/** An open form by the key in its address. Index: primary key. */
export function findFormKey(db: Queryable, key: string): Promise<FormKey | undefined> {
  return queryOne<FormKey>(
    db,
    sql`select ${keyColumns} from form_key k where k.key = ${key} and k.closed_at is null`,
  );
}

/** Every public form, open ones first, with how often each was handed in this month. Index: form_sent_of_key. */
export function listFormKeys(
  db: Queryable,
): Promise<(FormKey & { readonly sent: number; readonly lastAt: string | null })[]> {
  return query(
    db,
    sql`select ${keyColumns}, coalesce(s.sent, 0) as sent, s.last_at as "lastAt" from form_key k
        left join lateral (select count(*) as sent, max(sent_at) as last_at from form_sent
          where form_key = k.key and sent_at > now() - interval '30 days') s on true
        order by k.closed_at is not null, k.created_at desc limit 200`,
  );
}

export async function insertFormKey(
  db: Queryable,
  form: { readonly key: string; readonly kind: 'website' | 'kiosk'; readonly label: string },
  person: string,
): Promise<void> {
  await execute(
    db,
    sql`insert into form_key (key, kind, label, created_by) values (${form.key}, ${form.kind}, ${form.label}, ${person})`,
  );
}

/** `false`: there is no such open form. Index: primary key. */
export async function closeFormKey(db: Queryable, key: string, person: string): Promise<boolean> {
  const count = await execute(
    db,
    sql`update form_key set closed_at = now(), closed_by = ${person} where key = ${key} and closed_at is null`,
  );
  return count > 0;
}

/** Forms that came by one public form since an instant. Index: form_sent_of_key. */
export async function countSent(db: Queryable, key: string, since: string): Promise<number> {
  const row = await queryOne<{ readonly count: number }>(
    db,
    sql`select count(*) as count from form_sent where form_key = ${key} and sent_at >= ${since}::timestamptz`,
  );
  return row?.count ?? 0;
}

/** A paper and what it belongs to. Index: primary key. */
export async function insertPaper(
  tx: Queryable,
  paper: {
    readonly messageId: string;
    readonly formMessageId?: string;
    readonly referralId?: string;
    readonly person?: string;
  },
): Promise<void> {
  await execute(
    tx,
    sql`insert into form_paper (message_id, form_message_id, referral_id, added_by)
        values (${paper.messageId}, ${paper.formMessageId ?? null}, ${paper.referralId ?? null}, ${paper.person ?? null})
        on conflict (message_id) do update set form_message_id = coalesce(excluded.form_message_id, form_paper.form_message_id),
          referral_id = coalesce(excluded.referral_id, form_paper.referral_id)`,
  );
}

/** At which referral's appointment a paper was taken. Index: primary key. */
export async function findPaperReferral(db: Queryable, messageId: string): Promise<string | undefined> {
  const row = await queryOne<{ readonly id: string }>(
    db,
    sql`select referral_id as id from form_paper where message_id = ${messageId} and referral_id is not null`,
  );
  return row?.id;
}

export type Paper = { readonly messageId: string; readonly state: string; readonly addedAt: string };

/** Papers that were handed in with a form. Index: form_paper_of_form. */
export function listPapersOfForm(db: Queryable, formMessageId: string): Promise<Paper[]> {
  return query<Paper>(
    db,
    sql`select f.message_id as "messageId", m.state, f.added_at as "addedAt" from form_paper f join message m on m.id = f.message_id
        where f.form_message_id = ${formMessageId} order by f.added_at limit 20`,
  );
}

/** Papers that were handed in at an appointment. Index: form_paper_of_referral. */
export function listPapersOf(db: Queryable, referralId: string): Promise<Paper[]> {
  return query<Paper>(
    db,
    sql`select f.message_id as "messageId", m.state, f.added_at as "addedAt" from form_paper f join message m on m.id = f.message_id
        where f.referral_id = ${referralId} order by f.added_at limit 50`,
  );
}
