import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { confirmDelivery, resendDelivery } from '../../src/pipeline/deliver.ts';
import { replayMessage } from '../../src/pipeline/process.ts';
import {
  addEndpoint,
  answerPatientMatch,
  confirmPartner,
  decideReferral,
  dismissReview,
  nameReferrer,
  releaseNote,
} from '../../src/pipeline/resolve.ts';
import { processWaiting } from '../../src/pipeline/process.ts';
import { query, queryOne, sql } from '../../src/store/database.ts';
import { adt, mdm, ref, siu } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher, type MailCatcher } from '../support/mail-catcher.ts';

const ana = 'ana@practice.example';
let mail: MailCatcher;
let hub: TestHub;

beforeAll(async () => {
  mail = await startMailCatcher();
});
afterAll(() => mail.stop());
beforeEach(async () => {
  mail.mails.length = 0;
  hub = await createTestHub({ smtpUrl: mail.url });
  return () => hub.close();
});

const states = async () =>
  (
    await query<{ state: string }>(
      hub.hub.db,
      sql`select state from referral where kind <> 'none' and merged_into is null order by id`,
    )
  ).map((row) => row.state);
const openReviews = () =>
  query<{ id: string; kind: string; question: { candidates?: { patientId: string }[] } }>(
    hub.hub.db,
    sql`select id, kind, question from review where state = 'open' order by id`,
  );
const review = async (kind: string) => (await openReviews()).find((one) => one.kind === kind)?.id ?? 'none';
const referralId = async () =>
  (await queryOne<{ id: string }>(hub.hub.db, sql`select id from referral where kind <> 'none' limit 1`))
    ?.id ?? '';
const partnerId = async () =>
  (
    await queryOne<{ id: string }>(
      hub.hub.db,
      sql`select partner_id as id from partner_identifier where value = '1234567893'`,
    )
  )?.id ?? '';
const deliveries = () =>
  query<{ id: string; purpose: string; destination: string; status: string; code: string | null }>(
    hub.hub.db,
    sql`select id, purpose, destination, status, code from delivery where purpose <> 'liaison_alert' order by id`,
  );
const folder = async (address: string, rank = 1) =>
  addEndpoint(
    hub.hub,
    await partnerId(),
    { destination: 'folder', address, settings: { confirm: 'written' }, rank },
    ana,
  );

const namesake = { mrn: 'TEST-9', appointment: 'F9', visit: 'V9' };

test('a namesake waits for a person, who says that it is the known patient', async () => {
  await hub.feed(siu('S12'));
  await hub.feed(siu('S12', namesake));
  expect(await states()).toEqual(['scheduled']);
  const [asked] = await openReviews().then((all) => all.filter((one) => one.kind === 'patient_match'));

  const answered = await answerPatientMatch(
    hub.hub,
    asked?.id ?? '',
    asked?.question.candidates?.[0]?.patientId ?? '',
    ana,
  );

  expect(answered).toBe('done');
  expect(await query(hub.hub.db, sql`select 1 from patient where alias_of is null`)).toHaveLength(1);
  expect(await queryOne(hub.hub.db, sql`select state from message order by id desc limit 1`)).toEqual({
    state: 'applied',
  });
  expect(await answerPatientMatch(hub.hub, asked?.id ?? '', 'new', ana)).toBe('already_answered');
});

test('a namesake who is somebody else becomes a patient of their own', async () => {
  await hub.feed(siu('S12'), adt('A28'));
  await hub.feed(siu('S12', namesake));

  await answerPatientMatch(hub.hub, await review('patient_match'), 'new', ana);

  expect(await query(hub.hub.db, sql`select 1 from patient where alias_of is null`)).toHaveLength(2);
  expect(await states()).toEqual(['scheduled', 'scheduled']);
});

test('a referral without a referrer asks, and the person’s answer tells the liaison', async () => {
  await hub.feed(ref('I12').replace(/PRD[^\r]*\r/, ''));
  await hub.send();
  expect(mail.mails).toHaveLength(0);
  expect((await openReviews()).map((one) => one.kind)).toEqual(['partner_unknown']);

  await nameReferrer(
    hub.hub,
    await referralId(),
    {
      party: {
        kind: 'person',
        identifiers: [{ system: 'npi', value: '1234567893' }],
        name: { family: 'ZZTESTREF' },
      },
    },
    ana,
  );
  await hub.send();

  expect(mail.mails).toHaveLength(1);
  expect((await openReviews()).map((one) => one.kind)).toEqual(['partner_discovered']);
  expect(
    await queryOne(
      hub.hub.db,
      sql`select person from fact where kind = 'party_named' and person is not null`,
    ),
  ).toEqual({ person: ana });
});

