import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  defaultRules,
  parseLimits,
  parseWeek,
  type EscalationRules,
} from '../../src/domain/escalation-rules.ts';
import { escalateDue } from '../../src/pipeline/escalate.ts';
import { execute, query, sql } from '../../src/store/database.ts';
import { listEscalations, listMissing } from '../../src/store/escalations.ts';
import { transaction } from '../../src/store/transaction.ts';
import { adt, drReferrer, mdm, ref, siu, type Story } from '../support/hl7.ts';
import { createTestHub, type TestHub } from '../support/hub.ts';
import { startMailCatcher } from '../support/mail-catcher.ts';

const HOUR = 3_600_000;
const zone = 'America/New_York';

/** Limits on the clock: what the tests say of hours holds on every day they run. */
const always: EscalationRules = {
  ...defaultRules(zone),
  hours: {
    zone,
    week: parseWeek('mon-sun 00:00-24:00') ?? [],
    holidays: { usFederal: false, closed: [], open: [] },
  },
  addresses: {
    call_centre: 'calls@practice.example',
    lead: 'lead@practice.example',
    manager: 'boss@practice.example',
  },
};

let hub: TestHub;
beforeEach(async () => {
  hub = await createTestHub({ policy: { escalation: always } });
});
afterEach(() => hub.close());

