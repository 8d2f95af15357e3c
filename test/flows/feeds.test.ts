import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import generic from '../../mappings/feed/generic-referrals.mapping.ts';
import { appointmentMapping } from '../../mappings/feed/appointment-mapping.ts';
import all from '../../mappings/hl7v2/all.mapping.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import { query, sql } from '../../src/store/database.ts';
import { createFeedHub, feedChannel, type FeedHub } from '../support/feed.ts';
import { siu } from '../support/hl7.ts';

/** The export of the EMR whose live feed is `clinic`: the same sender, and the authority its messages name for MRNs. */
const appointments = feedChannel(
  'clinic-appointments',
  appointmentMapping({
    name: 'test/appointments',
    version: 1,
    dates: ['us'],
    authorities: { mrn: 'CLINIC', appointment: 'filler', visit: 'visit' },
  }),
  'clinic',
);

const live = [
  siu('S12', { at: '20261102093000-0500' }),
  siu('S13', { at: '20261102094500-0500', start: '20261105110000-0500' }),
  siu('S26', { at: '20261105120000-0500', start: '20261105110000-0500' }),
];

const head =
  'Appointment ID,Status,Start,MRN,Last name,First name,DOB,Sex,Referring provider,Referring NPI,Encounter number,Last updated\n';
const line = (status: string, start: string, updated: string) =>
  `F1,${status},${start},TEST-1,ZZTESTLEE,ANNA,1/2/1970,F,"ZZTESTREF, ROBERT, MD",1234567893,V1,${updated}\n`;
/** The mornings after: the first was made before the no-show. */
const exports = [
  head + line('Scheduled', '11/5/2026 11:00 AM', '11/2/2026 9:45 AM'),
  head + line('No Show', '11/5/2026 11:00 AM', '11/5/2026 12:00 PM'),
];

test('a live feed and the daily export of the same EMR, in any order, are one appointment with one effect', async () => {
  const straight = await play(live.map((message) => ({ message })));
  expect(straight.referrals).toMatchObject([{ state: 'no_show', appointments: 1 }]);
  const steps = [...live.map((message) => ({ message })), ...exports.map((text) => ({ text }))];

  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(steps, { minLength: steps.length }), async (order) => {
      expect(await play(order)).toEqual(straight);
    }),
    { numRuns: 8 },
  );
  // Heard of later, told later; and nothing else.
  const alone = await play(exports.map((text) => ({ text })));
  expect(alone.referrals).toEqual(straight.referrals);
  expect(alone.effects.map(({ kind }) => kind)).toEqual(straight.effects.map(({ kind }) => kind));
}, 120_000);

type Step = { readonly message: string } | { readonly text: string };

async function play(steps: readonly Step[]) {
  const hub = await createFeedHub([
    appointments,
    { ...feedChannel('live', generic, 'clinic'), mapping: all },
  ]);
  try {
    for (const step of steps) await hear(hub, step);
    return {
      referrals: await query(
        hub.hub.db,
        sql`select r.state, r.kind, r.appointment_at, (select count(distinct f.body->'links') from fact f where f.kind = 'appointment_stated')::int as appointments,
              (select count(*) from patient)::int as patients from referral r where r.merged_into is null`,
      ),
      effects: await query<{ readonly kind: string }>(
        hub.hub.db,
        sql`select e.kind, e.due_at, e.appointment_key from effect e where e.state = 'planned' order by 1, 2, 3`,
      ),
    };
  } finally {
    await hub.close();
  }
}

async function hear(hub: FeedHub, step: Step): Promise<void> {
  if ('text' in step) await hub.importText(step.text, { channel: 'clinic-appointments' });
  else await hub.intake.receive('live', { body: Buffer.from(step.message), peer: 'test' });
  await hub.settle();
}

let hub: FeedHub;
beforeAll(async () => {
  hub = await createFeedHub();
});
afterAll(() => hub.close());

test('a post of several records is as many messages; one that is none is refused alone', async () => {
  const record = (id: string, last: string, dob: string) => ({
    'Referral ID': id,
    'Last name': last,
    'First name': 'Ann',
    DOB: dob,
  });
  const body = [record('W-1', 'Zztestaaa', '1/2/1950'), 42, record('W-2', 'Zztestkkk', '3/4/1990')];
  await hub.intake.receive(
    'valley',
    { body: Buffer.from(JSON.stringify(body)), peer: 'test', identity: 'post-1' },
    'record',
  );
  while ((await processWaiting(hub.hub)) > 0);

  const messages = await query(
    hub.hub.db,
    sql`select state, control_id, reason_code, parent_id is not null as "isPart" from message order by id`,
  );
  expect(messages).toMatchObject([
    { state: 'applied', isPart: false },
    { state: 'applied', control_id: 'W-1', isPart: true },
    { state: 'invalid', reason_code: 'not-a-record', isPart: true },
    { state: 'applied', control_id: 'W-2', isPart: true },
  ]);
});
