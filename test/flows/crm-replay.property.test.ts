import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../src/lib/failure.ts';
import { findRecords, loadWanted } from '../../src/pipeline/crm/compare.ts';
import type { ConnectedCrm } from '../../src/pipeline/crm/connected.ts';
import { crmKinds } from '../../src/sdk/crm-fields.ts';
import { differingFields } from '../../src/sdk/crm-values.ts';
import { beginBackfill, rewindCrm } from '../../src/store/crm.ts';
import { query, sql } from '../../src/store/database.ts';
import { lastPosition } from '../../src/store/events.ts';
import { openCrmHub } from '../support/crm-hub.ts';
import { emptyCrmLedger, openCrmLedger, type CrmLedger } from '../support/crm-ledger.ts';
import { openSalesforce, salesforceAt } from '../support/crm-salesforce.ts';
import { busy } from '../support/crm-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { seededRandom } from '../support/random.ts';

const STEPS = 40;

let database: TestDatabase;
let crm: Awaited<ReturnType<typeof openSalesforce>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await emptyCrmLedger(database.db);
  crm = await openSalesforce();
  return crm.close;
});

test.each([1, 2, 3])(
  'whatever happens in whatever order, the CRM ends as the ledger is, and a replay writes nothing (%i)',
  async (seed) => {
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
    const ledger = openCrmLedger(database.db);
    const hub = await openCrmHub(database.db, salesforceAt(crm.url), (one) => crashing(one, random));
    // The directory first: from here on only the log tells what changed.
    const known: Known = { offices: [], doctors: [], referrals: [] };
    for (let count = 0; count < 5; count += 1) known.offices.push(await ledger.office());
    for (let count = 0; count < 6; count += 1)
      known.doctors.push(await ledger.doctor(pick([...known.offices, undefined])));
    await beginBackfill(database.db, 'salesforce');
    for (let step = 0; step < STEPS; step += 1) {
      await pick(acts)?.(ledger, known, pick);
      if (random() < 0.15)
        crm.once(
          (url) => url.pathname.includes('/composite/'),
          () => busy('0'),
        );
      if (random() < 0.1) crm.revokeTokens();
      if (random() < 0.4) await hub.turn();
      // A hub that ended before it wrote down how far it was.
      if (random() < 0.2)
        await rewindCrm(database.db, 'salesforce', Math.floor(random() * (await lastPosition(database.db))));
    }
    await hub.settle();
    expect(await differences(hub.connected)).toEqual([]);
    const written = crm.written();

    for (let replay = 0; replay < 2; replay += 1) {
      await hub.replay();
      await hub.settle();
    }

    expect(crm.written()).toBe(written);
    expect(await differences(hub.connected)).toEqual([]);
  },
);

type Known = { readonly offices: string[]; readonly doctors: string[]; readonly referrals: string[] };
type Pick = <T>(list: readonly T[]) => T | undefined;
type Act = (ledger: CrmLedger, known: Known, pick: Pick) => Promise<unknown>;

const acts: readonly Act[] = [
  async (ledger, known, pick) => {
    const partner = pick([...known.offices, ...known.doctors]);
    if (partner !== undefined) known.referrals.push(await ledger.refer(partner));
  },
  async (ledger, known, pick) => {
    const [referral, state] = [
      pick(known.referrals),
      pick(['received', 'scheduled', 'seen', 'closed', 'declined']),
    ];
    if (referral !== undefined && state !== undefined) await ledger.setState(referral, state);
  },
  async (ledger, known, pick) => {
    const [referral, partner] = [pick(known.referrals), pick([...known.offices, ...known.doctors])];
    if (referral !== undefined && partner !== undefined) await ledger.attribute(referral, partner);
  },
  async (ledger, known, pick) => {
    const [from, into] = [pick(known.referrals), pick(known.referrals)];
    if (from === undefined || into === undefined || from === into) return;
    known.referrals.splice(known.referrals.indexOf(from), 1);
    await ledger.mergeReferrals(from, into);
  },
  async (ledger, known, pick) => {
    const [from, into] = [pick(known.doctors), pick(known.doctors)];
    if (from === undefined || into === undefined || from === into) return;
    known.doctors.splice(known.doctors.indexOf(from), 1);
    await ledger.mergePartners(from, into);
  },
  async (ledger, known, pick) => {
    const [office, referral] = [pick(known.offices), pick(known.referrals)];
    if (office !== undefined && referral !== undefined) await ledger.firstReferral(office, referral);
  },
  async (ledger, known, pick) => {
    const [office, referral] = [pick(known.offices), pick(known.referrals)];
    if (office !== undefined && referral !== undefined) await ledger.voidFirst(office, referral);
  },
  async (ledger, known, pick) => {
    const referral = pick(known.referrals);
    if (referral !== undefined) await ledger.escalate(referral);
  },
];

/** The real connector, and a hub that is gone after the CRM took a call and before anybody wrote that down, or before the call was made. */
function crashing(connected: ConnectedCrm, random: () => number): ConnectedCrm {
  const gone = () => new Failure('transient', 'gone', 'The hub ended here.');
  return {
    ...connected,
    open: {
      ...connected.open,
      write: async (records, signal) => {
        if (random() < 0.1) throw gone();
        const outcomes = await connected.open.write(records, signal);
        if (random() < 0.2) throw gone();
        return outcomes;
      },
    },
  };
}

/** What the CRM holds otherwise than the ledger says, and what it holds that the ledger does not know. */
async function differences(connected: ConnectedCrm): Promise<readonly string[]> {
  const found: string[] = [];
  const tables = {
    account: 'partner',
    contact: 'partner',
    referral: 'referral',
    case: 'escalation',
    task: 'partner',
  } as const;
  for (const kind of crmKinds) {
    const rows = await query<{ readonly id: string }>(
      database.db,
      {
        partner: sql`select id from partner`,
        referral: sql`select id from referral`,
        escalation: sql`select id from escalation`,
      }[tables[kind]],
    );
    const ids = rows.map((row) => row.id);
    const wanted = await loadWanted(database.db, connected, kind, ids);
    const there = await findRecords(connected, kind, ids, new AbortController().signal);
    for (const [id, { record, isLive }] of wanted) {
      const held = there.get(id);
      if (held === undefined && isLive) found.push(`${kind} is missing`);
      if (held !== undefined) found.push(...differingFields(record, held).map((field) => `${kind}.${field}`));
    }
    const object = connected.objects[kind]?.object ?? '';
    if (crm.all(object).size !== there.size) found.push(`${kind}: made twice`);
  }
  return found;
}
