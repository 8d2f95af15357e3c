import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { enterPartner, enterReferrals } from '../../test/support/counted-referrals.ts';
import { addWeeks, type Week } from '../domain/measures/week.ts';
import { newId } from '../lib/ids.ts';
import { execute, query, sql } from '../store/database.ts';
import { listEvents } from '../store/events.ts';
import { partnerWeeks } from '../store/measures/partner-watch.ts';
import { listAlerts } from '../store/measures/volume-alerts.ts';
import { acknowledgeVolumeAlert, judgeVolumes, judgeWhenDue, type Judged } from './volume-alerts.ts';

const zone = 'America/Chicago';
/** A Monday; forty weeks after it no federal holiday falls on a working day more than once in a week. */
const START = '2026-01-05';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** Judges as of the Tuesday after the `n`th week since the start. */
function judge(weeks: number): Promise<Judged> {
  return judgeVolumes({ db: database.db, zone, at: `${tuesdayAfter(weeks)}T15:00:00.000Z` });
}

function tuesdayAfter(weeks: number): string {
  return new Date(Date.parse(addWeeks(START, weeks)) + 86_400_000).toISOString().slice(0, 10);
}

const weekNr = (n: number): Week => addWeeks(START, n);

async function partnerWith(counts: readonly number[], options = {}): Promise<string> {
  const id = await enterPartner(database.db, options);
  await enterReferrals(database.db, id, START, counts);
  return id;
}

const events = async (): Promise<readonly string[]> =>
  (await listEvents(database.db, 0, 100)).map((one) => one.type);

/** Others, busy and rare ones as practices have them, that keep its weeks steady. */
async function enterSteadyPractice(weeks: number): Promise<void> {
  for (let nr = 0; nr < 6; nr += 1) {
    await partnerWith(Array.from({ length: weeks }, (_, week) => 3 + nr + ((week + nr) % 3)));
    await partnerWith(Array.from({ length: weeks }, (_, week) => Number((week + nr) % 3 === 0)));
  }
}

describe('the fixture of the plain rule', () => {
  /** To March, where no holiday is. */
  const before = Array.from({ length: 8 }, () => 0);

  test('6, 6, 1 raises one drop, 2, 2, 7 one spike, and steady weeks none', async () => {
    const falling = await partnerWith([...before, 6, 6, 1]);
    const rising = await partnerWith([...before, 2, 2, 7]);
    await partnerWith([...before, 3, 3, 3]);
    await partnerWith([...before, 4, 5, 4]);

    await judge(11);

    const alerts = await listAlerts(database.db, { limit: 10 });
    expect(new Map(alerts.map((one) => [one.partnerId, [one.direction, one.grade, one.opened]]))).toEqual(
      new Map([
        [falling, ['drop', 'notice', weekNr(10)]],
        [rising, ['spike', 'notice', weekNr(10)]],
      ]),
    );
    expect(alerts.find((one) => one.partnerId === falling)?.evidence.words).toBe(
      '1 referral last week, 6 the week before; 6.0 in a usual week',
    );
    // A notice is shown and pages nobody.
    expect(await events()).toEqual([]);
  });

  test('closes by itself when the next week is back in band', async () => {
    const falling = await partnerWith([...before, 6, 6, 1, 6]);
    await judge(11);
    await judge(12);

    const [alert] = await listAlerts(database.db, { limit: 10, states: ['closed'] });
    expect(alert).toMatchObject({ partnerId: falling, direction: 'drop', closed: weekNr(11) });
    expect(await listAlerts(database.db, { limit: 10 })).toEqual([]);
  });
});

