import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestConsole, type TestConsole, type Visitor } from '../../test/support/console.ts';
import { enterPartner, enterReferrals } from '../../test/support/counted-referrals.ts';
import { addDays, addWeeks, lastCompleteWeek, type Week } from '../domain/measures/week.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { judgeVolumes } from '../pipeline/volume-alerts.ts';
import { execute, query, sql, type Database } from '../store/database.ts';
import { listAlerts } from '../store/measures/volume-alerts.ts';

let console_: TestConsole;
let operator: Visitor;
let db: Database;
let last: Week;
let steady: string;
let dropped: string;
const zone = 'America/New_York';
const WEEKS = 24;

/** The desks, the answers and the notes of the last week's referrals, in the order they were received. */
async function enterVisits(): Promise<void> {
  await execute(
    db,
    sql`update referral r set is_first_of_patient = true, desk = case when x.n % 2 = 0 then 'Desk <b>A</b>' else 'Desk B' end,
          attribution = case when x.n <= 3 then 'missing' else 'referrer' end, appointment_at = received_at, seen_at = received_at,
          ordered_at = received_at, note_delivered_at = case when x.n % 2 = 0 then received_at + interval '30 hours' end,
          state = case when x.n % 2 = 0 then 'closed' else 'seen' end
        from (select id, row_number() over (order by received_at, id) as n from referral where week = ${last}::date) x where x.id = r.id`,
  );
  await execute(
    db,
    sql`update patient set family = '=ZZTESTSUM(1)', given = '<script>alert(1)</script>', birth_date = '1950-03-12'
        where id in (select patient_id from referral where week = ${last}::date and referrer_partner_id = ${steady})`,
  );
}

async function enterContact(): Promise<void> {
  const id = newId();
  await execute(
    db,
    sql`insert into contact (id, name, name_key, source) values (${id}, 'Lisa ZZTEST', 'lisa zztest', 'person')`,
  );
  await execute(
    db,
    sql`insert into contact_affiliation (id, contact_id, partner_id, roles, phone, extension, source)
        values (${newId()}, ${id}, ${steady}, '{sends referrals}', '2025550177', '12', 'person')`,
  );
}

beforeAll(async () => {
  console_ = await openTestConsole();
  db = console_.hub.hub.db;
  operator = await console_.signInAs('ops@practice.example', 'operator');
  last = lastCompleteWeek(now(), zone);
  const start = addWeeks(last, 1 - WEEKS);
  const weekly = (count: number) => Array.from({ length: WEEKS }, () => count);
  steady = await enterPartner(db, { kind: 'organisation', name: '+ZZTEST <b>Steady</b>' });
  await enterReferrals(db, steady, start, weekly(3));
  for (let nr = 0; nr < 6; nr += 1)
    await enterReferrals(db, await enterPartner(db, { kind: 'organisation' }), start, weekly(2));
  dropped = await enterPartner(db, { kind: 'organisation', name: 'ZZTEST Dropped' });
  await enterReferrals(db, dropped, start, [...weekly(6).slice(4), 0, 0, 0, 0]);
  const quiet = await enterPartner(db, { name: 'ZZTEST Quiet' });
  await enterReferrals(db, quiet, start, [1, 0, 1, 0, 1, 0, 1]);
  await enterReferrals(db, await enterPartner(db, { name: 'ZZTEST New' }), last, [1]);
  await enterVisits();
  await enterContact();
  await judgeVolumes({ db, zone, at: now() });
}, 60_000);
afterAll(() => console_.close());

const textOf = async (path: string, visitor: Visitor = console_): Promise<string> =>
  (await visitor.get(path)).text();
const audits = (action: string) =>
  query<{ readonly actor: string; readonly object_id: string }>(
    db,
    sql`select actor, object_id from audit where action = ${action} order by id`,
  );

