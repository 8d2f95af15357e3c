import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { mergePatients, unmergePatients } from '../../src/pipeline/identity.ts';
import { addEndpoint } from '../../src/pipeline/resolve.ts';
import { publishIntake, publishTasks } from '../../src/pipeline/publish-news.ts';
import { setStage } from '../../src/pipeline/directory-stage.ts';
import { dispatchWebhooks } from '../../src/pipeline/publish.ts';
import { askDisclosure, approveDisclosure } from '../../src/store/webhook-disclosure.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import { insertWebhook, updateWebhook } from '../../src/store/webhooks.ts';
import { createTestApi, type TestApi } from '../support/api.ts';
import { adt, mdm, merge, siu, type Story } from '../support/hl7.ts';
import { openReceiver, type Receiver } from '../support/webhooks.ts';

let api: TestApi;
let crm: Receiver;
let webhook: string;

const quill = {
  mrn: 'TEST-QUILL1',
  family: 'ZZTESTQUILL',
  given: 'MARIBEL',
  birth: '19540321',
  phone: '555-0177',
  street: '77 Willowherb Lane',
  appointment: 'APPT-QUILL',
  visit: 'VISIT-QUILL',
  text: 'Zztestquill has a rare retinoschisis of the left eye.',
} satisfies Story;
const brack = {
  mrn: 'TEST-BRACK2',
  family: 'ZZTESTBRACK',
  given: 'OSWALDINE',
  birth: '19610930',
  phone: '555-0188',
  street: '12 Fennel Court',
  appointment: 'APPT-BRACK',
  visit: 'VISIT-BRACK',
} satisfies Story;
const decider = { person: 'ana@practice.example', reason: 'Zztestquill said so' };

beforeAll(async () => {
  api = await createTestApi();
  crm = await openReceiver();
  webhook = (await insertWebhook(api.hub.db, { url: crm.url, description: '', types: [], position: 0 })).id;
  await happen();
}, 60_000);
afterAll(async () => {
  await crm.close();
  await api.close();
});

/** A practice's day with everything in it that says something of patients. */
async function happen(): Promise<void> {
  const at = '20261105101500-0500';
  await api.feed(siu('S12', quill), siu('S12', brack));
  const partner = await queryOne<{ id: string }>(
    api.hub.db,
    sql`select partner_id as id from partner_identifier where system = 'npi' and value = '1234567893'`,
  );
  const way = { destination: 'folder', address: 'zztestref', settings: { confirm: 'written' } };
  await addEndpoint(api.hub, partner?.id ?? '', way, decider.person);
  await api.feed(adt('A04', { ...quill, at }), mdm('T02', { ...quill, at: '20261105120000-0500' }));
  await api.feed(siu('S26', { ...brack, at, status: 'NOSHOW' }));
  await api.feed(merge({ ...brack, mrn: 'TEST-BRACK9', prior: brack.mrn, at }));
  // What cannot be read says its patient all the same.
  await api.feed(siu('S12', brack).replace('PID|', 'ZPD|'));
  await api.send(true);
  const patients = await query<{ id: string }>(
    api.hub.db,
    sql`select id from patient where alias_of is null order by id limit 2`,
  );
  const [patientId = '', otherId = ''] = patients.map((one) => one.id);
  await mergePatients(api.hub, { patientId, otherId }, decider);
  await unmergePatients(api.hub, { record: patientId }, decider);
  const editor = { person: decider.person, peer: 'test', isVerified: false };
  await setStage(api.hub, partner?.id ?? '', { stage: 'lapsed' }, editor);
}

/** Everything the messages and the database say of the patients, as it could turn up. */
async function patientValues(): Promise<readonly string[]> {
  const rows = await query<Record<string, unknown>>(
    api.hub.db,
    sql`select p.family, p.given, p.birth_date, i.value from patient p left join patient_identifier i on i.patient_id = p.id`,
  );
  const told = [...Object.values(quill), ...Object.values(brack), decider.reason];
  const stored = rows.flatMap((row) => Object.values(row)).filter((value) => typeof value === 'string');
  // Initials, and numbers that could stand in an id by chance, are no values to look for.
  return [...new Set([...told, ...stored])].filter((value) => /[a-z]{4}|-/i.test(value));
}

const leaks = (text: string, values: readonly string[]): readonly string[] =>
  values.filter((value) => text.toLowerCase().includes(value.toLowerCase()));

test('by default nothing of any patient leaves: not by webhook, not by feed, not by snapshot', async () => {
  const values = await patientValues();
  const { db, publicUrl } = api.hub;
  while ((await publishTasks(api.hub)) > 0);
  await publishIntake(api.hub);

  await dispatchWebhooks({ db, publicUrl, allowPrivate: true });
  const feed = await api.call('GET', '/v1/events?limit=1000', { token: api.tokens.events });
  const snapshot = await api.call('GET', '/v1/events/snapshot', { token: api.tokens.events });

  expect(values).toEqual(expect.arrayContaining(['ZZTESTQUILL', 'MARIBEL', '1954-03-21', 'TEST-BRACK9']));
  const sent = crm.received.map((one) => one.body + JSON.stringify(one.headers)).join('\n');
  for (const text of [sent, JSON.stringify(feed.body), String(snapshot.body)])
    expect(leaks(text, values)).toEqual([]);
  // It looked at every kind of event that tells of patients.
  const types = new Set(crm.received.map((one) => (JSON.parse(one.body) as { type: string }).type));
  const subjects = new Set([...types].map((type) => type.split('.')[0]));
  expect(subjects).toEqual(new Set(['referral', 'partner', 'patient', 'intake', 'delivery', 'task']));
  expect([...types]).toEqual(
    expect.arrayContaining([
      'patient.merged',
      'patient.unmerged',
      'partner.discovered',
      'partner.stage_changed',
    ]),
  );
});

test('the same look finds what a receiver with an agreement is sent, no more than its profile says', async () => {
  const values = await patientValues();
  const person = (name: string) => ({ id: newId(), name });
  const { db, publicUrl } = api.hub;
  const send = async (): Promise<string> => {
    crm.received.length = 0;
    await updateWebhook(db, webhook, { position: 0 });
    await dispatchWebhooks({ db, publicUrl, allowPrivate: true });
    return crm.received.map((one) => one.body).join('\n');
  };

  await askDisclosure(db, webhook, { profile: 'minimum', agreement: 'BAA', askedBy: person('ana') });
  const minimum = await send();
  await askDisclosure(db, webhook, { profile: 'full', agreement: 'BAA', askedBy: person('ana') });
  await approveDisclosure(db, webhook, person('bea'));
  const full = await send();

  expect(leaks(minimum, values)).toEqual([]);
  expect(minimum).toContain('"patientInitials":"MZ"');
  expect(leaks(full, values).toSorted()).toEqual(
    ['1954-03-21', '1961-09-30', 'MARIBEL', 'OSWALDINE', 'ZZTESTBRACK', 'ZZTESTQUILL'].toSorted(),
  );
  await execute(db, sql`update webhook_endpoint set phi_profile = 'none'`);
});
