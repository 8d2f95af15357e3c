import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import type { PatientClaim, PartyClaim } from '../domain/fact.ts';
import { sql, type Tx } from './database.ts';
import { nextOfLane, takeQuietLanes, takeStranded } from './delivery-rounds.ts';
import { keepSharedThanks, takeDueEffects } from './effects.ts';
import { listEvents } from './events.ts';
import {
  listPatientsOfPartner,
  loadFacts,
  loadFactsOfMessage,
  loadReferrals,
  moveFacts,
  retireFacts,
} from './ledger.ts';
import { insertMessages, recordOutcomes } from './messages.ts';
import { listWaiting } from './waiting-messages.ts';
import { findPartnerCandidates } from './partner-candidates.ts';
import { loadPartners } from './partners.ts';
import { findPatientCandidates, upsertPatients } from './patients.ts';
import { moveIdentifiers, takeUnsupported } from './patient-numbers.ts';
import { listDecisions, requeueQuestions, withdrawMatches } from './reviews.ts';

const ROWS = 50_000;
/** Messages of one batch: what the hot queries are asked at once. */
const BATCH = 200;

let database: TestDatabase;

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const numbers = sql`generate_series(1, ${ROWS}::int) n`;

/** Half a year of a busy practice: four facts a patient, nearly everything settled. */
const rows = [
  sql`insert into patient (id, family, given, birth_date, name_key)
      select ${uuid}, 'ZZTEST', 'ANNA', (date '1930-01-01' + n % 25000)::text, 'zztest ' || n from ${numbers}`,
  sql`insert into patient_identifier (system, value, patient_id) select 'clinic:mr', 'TEST-' || n, ${uuid} from ${numbers}`,
  sql`insert into partner (id, kind, name, stage, name_key, phone, fax)
      select ${uuid}, 'person', 'ZZTEST ' || n, 'active', 'zztest ' || n, '55501' || lpad(n::text, 5, '0'), '55502' || lpad(n::text, 5, '0') from ${numbers}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', n::text, ${uuid} from ${numbers}`,
  sql`insert into partner_name (partner_id, name, name_key, kind, source) select ${uuid}, 'Other ' || n, 'other ' || n, 'other', 'test' from ${numbers}`,
  sql`insert into partner_location (id, partner_id, place_key, phone, fax, is_primary, source)
      select ${uuid}, ${uuid}, 'place', '55503' || lpad(n::text, 5, '0'), '55504' || lpad(n::text, 5, '0'), true, 'test' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, location_id, phone, fax, source)
      select ${uuid}, ${uuid}, ${uuid}, ${uuid}, '55505' || lpad(n::text, 5, '0'), '55506' || lpad(n::text, 5, '0'), 'test' from ${numbers}`,
  sql`insert into delivery_endpoint (id, partner_id, destination, address)
      select ${uuid}, ${uuid}, 'folder', '+155507' || lpad(n::text, 5, '0') from ${numbers}`,
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, control_id, dedupe_key, state, patient_id)
      select ${uuid}, 'clinic', 'peer', 'x', 1, sha256(n::text::bytea), 'C' || n, sha256(('d' || n)::bytea),
        case when n % 250 = 0 then 'received' else 'applied' end, ${uuid} from ${numbers}`,
  sql`insert into referral (id, patient_id, kind, state, is_counted, received_at, referrer_partner_id, priority, version, view)
      select ${uuid}, ${uuid}, 'explicit', 'closed', true, now() - make_interval(mins => n), ${uuid}, 'routine', 1, '{}' from ${numbers}`,
  sql`insert into fact (fingerprint, patient_id, referral_id, kind, effective_at, channel, message_id, body)
      select n || '-' || k, ${uuid}, ${uuid}, 'visit_stated', now(), 'clinic', ${uuid}, '{}' from ${numbers}, generate_series(1, 4) k`,
  sql`insert into effect (key, kind, referral_id, partner_id, state, due_at)
      select 'alert_liaison|' || n, 'alert_liaison', ${uuid}, ${uuid}, case when n % 500 = 0 then 'planned' else 'released' end,
        now() - make_interval(mins => n) from ${numbers}`,
  sql`insert into delivery (id, effect_key, referral_id, purpose, destination, address, status, deadline_at, updated_at)
      select ${uuid}, 'alert_liaison|' || n, ${uuid}, 'note', 'folder', 'office', case when n % 500 = 0 then 'queued' else 'delivered' end,
        now(), now() - interval '1 hour' from ${numbers}`,
  sql`insert into review (id, key, kind, state, patient_id, message_id)
      select ${uuid}, 'k' || n, 'patient_match', case when n % 500 = 0 then 'open' else 'answered' end, ${uuid}, ${uuid} from ${numbers}`,
  sql`insert into event (position, id, type, subject_kind, subject_id, subject_version, occurred_at, data)
      select n, ${uuid}, 'referral.closed', 'referral', ${uuid}, 1, now(), '{}' from ${numbers}`,
];

const some = Array.from({ length: BATCH }, (_, index) => 1 + index * 37);
const ids = some.map(idOf);
const claims = some.map((n): PatientClaim => ({
  identifiers: [{ system: 'clinic:mr', value: `TEST-${n}` }],
  name: { family: 'ZZTEST', given: String(n) },
  birthDate: '1950-02-03',
}));
const held = some.map((n) => ({ system: 'clinic:mr', value: `TEST-${n}`, patientId: idOf(n) }));
const parties = some.map((n): PartyClaim => ({
  kind: 'person',
  identifiers: [{ system: 'npi', value: String(n) }],
  phone: `55501${String(n).padStart(5, '0')}`,
}));
const bytes = (n: number): Buffer => Buffer.alloc(32, n);
const again = some.map((n) => ({
  id: idOf(ROWS + n),
  channel: 'clinic',
  peer: 'peer',
  body: bytes(n),
  bodySha256: bytes(n),
  dedupeKey: bytes(n),
}));

/** Everything that runs for each batch of messages or on every look of a loop. */
const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['patients a batch could mean', (tx) => findPatientCandidates(tx, claims)],
  ['partners a batch could mean', (tx) => findPartnerCandidates(tx, parties)],
  ['partners by id', (tx) => loadPartners(tx, ids)],
  ['facts of the patients of a batch', (tx) => loadFacts(tx, ids)],
  ['facts of one patient', (tx) => loadFacts(tx, [idOf(7)])],
  ['referrals of the patients of a batch', (tx) => loadReferrals(tx, ids)],
  ['facts of one message', (tx) => loadFactsOfMessage(tx, idOf(7))],
  [
    'facts that move',
    (tx) =>
      moveFacts(
        tx,
        some.map((n) => ({ fingerprint: `${n}-1`, referralId: idOf(n) })),
      ),
  ],
  ['facts a replay retires', (tx) => retireFacts(tx, [idOf(7)])],
  ['patients of one partner', (tx) => listPatientsOfPartner(tx, idOf(7), undefined, BATCH)],
  ['what people decided about messages', (tx) => listDecisions(tx, ids)],
  ['questions that messages ask no more', (tx) => withdrawMatches(tx, ids, ['k7'])],
  [
    'patients as they are described now',
    (tx) =>
      upsertPatients(
        tx,
        ids.map((id) => ({ id, demographics: {} })),
      ),
  ],
  ['numbers that go to somebody else', (tx) => moveIdentifiers(tx, held)],
  ['numbers that nothing supports', (tx) => takeUnsupported(tx, held)],
  ['new messages and repeats', (tx) => insertMessages(tx, again)],
  ['messages that wait', (tx) => listWaiting(tx, BATCH, 65_536)],
  [
    'outcomes of a batch',
    (tx) =>
      recordOutcomes(
        tx,
        ids.map((id) => ({ id, state: 'applied', warnings: [] })),
      ),
  ],
  ['effects that are due', (tx) => takeDueEffects(tx, BATCH)],
  [
    'thank-yous that others share',
    (tx) =>
      keepSharedThanks(
        tx,
        some.map((n) => ({ key: `thank_partner|${n}`, partnerId: idOf(n) })),
        'UTC',
      ),
  ],
  ['questions that more is known of', (tx) => requeueQuestions(tx, ids)],
  ['deliveries without a job', (tx) => takeStranded(tx, BATCH)],
  ['lanes nobody serves', (tx) => takeQuietLanes(tx, BATCH)],
  ['whose turn it is', (tx) => nextOfLane(tx, { destination: 'folder', address: 'a7' })],
  ['events after a position', (tx) => listEvents(tx, 1_000, BATCH)],
];

/** The single row of the ledger's writer and the few days of a channel may be read whole. */
const small = new Set(['ledger_writer', 'channel_day']);

test.each(hot)('%s are found by an index', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  expect(
    plans.flatMap(({ text, tables }) =>
      tables.filter((table) => !small.has(table)).map((table) => `${table}: ${text.slice(0, 60)}`),
    ),
  ).toEqual([]);
});