describe('this week', () => {
  test('says in words what came, and beside it the week before and what is normal', async () => {
    const html = await textOf('/week');

    expect(html).toContain('16 referrals');
    expect(html).toContain('1 more than the week before');
    expect(html).toMatch(/Counts as of/);
    expect(html).toMatch(/What “Weekly volume” counts/);
  });

  test('shows who dropped with chart, since when, and what did not come', async () => {
    const html = await textOf('/week');
    const line = /<li class="card" data-id[\s\S]*?ZZTEST Dropped[\s\S]*?<\/li>/.exec(html)?.[0] ?? '';

    expect(line).toContain('Fewer');
    expect(line).toContain('<svg class="spark"');
    expect(line).toContain('0 referrals in the last 4 weeks');
    expect(line).toContain('did not come');
    expect(line).toContain('Last week 0, the week before 0');
  });

  test('shows silent partners in words, first referrals, capture by desk and notes in time', async () => {
    const html = await textOf('/week');

    expect(html).toMatch(/ZZTEST Quiet[\s\S]*Usually every 14 days, none for/);
    expect(html).toMatch(/ZZTEST New[\s\S]*First referral/);
    expect(html).toContain('Desk &lt;b&gt;A&lt;/b&gt;');
    expect(html).toContain('8 of 16 visits');
    expect(html).not.toContain('<b>A</b>');
  });

  test('goes back week by week, and never to one that is not over', async () => {
    const before = await textOf(`/week?week=${addWeeks(last, -1)}`);
    const running = await textOf(`/week?week=${addWeeks(last, 1)}`);

    expect(before).toContain('rel="next"');
    expect(before).toContain('As it stands now, not as it stood in that week.');
    expect(running).toContain('Last week: ');
    expect(running).not.toContain('rel="next"');
  });

  test('of a practice without any referral teaches and does not fail', async () => {
    const html = await textOf('/week?week=2001-01-01');

    expect(html).toContain('0 referrals, too early to say what is normal');
    expect(html).toContain('No new patient had an appointment in this week.');
  });

  test('has no inline scripts or styles, and no names of patients', async () => {
    for (const path of ['/week', '/week/capture', '/week/measures']) {
      const html = await textOf(path);

      expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
      expect(html).not.toContain('SUM(1)');
    }
  });
});

describe('an alert', () => {
  const openAlert = async () => (await listAlerts(db, { limit: 1, partnerId: dropped, grade: 'alert' }))[0];

  test('is not acknowledged by an operator, nor by a form without our token', async () => {
    const path = `/week/alerts/${(await openAlert())?.id ?? ''}/acknowledge`;

    expect((await operator.post(path, {})).status).toBe(403);
    expect((await console_.post(path, { csrf: 'wrong' })).status).toBe(403);
    expect((await openAlert())?.state).toBe('open');
  });

  test('is acknowledged with a note, once, and both are written down', async () => {
    const id = (await openAlert())?.id ?? '';
    const path = `/week/alerts/${id}/acknowledge`;

    const first = await console_.post(path, { note: 'Moved <i>away</i>', week: last });
    const second = await console_.post(path, { note: 'me too', week: last });

    expect(first.headers.get('location')).toBe(`/week?week=${last}&told=done`);
    expect(second.headers.get('location')).toBe(`/week?week=${last}&told=already_answered`);
    expect(await openAlert()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'ana@practice.example',
    });
    expect(await textOf('/week')).toContain('Moved &lt;i&gt;away&lt;/i&gt;');
    expect(await audits('acknowledge_volume_alert')).toContainEqual({
      actor: 'ana@practice.example',
      object_id: id,
    });
  });

  test('that is not there is told', async () => {
    const answer = await console_.post(`/week/alerts/${newId()}/acknowledge`, {});

    expect(answer.headers.get('location')).toBe('/week?told=not_found');
  });
});

