import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestHub, type TestHub } from '../../test/support/hub.ts';
import { mdm, siu } from '../../test/support/hl7.ts';
import { storyOf } from '../../test/support/delivery-story.ts';
import { publishableData } from '../domain/event-catalogue.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, queryOne, sql } from '../store/database.ts';
import { answerReview, askReviews, recordDecision } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import { addRole, editRole } from './directory-roles.ts';
import { publishIntake, publishTasks } from './publish-news.ts';

let test_: TestHub;
beforeAll(async () => {
  test_ = await createTestHub();
}, 60_000);
afterAll(() => test_.close());

type Told = {
  readonly type: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
};

let since = 0;
const told = async (prefix: string): Promise<readonly Told[]> => {
  const rows = await query<Told & { readonly position: number }>(
    test_.hub.db,
    sql`select position, type, subject_version as version, data from event
        where position > ${since} and type like ${`${prefix}%`} order by position`,
  );
  for (const row of rows) expect(publishableData(row.type, row.data)).toEqual(stripNulls(row.data));
  return rows.map(({ type, version, data }) => ({ type, version, data: stripNulls(data) }));
};

function stripNulls(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}

beforeEach(async () => {
  while ((await publishTasks(test_.hub)) > 0);
  await publishIntake(test_.hub);
  const row = await queryOne<{ at: number }>(
    test_.hub.db,
    sql`select last_position as at from ledger_writer`,
  );
  since = row?.at ?? 0;
});

test('a question is told when it is asked and when it is answered, once each, without whom it is about', async () => {
  const { db } = test_.hub;
  const question = { reason: 'ZZTESTA has no number.' };
  await transaction(db, (tx) => askReviews(tx, [{ key: 'a', kind: 'no_endpoint', question }]));
  const review = await queryOne<{ id: string }>(db, sql`select id from review where key = 'a'`);
  const id = review?.id ?? '';
  expect(await publishTasks(test_.hub)).toBe(1);
  expect(await publishTasks(test_.hub)).toBe(0);
  await transaction(db, (tx) => answerReview(tx, id, { said: 'ZZTEST' }, 'ana@practice.example'));
  await publishTasks(test_.hub);

  const data = { taskId: id, of: 'question', kind: 'no_endpoint' };
  expect(await told('task.')).toEqual([
    { type: 'task.opened', version: 1, data },
    { type: 'task.settled', version: 2, data: { ...data, settledBy: 'person' } },
  ]);
});

test('what opened and was settled between two looks is told whole; what nobody was asked is not', async () => {
  const { db } = test_.hub;
  await transaction(db, (tx) => askReviews(tx, [{ key: 'b', kind: 'no_endpoint' }]));
  await execute(db, sql`update review set state = 'withdrawn', answered_at = now() where key = 'b'`);
  await test_.feed(siu('S12', storyOf(1)));
  const message = await queryOne<{ id: string }>(db, sql`select id from message limit 1`);
  await transaction(db, (tx) =>
    recordDecision(tx, message?.id ?? '', 0, { patientId: newId() }, 'ana@practice.example'),
  );
  while ((await publishTasks(test_.hub)) > 0);

  const of = (await told('task.')).filter((one) => one.data['kind'] === 'no_endpoint');
  expect(of.map((one) => [one.type, one.data['settledBy']])).toEqual([
    ['task.opened', undefined],
    ['task.settled', 'facts'],
  ]);
  expect((await told('task.')).filter((one) => one.data['kind'] === 'patient_match')).toEqual([]);
});

test('what is late opens when somebody was told, ends when it is settled, and may open again', async () => {
  const { db } = test_.hub;
  await test_.feed(siu('S12', storyOf(2)));
  const clock = await queryOne<{ id: string; kind: string }>(
    db,
    sql`select id, kind from escalation where state = 'planned' and not is_quiet order by id desc limit 1`,
  );
  const id = clock?.id ?? '';
  const late = async () => (await told('task.')).filter((one) => one.data['of'] === 'late');
  await publishTasks(test_.hub);
  expect(await late()).toEqual([]);
  const change = (state: string) =>
    execute(
      db,
      sql`update escalation set state = ${state}, level = 1, version = version + 1 where id = ${id}`,
    );
  for (const state of ['raised', 'closed', 'raised']) {
    await change(state);
    await publishTasks(test_.hub);
  }

  const events = await late();
  expect(events.map((one) => [one.type, one.data['taskId'], one.data['kind']])).toEqual([
    ['task.opened', id, clock?.kind],
    ['task.settled', id, clock?.kind],
    ['task.opened', id, clock?.kind],
  ]);
  expect(events[1]?.data['settledBy']).toBe('facts');
  const versions = events.map((one) => one.version);
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
});

test('what came in is told in numbers, for each channel, and only what is new', async () => {
  const { db } = test_.hub;
  const before = await queryOne<{ sum: number }>(
    db,
    sql`select sum(received)::float8 as sum from channel_day where channel = 'clinic'`,
  );
  const again = siu('S12', storyOf(4));
  await test_.feed(siu('S12', storyOf(3)), again);
  await test_.feed(again);
  expect(await publishIntake(test_.hub)).toBe(1);
  expect(await publishIntake(test_.hub)).toBe(0);

  const events = await told('intake.');
  expect(events.map(({ type, data }) => [type, data['channel'], data['count']])).toEqual([
    ['intake.received', 'clinic', 2],
    ['intake.duplicate', 'clinic', 1],
  ]);
  expect(events[0]?.data['total']).toBe((before?.sum ?? 0) + 2);
});

test('a note its author takes back is told with the state that follows', async () => {
  await test_.feed(siu('S12', storyOf(5)), mdm('T02', storyOf(5)));
  const before = (await told('referral.')).map((one) => one.type);
  expect(before).toContain('referral.note_ready');
  await test_.feed(mdm('T11', storyOf(5)));

  const after = (await told('referral.')).map((one) => one.type).slice(before.length);
  expect(after[0]).toBe('referral.note_withdrawn');
  await test_.feed(mdm('T11', { ...storyOf(5), at: '20261220120000-0500' }));
  const all = (await told('referral.')).filter((one) => one.type === 'referral.note_withdrawn');
  expect(all).toHaveLength(1);
});

test('a link of a person to a practice is told when it begins, ends and goes on', async () => {
  const { db } = test_.hub;
  const [personId, organisationId] = [newId(), newId()];
  await execute(
    db,
    sql`insert into partner (id, kind, name, stage, name_key) values
        (${personId}, 'person', 'ROBERT ZZTEST', 'active', 'zztest robert'), (${organisationId}, 'organisation', 'Lakeside', 'active', 'lakeside')`,
  );
  const by = { person: 'ana@practice.example' };
  const added = await addRole(test_.hub, personId, { organisationId }, by);
  const id = added.outcome === 'saved' ? added.id : '';
  await editRole(test_.hub, id, { fields: { roles: ['physician'] } }, by);
  await editRole(test_.hub, id, { fields: { endsOn: '2026-01-31' } }, by);
  await editRole(test_.hub, id, { fields: { endsOn: '2026-02-28' } }, by);
  await addRole(test_.hub, personId, { organisationId }, by);

  const events = await told('partner.role');
  expect(events.map((one) => one.type)).toEqual([
    'partner.role_started',
    'partner.role_ended',
    'partner.role_started',
  ]);
  for (const { data } of events) expect(data).toEqual({ roleId: id, partnerId: personId, organisationId });
});
