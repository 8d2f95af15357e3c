import { beforeEach, expect, test } from 'vitest';
import { processWaiting, replayMessage } from '../../src/pipeline/process.ts';
import { answerPatientMatch, confirmPartner, releaseNote } from '../../src/pipeline/resolve.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { adt, mdm, merge, siu, type Story } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { plain } from '../support/plain-sql.ts';

const eve = 'eve@practice.example';
let hub: TestHub;

beforeEach(async () => {
  hub = await createTestHub();
  return () => hub.close();
});

const person = (letter: string, year: string): Story => ({
  mrn: `TEST-${letter}`,
  family: `ZZTEST${letter}`,
  given: letter,
  birth: `${year}0101`,
  phone: `555-01${year.slice(2)}`,
  appointment: `F${letter}`,
  visit: `V${letter}`,
});
const xavier = person('X', '1970');
const yves = person('Y', '1971');
const pia = person('P', '1972');
const elsewhere = (message: string) => message.replace('1 Main St', '9 Elm Ave');
/** Same name and birthday as Xavier and nothing else: a question. */
const namesake: Story = {
  ...xavier,
  mrn: 'TEST-N',
  phone: '555-0199',
  appointment: 'FN',
  visit: 'VN',
};

type Held = { family: string | null; isGone: boolean; numbers: string | null };
const people = () =>
  query<Held>(
    hub.hub.db,
    sql`select p.family, p.alias_of is not null as "isGone",
          (select string_agg(value, ',' order by value) from patient_identifier i where i.patient_id = p.id) as numbers
        from patient p order by numbers nulls last, p.family`,
  );
const holderOf = async (number: string) =>
  (
    await query<{ id: string }>(
      hub.hub.db,
      sql`select patient_id as id from patient_identifier where value = ${number}`,
    )
  )[0]?.id ?? 'nobody';
const matches = (state = 'open') =>
  query<{ id: string; messageId: string; question: { subject: number } }>(
    hub.hub.db,
    sql`select id, message_id as "messageId", question from review where kind = 'patient_match' and state = ${state} order by id`,
  );
const asked = async () =>
  (await matches())[0] ?? { id: 'none', messageId: 'none', question: { subject: -1 } };
const messageStates = async () =>
  (await query<{ state: string }>(hub.hub.db, sql`select state from message order by received_at, id`)).map(
    (row) => row.state,
  );
const drain = async () => {
  while ((await processWaiting(hub.hub)) > 0);
};

test('an answer about one merge of two is an answer about that one', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', yves));
  await hub.feed(siu('S12', pia));
  const unsure = { ...pia, mrn: 'TEST-PNEW', phone: '555-0199', prior: 'TEST-PUNKNOWN' };
  const second = elsewhere(merge(unsure)).split('\r').slice(2).join('\r');
  await hub.feed(`${merge({ ...xavier, prior: 'TEST-Y', at: '20261103090000-0500' })}\r${second}`);

  expect(await people()).toMatchObject([
    { numbers: 'TEST-P' },
    { numbers: 'TEST-X', isGone: false },
    { numbers: 'TEST-Y', isGone: false },
  ]);
  expect((await asked()).question.subject).toBe(1);
  await answerPatientMatch(hub.hub, (await asked()).id, await holderOf('TEST-P'), eve);

  expect(await people()).toEqual([
    { family: 'ZZTESTP', isGone: false, numbers: 'TEST-P,TEST-PNEW,TEST-PUNKNOWN' },
    { family: 'ZZTESTX', isGone: false, numbers: 'TEST-X,TEST-Y' },
    { family: 'ZZTESTY', isGone: true, numbers: null },
  ]);
});

test('a message that asks about two people is used when both are known', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', pia));
  const first = elsewhere(merge({ ...namesake, prior: 'TEST-N2' }));
  const second = merge({ ...pia, mrn: 'TEST-Q', phone: '555-0198', prior: 'TEST-Q2' });
  await hub.feed(`${first}\r${elsewhere(second).split('\r').slice(2).join('\r')}`);

  await answerPatientMatch(hub.hub, (await asked()).id, 'new', eve);
  expect(await matches()).toMatchObject([{ question: { subject: 1 } }]);
  expect(await people()).toHaveLength(2);
  const { id, messageId } = await asked();
  await answerPatientMatch(hub.hub, id, await holderOf('TEST-P'), eve);
  await replayMessage(hub.hub, messageId);

  expect((await people()).map((one) => one.numbers)).toEqual([
    'TEST-N,TEST-N2',
    'TEST-P,TEST-Q,TEST-Q2',
    'TEST-X',
  ]);
});