describe('an alert', () => {
  const dropping = [...Array.from({ length: 20 }, () => 4), 0, 1, 0, 0];

  test('opens once, tells once, and judging again changes nothing', async () => {
    await enterSteadyPractice(24);
    const partnerId = await partnerWith(dropping);

    const first = await judge(24);
    const again = await judge(24);

    expect(first.changes).toBeGreaterThan(0);
    expect(again).toMatchObject({ changedWeeks: 0, changes: 0 });
    const [alert, ...others] = await listAlerts(database.db, { limit: 10, partnerId, grade: 'alert' });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      direction: 'drop',
      state: 'open',
      since: weekNr(20),
      evidence: { rule: 'cusum' },
    });
    expect(alert?.evidence.lost).toBeGreaterThan(10);
    expect(await events()).toEqual(['partner.volume_drop']);
  });

  test('is judged only on weeks that are over', async () => {
    await enterSteadyPractice(24);
    await partnerWith([...Array.from({ length: 20 }, () => 4), 0, 1, 0]);
    // Sunday evening in Chicago is Monday in UTC.
    await judgeVolumes({ db: database.db, zone, at: '2026-05-25T03:00:00.000Z' });

    const [watch] = await query<{ last_week: string }>(database.db, sql`select last_week from volume_watch`);
    expect(watch?.last_week).toBe('2026-05-11');
  });

  test('closes by itself and says that the partner is back', async () => {
    await enterSteadyPractice(29);
    const partnerId = await partnerWith([...dropping, 4, 4, 5, 4, 4]);
    await judge(24);

    await judge(29);

    const [alert] = await listAlerts(database.db, {
      limit: 10,
      partnerId,
      states: ['closed'],
      grade: 'alert',
    });
    expect(alert).toMatchObject({ direction: 'drop', closed: weekNr(28) });
    expect(alert?.trace.map((one) => one.what)).toEqual(['opened', 'closed']);
    expect(await events()).toEqual(['partner.volume_drop', 'partner.recovered']);
  });

  test('is withdrawn, with a trace of why, when late referrals fill the weeks', async () => {
    await enterSteadyPractice(24);
    const partnerId = await partnerWith(dropping);
    await judge(24);
    await enterReferrals(database.db, partnerId, weekNr(20), [4, 3, 4, 4]);

    await judge(24);

    const [alert] = await listAlerts(database.db, {
      limit: 10,
      partnerId,
      states: ['withdrawn'],
      grade: 'alert',
    });
    expect(alert?.trace.at(-1)).toMatchObject({ what: 'withdrawn' });
    expect(alert?.trace.at(-1)?.because).toBe(
      `week of ${weekNr(20)}: 4 instead of 0; week of ${weekNr(21)}: 4 instead of 1; week of ${weekNr(22)}: 4 instead of 0`,
    );
    expect(await events()).toEqual(['partner.volume_drop', 'partner.recovered']);
    expect((await judge(24)).changes).toBe(0);
  });

  test('stays when a correction does not explain it', async () => {
    await enterSteadyPractice(24);
    const partnerId = await partnerWith(dropping);
    await judge(24);
    await enterReferrals(database.db, partnerId, weekNr(21), [1]);

    await judge(24);

    expect(await listAlerts(database.db, { limit: 10, partnerId, grade: 'alert' })).toMatchObject([
      { state: 'open', direction: 'drop' },
    ]);
  });

  test('of referrals that were voided or moved to somebody else is withdrawn', async () => {
    await enterSteadyPractice(24);
    const partnerId = await partnerWith([...Array.from({ length: 22 }, () => 2), 9, 9]);
    const other = await enterPartner(database.db);
    await judge(24);
    expect(await events()).toEqual(['partner.volume_spike']);

    await execute(
      database.db,
      sql`update referral set is_counted = false where referrer_partner_id = ${partnerId} and week = ${weekNr(22)}`,
    );
    await execute(
      database.db,
      sql`update referral set referrer_partner_id = ${other} where referrer_partner_id = ${partnerId} and week = ${weekNr(23)}`,
    );
    await judge(24);

    expect(await listAlerts(database.db, { limit: 10, partnerId, states: ['withdrawn'] })).toMatchObject([
      { direction: 'spike', grade: 'alert' },
    ]);
    expect(await events()).toContain('partner.recovered');
  });

  test('of a partner that was merged away is withdrawn, and the survivor is judged with all weeks', async () => {
    await enterSteadyPractice(24);
    const loser = await partnerWith(dropping);
    const survivor = await partnerWith([...Array.from({ length: 20 }, () => 0), 4, 4, 4, 4]);
    await judge(24);
    await execute(
      database.db,
      sql`update referral set referrer_partner_id = ${survivor} where referrer_partner_id = ${loser}`,
    );
    await execute(database.db, sql`update partner set alias_of = ${survivor} where id = ${loser}`);

    await judge(24);

    expect(await listAlerts(database.db, { limit: 10, partnerId: loser, states: ['open'] })).toEqual([]);
    expect((await partnerWeeks(database.db, survivor, 24))?.weeks.map((one) => one.count)).toEqual([
      ...Array.from({ length: 20 }, () => 4),
      4,
      5,
      4,
      4,
    ]);
  });

  test('that a person acknowledged makes the new level the measure', async () => {
    await enterSteadyPractice(40);
    const partnerId = await partnerWith([
      ...Array.from({ length: 20 }, () => 6),
      ...Array.from({ length: 20 }, () => 2),
    ]);
    await judge(24);
    const [alert] = await listAlerts(database.db, { limit: 10, partnerId, grade: 'alert' });

    expect(await acknowledgeVolumeAlert(database.db, alert?.id ?? '', 'liaison@practice.example')).toBe(
      'done',
    );
    expect(await acknowledgeVolumeAlert(database.db, alert?.id ?? '', 'liaison@practice.example')).toBe(
      'already_answered',
    );
    expect(await acknowledgeVolumeAlert(database.db, newId(), 'liaison@practice.example')).toBe('not_found');
    await judge(40);

    const chart = await partnerWeeks(database.db, partnerId, 4);
    for (const week of chart?.weeks ?? []) expect(week.expected).toBeLessThan(3.5);
    expect(await listAlerts(database.db, { limit: 10, partnerId, states: ['open'], grade: 'alert' })).toEqual(
      [],
    );
  });

  test('of a roll-up sees what no single member shows, and one member alone is told once', async () => {
    await enterSteadyPractice(24);
    const organisation = await enterPartner(database.db, { kind: 'organisation' });
    const members = [];
    for (let nr = 0; nr < 5; nr += 1) {
      const counts = Array.from({ length: 24 }, (_, week) => (week < 20 ? 1 : Number(week === 20 + nr)));
      members.push(await partnerWith(counts, { rootId: organisation }));
    }
    const single = await enterPartner(database.db, { kind: 'organisation' });
    const only = await partnerWith(dropping, { rootId: single });

    await judge(24);

    const alerts = await listAlerts(database.db, { limit: 20, grade: 'alert' });
    const ids = alerts.map((one) => one.partnerId);
    expect(ids).toContain(organisation);
    expect(ids).toContain(single);
    expect(ids).not.toContain(only);
    for (const member of members) expect(ids).not.toContain(member);
  });

  test('is not raised against everybody when the whole practice is quiet', async () => {
    for (let nr = 0; nr < 40; nr += 1)
      await partnerWith(Array.from({ length: 24 }, (_, week) => (week >= 22 ? 0 : 3 + ((week + nr) % 3))));

    await judge(24);

    expect(await listAlerts(database.db, { limit: 10, grade: 'alert' })).toEqual([]);
  });
});

