import type { FieldName } from '../../domain/document/fields.ts';
import { fieldOutcomes } from '../../domain/document/certainty/outcomes.ts';
import { learn, type SettledField } from '../../domain/document/templates/template.ts';
import { now } from '../../lib/clock.ts';
import { deleteFieldOutcomes, insertFieldOutcomes } from '../../store/acceptance.ts';
import type { Tx } from '../../store/database.ts';
import { listPages, type StoredPage } from '../../store/page-readings.ts';
import type { FieldRow, SettledValue } from '../../store/document-fields.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { noteReturnPath, takeBackReturnPath } from '../../store/sender-partners.ts';
import { lockSenderTemplates, saveSenderTemplates } from '../../store/sender-templates.ts';
import type { Hub } from '../hub.ts';
import { knownDiagnoses } from './diagnosis-codes.ts';
import { ownPractice } from './understand-pages.ts';

/** What a person's word on a document teaches: how right the reader was, where the sender's forms say what, and who the sender is. */
export async function learnFromSettled(
  tx: Tx,
  hub: Hub,
  document: DocumentRow,
  fields: readonly FieldRow[],
  values: readonly SettledValue[],
  person: string,
): Promise<void> {
  const { id: documentId, senderKey, isAudit } = document;
  const outcomes = fieldOutcomes(fields, finalOf(values));
  await insertFieldOutcomes(tx, { documentId, senderKey, isAudit, person }, outcomes);
  // Whatever a person puts in by hand comes from everywhere: there is no sender to learn of.
  if (senderKey.startsWith('channel:')) return;
  const pages = await listPages(tx, document.messageId);
  await learnForms(tx, hub, document, pages, settledFields(fields, values));
  await noteSender(tx, document, pages);
}

/** It was taken back: it counts neither for the measure nor for whose the sender is. What its form taught is mended by its next fax. */
export async function forgetSettled(tx: Tx, { id, partnerId, senderKey }: DocumentRow): Promise<void> {
  await deleteFieldOutcomes(tx, id);
  if (partnerId !== null) await takeBackReturnPath(tx, { partnerId, senderKey });
}

/** A correction on one fax makes the next from its sender better. */
async function learnForms(
  tx: Tx,
  hub: Hub,
  document: DocumentRow,
  pages: readonly StoredPage[],
  fields: readonly SettledField[],
): Promise<void> {
  const { senderKey } = document;
  const numbers = new Set(document.pages.map(({ number }) => number));
  const [templates, diagnoses] = await Promise.all([
    lockSenderTemplates(tx, senderKey),
    knownDiagnoses(hub.db),
  ]);
  const mine = pages.filter((page) => numbers.has(page.number) && !page.isDropped);
  const settled = { senderKey, pages: mine, fields };
  await saveSenderTemplates(tx, learn(templates, settled, { own: ownPractice(hub), diagnoses }));
}

function settledFields(
  fields: readonly FieldRow[],
  values: readonly SettledValue[],
): readonly SettledField[] {
  const places = new Map<string, SettledField>();
  for (const { field, position, value, page, box } of fields) {
    if (value === '') continue;
    const where = { ...(page === undefined ? {} : { page }), ...(box === undefined ? {} : { box }) };
    places.set(`${field} ${position}`, { field, final: '', read: { value, ...where } });
  }
  for (const { field, position, value } of values) {
    const key = `${field} ${position}`;
    places.set(key, { ...places.get(key), field, final: value });
  }
  return [...places.values()];
}

/** The number and names it came under, counted for the partner: evidence for the next one, never proof. */
async function noteSender(tx: Tx, document: DocumentRow, pages: readonly StoredPage[]): Promise<void> {
  const { partnerId, senderKey, transport } = document;
  if (partnerId === null) return;
  const first = document.pages[0]?.number;
  const header = pages.find(({ number }) => number === first)?.faxHeader;
  await noteReturnPath(tx, {
    partnerId,
    senderKey,
    at: now(),
    ...(transport?.csid === undefined ? {} : { csid: transport.csid }),
    ...(transport?.callerName === undefined ? {} : { callerName: transport.callerName }),
    ...(header === undefined ? {} : { header }),
  });
}

function finalOf(values: readonly SettledValue[]): Readonly<Partial<Record<FieldName, readonly string[]>>> {
  const final: Partial<Record<FieldName, readonly string[]>> = {};
  for (const { field, value } of values) final[field] = [...(final[field] ?? []), value];
  return final;
}
