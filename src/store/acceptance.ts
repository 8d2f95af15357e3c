import {
  EVERYBODY,
  type AcceptanceRule,
  type AcceptanceRules,
} from '../domain/document/certainty/acceptance.ts';
import { CELL, type OutcomeCell } from '../domain/document/certainty/acceptance-measure.ts';
import type { FieldName } from '../domain/document/fields.ts';
import type { FieldOutcome } from '../domain/document/certainty/outcomes.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import { insertAudit } from './audit.ts';
import { execute, query, queryOne, sql, type Queryable, type Tx } from './database.ts';

export type AcceptanceMode = {
  readonly mode: AcceptanceRules['mode'];
  readonly auditShare: number;
  readonly changedBy: string;
  /** ISO instant. */
  readonly changedAt: string;
};

/** Index: primary keys; one row each. */
export async function loadAcceptanceMode(db: Queryable): Promise<AcceptanceMode> {
  const row = await queryOne<AcceptanceMode>(
    db,
    sql`select mode, audit_share as "auditShare", changed_by as "changedBy", changed_at as "changedAt" from acceptance_mode`,
    { name: 'load-acceptance-mode' },
  );
  if (!row)
    throw new Failure('permanent', 'no-acceptance-mode', 'The one row of acceptance_mode is missing.');
  return { ...row, auditShare: share(row.auditShare) };
}

/** Everybody's rules and those of one sender, for deciding about its documents. Index: acceptance_rule primary key. */
export async function loadAcceptanceRules(db: Queryable, senderKey: string): Promise<AcceptanceRules> {
  const { mode, auditShare } = await loadAcceptanceMode(db);
  const rows = await query<AcceptanceRule>(
    db,
    sql`select sender_key as "senderKey", field, threshold from acceptance_rule where sender_key in (${EVERYBODY}, ${senderKey})`,
    { name: 'load-acceptance-rules' },
  );
  return {
    mode,
    auditShare,
    thresholds: rows.map((rule) => ({ ...rule, threshold: share(rule.threshold) })),
  };
}