test('confirming a new office settles its question and no effect is repeated', async () => {
  await hub.feed(siu('S12'));
  await hub.send();

  await confirmPartner(hub.hub, await partnerId(), { stage: 'active' }, ana);
  await hub.send();

  expect(await openReviews()).toEqual([]);
  expect(mail.mails).toHaveLength(1);
});

test('a restricted note is held until a person releases it', async () => {
  await hub.feed(siu('S12'), adt('A03'));
  await folder('held');
  const txa = mdm('T02').replace(/\|AU\|\|AV/, '|AU|R|AV');
  await hub.feed(txa);
  await hub.send();
  expect(await deliveries()).toEqual([]);

  expect(await releaseNote(hub.hub, await review('note_held'), ana)).toBe('done');
  await hub.send();

  expect(await states()).toEqual(['closed']);
});

test('a declined referral says so and a later booking reopens it', async () => {
  await hub.feed(ref('I12', { order: 'R1^CLINIC' }));
  await decideReferral(hub.hub, await referralId(), 'declined', 'not our specialty', ana);
  expect(await states()).toEqual(['declined']);

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  await hub.feed(
    siu('S12', { order: 'R1^CLINIC', at: `${tomorrow}120000-0500`, start: `${tomorrow}150000-0500` }),
  );

  // The sender's clock may not run ahead of ours: a future statement counts as said now, which is after the refusal.
  expect(await states()).toEqual(['scheduled']);
});

test('a partner that refuses is followed by its next endpoint', async () => {
  await hub.feed(siu('S12'), adt('A03'), mdm('T02'));
  await addEndpoint(
    hub.hub,
    await partnerId(),
    { destination: 'email', address: 'nobody@partner.example', settings: {} },
    ana,
  );
  await folder('second', 2);
  mail.refuse = 550;
  await hub.send();
  await hub.send();
  mail.refuse = undefined;

  expect(await deliveries()).toMatchObject([
    { destination: 'email', status: 'dead' },
    { destination: 'folder', status: 'delivered' },
  ]);
  expect(await states()).toEqual(['closed']);
});

test('an outage is retried by itself, and a dead letter goes again by hand', async () => {
  await hub.feed(siu('S12'), adt('A03'), mdm('T02'));
  await addEndpoint(
    hub.hub,
    await partnerId(),
    { destination: 'email', address: 'office@partner.example', settings: {} },
    ana,
  );
  mail.refuse = 451;
  await hub.send();
  expect(await deliveries()).toMatchObject([{ status: 'failed_transient' }]);
  mail.refuse = undefined;
  await hub.send();
  const [sent] = await deliveries();
  expect(sent).toMatchObject({ status: 'sent' });
  expect(await states()).toEqual(['note_ready']);

  const again = await resendDelivery(hub.hub, sent?.id ?? '', ana);
  await hub.send();
  expect(await confirmDelivery(hub.hub, again ?? '', 'phone call with the front desk', ana)).toBe('done');

  expect(await states()).toEqual(['closed']);
});

test('an endpoint that cannot be right is refused with the field named', async () => {
  await hub.feed(siu('S12'));
  const answer = await addEndpoint(
    hub.hub,
    await partnerId(),
    { destination: 'email', address: 'not an address', settings: {} },
    ana,
  );

  expect(answer.problems?.[0]).toMatch(/^address: /);
});

test('a dismissed question stays closed with its reason', async () => {
  await hub.feed(siu('S12', { status: 'Wibble' }));
  const id = await review('unmapped_status');

  expect(await dismissReview(hub.hub, id, 'a training entry', ana)).toBe('done');

  expect(await queryOne(hub.hub.db, sql`select state, answered_by from review where id = ${id}`)).toEqual({
    state: 'answered',
    answered_by: ana,
  });
});

test('a replay replaces what the message said and changes nothing when the mapping is the same', async () => {
  await hub.feed(siu('S12'), adt('A03'));
  const before = await query(
    hub.hub.db,
    sql`select fingerprint from fact where retired_at is null order by fingerprint`,
  );
  const message = await queryOne<{ id: string }>(
    hub.hub.db,
    sql`select id from message where type = 'SIU^S12'`,
  );

  expect(await replayMessage(hub.hub, message?.id ?? '')).toBe(true);
  while ((await processWaiting(hub.hub)) > 0);

  expect(
    await query(hub.hub.db, sql`select fingerprint from fact where retired_at is null order by fingerprint`),
  ).toEqual(before);
  expect(await states()).toEqual(['seen']);
});