describe('the call sheet', () => {
  test('has a line for each partner with both weeks, who to call, and its patients', async () => {
    const html = await textOf('/week/sheet');
    const line =
      /<li class="card">(?:(?!<li class="card">)[\s\S])*?Steady[\s\S]*?<\/ul>/.exec(html)?.[0] ?? '';

    expect(line).toContain('<strong>3</strong>');
    expect(line).toContain('week before 3');
    expect(line).toContain('Lisa ZZTEST sends referrals');
    expect(line).toContain('(202) 555-0177');
    expect(line).toContain('ext. 12');
    expect(line.match(/class="call-patient"/g)).toHaveLength(3);
    expect(await textOf(`/week/sheet?week=${addWeeks(last, -3)}`)).toMatch(
      /ZZTEST Dropped[\s\S]*<strong>0<\/strong> <span class="muted">week before 6[\s\S]*Nobody this week\./,
    );
    expect(html).not.toContain('<script>alert');
  });

  test('is a look at patients: written down, and not for operators', async () => {
    expect((await operator.get('/week/sheet')).status).toBe(403);
    expect((await operator.get('/week/sheet?format=csv')).status).toBe(403);
    expect(await audits('view_week_sheet')).toContainEqual({
      actor: 'ana@practice.example',
      object_id: last,
    });
  });

  test('comes as a file that spreadsheets read as text and not as formulas', async () => {
    const answer = await console_.get(`/week/sheet?week=${last}&format=csv`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const rows = new TextDecoder().decode(bytes).split('\r\n');

    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="call-sheet-${last}.csv"`);
    expect(rows.filter((row) => row.startsWith("'+ZZTEST <b>Steady</b>,3,3,no,Lisa ZZTEST,"))).toHaveLength(
      3,
    );
    expect(rows.find((row) => row.includes('Steady'))).toContain("'=ZZTESTSUM(1)");
    expect(await audits('export_week_sheet')).toHaveLength(1);
  });
});

describe('missing referrers', () => {
  test('are counted by desk and lead to who they are', async () => {
    const html = await textOf('/week/capture');

    expect(html).toContain('3 of 16 visits of new patients');
    expect(html).toContain('href="/missing"');
    const link =
      /href="(\/week\/measures\/unsent_for_want_of_referrer\?[^"]*key=Desk\+B)"/.exec(html)?.[1] ?? '';
    const cases = await textOf(link.replaceAll('&amp;', '&'));
    expect(cases.match(/class="row"/g)).toHaveLength(2);
  });

  test('are counted for an operator, without a way to the patients', async () => {
    const html = await textOf('/week/capture', operator);

    expect(html).toContain('3 of 16 visits of new patients');
    expect(html).not.toContain('/week/measures/unsent');
  });
});

describe('measures', () => {
  const period = () => `from=${last}&to=${addDays(last, 6)}`;

  test('all stand on one page with their definitions, for operators without patients', async () => {
    const html = await textOf(`/week/measures?${period()}`, operator);

    expect(html).toContain('Closed referrals, of those whose visit took place');
    expect(html).toContain('8 of 16');
    expect(html).not.toContain('href="/week/measures/loop_closure');
    expect((await operator.get('/week/measures/loop_closure')).status).toBe(403);
    expect((await operator.get('/week/measures/cms50')).status).toBe(403);
  });

  test('of one partner are found by name, and it says when nobody fits', async () => {
    const one = await textOf(`/week/measures?${period()}&partner=${steady}`);
    const none = await textOf(`/week/measures?${period()}&who=nobodyatall`);

    expect(one).toContain('Only +ZZTEST &lt;b&gt;Steady&lt;/b&gt;');
    expect(one).toMatch(/<strong>3<\/strong><br\/?><small>Number/);
    expect(none).toContain('Nobody in the directory fits “nobodyatall”');
  });

  test('say what is wrong with a period', async () => {
    expect(await textOf('/week/measures?from=2026-05-02&to=2026-05-01')).toContain(
      'The first day is after the last one.',
    );
  });

  test('show the cases of numerator and denominator, which are a look at patients', async () => {
    const path = `/week/measures/loop_closure?${period()}`;
    const rows = async (only: string) => (await textOf(path + only)).match(/class="row"/g) ?? [];

    expect(await rows('')).toHaveLength(16);
    expect(await rows('&only=in')).toHaveLength(8);
    expect(await rows('&only=out')).toHaveLength(8);
    expect(await rows(`&partner=${steady}`)).toHaveLength(3);
    expect(await audits('view_measure_cases')).toContainEqual({
      actor: 'ana@practice.example',
      object_id: 'loop_closure',
    });
  });

  test.each(['week', 'account', 'key'])('are broken down by %s', async (by) => {
    const html = await textOf(`/week/measures/capture_by_desk?${period()}&by=${by}`);

    expect(html).toContain('13 of 16');
    expect(html).not.toContain('<b>A</b>');
  });

  test('come as files', async () => {
    const all = await textOf(`/week/measures?${period()}&format=csv`);
    const cases = await textOf(`/week/measures/note_delivered_time?${period()}&format=csv`);

    expect(all).toContain(`Loop closure,${last},${addDays(last, 6)},,16,8,0.5`);
    expect(cases.match(/After 30 h,,30,/g)).toHaveLength(8);
    expect(cases.match(/Not yet,,,/g)).toHaveLength(8);
    expect(await audits('export_measure_cases')).toHaveLength(1);
  });

  test('that do not exist are not found', async () => {
    expect((await console_.get('/week/measures/everything')).status).toBe(404);
  });

  test('of CMS50 list every partner, and the patients of one', async () => {
    const all = await textOf('/week/measures/cms50');
    const one = await textOf(`/week/measures/cms50?partner=${steady}`);

    expect(all).toContain('closing the referral loop');
    expect(one).toMatch(/0%, 0 of \d+ patients/);
    expect((await console_.get(`/week/measures/cms50?partner=${newId()}`)).status).toBe(404);
  });
});
