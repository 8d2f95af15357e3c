import type { FieldValue } from '../../domain/directory/provenance.ts';
import { newId } from '../../lib/ids.ts';
import { execute, sql, type Tx } from '../database.ts';
import type { RecordKind } from './records.ts';

/** One line of a partner's history. */
export type NewChange = {
  readonly partnerId: string;
  readonly actor: string;
  readonly what: string;
  readonly objectKind: RecordKind | 'partner';
  readonly objectId: string;
  /** The object's version since. */
  readonly version: number;
  readonly field?: string;
  readonly before?: FieldValue;
  readonly after?: FieldValue;
};

export async function appendChanges(tx: Tx, changes: readonly NewChange[]): Promise<void> {
  if (changes.length === 0) return;
  const text = (pick: (change: NewChange) => string | undefined) =>
    changes.map((change) => pick(change) ?? null);
  const json = (pick: (change: NewChange) => FieldValue | undefined) =>
    changes.map((change) => JSON.stringify(pick(change) ?? null));
  await execute(
    tx,
    sql`insert into partner_change (id, partner_id, actor, what, object_kind, object_id, version, field, before, after)
        select * from unnest(${changes.map(() => newId())}::uuid[], ${text((one) => one.partnerId)}::uuid[], ${text((one) => one.actor)}::text[],
          ${text((one) => one.what)}::text[], ${text((one) => one.objectKind)}::text[], ${text((one) => one.objectId)}::uuid[],
          ${changes.map((one) => one.version)}::int[], ${text((one) => one.field)}::text[], ${json((one) => one.before)}::jsonb[],
          ${json((one) => one.after)}::jsonb[])`,
  );
}