test('a message under the number that ceased in the same batch is the survivor’s', async () => {
  const misspelt = { ...yves, family: 'ZZTESTX', birth: '19700101' };
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', misspelt));
  await hub.feed(
    merge({ ...xavier, prior: 'TEST-Y', at: '20261103090000-0500' }),
    siu('S15', { ...misspelt, given: 'Yvette', at: '20261103100000-0500' }),
  );

  expect(await people()).toMatchObject([{ numbers: 'TEST-X,TEST-Y' }, { isGone: true }]);
  expect(await messageStates()).toEqual(['applied', 'applied', 'applied', 'applied']);
});

test('a merge takes everybody who holds one of the prior numbers', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', yves));
  await hub.feed(siu('S12', pia));
  const message = merge({ ...xavier, prior: 'TEST-Y', at: '20261103090000-0500' });
  await hub.feed(message.replace(/MRG\|(.*)$/, 'MRG|$1~TEST-P^^^CLINIC^MR'));

  expect((await people()).filter((one) => !one.isGone)).toMatchObject([{ numbers: 'TEST-P,TEST-X,TEST-Y' }]);
});

test('a message moved off the wrong patient leaves nothing of itself behind', async () => {
  await hub.feed(siu('S12', { ...xavier, at: '20260102090000-0500' }));
  const wrong = await holderOf('TEST-X');
  await hub.feed(elsewhere(siu('S12', { ...namesake, at: '20260103090000-0500' })));
  const { id, messageId } = await asked();
  await answerPatientMatch(hub.hub, id, wrong, eve);
  expect(await holderOf('TEST-N')).toBe(wrong);

  await replayMessage(hub.hub, messageId, { messageId, patientId: 'new', person: eve });

  const right = await holderOf('TEST-N');
  expect(right).not.toBe(wrong);
  expect(
    await query(hub.hub.db, sql`select phones, address ->> 'line1' as line from patient where id = ${wrong}`),
  ).toEqual([{ phones: ['5550170'], line: '1 Main St' }]);
  await hub.feed(elsewhere(mdm('T02', { ...namesake, at: '20260104090000-0500' })));
  expect(await query(hub.hub.db, sql`select patient_id as id from fact where kind = 'note_stated'`)).toEqual([
    { id: right },
  ]);
  await replayMessage(hub.hub, messageId);
  expect(await holderOf('TEST-N')).toBe(right);
});

test('a number that two strangers share stays with the one who had it', async () => {
  await hub.feed(siu('S12', xavier));
  const first = await holderOf('TEST-X');
  await hub.feed(siu('S12', { ...yves, mrn: 'TEST-X' }));
  await answerPatientMatch(hub.hub, (await asked()).id, 'new', eve);

  expect(await holderOf('TEST-X')).toBe(first);
  await hub.feed(siu('S14', { ...xavier, at: '20261103100000-0500' }));
  expect(await messageStates()).toEqual(['applied', 'applied', 'applied']);
});

test.each(['the known patient', 'new'])('a replay keeps what a person decided: %s', async (choice) => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(elsewhere(siu('S12', { ...namesake, at: '20261103090000-0500' })));
  const { id, messageId } = await asked();
  await answerPatientMatch(hub.hub, id, choice === 'new' ? 'new' : await holderOf('TEST-X'), eve);
  const facts = () =>
    query(
      hub.hub.db,
      sql`select fingerprint, patient_id, referral_id, partner_id, message_id from fact where retired_at is null order by fingerprint`,
    );
  const events = () => query(hub.hub.db, sql`select type from event order by position`);
  const effects = () => query(hub.hub.db, sql`select key, state from effect order by key`);
  const before = [await facts(), await events(), await effects(), await people()];

  // Who answered must not matter less because the number could be somebody else's by now.
  await execute(hub.hub.db, sql`delete from patient_identifier where value = 'TEST-N'`);
  await replayMessage(hub.hub, messageId);
  await drain();

  expect([await facts(), await events(), await effects(), await people()]).toEqual(before);
  expect(await matches()).toEqual([]);
});

