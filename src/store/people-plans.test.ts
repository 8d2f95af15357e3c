import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import { countOpenCalls, findCallOfForm, findLineHolders, listCalls, takeCall } from './calls.ts';
import { sql, type Tx } from './database.ts';
import { findCheckIn, listCheckIns, listRequestsOfDay } from './forms-check-in.ts';
import { listConsents } from './forms-consent.ts';
import { listOpenReferrals } from './forms-same.ts';
import { countSent, findDraft, findPaperReferral, listPapersOf, listPapersOfForm } from './forms.ts';

const ROWS = 50_000;
let database: TestDatabase;

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const at = sql`timestamptz '2026-01-01' + n * interval '10 minutes'`;

beforeAll(async () => {
  database = await createFilledDatabase([
    sql`insert into patient (id, family, given, birth_date, name_key, phones, match_keys)
        select ${uuid}, 'ZZTEST', 'ANNA', '1960-01-01', 'zztest', array['+1212555' || lpad((n % 10000)::text, 4, '0')], array['p:' || lpad(n::text, 7, '0')] from ${numbers}`,
    sql`insert into partner (id, kind, name, stage, name_key, phone) select ${uuid}, 'organisation', 'ZZTEST ' || n, 'active', 'zztest ' || n, '21' || lpad(n::text, 8, '0') from ${numbers}`,
    sql`insert into partner_location (id, partner_id, place_key, phone, source) select ${uuid}, ${uuid}, 'place', '22' || lpad(n::text, 8, '0'), 'test' from ${numbers}`,
    sql`insert into practice_role (id, person_id, organisation_id, phone, source) select ${uuid}, ${uuid}, ${uuid}, '23' || lpad(n::text, 8, '0'), 'test' from ${numbers}`,
    sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', '+124' || lpad(n::text, 8, '0') from ${numbers}`,
    sql`insert into contact (id, name, name_key, source) select ${uuid}, 'ZZTEST', 'zztest', 'test' from ${numbers}`,
    sql`insert into contact_affiliation (id, contact_id, partner_id, phone, source) select ${uuid}, ${uuid}, ${uuid}, '25' || lpad(n::text, 8, '0'), 'test' from ${numbers}`,
    sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state)
        select ${uuid}, 'calls', 'peer', 'x', 1, sha256(n::text::bytea), sha256(('d' || n)::bytea), 'applied' from ${numbers}`,
    sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, priority, version, view, referrer_partner_id, appointment_at)
        select ${uuid}, ${uuid}, 'explicit', 'received', true, ${at}, 'routine', 1, '{}', ${uuid}, ${at} from ${numbers}`,
    sql`insert into phone_call (id, channel, call_id, direction, started_at, state, message_id, form_message_id)
        select ${uuid}, 'calls', n::text, 'inbound', ${at}, case when n % 100 = 0 then 'open' else 'filtered' end, ${uuid}, ${uuid} from ${numbers}`,
    sql`insert into form_key (key, kind, label, created_by) values ('website-key', 'website', 'Website', 'ana')`,
    sql`insert into form_sent (message_id, kind, form_key, sent_at) select ${uuid}, 'website', 'website-key', ${at} from ${numbers}`,
    sql`insert into form_paper (message_id, form_message_id, referral_id) select ${uuid}, ${uuid}, ${uuid} from ${numbers}`,
    sql`insert into form_draft (person, form, fields) select 'p' || n, 'phone', '{}' from ${numbers}`,
    sql`insert into consent (id, patient_id, scope, is_given, signed_on, recorded_by) select ${uuid}, ${uuid}, 'email_any', true, '2026-01-01', 'ana' from ${numbers}`,
    sql`insert into check_in (referral_id, appointment_at) select ${uuid}, ${at} from ${numbers}`,
  ]);
}, 180_000);
afterAll(() => database.drop());

const day = ['2026-06-01T04:00:00.000Z', '2026-06-02T04:00:00.000Z'] as const;

const questions: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
  'calls, newest first': (tx) => listCalls(tx, { limit: 50 }),
  'open calls': (tx) => listCalls(tx, { limit: 50, state: 'open', since: day[0] }),
  'the next page of calls': (tx) =>
    listCalls(tx, { limit: 50, state: 'filtered', after: { startedAt: day[0], id: idOf(1) } }),
  'open calls, counted': (tx) => countOpenCalls(tx, day[0], 100),
  'whose number it is': (tx) => findLineHolders(tx, ['2125550142', '2125550143']),
  'the call of a form': (tx) => findCallOfForm(tx, idOf(7)),
  'a form takes a call': (tx) => takeCall(tx, idOf(7), idOf(7), 'ana'),
  'the appointments of a day': (tx) => listCheckIns(tx, ...day),
  'one appointment': (tx) => findCheckIn(tx, idOf(7)),
  'the requests of a day': (tx) => listRequestsOfDay(tx, ...day),
  'open referrals of a patient from an office': (tx) => listOpenReferrals(tx, idOf(7), idOf(7)),
  'what a patient agreed to': (tx) => listConsents(tx, idOf(7)),
  'forms of an hour': (tx) => countSent(tx, 'website-key', '2026-12-01T00:00:00.000Z'),
  'a draft': (tx) => findDraft(tx, 'p7', 'phone'),
  'papers of an appointment': (tx) => listPapersOf(tx, idOf(7)),
  'the appointment of a paper': (tx) => findPaperReferral(tx, idOf(7)),
  'papers of a form': (tx) => listPapersOfForm(tx, idOf(7)),
};

test.each(Object.entries(questions))('%s: no table is read from end to end', async (_what, ask) => {
  const plans: QueryPlan[] = [];
  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  const read = plans.filter(({ tables, isUnused }) => !isUnused && tables.length > 0);
  expect(read).toEqual([]);
});
