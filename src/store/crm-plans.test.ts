import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  uuid,
  type QueryPlan,
} from '../../test/support/query-plans.ts';
import { findDriftUnderWay, listDriftFindings, listDriftRuns, listLoadAttempts } from './crm-drift.ts';
import {
  forgetWritten,
  listRefused,
  listWritten,
  markPartners,
  markPatients,
  markReferrals,
  markReferralsOf,
  markSent,
  saveOutcomes,
  takeDue,
} from './crm-records.ts';
import {
  listCaseIds,
  listChangedCases,
  listChangedPartners,
  listDealtWith,
  listReferralIds,
  loadCaseSubjects,
  loadPartnerSubjects,
  loadReferralSubjects,
  loadTaskSubjects,
} from './crm-subjects.ts';
import { sql, type Tx } from './database.ts';

const ROWS = 40_000;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 300_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const officeId = sql`('00000000-0000-7000-8000-' || lpad((1 + n % 300 * 100)::text, 12, '0'))::uuid`;

/** A directory most of which nobody deals with, and a connector that is nearly done. */
const rows = [
  sql`insert into partner (id, kind, name, stage, name_key, parent_id, root_id, updated_at)
      select ${uuid}, case when n % 100 = 1 then 'organisation' else 'person' end, 'ZZTEST ' || n, case when n % 20 = 1 then 'active' else 'unknown' end,
        'zztest ' || n, null, case when n % 100 <> 1 then ${officeId} end, now() - make_interval(mins => n) from ${numbers}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', n::text, ${uuid} from ${numbers}`,
  sql`insert into partner_location (id, partner_id, place_key, is_primary, source) select ${uuid}, ${uuid}, 'place', true, 'test' from ${numbers}`,
  sql`insert into partner_specialty (partner_id, taxonomy, is_primary, source) select ${uuid}, '207W00000X', true, 'test' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, is_primary, source) select ${uuid}, ${uuid}, ${officeId}, true, 'test' from ${numbers} where n % 100 <> 1`,
  sql`insert into patient (id, family, name_key) select ${uuid}, 'ZZTEST', 'zztest ' || n from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'received', true, now() - make_interval(mins => n), ${uuid}, 'routine', 1, '{}' from ${numbers}`,
  sql`insert into consent (id, patient_id, scope, is_given, signed_on, recorded_by)
      select ${uuid}, ${uuid}, 'share_notes', n % 2 = 0, current_date, 'test' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, body)
      select n::text, ${uuid}, ${uuid}, 'note_stated', now(), 'test', '{}' from ${numbers}`,
  sql`insert into escalation (id, key, kind, referral_id, state, started_at, late_at, about_at, owners, dues, level, owner, updated_at)
      select ${uuid}, 'k' || n, 'not_contacted', ${uuid}, 'raised', now(), now(), now(), '{call_centre}', array[now()], (n % 10 = 0)::int, 'call_centre',
        now() - make_interval(mins => n) from ${numbers}`,
  sql`insert into volume_alert (id, partner_id, direction, grade, state, since_week, opened_week, evidence)
      select ${uuid}, ${uuid}, 'drop', 'alert', 'closed', current_date, current_date, '{}' from ${numbers}`,
  sql`insert into crm_connector (name, adapter, mapping_sha256, position) values ('a', 'salesforce', '', 0), ('b', 'hubspot', '', 0)`,
  sql`insert into crm_record (connector, kind, subject_id, rank, state, written_sha256, written_at, code, failed_at, partner_ids)
      select c.name, case when n % 100 = 1 then 'account' else 'referral' end, ${uuid}, case when n % 100 = 1 then 0 else 2 end,
        case when n % 500 = 0 then 'due' when n % 501 = 0 then 'parked' else 'written' end, 'h', now(), case when n % 501 = 0 then 'x' end,
        case when n % 501 = 0 then now() end, array[${uuid}]
      from ${numbers}, crm_connector c`,
  sql`insert into crm_drift_run (id, connector, requested_by, finished_at) select ${uuid}, 'a', 'night', now() from generate_series(1, 20000) n`,
  sql`insert into crm_drift_finding (run_id, kind, subject_id, found) select ${uuid}, 'account', ${uuid}, 'missing' from generate_series(1, 20000) n`,
];

const ids = Array.from({ length: 50 }, (_, index) => idOf(7 + index * 31));
const since = '2026-01-01T00:00:00.123456Z';

const asked: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['what is due', (tx) => takeDue(tx, 'a', 500)],
  ['marks of partners', (tx) => markPartners(tx, 'a', ids)],
  ['marks of referrals', (tx) => markReferrals(tx, 'a', ids)],
  ['marks of a partner’s referrals', (tx) => markReferralsOf(tx, 'a', ids.slice(0, 5))],
  ['marks of patients', (tx) => markPatients(tx, ids.slice(0, 5))],
  ['what is about to be written', (tx) => markSent(tx, 'a', 'referral', ids)],
  ['what drifted', (tx) => forgetWritten(tx, 'a', 'referral', ids)],
  [
    'outcomes',
    (tx) =>
      saveOutcomes(
        tx,
        'a',
        ids.map((subjectId) => ({ kind: 'referral' as const, subjectId, marks: 1, is: 'unwanted' as const })),
      ),
  ],
  ['a page to read back', (tx) => listWritten(tx, 'a', 'referral', idOf(7), 500)],
  ['what was refused', (tx) => listRefused(tx, 'a', 100)],
  ['partners', (tx) => loadPartnerSubjects(tx, ids)],
  ['referrals', (tx) => loadReferralSubjects(tx, ids, false)],
  ['referrals with patients', (tx) => loadReferralSubjects(tx, ids, true)],
  ['cases', (tx) => loadCaseSubjects(tx, ids)],
  ['tasks', (tx) => loadTaskSubjects(tx, ids)],
  ['a page of partners', (tx) => listDealtWith(tx, idOf(7), 100)],
  ['a page of referrals', (tx) => listReferralIds(tx, idOf(7), 100)],
  ['a page of cases', (tx) => listCaseIds(tx, idOf(7), 100)],
  ['changed partners', (tx) => listChangedPartners(tx, since, idOf(7), 100)],
  ['changed cases', (tx) => listChangedCases(tx, since, idOf(7), 100)],
  ['the last checks', (tx) => listDriftRuns(tx, 'a', 5)],
  ['the check under way', (tx) => findDriftUnderWay(tx, 'a')],
  [
    'how often records of a load were tried',
    (tx) => listLoadAttempts(tx, 'a', { job: 'j', kind: 'referral', subjectIds: ids, marks: [], hashes: [] }),
  ],
  ['findings', (tx) => listDriftFindings(tx, idOf(7), 20)],
];

test.each(asked)('%s: no table is read from end to end', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  const wrong = plans.filter(
    (plan) => !plan.isUnused && plan.tables.some((table) => table !== 'crm_connector'),
  );
  expect(plans.length).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});
