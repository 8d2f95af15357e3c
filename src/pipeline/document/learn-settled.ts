import type { FieldName } from '../../domain/document/fields.ts';
import { fieldOutcomes } from '../../domain/document/outcomes.ts';
import { insertFieldOutcomes } from '../../store/acceptance.ts';
import type { Tx } from '../../store/database.ts';
import type { DocumentRow, FieldRow, SettledValue } from '../../store/documents.ts';

/** What a person's word on a document teaches: how right the reader was, where the sender's forms say what, and who the sender is. */
export async function learnFromSettled(
  tx: Tx,
  document: DocumentRow,
  fields: readonly FieldRow[],
  values: readonly SettledValue[],
  person: string,
): Promise<void> {
  const { id: documentId, senderKey, isAudit } = document;
  const outcomes = fieldOutcomes(fields, finalOf(values));
  await insertFieldOutcomes(tx, { documentId, senderKey, isAudit, person }, outcomes);
}

function finalOf(values: readonly SettledValue[]): Readonly<Partial<Record<FieldName, readonly string[]>>> {
  const final: Partial<Record<FieldName, readonly string[]>> = {};
  for (const { field, value } of values) final[field] = [...(final[field] ?? []), value];
  return final;
}
