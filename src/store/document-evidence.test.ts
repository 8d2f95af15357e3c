import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { npi } from '../../test/support/npi.ts';
import { repairWithEvidence, evidenceWanted } from '../domain/document/evidence/repair.ts';
import type { FieldName } from '../domain/document/fields.ts';
import type { RawDocument, Transport } from '../domain/document/understanding.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql, type Tx } from './database.ts';
import { findEarlierAlike } from './document-duplicates.ts';
import { findDocumentEvidence } from './document-evidence.ts';
import { insertPartnerIdentifiers, insertPartners } from './partners.ts';
import { upsertPatients } from './patients.ts';
import { noteReturnPath, takeBackReturnPath } from './sender-partners.ts';
import { listSenderTemplates, lockSenderTemplates, saveSenderTemplates } from './sender-templates.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
const [office, ortiz, park, anna] = Array.from({ length: 4 }, () => newId()) as [
  string,
  string,
  string,
  string,
];
const sender = 'fax:2125550131';

beforeAll(async () => {
  database = await createTestDatabase();
  await transaction(database.db, fill);
});
afterAll(() => database.drop());

async function fill(tx: Tx): Promise<void> {
  const lines = { phone: '2125550130', fax: '2125550131', city: 'Yonkers', state: 'NY' };
  const person = (family: string, given: string, number: number) => ({
    kind: 'person' as const,
    identifiers: [{ system: 'npi', value: npi(number) }],
    name: { family, given, credential: 'MD' },
    city: 'Yonkers',
    state: 'NY',
  });
  await insertPartners(tx, [
    {
      id: office,
      claim: { kind: 'organisation', identifiers: [], organisation: 'ZZTEST Northside Clinic', ...lines },
      stage: 'active',
    },
    { id: ortiz, claim: person('ZZTESTORTIZ', 'Maria', 1), stage: 'active' },
    { id: park, claim: person('ZZTESTPARK', 'Susan', 2), stage: 'active' },
  ]);
  await insertPartnerIdentifiers(tx, [
    { system: 'npi', value: npi(1), partnerId: ortiz },
    { system: 'npi', value: npi(2), partnerId: park },
  ]);
  await execute(
    tx,
    sql`insert into practice_role (id, person_id, organisation_id, is_primary, source)
        select *, true, 'test' from unnest(${[newId(), newId()]}::uuid[], ${[ortiz, park]}::uuid[], ${[office, office]}::uuid[])`,
  );
  await upsertPatients(tx, [
    {
      id: anna,
      demographics: {
        name: { family: 'ZZTESTMILLIGAN', given: 'Anna' },
        birthDate: '1950-02-03',
        sex: 'F',
        phones: ['+12125550177'],
      },
    },
  ]);
}

const signals = {
  wordConfidence: 0.8,
  labelMatch: 1,
  repaired: 0,
  mentions: 0,
  rival: 0,
  support: 0,
  confirmedZone: 0,
  dpiY: 98,
  isHandwriting: false,
};
const documentOf = (values: Partial<Record<FieldName, string>>): RawDocument => ({
  kind: 'referral',
  kindConfidence: 1,
  pages: [],
  fields: Object.entries(values).map(([field, value]) => ({
    field: field as FieldName,
    value,
    text: value,
    page: 1,
    evidence: [],
    others: [],
    signals,
  })),
});
const fax: Transport = { kind: 'fax', receivedAt: '2026-11-20T10:00:00.000Z', fromNumber: '2125550131' };

