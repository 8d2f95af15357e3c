import fc from 'fast-check';
import { expect, test } from 'vitest';
import ccda from '../../mappings/ccda/clinical-document.mapping.ts';
import referral from '../../mappings/document/referral.mapping.ts';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import fhir from '../../mappings/fhir/all.mapping.ts';
import form from '../../mappings/form/referral.mapping.ts';
import all from '../../mappings/hl7v2/all.mapping.ts';
import { listDesk, openDesk } from '../../src/pipeline/document/desk.ts';
import { settleDesk } from '../../src/pipeline/document/settle.ts';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import { checkProjection, rebuildProjection } from '../../src/pipeline/rebuild.ts';
import type { Channel } from '../../src/sdk/channel.ts';
import { http } from '../../src/sources/http/index.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { everyWay, type Told } from '../support/every-way-in.ts';
import { createTestHub, readDocuments, type TestHub } from '../support/hub.ts';

const base = { owner: 'it@practice.example', source: http, config: {}, zone: 'America/New_York' };
const channels = [
  { ...base, name: 'emr', mapping: fhir },
  { ...base, name: 'platform', mapping: generic },
  { ...base, name: 'front-desk', mapping: form },
  { ...base, name: 'direct', mapping: referral, packages: { hl7v2: all, ccda } },
] as unknown as readonly Channel[];

/** Hands it in by its channel, and waits until it stands in the ledger. */
async function tell(opened: TestHub, { channel, format, body, transport }: Told): Promise<void> {
  const arrival = { body, peer: 'test', ...(transport === undefined ? {} : { transport }) };
  await opened.intake.receive(channel, arrival, format);
  await settle(opened);
  await workDesk(opened);
}

/** Somebody looks at what waits at the desk of faxes, picks the patient if they are known, and files it. */
async function workDesk(opened: TestHub): Promise<void> {
  const { hub } = opened;
  const { rows } = await listDesk(hub, { state: 'review', limit: 20 });
  for (const { id } of rows) {
    const document = await openDesk(hub, id, 'ana@practice.example');
    if (!document) continue;
    const values = Object.fromEntries(
      document.fields.filter(({ value }) => value !== '').map(({ field, value }) => [field, [value]]),
    );
    const known = await queryOne<{ readonly id: string }>(
      hub.db,
      sql`select id from patient where family = 'ZZTESTQUILL' order by id limit 1`,
    );
    const answer = { version: document.version, values, patientId: known?.id ?? 'new' };
    expect(await settleDesk(hub, id, answer, 'ana@practice.example')).toBe('done');
  }
  if (rows.length > 0) await settle(opened);
}

async function settle({ hub }: TestHub): Promise<void> {
  await readDocuments(hub);
  while ((await processWaiting(hub)) > 0);
}

type Ledger = {
  readonly referrals: readonly object[];
  readonly facts: readonly object[];
  readonly effects: readonly { readonly kind: string }[];
  readonly questions: readonly object[];
  readonly unsettled: readonly object[];
};

/** What the ledger says, without names that are drawn by lot. */
async function ledgerOf({ hub }: TestHub): Promise<Ledger> {
  const referrals = await query(
    hub.db,
    sql`select r.state, r.kind, r.appointment_at as appointment, p.family, p.given, p.birth_date as born,
          (select string_agg(i.value, ',' order by i.value) from patient_identifier i where i.patient_id = r.patient_id) as numbers,
          (select string_agg(i.value, ',' order by i.value) from partner_identifier i
            where i.partner_id = r.referrer_partner_id and i.system = 'npi') as referrer,
          (select string_agg(distinct m.channel, ',' order by m.channel) from fact f join message m on m.id = f.message_id
            where f.referral_id = r.id and f.retired_at is null) as told_by,
          r.view -> 'platforms' as platforms
        from referral r join patient p on p.id = r.patient_id
        where r.kind <> 'none' and r.merged_into is null order by numbers, r.received_at`,
  );
  const facts = await query(
    hub.db,
    sql`select kind, effective_at, body - 'lineage' as body from fact where retired_at is null order by kind, effective_at, fingerprint`,
  );
  const effects = await query(
    hub.db,
    sql`select e.kind, e.state, e.due_at, e.content_sha256 from effect e
        where e.state <> 'withdrawn' order by e.kind, e.due_at, e.content_sha256`,
  );
  const questions = await query(hub.db, sql`select kind from review where state = 'open' order by kind`);
  const unsettled = await query(
    hub.db,
    sql`select channel, state, reason_code as code, reason from message where state not in ('applied', 'filtered') order by channel, reason_code`,
  );
  const drawn = JSON.stringify({ referrals, facts, effects, questions, unsettled });
  const nameless = drawn.replaceAll(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"id"');
  // Whether a paper names its partner by id depends on who was known when somebody filed it.
  return JSON.parse(nameless, (key, value: unknown) => (key === 'partnerId' ? undefined : value)) as Ledger;
}

const names = everyWay.map(({ name }) => name);
const byName = (name: string): Told => everyWay.find((one) => one.name === name) as Told;

async function play(messages: readonly Told[]) {
  const opened = await createTestHub({ channels });
  try {
    for (const message of messages) await tell(opened, message);
    const straight = await ledgerOf(opened);
    expect(await checkProjection(opened.hub.db, opened.hub.policy)).toMatchObject({ differing: 0 });
    return straight;
  } finally {
    await opened.close();
  }
}

test('one referral by every way in, in order: one row, evidence of each, each effect once', async () => {
  const opened = await createTestHub({ channels });
  try {
    for (const message of everyWay) await tell(opened, message);
    const straight = await ledgerOf(opened);
    expect(straight.referrals).toHaveLength(1);
    expect(straight.referrals).toMatchObject([
      {
        state: 'note_ready',
        told_by: 'clinic,direct,emr,front-desk,platform,uploads',
        referrer: '1234567893',
      },
    ]);
    expect(straight.effects.map(({ kind }) => kind)).toEqual([
      'alert_liaison',
      'deliver_note',
      'thank_partner',
    ]);
    expect(straight.unsettled).toEqual([]);

    const ids = await query<{ readonly id: string }>(
      opened.hub.db,
      sql`select id from message order by id desc`,
    );
    for (const { id } of ids) await replayMessage(opened.hub, id);
    await settle(opened);
    expect(await ledgerOf(opened)).toEqual(straight);

    await rebuildProjection(opened.hub.db, opened.hub.policy);
    expect(await ledgerOf(opened)).toEqual(straight);
  } finally {
    await opened.close();
  }
}, 120_000);

test('in any order, any of it any number of times: the same row, the same evidence, the same effects', async () => {
  const straight = await play(everyWay);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(names, { minLength: names.length }),
      fc.array(fc.constantFrom(...names), { maxLength: 6 }),
      async (order, again) => {
        const told = [...order];
        for (const [index, name] of again.entries()) told.splice((index * 7) % told.length, 0, name);
        expect(await play(told.map(byName))).toEqual(straight);
      },
    ),
    { numRuns: 8 },
  );
}, 300_000);
