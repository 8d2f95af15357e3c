import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql } from './database.ts';
import {
  findResources,
  keepResources,
  markDeleted,
  recordReferences,
  requeueOutdated,
  type ToldResource,
} from './fhir-resources.ts';
import { transaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => execute(database.db, sql`truncate fhir_resource, fhir_reference, message cascade`));

const key = { sender: 'emr', type: 'Practitioner', id: 'd1' };

function version(day: string, number: number, name: string): ToldResource<{ name: string }> {
  return {
    ...key,
    versionAt: `${day}T08:00:00.000Z`,
    version: number,
    body: { name },
    used: name,
    messageId: newId(),
  };
}

const keep = (...told: readonly ToldResource[]) => transaction(database.db, (tx) => keepResources(tx, told));
const names = async () =>
  (await findResources<{ name: string }>(database.db, [key])).map(({ body }) => body.name);

async function message(state: string): Promise<string> {
  const id = newId();
  await execute(
    database.db,
    sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state, reason_code, reason)
        values (${id}, 'emr', 'peer', 'x', 1, sha256('x'), sha256(${id}::bytea), ${state}, 'reference-unknown', 'waits')`,
  );
  return id;
}

const states = async () =>
  new Map(
    (await query<{ id: string; state: string }>(database.db, sql`select id, state from message`)).map(
      (row) => [row.id, row.state],
    ),
  );

test('the newest version stays, whatever order they come in, alone or together', async () => {
  const [first, second, third] = [
    version('2026-11-01', 1, 'first'),
    version('2026-11-02', 2, 'second'),
    version('2026-11-02', 3, 'third'),
  ];
  await keep(second);
  await keep(first);
  expect(await names()).toEqual(['second']);
  await keep(first, third, second);
  expect(await names()).toEqual(['third']);
  await keep(second, first);
  expect(await names()).toEqual(['third']);
});

test('versions of one time and number have one winner in any order', async () => {
  const [a, b] = [version('2026-11-01', 0, 'a'), version('2026-11-01', 0, 'b')];
  await keep(a);
  await keep(b);
  expect(await names()).toEqual(['b']);
  await execute(database.db, sql`truncate fhir_resource`);
  await keep(b);
  await keep(a);
  expect(await names()).toEqual(['b']);
});

test('what was deleted stays known, marked until a later version comes; senders never mix', async () => {
  const marked = async () =>
    (await query<{ at: string | null }>(database.db, sql`select deleted_at as at from fhir_resource`)).map(
      ({ at }) => at !== null,
    );
  await keep(version('2026-11-01', 1, 'first'));
  await transaction(database.db, (tx) => markDeleted(tx, [{ ...key, at: '2026-11-02T08:00:00.000Z' }]));
  expect([await marked(), await names()]).toEqual([[true], ['first']]);
  await keep(version('2026-11-03', 2, 'back'));
  expect(await marked()).toEqual([false]);
  await transaction(database.db, (tx) => markDeleted(tx, [{ ...key, at: '2026-11-02T08:00:00.000Z' }]));
  expect(await marked()).toEqual([false]);
  expect(await findResources(database.db, [{ ...key, sender: 'other' }])).toEqual([]);
});

test('whoever found nothing, or something else, waits again; whoever is up to date does not', async () => {
  const [waiting, outdated, current, own] = [
    await message('invalid'),
    await message('applied'),
    await message('applied'),
    await message('review'),
  ];
  const told = version('2026-11-02', 2, 'new');
  const queued = await transaction(database.db, async (tx) => {
    await keepResources(tx, [told]);
    const look = (messageId: string, seen: string | null) => ({ ...key, messageId, seen });
    await recordReferences(
      tx,
      [waiting, outdated, current],
      [look(waiting, null), look(outdated, 'old'), look(current, 'new')],
    );
    await recordReferences(tx, [own], [look(own, null)]);
    return requeueOutdated(tx, [told], []);
  });
  expect(new Set(queued)).toEqual(new Set([waiting, outdated, own]));
  expect(await states()).toEqual(
    new Map([
      [waiting, 'received'],
      [outdated, 'received'],
      [current, 'applied'],
      [own, 'received'],
    ]),
  );
});

test('a message that was read before its reference came is found by itself', async () => {
  const late = await message('invalid');
  await keep(version('2026-11-02', 2, 'new'));
  const queued = await transaction(database.db, async (tx) => {
    await recordReferences(tx, [late], [{ ...key, messageId: late, seen: null }]);
    return requeueOutdated(tx, [], [late]);
  });
  expect(queued).toEqual([late]);
});
