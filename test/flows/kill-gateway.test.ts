import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDatabase, query, sql, type Database } from '../../src/store/database.ts';
import { mdm, siu } from '../support/hl7.ts';
import { startHubChild, type HubProcessOptions } from '../support/hub-child.ts';
import { taken } from '../support/ledger-gateway.ts';
import { npi } from '../support/npi.ts';
import { enterOffices } from '../support/offices.ts';
import { createResendingSender } from '../support/resending-sender.ts';

const CYCLES = Number(process.env['KILL_GATEWAY_CYCLES'] ?? 2);
const OFFICES = 6;
const NOTES = 36;
/** A lease of fifteen seconds, a heartbeat, and the pauses of retries. */
const SETTLE_MS = 150_000;

/** Offices 0 and 3 are those of whose parcels the gateway can say nothing while it gave them no number. */
const addressOf = (office: number): string => (office % 3 === 0 ? `mute-${office}` : `office-${office}`);

const letters = (nr: number): string =>
  `${String.fromCodePoint(65 + (nr % 26))}${String.fromCodePoint(65 + ((nr * 7) % 26))}${String.fromCodePoint(75 + Math.floor(nr / 26))}`;

function storyOf(nr: number): readonly string[] {
  const story = {
    mrn: `TEST-${nr}`,
    family: `ZZTEST${letters(nr)}`,
    given: letters(nr + 40),
    birth: `19${50 + nr}0102`,
    phone: `718-555-${1_000 + nr}`,
    street: `${nr} Test Way`,
    appointment: `F${nr}`,
    visit: `V${nr}`,
    note: `N${nr}`,
    text: `Findings of patient ${nr}.`,
    referrer: `${npi(nr % OFFICES)}^ZZTEST^ROBERT^^^Dr^MD^^NPI^^^^NPI`,
  };
  return [siu('S12', story), mdm('T02', story)];
}

/** With everything that it was about to write: as a machine that loses its power. */
function killPostgres(dataDir: string): void {
  const cluster = readdirSync(dataDir).find((name) => name.startsWith('postgres-')) ?? '';
  const [pid = ''] = readFileSync(join(dataDir, cluster, 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

test(
  'hub and database are killed while a gateway has parcels in hand: nothing it confirmed is lost, nothing is sent twice, the rest is counted',
  { timeout: 120_000 + SETTLE_MS + CYCLES * 30_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'referloop-gateway-'));
    const gatewayFile = join(dataDir, 'gateway.txt');
    const options: HubProcessOptions = { dataDir, gatewayFile, spoolDir: dataDir, work: 'everything' };
    let hub = await startHubChild(options);
    const outside = openDatabase(hub.databaseUrl, { maxConnections: 1, applicationName: 'test' });
    await enterOffices(
      outside,
      Array.from({ length: OFFICES }, (_, nr) => ({ destination: 'gateway', address: addressOf(nr) })),
    );
    await outside.close();
    const texts = Array.from({ length: NOTES }, (_, nr) => storyOf(nr)).flat();
    const sender = createResendingSender(
      texts.map((text) => Buffer.from(text)),
      () => undefined,
    );
    const sent = sender.run(hub.port, Infinity);
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      await nextParcel(gatewayFile, taken(gatewayFile).length + 1 + (cycle % 3));
      // Every other time the database goes first, and the hub learns it in the middle of its work.
      if (cycle % 2 === 1) killPostgres(dataDir);
      await hub.kill();
      hub = await startHubChild(options);
      if (cycle === 0) await sent;
      await sender.run(hub.port, Infinity);
    }
    const db = openDatabase(hub.databaseUrl, { maxConnections: 2, applicationName: 'test' });
    try {
      await settled(db);
      const known = await verify(db, gatewayFile);
      expect(known).toBe(NOTES);
    } finally {
      await db.close();
      await hub.stop();
      await stopPostgres(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    }
  },
);

/** The gateway has so many, or all there will be. */
async function nextParcel(file: string, count: number): Promise<void> {
  await vi.waitFor(() => expect(taken(file).length).toBeGreaterThanOrEqual(Math.min(count, NOTES)), {
    timeout: SETTLE_MS,
    interval: 20,
  });
}

async function settled(db: Database): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = await query(
        db,
        sql`select status, count(*) as count from delivery where purpose = 'note'
              and (status in ('queued', 'sending', 'failed_transient', 'sent') or status = 'ambiguous' and address not like 'mute-%') group by status
            union all select state, count(*) from message where state = 'received' group by state
            union all select state, count(*) from effect where state = 'planned' and kind = 'deliver_note' group by state`,
      );
      expect(open).toEqual([]);
    },
    { timeout: SETTLE_MS, interval: 500 },
  );
}

/** Returns how many are delivered or held as ambiguous. */
async function verify(db: Database, file: string): Promise<number> {
  const has = taken(file);
  const deliveries = await query<{
    id: string;
    status: string;
    address: string;
    state: string;
    effect: string;
  }>(
    db,
    sql`select d.id, d.status, d.address, r.state, d.effect_key as effect from delivery d join referral r on r.id = d.referral_id where d.purpose = 'note'`,
  );
  const of = (status: string) => deliveries.filter((one) => one.status === status);
  console.log(
    `${has.length} parcels at the gateway; ${of('delivered').length} delivered, ${of('ambiguous').length} ambiguous`,
  );

  expect(deliveries).toHaveLength(NOTES);
  expect(new Set(deliveries.map((one) => one.effect)).size).toBe(NOTES);
  // Nothing went twice to a gateway that had it.
  expect(new Set(has).size).toBe(has.length);
  // What it has is known to have arrived, and its loop is closed; what nobody can tell is held for a person.
  expect(of('delivered').filter((one) => !has.includes(one.id) || one.state !== 'closed')).toEqual([]);
  expect(of('ambiguous').filter((one) => !one.address.startsWith('mute-'))).toEqual([]);
  expect(has.filter((key) => !deliveries.some((one) => one.id === key))).toEqual([]);
  return of('delivered').length + of('ambiguous').length;
}

/** The embedded server outlives a hub that was killed. */
async function stopPostgres(dataDir: string): Promise<void> {
  try {
    killPostgres(dataDir);
  } catch {
    return;
  }
  // Gone when there is nobody to send a signal to.
  await vi.waitFor(() => expect(() => killPostgres(dataDir)).toThrow('ESRCH'), {
    timeout: 10_000,
    interval: 200,
  });
}
