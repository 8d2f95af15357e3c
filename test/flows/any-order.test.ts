import fc from 'fast-check';
import { expect, test } from 'vitest';
import { query, sql } from '../../src/store/database.ts';
import { adt, mdm, merge, ref, siu } from '../support/hl7.ts';
import { createTestHub } from '../support/hub.ts';

const second = {
  mrn: 'TEST-2',
  family: 'ZZTESTROE',
  given: 'BEN',
  birth: '19651231',
  phone: '555-0102',
  appointment: 'F20',
  visit: 'V20',
  note: 'N20',
};
const prior = { ...second, mrn: 'TEST-2B' };

/** A day of two patients: order, booking, reschedule, visit, note and its amendment; a no-show reversed; a merge; an old cancellation. */
const day: readonly string[] = [
  ref('I12', { at: '20261101090000-0500', order: 'R1^CLINIC' }),
  siu('S12', { at: '20261102093000-0500' }),
  siu('S13', { at: '20261102094500-0500', start: '20261105110000-0500' }),
  adt('A04', { at: '20261105104500-0500' }),
  adt('A03', { at: '20261105113000-0500' }),
  mdm('T02', { completion: 'DI', at: '20261105120000-0500', text: 'Dictated.' }),
  mdm('T04', { at: '20261105140000-0500' }),
  mdm('T08', { at: '20261106090000-0500', text: 'Findings corrected.' }),
  siu('S12', { ...prior, at: '20261102093000-0500' }),
  siu('S15', { ...prior, at: '20261102092000-0500' }),
  siu('S26', { ...second, at: '20261105120000-0500' }),
  adt('A04', { ...second, at: '20261105121500-0500' }),
  merge({ ...second, prior: 'TEST-2B', at: '20261104090000-0500' }),
  adt('A31', { ...second, at: '20261103090000-0500', phone: '555-0103' }),
];

test('a day of messages in any order, each any number of times, ends in the same states and the same effects', async () => {
  const straight = await play(day);
  expect(straight.referrals.map((one) => one.state)).toEqual(['note_ready', 'scheduled']);

  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...day], { minLength: day.length }),
      fc.array(fc.nat(day.length - 1), { maxLength: 8 }),
      async (order, again) => {
        const messages = [...order];
        for (const index of again) messages.splice((index * 7) % messages.length, 0, day[index] ?? '');

        expect(await play(messages)).toEqual(straight);
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

async function play(messages: readonly string[]) {
  const { hub, feed, close } = await createTestHub();
  try {
    for (const message of messages) await feed(message);
    const referrals = await query<{
      state: string;
      kind: string;
      identifiers: string;
      appointment: string | null;
      patient: unknown;
    }>(
      hub.db,
      sql`select r.state, r.kind, r.appointment_at as appointment, jsonb_build_array(p.family, p.given, p.birth_date, p.phones) as patient,
            (select string_agg(i.value, ',' order by i.value) from patient_identifier i where i.patient_id = r.patient_id) as identifiers
          from referral r join patient p on p.id = r.patient_id where r.kind <> 'none' and r.merged_into is null order by identifiers`,
    );
    const effects = await query(
      hub.db,
      sql`select e.kind, e.due_at, e.document_key, e.content_sha256, e.appointment_key, i.value as npi
          from effect e join partner_identifier i on i.partner_id = e.partner_id and i.system = 'npi'
          join referral r on r.id = e.referral_id and r.merged_into is null
          where e.state = 'planned' order by e.kind, e.due_at, e.appointment_key, e.document_key`,
    );
    const [unsettled] = await query<{ count: number }>(
      hub.db,
      sql`select count(*) as count from message where state <> 'applied'`,
    );
    return { referrals, effects, unsettled: unsettled?.count };
  } finally {
    await close();
  }
}