test('a decision about a patient who became another one is about that one', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', yves));
  await hub.feed(elsewhere(siu('S12', { ...namesake, at: '20261103090000-0500' })));
  const { id, messageId } = await asked();
  await answerPatientMatch(hub.hub, id, await holderOf('TEST-X'), eve);
  await hub.feed(merge({ ...yves, prior: 'TEST-X', at: '20261104090000-0500' }));

  await replayMessage(hub.hub, messageId);

  expect(
    await query(
      hub.hub.db,
      sql`select distinct patient_id as id from fact where message_id = ${messageId} and retired_at is null`,
    ),
  ).toEqual([{ id: await holderOf('TEST-Y') }]);
});

test('what a message said stands until a replay knows whom it speaks of', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(siu('S12', yves));
  const [message] = await query<{ id: string }>(hub.hub.db, sql`select id from message order by id limit 1`);
  const inForce = () =>
    query<{ patientId: string }>(
      hub.hub.db,
      sql`select distinct patient_id as "patientId" from fact where message_id = ${message?.id} and retired_at is null`,
    );
  const before = await inForce();
  // Its number is somebody else's by now.
  await execute(
    hub.hub.db,
    sql`update patient_identifier set patient_id = ${await holderOf('TEST-Y')} where value = 'TEST-X'`,
  );

  await replayMessage(hub.hub, message?.id ?? '');

  expect(await matches()).toHaveLength(1);
  expect(await inForce()).toEqual(before);
  await answerPatientMatch(hub.hub, (await asked()).id, await holderOf('TEST-Y'), eve);
  expect(await inForce()).toEqual([{ patientId: await holderOf('TEST-Y') }]);
});

test('a replay that settles whom a message means withdraws the question', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(elsewhere(siu('S12', { ...namesake, at: '20261103090000-0500' })));
  await execute(
    hub.hub.db,
    sql`insert into patient_identifier (system, value, patient_id) values ('clinic:CLINIC', 'TEST-N', ${await holderOf('TEST-X')})`,
  );

  await replayMessage(hub.hub, (await asked()).messageId);

  expect(await matches()).toEqual([]);
  expect(await messageStates()).toEqual(['applied', 'applied']);
});

test('an answer whose work fails is not given', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(elsewhere(siu('S12', { ...namesake, at: '20261103090000-0500' })));
  await refuse('fact', 'new.message_id is not null', '23514');
  const { id } = await asked();
  await expect(answerPatientMatch(hub.hub, id, 'new', eve)).rejects.toThrow(/SQLSTATE 23514/);
  expect(await asked()).toMatchObject({ id });

  await execute(hub.hub.db, sql`drop trigger refuse on fact`);

  expect(await answerPatientMatch(hub.hub, id, 'new', eve)).toBe('done');
  expect(await messageStates()).toEqual(['applied', 'applied']);
});

test('a note whose release fails is not released', async () => {
  await hub.feed(siu('S12'), adt('A03'), mdm('T02').replace(/\|AU\|\|AV/, '|AU|R|AV'));
  const held = () =>
    query<{ id: string }>(hub.hub.db, sql`select id from review where kind = 'note_held' and state = 'open'`);
  const id = (await held())[0]?.id ?? 'none';
  await refuse('fact', 'new.person is not null', '23514');

  await expect(releaseNote(hub.hub, id, eve)).rejects.toThrow(/SQLSTATE 23514/);

  expect(await held()).toEqual([{ id }]);
  await execute(hub.hub.db, sql`drop trigger refuse on fact`);
  expect(await releaseNote(hub.hub, id, eve)).toBe('done');
});

test.each(['57014', '40P99'])('a message the database refuses (%s) fails alone', async (sqlState) => {
  await refuse('patient_identifier', `new.value = 'TEST-Y'`, sqlState);
  for (const story of [xavier, yves, pia])
    await hub.intake.receive('clinic', { body: Buffer.from(siu('S12', story)), peer: 'test' });

  await drain();

  expect((await messageStates()).toSorted()).toEqual(['applied', 'applied', 'invalid']);
});