describe('a silence', () => {
  /** One every three weeks until week 24. */
  const rare = Array.from({ length: 25 }, (_, week) => Number(week % 3 === 0));
  const nobody = (weeks: number) => Array.from({ length: weeks }, () => 0);

  test('of a rare partner is told in words, and ends with the next referral', async () => {
    await enterSteadyPractice(43);
    const partnerId = await partnerWith([...rare, ...nobody(17), 1]);
    await judge(42);
    const [silent] = await listAlerts(database.db, { limit: 10, partnerId, grade: 'alert' });
    expect(silent).toMatchObject({ direction: 'silent', state: 'open', since: weekNr(24) });
    expect(silent?.evidence.words).toBe('usually every 21 days, none for 126; 1 in 400 by chance');

    await judge(43);

    const [over] = await listAlerts(database.db, {
      limit: 10,
      partnerId,
      states: ['closed'],
      grade: 'alert',
    });
    expect(over).toMatchObject({ id: silent?.id, closed: weekNr(42) });
    expect(await events()).toEqual(['partner.silent', 'partner.recovered']);
  });

  test('is withdrawn when a referral of the time between arrives late', async () => {
    await enterSteadyPractice(42);
    const partnerId = await partnerWith([...rare, ...nobody(17)]);
    await judge(42);
    await enterReferrals(database.db, partnerId, weekNr(33), [1]);

    await judge(42);

    const [over] = await listAlerts(database.db, {
      limit: 10,
      partnerId,
      states: ['withdrawn'],
      grade: 'alert',
    });
    expect(over?.trace.at(-1)?.because).toBe(`week of ${weekNr(33)}: 1 instead of 0`);
  });
});

describe('when to judge', () => {
  const at = (minute: number): string => `2026-06-23T15:${String(minute).padStart(2, '0')}:00.000Z`;
  const look = (minute: number) => judgeWhenDue({ db: database.db, zone, at: at(minute) });

  test('a new week, a moved ledger or an hour is needed', async () => {
    await partnerWith([1, 1, 1]);
    expect(await look(0)).toMatchObject({ week: '2026-06-15', changedWeeks: 3 });
    expect(await look(1)).toBeUndefined();

    await partnerWith([1]);
    await execute(database.db, sql`update ledger_writer set last_position = last_position + 1`);
    expect(await look(2)).toMatchObject({ changedWeeks: 1 });
    expect(await look(3)).toBeUndefined();
    expect(await judgeWhenDue({ db: database.db, zone, at: '2026-06-23T16:30:00.000Z' })).toMatchObject({
      changedWeeks: 0,
    });
  });
});
