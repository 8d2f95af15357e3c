import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultRules, parseWeek, type EscalationRules } from '../../src/domain/escalation-rules.ts';
import { answerEscalation } from '../../src/pipeline/answer-escalation.ts';
import { escalateDue } from '../../src/pipeline/escalate.ts';
import { nameParty } from '../../src/pipeline/name-party.ts';
import { holdReferral, joinReferrals } from '../../src/pipeline/referral-decisions.ts';
import { execute, query, queryOne, sql } from '../../src/store/database.ts';
import {
  listEscalations,
  listEscalationsOf,
  listMissing,
  type MissingLine,
} from '../../src/store/escalations.ts';
import { adt, ref, siu, type Story } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';

const HOUR = 3_600_000;
const zone = 'America/New_York';
const ana = 'ana@practice.example';

const always: EscalationRules = {
  ...defaultRules(zone),
  hours: {
    zone,
    week: parseWeek('mon-sun 00:00-24:00') ?? [],
    holidays: { usFederal: false, closed: [], open: [] },
  },
};

let hub: TestHub;
beforeEach(async () => {
  hub = await createTestHub({ policy: { escalation: always } });
});
afterEach(() => hub.close());

function ago(hours: number): string {
  const digits = new Date(Date.now() - hours * HOUR).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${digits}+0000`;
}

const nobody: Story = { referrer: '' };
const missing = (point: 'call' | 'check_in' | 'tech' | 'emr_update'): Promise<MissingLine[]> =>
  listMissing(hub.hub.db, point, { limit: 10, zone });
const only = async (): Promise<string> =>
  (await queryOne<{ id: string }>(hub.hub.db, sql`select id from referral where merged_into is null`))?.id ??
  '';
const stateOf = (id: string) =>
  queryOne<{ kind: string; state: string }>(
    hub.hub.db,
    sql`select kind, state from referral where id = ${id}`,
  );

test('who sent an appointment without a referral is answered at the desk: it becomes one, and nobody asks again', async () => {
  await hub.feed(
    siu('S12', { ...nobody, at: ago(30), start: ago(1) }),
    adt('A04', { ...nobody, at: ago(1) }),
  );
  await escalateDue(hub.hub);
  const [line] = await missing('check_in');
  expect(line).toMatchObject({ referralKind: 'none', missing: ['referrer', 'pcp'], isLate: true });

  const referralId = line?.referralId ?? '';
  const party = {
    kind: 'person',
    identifiers: [{ system: 'npi', value: '1234567893' }],
    name: { family: 'ZZTESTREF' },
  } as const;
  expect(await nameParty(hub.hub, referralId, 'referrer', { party }, ana)).toBe('done');
  expect(await missing('check_in')).toMatchObject([{ missing: ['pcp'] }]);
  expect(await stateOf(referralId)).toMatchObject({ kind: 'explicit' });

  expect(await nameParty(hub.hub, referralId, 'pcp', { nobody: 'unknown' }, ana)).toBe('done');
  expect(await missing('check_in')).toEqual([]);
  await hub.feed(adt('A03', { ...nobody, at: ago(0.1) }));
  expect(await missing('emr_update')).toEqual([]);
});

test('nobody sent me, and I have no doctor, are answers too', async () => {
  await hub.feed(siu('S12', { ...nobody, at: ago(3), start: ago(-1) }));
  const id = await only();
  expect(await missing('call')).toHaveLength(1);

  await nameParty(hub.hub, id, 'referrer', { nobody: 'self' }, ana);
  await nameParty(hub.hub, id, 'pcp', { nobody: 'self' }, ana);
  expect(await missing('call')).toEqual([]);
  expect(
    await nameParty(hub.hub, id, 'referrer', { partnerId: '00000000-0000-7000-8000-000000000001' }, ana),
  ).toBe('not_found');
});

test('today’s patients come first, by their time; then the others, oldest first, in pages', async () => {
  const today = await queryOne<{ noon: string }>(
    hub.hub.db,
    sql`select ((now() at time zone ${zone})::date + time '12:00') at time zone ${zone} as noon`,
  );
  const noon = Date.parse(today?.noon ?? '');
  const starts = [noon - 72 * HOUR, noon + HOUR, noon - 48 * HOUR, noon, noon + 96 * HOUR];
  for (const [index, start] of starts.entries()) {
    const letters = 'ABCDE'[index]?.repeat(4) ?? '';
    await hub.feed(
      siu('S12', {
        ...nobody,
        mrn: `TEST-${index}`,
        family: `ZZTEST${letters}`,
        given: `G${letters}`,
        birth: `19${60 + index}0${1 + index}11`,
        phone: `555-01${60 + index}`,
        appointment: `F${index}`,
        visit: `V${index}`,
        at: ago(100),
        start: ago((Date.now() - start) / HOUR),
      }),
    );
  }
  const order = (lines: readonly MissingLine[]) => lines.map((line) => line.family?.slice(-1));
  const all = await missing('call');

  expect(order(all)).toEqual(['D', 'B', 'A', 'C', 'E']);
  expect(all.map((line) => line.isToday)).toEqual([true, true, false, false, false]);
  const pages: string[] = [];
  for (let after: MissingLine | undefined; ;) {
    const page = await listMissing(hub.hub.db, 'call', { limit: 2, zone, ...(after && { after }) });
    after = page.at(-1);
    if (!after) break;
    pages.push(...order(page).map(String));
  }
  expect(pages).toEqual(['D', 'B', 'A', 'C', 'E']);
});

test('on hold nobody is told; after it the clock goes on where it stood', async () => {
  await hub.feed(ref('I12', { at: ago(23) }));
  const id = await only();
  await holdReferral(hub.hub, id, { isOnHold: true }, ana);
  await execute(
    hub.hub.db,
    sql`update escalation set dues = array(select d - interval '30 hours' from unnest(dues) d)`,
  );
  await escalateDue(hub.hub);
  expect(await listEscalationsOf(hub.hub.db, id)).toMatchObject([
    { state: 'planned', isOnHold: true, nextDueAt: null },
  ]);

  await holdReferral(hub.hub, id, { isOnHold: false }, ana);
  const [clock] = await listEscalationsOf(hub.hub.db, id);
  expect(clock).toMatchObject({ state: 'planned', isOnHold: false });
  expect(Date.parse(clock?.nextDueAt ?? '')).toBeGreaterThan(Date.now());
});

test('what a person closed stays closed whatever the facts say, and what was put off is not told before', async () => {
  await hub.feed(ref('I12', { at: ago(30) }));
  await escalateDue(hub.hub);
  const [late] = await listEscalations(hub.hub.db, { state: 'late' }, { limit: 10 });
  const until = new Date(Date.now() + 48 * HOUR).toISOString();
  const of = { id: late?.id ?? '', version: late?.version ?? 0 };
  expect(await answerEscalation(hub.hub, of, { kind: 'snooze', until, reason: 'On holiday.' }, ana)).toBe(
    'done',
  );
  expect(await listEscalations(hub.hub.db, { state: 'late' }, { limit: 10 })).toEqual([]);
  // The next level would be due before that, and a new fact moves the clock.
  await hub.feed(ref('I13', { at: ago(29) }).replace('RF1|P|R|', 'RF1|P|A|'));
  await escalateDue(hub.hub);
  expect(await listEscalations(hub.hub.db, { state: 'snoozed' }, { limit: 10 })).toMatchObject([
    { level: 1, nextDueAt: until },
  ]);

  const [snoozed] = await listEscalations(hub.hub.db, { state: 'snoozed' }, { limit: 10 });
  const now = { id: of.id, version: snoozed?.version ?? 0 };
  expect(await answerEscalation(hub.hub, of, { kind: 'done', reason: 'Reached.' }, ana)).toBe('changed');
  expect(await answerEscalation(hub.hub, now, { kind: 'done', reason: 'Reached.' }, ana)).toBe('done');
  await hub.feed(ref('I13', { at: ago(28) }).replace('RF1|P|R|', 'RF1|P|S|'));
  await escalateDue(hub.hub);
  expect(await listEscalations(hub.hub.db, { state: 'closed' }, { limit: 10 })).toMatchObject([
    { closedBecause: 'Reached.', closedBy: ana },
  ]);
  expect(await listEscalations(hub.hub.db, { state: 'late' }, { limit: 10 })).toEqual([]);
});

test('two referrals that turn out to be one: what was told of either is not told again', async () => {
  const other = (text: string) =>
    text.replace('1234567893^NPI', '1245319599^NPI').replace('5550142', '5550143');
  const urgent = ref('I12', { at: ago(12) }).replace('RF1|P|R|', 'RF1|P|A|');
  await hub.feed(urgent, other(ref('I12', { at: ago(20), order: 'R2^CLINIC' })));
  await escalateDue(hub.hub);
  const told = () =>
    query<{ owner: string; level: number }>(
      hub.hub.db,
      sql`select n.owner, n.level from escalation_notice n join escalation e on e.id = n.escalation_id where e.kind = 'not_contacted' order by n.level`,
    );
  // Two levels of the urgent one, none of the earlier one, which is the one that stays.
  const before = [
    { owner: 'call_centre', level: 1 },
    { owner: 'lead', level: 2 },
  ];
  expect(await told()).toEqual(before);
  const ids = await query<{ id: string }>(hub.hub.db, sql`select id from referral order by received_at desc`);
  await joinReferrals(hub.hub, ids[0]?.id ?? '', ids[1]?.id ?? '', ana);
  await escalateDue(hub.hub);

  const open = await query(
    hub.hub.db,
    sql`select r.merged_into, e.level, e.state from escalation e join referral r on r.id = e.referral_id
        where e.state <> 'closed' and e.kind = 'not_contacted'`,
  );
  expect(await query(hub.hub.db, sql`select id from referral where merged_into is not null`)).toHaveLength(1);
  expect(open).toEqual([{ merged_into: null, level: 2, state: 'raised' }]);
  expect(await told()).toEqual(before);
});