/** HL7 time of so many hours ago. */
function ago(hours: number): string {
  const digits = new Date(Date.now() - hours * HOUR).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${digits}+0000`;
}

const urgent = (story: Story): string => ref('I12', story).replace('RF1|P|R|', 'RF1|P|A|');

type Row = {
  readonly kind: string;
  readonly state: string;
  readonly owner: string;
  readonly level: number;
  readonly point: string | null;
  readonly closed_because: string | null;
};

const rows = (): Promise<Row[]> =>
  query<Row>(
    hub.hub.db,
    sql`select kind, state, owner, level, point, closed_because from escalation where kind <> 'pcp_missing' order by started_at, key`,
  );
const notices = () =>
  query<{ readonly owner: string; readonly level: number }>(
    hub.hub.db,
    sql`select n.owner, n.level from escalation_notice n join escalation e on e.id = n.escalation_id where e.kind <> 'pcp_missing' order by n.at, n.level`,
  );
const mails = () =>
  query<{ readonly address: string; readonly status: string; readonly effect_key: string }>(
    hub.hub.db,
    sql`select address, status, effect_key from delivery where effect_key like 'tell_escalations|%' order by id`,
  );

/** So many hours pass for every clock. */
async function pass(hours: number): Promise<void> {
  const by = sql`make_interval(mins => ${hours * 60})`;
  await execute(
    hub.hub.db,
    sql`update escalation set next_due_at = next_due_at - ${by}, late_at = late_at - ${by},
          dues = array(select d - ${by} from unnest(dues) d)`,
  );
}

describe('a clock', () => {
  test('is told once when it has run out, however often it is looked at', async () => {
    await hub.feed(urgent({ at: ago(1) }));
    expect(await escalateDue(hub.hub)).toBe(0);
    expect(await rows()).toMatchObject([{ kind: 'not_contacted', state: 'planned', level: 0 }]);

    await pass(1.5);
    expect(await escalateDue(hub.hub)).toBe(1);
    expect(await escalateDue(hub.hub)).toBe(0);
    await hub.feed(urgent({ at: ago(1) }));
    await escalateDue(hub.hub);

    expect(await rows()).toMatchObject([{ state: 'raised', owner: 'call_centre', level: 1 }]);
    expect(await notices()).toEqual([{ owner: 'call_centre', level: 1 }]);
    expect(await mails()).toMatchObject([{ address: 'calls@practice.example' }]);
  });

  test('goes up a level at each level’s own time', async () => {
    await hub.feed(urgent({ at: ago(2.1) }));
    await escalateDue(hub.hub);
    expect(await rows()).toMatchObject([{ level: 1, owner: 'call_centre' }]);

    await pass(2);
    await escalateDue(hub.hub);
    expect(await rows()).toMatchObject([{ level: 2, owner: 'lead' }]);

    await pass(24);
    await escalateDue(hub.hub);
    expect(await rows()).toMatchObject([{ level: 3, owner: 'manager' }]);
    expect((await notices()).map((one) => one.owner)).toEqual(['call_centre', 'lead', 'manager']);
    const events = await query<{ readonly level: number; readonly owner: string }>(
      hub.hub.db,
      sql`select (data ->> 'level')::int as level, data ->> 'owner' as owner from event
          where type = 'referral.sla_breached' and data ->> 'kind' = 'not_contacted' order by position`,
    );
    expect(events).toEqual([
      { level: 1, owner: 'call_centre' },
      { level: 2, owner: 'lead' },
      { level: 3, owner: 'manager' },
    ]);
  });

  test('tells every level that passed while the hub was away', async () => {
    await hub.feed(urgent({ at: ago(5) }));
    await escalateDue(hub.hub);

    expect((await notices()).map((one) => one.owner)).toEqual(['call_centre', 'lead']);
  });

  test('stops by itself when the facts settle it, before anybody is told and after', async () => {
    await hub.feed(urgent({ at: ago(1) }));
    await hub.feed(siu('S12', { at: ago(0.5), order: 'R1^CLINIC', start: ago(-48) }));
    expect(await rows()).toMatchObject([{ kind: 'no_outcome', state: 'planned' }]);

    await hub.feed(
      urgent({
        at: ago(5),
        mrn: 'TEST-2',
        family: 'ZZTESTTWO',
        birth: '19710203',
        phone: '555-0177',
        order: 'R2^CLINIC',
      }),
    );
    await escalateDue(hub.hub);
    await hub.feed(
      siu('S12', {
        at: ago(0.5),
        mrn: 'TEST-2',
        family: 'ZZTESTTWO',
        birth: '19710203',
        phone: '555-0177',
        order: 'R2^CLINIC',
        appointment: 'F2',
        visit: 'V2',
        start: ago(-48),
      }),
    );

    expect((await rows()).filter((row) => row.kind === 'not_contacted')).toMatchObject([
      { state: 'closed', closed_because: 'settled' },
    ]);
    await pass(1);
    await escalateDue(hub.hub);
    expect((await notices()).map((one) => one.owner)).toEqual(['call_centre', 'lead']);
  });

  test('says nothing by mail of what was settled before the mail left', async () => {
    await hub.feed(urgent({ at: ago(3) }));
    await escalateDue(hub.hub);
    await hub.feed(siu('S12', { at: ago(0.5), order: 'R1^CLINIC', start: ago(-48) }));
    await hub.send();

    expect(await mails()).toMatchObject([{ status: 'cancelled' }]);
  });

  test('of history is recorded, and nobody is told', async () => {
    await hub.feed(urgent({ at: ago(24 * 400) }));
    await escalateDue(hub.hub);

    expect(await rows()).toMatchObject([{ kind: 'not_contacted', state: 'stale', level: 0 }]);
    expect(await notices()).toEqual([]);
  });

  test('of a visit without a note, and of a note that does not arrive', async () => {
    // At one moment: an hour apart they lie on two days once a night.
    await hub.feed(siu('S12', { at: ago(60), start: ago(50) }), adt('A03', { at: ago(50) }));
    await escalateDue(hub.hub);
    expect(await rows()).toMatchObject([
      { kind: 'note_not_final', state: 'raised', owner: 'lead', level: 2 },
      { kind: 'note_undelivered', state: 'raised', owner: 'lead', level: 2 },
    ]);

    await hub.feed(mdm('T02', { at: ago(1), start: ago(50) }));
    expect(await rows()).toMatchObject([
      { kind: 'note_not_final', state: 'closed', closed_because: 'settled' },
      { kind: 'note_undelivered', state: 'raised' },
    ]);
  });
});

describe('when the practice decides otherwise', () => {
  test('clocks that run are made anew, and what was told is not told again', async () => {
    await hub.feed(urgent({ at: ago(3) }), ref('I12', { at: ago(3), ...patient(1) }));
    await escalateDue(hub.hub);
    expect(await rows()).toMatchObject([
      { kind: 'not_contacted', level: 1 },
      { kind: 'not_contacted', level: 0 },
    ]);

    const sooner: EscalationRules = {
      ...always,
      limits: {
        ...always.limits,
        contact_urgent: parseLimits('1 hour, 8 hours', 3) ?? [],
        contact_routine: parseLimits('2 hours', 3) ?? [],
      },
    };
    const other = { ...hub.hub, policy: { ...hub.hub.policy, escalation: sooner } };
    await escalateDue(other);
    await escalateDue(other);

    expect((await notices()).map((one) => one.owner)).toEqual(['call_centre', 'call_centre']);
    await pass(6);
    await escalateDue(other);
    expect((await notices()).map((one) => one.owner)).toEqual(['call_centre', 'call_centre', 'lead']);
  });

  test('a limit that is switched off ends its clocks', async () => {
    await hub.feed(urgent({ at: ago(1) }));
    const off = { ...always, limits: { ...always.limits, contact_urgent: [] } };
    await escalateDue({ ...hub.hub, policy: { ...hub.hub.policy, escalation: off } });

    expect(await rows()).toEqual([]);
  });
});

describe('what a crash leaves', () => {
  test('a round that was cut off is done again as a whole, and told once', async () => {
    await hub.feed(urgent({ at: ago(3) }));
    const broken = { ...hub.hub, enqueue: () => Promise.reject(new Error('cut off')) };
    await expect(escalateDue(broken)).rejects.toThrow('cut off');
    // The screen was told in a transaction of its own; the mail was not decided.
    expect(await notices()).toHaveLength(1);
    expect(await mails()).toEqual([]);

    await escalateDue(hub.hub);
    await escalateDue(hub.hub);
    expect(await notices()).toHaveLength(1);
    expect(await mails()).toHaveLength(1);
  });

  test('two hubs at once tell each once', async () => {
    for (let nr = 1; nr <= 12; nr += 1) await hub.feed(urgent({ at: ago(3), ...patient(nr) }));
    await Promise.all(Array.from({ length: 4 }, () => escalateDue(hub.hub)));
    await escalateDue(hub.hub);

    expect(await notices()).toHaveLength(12);
    const told = await query<{ count: number }>(
      hub.hub.db,
      sql`select count(*) as count from escalation_notice where mail_key is null and address is not null`,
    );
    expect(told).toEqual([{ count: 0 }]);
  });
});

/** A patient of their own, with an order and an appointment of their own. */
function patient(nr: number): Story {
  const letter = String.fromCharCode(64 + nr);
  return {
    mrn: `TEST-9${nr}`,
    family: `ZZTEST${letter}${letter}${letter}`,
    given: `G${letter}`,
    birth: `19${50 + nr}0${1 + (nr % 9)}11`,
    phone: `555-01${50 + nr}`,
    order: `R9${nr}^CLINIC`,
    appointment: `F9${nr}`,
    visit: `V9${nr}`,
  };
}

describe('mails', () => {
  test('many that are due at once are one mail, without a word about patients', async () => {
    for (let nr = 1; nr <= 5; nr += 1) await hub.feed(urgent({ at: ago(3), ...patient(nr) }));
    await escalateDue(hub.hub);

    const sent = await mails();
    expect(sent).toHaveLength(1);
    const told = await query<{ count: number }>(
      hub.hub.db,
      sql`select count(*) as count from escalation_notice where mail_key = ${sent[0]?.effect_key}`,
    );
    expect(told).toEqual([{ count: 5 }]);
  });

  test('what is not urgent waits for the next digest; what is urgent takes it along', async () => {
    await hub.feed(ref('I12', { at: ago(25), ...patient(1) }));
    await escalateDue(hub.hub);
    await hub.feed(ref('I12', { at: ago(25), ...patient(2) }));
    await escalateDue(hub.hub);
    expect(await mails()).toHaveLength(1);

    await hub.feed(urgent({ at: ago(3), ...patient(3) }));
    await escalateDue(hub.hub);
    expect(await mails()).toHaveLength(2);

    await hub.feed(ref('I12', { at: ago(25), ...patient(4) }));
    await escalateDue(hub.hub);
    expect(await mails()).toHaveLength(2);
    await execute(
      hub.hub.db,
      sql`update escalation_mail set created_at = created_at - interval '20 minutes'`,
    );
    await escalateDue(hub.hub);
    expect(await mails()).toHaveLength(3);
  });
});

test('a mail says what is late and how late, links to it, and names no patient', async () => {
  const catcher = await startMailCatcher();
  const mailing = await createTestHub({ smtpUrl: catcher.url, policy: { escalation: always } });
  try {
    await mailing.feed(urgent({ at: ago(3) }), urgent({ at: ago(3), ...patient(1) }));
    await escalateDue(mailing.hub);
    await mailing.send();
    await escalateDue(mailing.hub);
    await mailing.send();

    const told = catcher.mails.filter((mail) => mail.includes('calls@practice.example'));
    expect(told).toHaveLength(1);
    const text = told.join('\n');
    expect(text).toContain('2 things are waiting');
    expect(text).toContain('Late 1 h: The patient has not been called');
    expect(text).toContain('http://127.0.0.1:8080/referrals/');
    expect(text).not.toMatch(/ZZTESTLEE|ZZTESTAAA|ANNA|19700102|1970-01-02|TEST-1/);
  } finally {
    await mailing.close();
    await catcher.stop();
  }
});

describe('a missing referrer', () => {
  const nobody = { referrer: '' };

  test('is pursued by whoever meets the patient next', async () => {
    await hub.feed(siu('S12', { ...nobody, at: ago(30), start: ago(26) }));
    await escalateDue(hub.hub);
    const open = async () =>
      (await rows()).filter((row) => row.state === 'raised' && row.kind === 'referrer_missing');
    expect(await open()).toMatchObject([{ point: 'call', owner: 'call_centre' }]);

    await hub.feed(adt('A04', { ...nobody, at: ago(26) }));
    await escalateDue(hub.hub);
    expect(await open()).toMatchObject([{ point: 'check_in', owner: 'front_desk' }]);

    await hub.feed(adt('A03', { ...nobody, at: ago(25) }));
    await escalateDue(hub.hub);
    // A day later it is a line of the manager's report.
    expect(await open()).toMatchObject([{ point: 'emr_update', owner: 'manager', level: 2 }]);
    expect((await notices()).map((one) => one.owner)).toEqual([
      'call_centre',
      'front_desk',
      'data_entry',
      'manager',
    ]);

    await hub.feed(adt('A08', { referrer: drReferrer, at: ago(1) }));
    expect(await open()).toEqual([]);
  });

  test('stands in the list of its point, with the patient, until it is named', async () => {
    await hub.feed(siu('S12', { ...nobody, at: ago(3), start: ago(-1) }));
    const [line] = await listMissing(hub.hub.db, 'call', { limit: 10, zone });

    expect(line).toMatchObject({
      family: 'ZZTESTLEE',
      given: 'ANNA',
      missing: ['referrer', 'pcp'],
      referralKind: 'none',
      isLate: false,
    });
    expect(await listMissing(hub.hub.db, 'check_in', { limit: 10, zone })).toEqual([]);
  });
});

describe('deliveries that fail', () => {
  test('are told at once, to whoever sends notes, and settle when somebody sends them another way', async () => {
    await hub.feed(
      siu('S12', { at: ago(3), start: ago(2) }),
      adt('A03', { at: ago(1) }),
      mdm('T02', { at: ago(1), start: ago(2) }),
    );
    await hub.send();
    const [referral] = await query<{ id: string }>(hub.hub.db, sql`select id from referral`);
    await transaction(hub.hub.db, (tx) =>
      execute(
        tx,
        sql`insert into delivery (id, effect_key, referral_id, partner_id, purpose, destination, address, status, deadline_at)
            select gen_random_uuid(), key, ${referral?.id}, partner_id, 'note', 'folder', 'office', 'dead', now()
            from effect where kind = 'deliver_note'`,
      ),
    );
    await execute(
      hub.hub.db,
      sql`insert into partner_location (id, partner_id, city, place_key, zone, hours, is_primary, source)
          select gen_random_uuid(), partner_id, 'Fremont', 'fremont', 'America/Los_Angeles', '{"wed": [["09:00", "10:00"]]}', true, 'person'
          from effect where kind = 'deliver_note'`,
    );
    await escalateDue(hub.hub);
    const failed = await listEscalations(
      hub.hub.db,
      { state: 'late', kind: 'delivery_failed' },
      { limit: 10 },
    );
    expect(failed).toMatchObject([{ owner: 'notes', level: 1, isUrgent: true }]);
    // Four hours of an office that is open for one hour a week.
    const lead = Date.parse(failed[0]?.nextDueAt ?? '');
    expect(lead - Date.now()).toBeGreaterThan(20 * 24 * HOUR);
    const wall = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', weekday: 'short' });
    expect(wall.format(lead)).toBe('Wed');

    await execute(hub.hub.db, sql`update delivery set status = 'cancelled' where status = 'dead'`);
    await escalateDue(hub.hub);
    expect(
      await listEscalations(hub.hub.db, { state: 'late', kind: 'delivery_failed' }, { limit: 10 }),
    ).toEqual([]);
    expect(
      await listEscalations(hub.hub.db, { state: 'closed', kind: 'delivery_failed' }, { limit: 10 }),
    ).toHaveLength(1);
  });
});
