import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../test/support/database.ts';
import {
  createFilledDatabase,
  explaining,
  idOf,
  type QueryPlan,
  uuid,
} from '../../test/support/query-plans.ts';
import { countOutcomes, insertFieldOutcomes, loadAcceptanceRules } from './acceptance.ts';
import { sql, type Tx } from './database.ts';
import {
  findColleagues,
  findDocumentEvidence,
  findSenderPartners,
  loadDetails,
  loadPractices,
} from './document-evidence.ts';
import { findEarlierAlike } from './document-duplicates.ts';
import { noteReturnPath } from './sender-partners.ts';
import { listSenderTemplates, lockSenderTemplates, saveSenderTemplates } from './sender-templates.ts';

const ROWS = 20_000;
let database: TestDatabase;

const numbers = sql`generate_series(1, ${ROWS}::int) n`;
const line = (series: string) => sql`${`555${series}`} || lpad(n::text, 5, '0')`;
/** Half a year of faxes from two thousand numbers. */
const at = sql`now() - make_interval(mins => n * 13)`;
const sender = sql`'fax:' || ${'55502'} || lpad((n % 2000)::text, 5, '0')`;

const rows = [
  sql`insert into partner (id, kind, name, stage, name_key, phone, fax)
      select ${uuid}, case when n % 4 = 0 then 'organisation' else 'person' end, 'ZZTEST ' || n, 'active', 'zztest ' || n, ${line('01')}, ${line('02')} from ${numbers}`,
  sql`insert into partner_identifier (system, value, partner_id) select 'npi', (1000000000 + n)::text, ${uuid} from ${numbers}`,
  sql`insert into partner_name (partner_id, name, name_key, kind, source) select ${uuid}, 'Other ' || n, 'other ' || n, 'other', 'test' from ${numbers}`,
  sql`insert into partner_location (id, partner_id, place_key, phone, fax, is_primary, source) select ${uuid}, ${uuid}, 'place', ${line('03')}, ${line('04')}, true, 'test' from ${numbers}`,
  sql`insert into practice_role (id, person_id, organisation_id, phone, fax, source)
      select ${uuid}, ${uuid}, ('00000000-0000-7000-8000-' || lpad((n / 4 * 4 + 4)::text, 12, '0'))::uuid, ${line('05')}, ${line('06')}, 'test' from ${numbers} where n < ${ROWS - 8}::int`,
  sql`insert into delivery_endpoint (id, partner_id, destination, address) select ${uuid}, ${uuid}, 'folder', '+1' || ${line('07')} from ${numbers}`,
  sql`insert into message (id, channel, peer, body, body_bytes, body_sha256, dedupe_key, state, received_at)
      select ${uuid}, 'faxes', 'peer', 'x', 1, sha256(n::text::bytea), sha256(('d' || n)::bytea), 'applied', ${at} from ${numbers}`,
  sql`insert into document_file (id, message_id, ordinal, media_type, bytes, sha256, fate) select ${uuid}, ${uuid}, 0, 'image/tiff', 1, sha256(n::text::bytea), 'pages' from ${numbers}`,
  sql`insert into document (id, message_id, ordinal, kind, pages, state, sender_key, shingles, received_at)
      select ${uuid}, ${uuid}, 1, 'referral', '[]', 'filed', ${sender}, array[n, n + 1, n % 50], ${at} from ${numbers}`,
  sql`insert into document_field (document_id, field, value, text, confidence, is_accepted) select ${uuid}, 'patient_name', 'ZZTEST', '', 0.9, true from ${numbers}`,
  sql`insert into sender_partner (sender_key, partner_id, confirmed) select ${sender}, ${uuid}, n % 40 from ${numbers}`,
  sql`insert into sender_template (sender_key, form) select ${sender}, 'form ' || n from ${numbers}`,
  sql`insert into acceptance_rule (sender_key, field, threshold, set_by) select ${'fax:55502'} || lpad(n::text, 5, '0'), 'birth_date', 0.99, 'test' from generate_series(1, 5000) n`,
  sql`insert into field_outcome (id, document_id, sender_key, field, proposed, confidence, was_accepted, is_right, settled_by, settled_at)
      select ${uuid}, ${uuid}, ${sender}, 'birth_date', 'x', 0.99, true, true, 'test', ${at} from ${numbers}`,
];

beforeAll(async () => {
  database = await createFilledDatabase(rows);
}, 180_000);
afterAll(() => database.drop());

const ids = Array.from({ length: 60 }, (_, n) => idOf(1 + n * 37));
const senderKey = 'fax:5550200012';
const template = { senderKey, form: 'form 12', zones: [], constants: [] };

const hot: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
  ['partners of a sender', (tx) => findSenderPartners(tx, [senderKey])],
  ['doctors of practices', (tx) => findColleagues(tx, ids)],
  ['details of partners', (tx) => loadDetails(tx, ids)],
  ['practices of partners', (tx) => loadPractices(tx, ids)],
  [
    'all the evidence of an arrival',
    (tx) =>
      findDocumentEvidence(tx, {
        senderKeys: [senderKey],
        parties: ids.map((_, n) => ({
          kind: 'person',
          identifiers: [],
          name: { family: `ZZ${n}` },
          fax: `55502${String(n).padStart(5, '0')}`,
        })),
        // Patients are asked for as everywhere (patient-plans.test.ts).
        patients: [],
      }),
  ],
  [
    'an earlier copy',
    (tx) =>
      findEarlierAlike(
        tx,
        { messageId: idOf(12), senderKey, receivedAt: new Date(Date.UTC(2026, 10, 20)).toISOString() },
        { fields: [] },
        [{ fileId: idOf(12) }],
        [12n, 13n],
      ),
  ],
  ['forms of a sender', (tx) => listSenderTemplates(tx, senderKey)],
  ['forms of a sender, locked', (tx) => lockSenderTemplates(tx, senderKey)],
  ['forms of a sender, saved', (tx) => saveSenderTemplates(tx, [template])],
  [
    'a return path',
    (tx) => noteReturnPath(tx, { partnerId: idOf(1), senderKey, at: '2026-11-20T10:00:00.000Z' }),
  ],
  ['thresholds of a sender', (tx) => loadAcceptanceRules(tx, senderKey).catch(() => undefined)],
  [
    'outcomes written',
    (tx) =>
      insertFieldOutcomes(tx, { documentId: idOf(1), senderKey, isAudit: false, person: 'test' }, [
        { field: 'sex', wasAccepted: false, isRight: false },
      ]),
  ],
  ['outcomes counted', (tx) => countOutcomes(tx, { days: 3, most: 200 })],
];

test.each(hot)('%s: no table that grows is read from end to end', async (_, ask) => {
  const plans: QueryPlan[] = [];

  await ask(explaining(database.db, plans));

  expect(plans.length).toBeGreaterThan(0);
  const small = new Set(['acceptance_mode', 'acceptance_rule']);
  const read = plans
    .filter(({ isUnused }) => !isUnused)
    .flatMap(({ text, tables }) =>
      tables.filter((table) => !small.has(table)).map((table) => `${table}: ${text}`),
    );
  expect(read).toEqual([]);
});
