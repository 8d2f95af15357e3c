import { connectCrm, type ConnectedCrm } from '../../src/pipeline/crm/connected.ts';
import { enterConnected, reconcileCrms, type Reconciling } from '../../src/pipeline/crm/reconcile.ts';
import type { Crm } from '../../src/sdk/crm.ts';
import { execute, sql, type Database } from '../../src/store/database.ts';
import { rewindCrm } from '../../src/store/crm.ts';

/** A CRM kept by the real reconciler, one turn at a time, when the test says so. */
export async function openCrmHub(
  db: Database,
  crm: Crm,
  change: (crm: ConnectedCrm) => ConnectedCrm = (one) => one,
) {
  const connected = change(connectCrm(crm));
  const reconciling: Reconciling = { db, crms: new Map([[crm.name, connected]]), zone: 'America/New_York' };
  await enterConnected(reconciling);
  // The night is when the test says so.
  await execute(
    db,
    sql`insert into crm_drift_run (id, connector, requested_by, on_day, finished_at)
        select ('00000000-0000-7000-8000-00000000000' || d + 1)::uuid, ${crm.name}, 'test', (now() at time zone 'America/New_York')::date + d, now() from generate_series(-1, 1) d
        on conflict do nothing`,
  );
  const turn = async (): Promise<void> => {
    await execute(db, sql`update crm_connector set next_look_at = now()`);
    await reconcileCrms(reconciling);
  };
  return {
    connected,
    reconciling,
    /** One turn, whatever pause is asked for. */
    turn,
    /** Turns until nothing is due: pauses of single records are over when the test says so. */
    settle: async (most = 40): Promise<void> => {
      for (let count = 0; count < most; count += 1) {
        await execute(db, sql`update crm_record set due_at = now() where state = 'due'`);
        await turn();
        const [row] = await db
          .send({
            text: `select (select count(*)::int from crm_record where state in ('due', 'loading')) + (select count(*)::int from crm_drift_run where finished_at is null)
            + (select count(*)::int from crm_connector where backfill_kind is not null or position < (select last_position from ledger_writer)) as n`,
          })
          .then((result) => result.rows as { readonly n: number }[]);
        if (row?.n === 0) return;
      }
      throw new Error('The CRM did not settle.');
    },
    /** Reads the log from its beginning. */
    replay: (): Promise<boolean> => rewindCrm(db, crm.name, 0),
  };
}
