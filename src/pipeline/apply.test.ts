import { expect, test } from 'vitest';
import { adt, mdm, ref, siu } from '../../test/support/hl7.ts';
import { createTestHub } from '../../test/support/hub.ts';
import { seededRandom } from '../../test/support/random.ts';
import { query, sql, type Queryable } from '../store/database.ts';

/** More messages than are folded at a stretch, of people who are spoken of again and again. */
const PEOPLE = 20;

const messages = Array.from({ length: PEOPLE }, (_, n) => {
  const born = 1 + (n % 28);
  const one = {
    mrn: `TEST-A${n}`,
    family: `ZZTEST${'BDFGK'.charAt(n % 5)}A${'LMRS'.charAt(n % 4)}O`,
    given: `${'TVNPZ'.charAt(n % 5)}I${'BDGK'.charAt(Math.floor(n / 5))}A`,
    birth: `19${40 + n}11${String(born).padStart(2, '0')}`,
    phone: `555-01${String(10 + n)}`,
    appointment: `F-A${n}`,
    visit: `V-A${n}`,
    note: `N-A${n}`,
  };
  return [
    ref('I12', { ...one, at: '20261101090000-0500', order: `R-A${n}^CLINIC` }),
    siu('S12', { ...one, at: '20261102093000-0500' }),
    adt('A31', { ...one, at: '20261103090000-0500', phone: `555-01${String(40 + n)}` }),
    mdm('T02', { ...one, at: '20261105140000-0500' }),
  ];
}).flat();

test('a round of many messages ends as the same messages one by one, whatever was sent to the database while it was worked out', async () => {
  const random = seededRandom(11);
  const shuffled = messages
    .map((message) => ({ message, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ message }) => message);
  const [together, alone] = await Promise.all([createTestHub(), createTestHub()]);
  try {
    await together.feed(...shuffled);
    for (const message of shuffled) await alone.feed(message);

    const held = await holdingsOf(together.hub.db);
    expect(held).toEqual(await holdingsOf(alone.hub.db));
    expect(held.numbers).toHaveLength(PEOPLE);
    expect(held.strays).toEqual([]);
  } finally {
    await Promise.all([together.close(), alone.close()]);
  }
}, 120_000);

async function holdingsOf(db: Queryable) {
  return {
    facts: await query(
      db,
      sql`select fingerprint, origin_patient_id = patient_id as "isOwn", referral_id is null as "isOfPatient" from fact order by fingerprint`,
    ),
    numbers: await query(
      db,
      sql`select i.value, p.family, p.given, p.phones, p.former, p.match_keys from patient_identifier i join patient p on p.id = i.patient_id order by 1`,
    ),
    referrals: await query(
      db,
      sql`select i.value, r.state, r.kind, r.is_counted, r.appointment_at, r.note_final_at, jsonb_array_length(r.view -> 'evidence') as evidence
          from referral r join patient_identifier i on i.patient_id = r.patient_id where r.merged_into is null order by 1, 2, 3`,
    ),
    effects: await query(
      db,
      sql`select e.kind, e.state, e.due_at, e.document_key, i.value from effect e join referral r on r.id = e.referral_id
          join patient_identifier i on i.patient_id = r.patient_id where e.state <> 'withdrawn' and e.kind <> 'thank_partner' order by 1, 3, 4, 5`,
    ),
    /** Facts that are part of a referral that is no more, or another patient's. */
    strays: await query(
      db,
      sql`select f.fingerprint from fact f left join referral r on r.id = f.referral_id and r.merged_into is null
          where f.referral_id is not null and (r.id is null or r.patient_id <> f.patient_id)`,
    ),
    gaps: await query(
      db,
      sql`select position from (select position, lag(position, 1, 0::bigint) over (order by position) as before from event) e where position <> before + 1`,
    ),
  };
}