/** A `real` comes back with the noise of its last bits. */
function share(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

export type SetRule = AcceptanceRule & { readonly setBy: string; readonly setAt: string };

/** All rules that were set, those of everybody first. Index: acceptance_rule primary key. */
export async function listAcceptanceRules(
  db: Queryable,
  { limit = 2_000 }: { readonly limit?: number } = {},
): Promise<readonly SetRule[]> {
  const rows = await query<SetRule>(
    db,
    sql`select sender_key as "senderKey", field, threshold, set_by as "setBy", set_at as "setAt" from acceptance_rule
        order by sender_key, field limit ${limit}::int`,
  );
  return rows.map((rule) => ({ ...rule, threshold: share(rule.threshold) }));
}

/** Lets the hub file by itself, or stops it; and how much of it people look at all the same. */
export async function setAcceptanceMode(
  tx: Tx,
  { mode, auditShare }: Pick<AcceptanceMode, 'mode' | 'auditShare'>,
  person: string,
): Promise<void> {
  await execute(
    tx,
    sql`update acceptance_mode set mode = ${mode}, audit_share = ${auditShare}, changed_by = ${person}, changed_at = now()`,
  );
  await insertAudit(tx, {
    actor: person,
    action: `set_acceptance_${mode}`,
    objectKind: 'acceptance_mode',
    objectId: String(auditShare),
  });
}

/** `threshold` undefined takes the rule away, so that the one above it holds again. */
export async function setThresholds(
  tx: Tx,
  rules: readonly (Omit<AcceptanceRule, 'threshold'> & { readonly threshold: number | undefined })[],
  person: string,
): Promise<void> {
  const kept = rules.flatMap((rule) =>
    rule.threshold === undefined ? [] : [{ ...rule, threshold: rule.threshold }],
  );
  const gone = rules.filter(({ threshold }) => threshold === undefined);
  await execute(
    tx,
    sql`insert into acceptance_rule (sender_key, field, threshold, set_by)
        select *, ${person}::text from unnest(${kept.map(({ senderKey }) => senderKey)}::text[], ${kept.map(({ field }) => field)}::text[],
          ${kept.map(({ threshold }) => threshold)}::real[])
        on conflict (sender_key, field) do update set threshold = excluded.threshold, set_by = excluded.set_by, set_at = now()`,
  );
  await execute(
    tx,
    sql`delete from acceptance_rule r using unnest(${gone.map(({ senderKey }) => senderKey)}::text[], ${gone.map(({ field }) => field)}::text[])
          as g (sender_key, field) where r.sender_key = g.sender_key and r.field = g.field`,
  );
  for (const { senderKey, field, threshold } of rules)
    await insertAudit(tx, {
      actor: person,
      action: threshold === undefined ? 'clear_threshold' : `set_threshold_${threshold}`,
      objectKind: 'acceptance_rule',
      objectId: `${senderKey} ${field}`,
    });
}

/** What a person made of the fields of one document. */
export async function insertFieldOutcomes(
  tx: Tx,
  of: {
    readonly documentId: string;
    readonly senderKey: string;
    readonly isAudit: boolean;
    readonly person: string;
  },
  outcomes: readonly FieldOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await execute(
    tx,
    sql`insert into field_outcome (id, document_id, sender_key, field, proposed, confidence, was_accepted, is_audit, final_value, is_right, settled_by)
        select n.id, ${of.documentId}, ${of.senderKey}, n.field, n.proposed, n.confidence, n.was_accepted, ${of.isAudit}, n.final, n.is_right, ${of.person}
        from unnest(${outcomes.map(() => newId())}::uuid[], ${outcomes.map(({ field }) => field)}::text[],
          ${outcomes.map(({ proposed }) => proposed ?? null)}::text[], ${outcomes.map(({ confidence }) => confidence ?? null)}::real[],
          ${outcomes.map(({ wasAccepted }) => wasAccepted)}::boolean[], ${outcomes.map(({ final }) => final ?? null)}::text[],
          ${outcomes.map(({ isRight }) => isRight)}::boolean[]) as n (id, field, proposed, confidence, was_accepted, final, is_right)`,
    { name: 'insert-field-outcomes' },
  );
}

/** A document that was taken back is measured when it is settled again. Index: field_outcome_of_document. */
export async function deleteFieldOutcomes(tx: Tx, documentId: string): Promise<void> {
  await execute(tx, sql`delete from field_outcome where document_id = ${documentId}`);
}

/** The latest outcomes of these days, at most `most`: older forms and older weights say nothing of today's. */
export type OutcomeWindow = { readonly days: number; readonly most: number };

export const usualWindow: OutcomeWindow = { days: 180, most: 200_000 };

/** Outcomes counted by sender, field and confidence, for `measureAcceptance` and `proposeThresholds`. Index: field_outcome_recent. */
export async function countOutcomes(
  db: Queryable,
  { days, most }: OutcomeWindow = usualWindow,
): Promise<readonly OutcomeCell[]> {
  const perUnit = Math.round(1 / CELL);
  return query<OutcomeCell & { readonly field: FieldName }>(
    db,
    sql`select sender_key as "senderKey", field, least(floor(confidence::numeric * ${perUnit}::int), ${perUnit - 1}::int)::int as bin,
          was_accepted as "wasAccepted", is_audit as "isAudit", count(*)::int as count, (count(*) filter (where not is_right))::int as wrong,
          sum(confidence)::float8 as stated
        from (select * from field_outcome where settled_at > now() - make_interval(days => ${days}) order by settled_at desc limit ${most}::int) recent
        where confidence is not null group by 1, 2, 3, 4, 5`,
    { name: 'count-outcomes' },
  );
}
