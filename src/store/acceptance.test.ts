import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { EVERYBODY } from '../domain/document/certainty/acceptance.ts';
import { measureAcceptance } from '../domain/document/certainty/acceptance-measure.ts';
import type { FieldOutcome } from '../domain/document/certainty/outcomes.ts';
import { newId } from '../lib/ids.ts';
import {
  countOutcomes,
  insertFieldOutcomes,
  listAcceptanceRules,
  loadAcceptanceMode,
  loadAcceptanceRules,
  setAcceptanceMode,
  setThresholds,
} from './acceptance.ts';
import { query, sql } from './database.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const person = 'ana@practice.example';
const auditOf = (kind: string) =>
  query<{ readonly actor: string; readonly action: string; readonly object_id: string }>(
    database.db,
    sql`select actor, action, object_id from audit where object_kind = ${kind} order by at, id`,
  );

test('the hub files nothing by itself until a person says so, and who said it is written down', async () => {
  const { db } = database;
  expect(await loadAcceptanceMode(db)).toMatchObject({ mode: 'shadow', auditShare: 0.05, changedBy: 'hub' });

  await transaction(db, (tx) => setAcceptanceMode(tx, { mode: 'live', auditShare: 0.1 }, person));

  expect(await loadAcceptanceMode(db)).toMatchObject({ mode: 'live', auditShare: 0.1, changedBy: person });
  expect(await auditOf('acceptance_mode')).toEqual([
    { actor: person, action: 'set_acceptance_live', object_id: '0.1' },
  ]);
});

test('thresholds of everybody and of one sender; taking one away leaves the one above it', async () => {
  const { db } = database;
  const sender = 'fax:2125550131';
  await transaction(db, (tx) =>
    setThresholds(
      tx,
      [
        { senderKey: EVERYBODY, field: 'birth_date', threshold: 0.992 },
        { senderKey: sender, field: 'birth_date', threshold: 0.95 },
        { senderKey: 'fax:2125550199', field: 'birth_date', threshold: 1.01 },
      ],
      person,
    ),
  );

  expect((await loadAcceptanceRules(db, sender)).thresholds).toEqual(
    expect.arrayContaining([
      { senderKey: EVERYBODY, field: 'birth_date', threshold: 0.992 },
      { senderKey: sender, field: 'birth_date', threshold: 0.95 },
    ]),
  );
  await transaction(db, (tx) =>
    setThresholds(tx, [{ senderKey: sender, field: 'birth_date', threshold: undefined }], person),
  );
  expect((await loadAcceptanceRules(db, sender)).thresholds).toHaveLength(1);
  expect(await listAcceptanceRules(db)).toMatchObject([
    { senderKey: EVERYBODY, setBy: person },
    { senderKey: 'fax:2125550199', threshold: 1.01 },
  ]);
  expect((await auditOf('acceptance_rule')).at(-1)).toMatchObject({
    actor: person,
    action: 'clear_threshold',
    object_id: `${sender} birth_date`,
  });
});

test('outcomes are counted by confidence, and what nothing was proposed for is left out of it', async () => {
  const { db } = database;
  const outcome = (confidence: number, isRight: boolean): FieldOutcome => ({
    field: 'birth_date',
    proposed: '1950-02-03',
    confidence,
    wasAccepted: confidence > 0.98,
    final: isRight ? '1950-02-03' : '1950-02-08',
    isRight,
  });
  const missed: FieldOutcome = { field: 'sex', wasAccepted: false, final: 'F', isRight: false };
  await transaction(db, async (tx) => {
    const of = { documentId: newId(), senderKey: 'fax:2125550131', isAudit: false, person };
    await insertFieldOutcomes(tx, of, [
      outcome(0.995, true),
      outcome(0.995, false),
      outcome(0.6, false),
      missed,
    ]);
    await insertFieldOutcomes(tx, { ...of, isAudit: true }, [outcome(1, true)]);
    await insertFieldOutcomes(tx, of, []);
  });

  const cells = await countOutcomes(db);

  expect(cells.toSorted((a, b) => a.bin - b.bin || a.count - b.count)).toMatchObject([
    { bin: 120, count: 1, wrong: 1, wasAccepted: false },
    { bin: 199, count: 1, wrong: 0, isAudit: true },
    { bin: 199, count: 2, wrong: 1, wasAccepted: true, isAudit: false },
  ]);
  expect(measureAcceptance(cells).byField).toMatchObject([
    { field: 'birth_date', accepted: 3, wrong: 1, audited: 1 },
  ]);
  expect(await countOutcomes(db, { days: 180, most: 1 })).toHaveLength(1);
});