test('a NUL or half a character is left out of what is kept, and the message is used', async () => {
  await hub.feed(
    siu('S12', { ...xavier, family: 'ZZTEST\\X00\\X' }),
    siu('S12', { ...yves, mrn: 'TEST-Y\0' }),
    ['FHS|^~\\&|X', siu('S12', pia).replace(/\|(T\d+)\|P/, '|\0$1|P'), 'FTS|1'].join('\r'),
  );

  expect((await people()).map((one) => one.numbers)).toEqual(['TEST-P', 'TEST-X', 'TEST-Y']);
  expect(await messageStates()).toEqual(['applied', 'applied', 'applied', 'applied']);
  expect(
    await query(hub.hub.db, sql`select 1 from message where warnings @> '[{"code":"unstorable-character"}]'`),
  ).toHaveLength(2);
});

test('whom one sender always names without a number is one partner, and nobody with a number is that one', async () => {
  const bare = { referrer: '^ZZTESTNAME^ONLY^^^Dr^MD' };
  const partners = () =>
    query<{ family: string; numbers: string }>(
      hub.hub.db,
      sql`select p.family, string_agg(i.system, ',') as numbers from partner p left join partner_identifier i on i.partner_id = p.id
          group by p.id order by numbers`,
    );
  await hub.feed(siu('S12', bare));
  await hub.feed(siu('S14', { ...bare, at: '20261102094000-0500' }), adt('A04', { ...yves, ...bare }));
  expect(await partners()).toEqual([{ family: 'ZZTESTNAME', numbers: 'clinic:name' }]);

  await hub.feed(siu('S12', { ...pia, referrer: '1234567893^ZZTESTNAME^ONLY^^^^^^NPI^^^^NPI' }));
  await hub.feed(siu('S14', { ...pia, ...bare, at: '20261103094000-0500' }));

  expect(await partners()).toEqual([
    { family: 'ZZTESTNAME', numbers: 'clinic:name' },
    { family: 'ZZTESTNAME', numbers: 'npi' },
  ]);
});

test('news in the batch of a question settles it', async () => {
  await hub.feed(siu('S12', xavier));
  await hub.feed(
    elsewhere(siu('S14', { ...namesake, at: '20261103090000-0500' })),
    merge({ ...xavier, prior: 'TEST-N', at: '20261104090000-0500' }),
  );

  expect(await matches()).toEqual([]);
  expect(await messageStates()).toEqual(['applied', 'applied', 'applied']);
});

test('a question is asked once, however much its batch says', async () => {
  await hub.feed(siu('S12', xavier), elsewhere(siu('S12', { ...namesake, at: '20261103090000-0500' })));

  expect(await matches()).toHaveLength(1);
  expect(await matches('withdrawn')).toEqual([]);
});

test('a patient’s own doctor who becomes a target makes possible referrals, of however many patients', async () => {
  const pcp = '\rPD1||||1234567893^ZZTESTREF^ROBERT^^^Dr^MD^^NPI^^^^NPI\rPV1';
  const stories = Array.from({ length: 201 }, (_, n) => ({ ...person(String(n), '1970'), referrer: '' }));
  await hub.feed(...stories.map((story) => siu('S12', story).replace(/\rPV1/, pcp)));
  const kinds = () =>
    query(hub.hub.db, sql`select kind, count(*) as count from referral group by kind order by kind`);
  expect(await kinds()).toEqual([{ kind: 'none', count: 201 }]);
  const [partner] = await query<{ id: string }>(hub.hub.db, sql`select id from partner`);

  await confirmPartner(hub.hub, partner?.id ?? '', { stage: 'target' }, eve);

  expect(await kinds()).toEqual([{ kind: 'possible', count: 201 }]);
});

/** The database says no to rows of one table, as it would to a value it cannot keep. */
async function refuse(table: 'fact' | 'patient_identifier', when: string, sqlState: string): Promise<void> {
  const raise = `create function refuse() returns trigger language plpgsql as $$ begin
    if ${when} then raise exception 'no' using errcode = '${sqlState}'; end if; return new; end $$`;
  await execute(hub.hub.db, plain(raise));
  await execute(
    hub.hub.db,
    plain(`create trigger refuse before insert on ${table} for each row execute function refuse()`),
  );
}