test('a fax number one figure off, a misread name: the practice is found by its sender’s line, its doctors with it', async () => {
  const read = documentOf({
    patient_name: 'ZZTESTMI1LIGAN, Anna',
    birth_date: '1950-02-03',
    patient_phone: '2125550177',
    referrer_name: 'ZZTESTORTLZ, Maria',
    referrer_fax: '2125550181',
    referrer_phone: '2125550130',
  });
  const wanted = evidenceWanted([read], fax);

  const evidence = await findDocumentEvidence(database.db, wanted);
  const { document, partner, patient } = repairWithEvidence(read, evidence, fax);

  expect(evidence.partners.map(({ id }) => id).toSorted()).toEqual([office, ortiz, park].toSorted());
  expect(evidence.partners.find(({ id }) => id === ortiz)).toMatchObject({
    credential: 'MD',
    isOwn: false,
    practices: [{ id: office, faxes: ['2125550131'], phones: ['2125550130'] }],
  });
  expect(patient).toMatchObject({ outcome: 'certain', chosen: { patientId: anna } });
  expect(partner).toMatchObject({ outcome: 'certain', chosen: { partnerId: ortiz, practiceId: office } });
  expect(document.fields.map(({ value }) => value)).toEqual([
    'ZZTESTMILLIGAN, Anna',
    '1950-02-03',
    '2125550177',
    'ZZTESTORTIZ, Maria',
    '2125550131',
    '2125550130',
  ]);
});

test('an NPI with one figure misread leads to its doctor', async () => {
  const number = npi(1);
  const misread = `${number.slice(0, 8)}${(Number(number.charAt(8)) + 3) % 10}${number.charAt(9)}`;
  const elsewhere: Transport = {
    kind: 'mail',
    receivedAt: fax.receivedAt,
    fromAddress: 'fax@gateway.example',
  };
  const read = documentOf({ referrer_name: 'ZZTESTORTIZ, Maria', referrer_npi: misread });

  const evidence = await findDocumentEvidence(database.db, evidenceWanted([read], elsewhere));
  const { document, partner } = repairWithEvidence(read, evidence, elsewhere);

  expect(partner).toMatchObject({ outcome: 'certain', chosen: { partnerId: ortiz, practiceId: office } });
  expect(document.fields[1]?.value).toBe(npi(1));
});

test('nothing wanted, nothing found', async () => {
  const none = { senderKeys: [], parties: [], patients: [] };

  expect(await findDocumentEvidence(database.db, none)).toEqual({ partners: [], senders: [], patients: [] });
});

const path = {
  partnerId: ortiz,
  practiceId: '',
  senderKey: 'fax:7185550199',
  at: '2026-11-20T10:00:00.000Z',
};
const questions = () =>
  query<{ readonly key: string; readonly question: Readonly<Record<string, unknown>> }>(
    database.db,
    sql`select key, question from review where kind = 'return_path' order by created_at`,
  );

test('a number that keeps sending for a doctor is evidence for the next fax, and asked about once; nothing of the directory changes', async () => {
  const { db } = database;
  const before = await query(db, sql`select * from partner order by id`);
  const note = (senderKey: string) =>
    transaction(db, (tx) =>
      noteReturnPath(tx, { ...path, partnerId: ortiz, practiceId: office, senderKey, csid: 'ZZTEST NORTH' }),
    );
  for (let times = 0; times < 5; times += 1) await note('fax:7185550199');
  // Their own line needs no question; what is no number or address has no return path.
  for (let times = 0; times < 5; times += 1) await note(sender);
  await note('upload:desk');

  expect(await questions()).toEqual([
    {
      key: `return_path:${ortiz}:fax:7185550199`,
      question: { sender: 'fax:7185550199', documents: 3, csid: 'ZZTEST NORTH' },
    },
  ]);
  expect(await query(db, sql`select * from partner order by id`)).toEqual(before);
  await transaction(db, (tx) => takeBackReturnPath(tx, { partnerId: ortiz, senderKey: 'fax:7185550199' }));
  const { senders } = await findDocumentEvidence(db, {
    senderKeys: ['fax:7185550199'],
    parties: [],
    patients: [],
  });
  expect(senders.toSorted((a, b) => a.confirmed - b.confirmed)).toEqual([
    { senderKey: 'fax:7185550199', partnerId: ortiz, confirmed: 4 },
    { senderKey: 'fax:7185550199', partnerId: office, confirmed: 5 },
  ]);
});

