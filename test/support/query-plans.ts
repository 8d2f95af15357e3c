import type { QueryConfig, QueryResult } from 'pg';
import { execute, query, sql, type Database, type Statement, type Tx } from '../../src/store/database.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** The id of row `n` of a `generate_series(…) n`: in SQL, and for a number at hand. */
export const uuid = sql`('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
export const idOf = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A database with these rows, as the planner sees it once they are counted. */
export async function createFilledDatabase(rows: readonly Statement[]): Promise<TestDatabase> {
  const database = await createTestDatabase();
  for (const statement of rows) await execute(database.db, statement);
  await execute(database.db, sql`vacuum analyze`);
  return database;
}

/** One statement and the tables it would read from end to end. */
export type QueryPlan = {
  readonly text: string;
  readonly tables: readonly string[];
  /** A plan for any values of a statement without a name: Postgres never uses it. */
  readonly isUnused: boolean;
};

/** Takes statements, asks the planner about them with these values and without any, and answers with no rows. */
export function explaining(db: Database, plans: QueryPlan[]): Tx {
  const send = async ({ name, text, values }: QueryConfig): Promise<QueryResult> => {
    plans.push({
      text: `${text} (these values)`,
      tables: await scannedTables(db, `explain (format json) ${text}`, values),
      isUnused: false,
    });
    // What a named statement is run with after its fifth time, when Postgres stops looking at the values.
    if (await hasGenericPlans(db))
      plans.push({
        text: `${text} (any values)`,
        tables: await scannedTables(db, `explain (generic_plan, format json) ${text}`, []),
        isUnused: name === undefined,
      });
    return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] };
  };
  return { send } as unknown as Tx;
}

/** EXPLAIN (GENERIC_PLAN) came with Postgres 16. */
async function hasGenericPlans(db: Database): Promise<boolean> {
  const [row] = await query<{ readonly version: string }>(
    db,
    sql`select current_setting('server_version_num') as version`,
  );
  return Number(row?.version) >= 160_000;
}

type Node = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
};

async function scannedTables(
  db: Database,
  text: string,
  values: readonly unknown[] | undefined,
): Promise<readonly string[]> {
  const { rows } = await db.send({ text, values: [...(values ?? [])] });
  const [plan] = rows as readonly { readonly 'QUERY PLAN': readonly { readonly Plan: Node }[] }[];
  return scans(plan?.['QUERY PLAN'][0]?.Plan);
}

function scans(node: Node | undefined): readonly string[] {
  if (!node) return [];
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}
