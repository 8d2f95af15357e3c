import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { newId } from '../../lib/ids.ts';
import { execute, query, sql } from '../database.ts';
import { transaction } from '../transaction.ts';
import { isCircle, lockTree, placeInTree } from './tree.ts';

const OFFICES = 8;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Offices without parents, each with one doctor whose primary practice it is. */
async function plant(db: TestDatabase['db']): Promise<readonly string[]> {
  const offices = Array.from({ length: OFFICES }, () => newId());
  const doctors = offices.map(() => newId());
  await execute(
    db,
    sql`insert into partner (id, kind, name, name_key, stage) select id, 'organisation', 'ZZTEST', 'zztest', 'active' from unnest(${offices}::uuid[]) as n (id)
        union all select id, 'person', 'ZZTEST', 'zztest', 'active' from unnest(${doctors}::uuid[]) as n (id)`,
  );
  await execute(
    db,
    sql`insert into practice_role (id, person_id, organisation_id, is_primary, source)
        select gen_random_uuid(), n.doctor, n.office, true, 'person' from unnest(${doctors}::uuid[], ${offices}::uuid[]) as n (doctor, office)`,
  );
  return offices;
}

type Model = ReadonlyMap<string, string>;

function topOf(model: Model, id: string): string {
  const parent = model.get(id);
  return parent === undefined ? id : topOf(model, parent);
}

const move = fc.record({
  child: fc.nat(OFFICES - 1),
  parent: fc.option(fc.nat(OFFICES - 1), { nil: undefined }),
});

test('any moves leave a tree without circles whose roots are right, of offices and of people', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 25 }), async (moves) => {
      const offices = await plant(database.db);
      const model = new Map<string, string>();
      for (const { child, parent } of moves) {
        const [childId = '', parentId] = [offices[child], parent === undefined ? undefined : offices[parent]];
        const wouldClose =
          parentId !== undefined && (parentId === childId || isAbove(model, childId, parentId));
        const closes = await transaction(database.db, async (tx) => {
          await lockTree(tx);
          const circle = parentId !== undefined && (await isCircle(tx, childId, parentId));
          if (!circle)
            await placeInTree(tx, childId, parentId === undefined ? null : { parentId, relation: 'branch' });
          return circle;
        });
        expect(closes).toBe(wouldClose);
        if (closes) continue;
        if (parentId === undefined) model.delete(childId);
        else model.set(childId, parentId);
      }
      const rows = await query<{ id: string; root: string; doctor_root: string }>(
        database.db,
        sql`select o.id, coalesce(o.root_id, o.id) as root, p.root_id as doctor_root from partner o
            join practice_role r on r.organisation_id = o.id join partner p on p.id = r.person_id
            where o.id = any(${offices}::uuid[]) and (o.root_id is not null or o.parent_id is not null)`,
      );
      for (const row of rows)
        expect([row.root, row.doctor_root]).toEqual([topOf(model, row.id), topOf(model, row.id)]);
    }),
    { numRuns: 25 },
  );
});

function isAbove(model: Model, above: string, id: string): boolean {
  const parent = model.get(id);
  return parent !== undefined && (parent === above || isAbove(model, above, parent));
}