test('forms of a sender are kept, changed in place, and the oldest forgotten', async () => {
  const { db } = database;
  const template = (form: string, count: number) => ({
    senderKey: sender,
    form,
    zones: [
      {
        field: 'birth_date' as const,
        box: { x: 1, y: 2, width: 3, height: 4 },
        confirmed: count,
        refuted: 0,
      },
    ],
    constants: [{ field: 'referrer_fax' as const, value: '2125550131', count }],
  });
  await transaction(db, (tx) => saveSenderTemplates(tx, [template('first', 1)]));
  await transaction(db, async (tx) => {
    expect(await lockSenderTemplates(tx, sender)).toEqual([template('first', 1)]);
    await saveSenderTemplates(tx, [template('first', 2)]);
  });
  expect(await listSenderTemplates(db, sender)).toEqual([template('first', 2)]);

  for (let number = 0; number < 14; number += 1)
    await transaction(db, (tx) => saveSenderTemplates(tx, [template(`form ${number}`, 1)]));

  const kept = (await listSenderTemplates(db, sender)).map(({ form }) => form);
  expect(kept).toHaveLength(12);
  expect(kept).not.toContain('first');
  expect(await listSenderTemplates(db, 'fax:2125550100')).toEqual([]);
});

async function earlier(of: {
  readonly at: string;
  readonly sha: string;
  readonly from: string;
  readonly name: string;
  readonly shingles: readonly bigint[];
}): Promise<{ readonly messageId: string; readonly fileId: string; readonly documentId: string }> {
  const [messageId, fileId, documentId] = [newId(), newId(), newId()];
  const { db } = database;
  await execute(
    db,
    sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state, received_at)
        values (${messageId}, 'faxes', 'test', 'x', 1, sha256(${messageId}::bytea), sha256(${messageId}::bytea), 'reading', ${of.at})`,
  );
  await execute(
    db,
    sql`insert into document_file (id, message_id, ordinal, media_type, bytes, sha256, fate)
        values (${fileId}, ${messageId}, 0, 'image/tiff', 1, sha256(${of.sha}::bytea), 'pages')`,
  );
  await execute(
    db,
    sql`insert into document (id, message_id, ordinal, kind, pages, state, sender_key, shingles, received_at)
        values (${documentId}, ${messageId}, 1, 'referral', '[]', 'review', ${of.from}, ${of.shingles.map(String)}::bigint[], ${of.at})`,
  );
  await execute(
    db,
    sql`insert into document_field (document_id, field, value, text, confidence, is_accepted) values (${documentId}, 'patient_name', ${of.name}, '', 0.9, false)`,
  );
  return { messageId, fileId, documentId };
}

test('the same bytes, or near-equal words of one sender within a day, are a copy of the first; another patient is none', async () => {
  const words = Array.from({ length: 100 }, (_, at) => BigInt(at) + 9_000_000_000_000_000_000n);
  const base = {
    at: '2026-11-20T08:00:00.000Z',
    sha: 'a',
    from: sender,
    name: 'ZZTESTLEE, Anna',
    shingles: words,
  };
  const first = await earlier(base);
  await earlier({ ...base, at: '2026-11-20T08:30:00.000Z', sha: 'b' });
  await earlier({ ...base, sha: 'c', name: 'ZZTESTMARCH, Bo' });
  const old = await earlier({ ...base, at: '2026-11-01T08:00:00.000Z', sha: 'd', from: 'fax:2125550122' });
  const now = await earlier({ ...base, at: '2026-11-20T10:00:00.000Z', sha: 'e' });
  const again = await earlier({ ...base, at: '2026-11-20T10:00:00.000Z', sha: 'd', from: 'fax:2125550123' });
  const alike = (one: { messageId: string; fileId: string }, from: string, name: string, shingles = words) =>
    findEarlierAlike(
      database.db,
      { messageId: one.messageId, senderKey: from, receivedAt: '2026-11-20T10:00:00.000Z' },
      { fields: [{ field: 'patient_name', value: name }] },
      [{ fileId: one.fileId }],
      shingles,
    );

  expect(await alike(now, sender, 'ZZTESTLEE, Anna')).toEqual({
    documentId: first.documentId,
    receivedAt: '2026-11-20T08:00:00.000Z',
    similarity: 1,
  });
  expect(await alike(now, sender, 'ZZTESTGRAY, Paul')).toBeUndefined();
  // Weeks later and from another number, but the same bytes.
  expect(await alike(again, 'fax:2125550123', 'ZZTESTLEE, Anna', [])).toMatchObject({
    documentId: old.documentId,
  });
});
