import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import call from '../../../mappings/form/call.mapping.ts';
import connectMapping from '../../../mappings/form/connect.mapping.ts';
import twilioMapping from '../../../mappings/form/twilio.mapping.ts';
import { adt } from '../../../test/support/hl7.ts';
import { createTestHub, type TestHub } from '../../../test/support/hub.ts';
import type { Channel } from '../../sdk/channel.ts';
import { calls } from '../../sources/calls/index.ts';
import { execute, sql } from '../../store/database.ts';
import { countOpenCalls, findCall, listCalls, setCallAside, type CallLine } from '../../store/calls.ts';
import { insertPartners, type PartnerStage } from '../../store/partners.ts';
import { transaction } from '../../store/transaction.ts';
import { processWaiting } from '../process.ts';

const LAKESIDE = '00000000-0000-7000-8000-0000000000a1';

let hub: TestHub;
beforeEach(async () => {
  hub = await createTestHub();
  for (const [name, mapping] of [
    ['calls', call],
    ['twilio', twilioMapping],
    ['connect', connectMapping],
  ] as const)
    (hub.hub.channels as Map<string, Channel>).set(name, {
      name,
      owner: 'it@practice.example',
      source: calls,
      config: {},
      zone: 'America/New_York',
      mapping,
    } as unknown as Channel);
});
afterEach(() => hub.close());

async function enterOffice(stage: PartnerStage, phone = '2125550142', id = LAKESIDE): Promise<void> {
  const claim = { kind: 'organisation', identifiers: [], organisation: 'Lakeside Clinic', phone } as const;
  await transaction(hub.hub.db, (tx) => insertPartners(tx, [{ id, claim, stage }]));
}

async function hear(channel: string, ...events: readonly object[]): Promise<readonly CallLine[]> {
  for (const event of events)
    await hub.intake.receive(
      channel,
      { body: Buffer.from(JSON.stringify(event)), peer: 'test', type: 'call' },
      'record',
    );
  while ((await processWaiting(hub.hub)) > 0);
  return listCalls(hub.hub.db, { limit: 20 });
}

const ringing = { callId: 'c1', number: '+1 (212) 555-0142', startedAt: '2026-11-05T15:00:00Z' };

describe('whose call it is', () => {
  test.each(['target', 'contacted', 'active', 'lapsed', 'discovered'] as const)(
    'the office of stage %s is put before people',
    async (stage) => {
      await enterOffice(stage);

      expect(await hear('calls', ringing)).toMatchObject([
        {
          state: 'open',
          partnerId: LAKESIDE,
          partnerName: 'Lakeside Clinic',
          number: '2125550142',
          reason: null,
        },
      ]);
      expect(await countOpenCalls(hub.hub.db, '2026-11-05T00:00:00Z', 10)).toBe(1);
    },
  );

  test('a stranger, an office of the national file alone, and a hidden number are kept with the reason', async () => {
    await enterOffice('unknown');
    const { callId: _, ...rest } = ringing;

    const heard = await hear(
      'calls',
      ringing,
      { ...rest, callId: 'c2', number: '+12125550199' },
      { callId: 'c3' },
    );

    expect(heard.map(({ state }) => state)).toEqual(['filtered', 'filtered', 'filtered']);
    expect(new Set(heard.map(({ reason }) => reason))).toEqual(
      new Set(['The number is of no partner and of no patient.', 'The caller’s number was not sent.']),
    );
    expect(await countOpenCalls(hub.hub.db, '2020-01-01T00:00:00Z', 10)).toBe(0);
  });

  test('a patient is found by the telephone', async () => {
    await hub.feed(adt('A04', { phone: '(212) 555-0177' }));

    const [line] = await hear('calls', { ...ringing, number: '12125550177' });

    expect(line).toMatchObject({ state: 'open', partnerId: null });
    expect(line?.patientId).not.toBeNull();
  });

  test('the staff of an office and its places lead to it; a merged one to who it is now', async () => {
    await enterOffice('active', '2125550111');
    await enterOffice('active', '2125550112', '00000000-0000-7000-8000-0000000000a2');
    await execute(
      hub.hub.db,
      sql`insert into partner_location (id, partner_id, place_key, phone, source)
          values ('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a2', 'place', '2125550142', 'test')`,
    );
    await execute(
      hub.hub.db,
      sql`update partner set alias_of = ${LAKESIDE} where id = '00000000-0000-7000-8000-0000000000a2'`,
    );

    expect(await hear('calls', ringing)).toMatchObject([{ state: 'open', partnerId: LAKESIDE }]);
  });

  test('one number of several offices is for the person at the phone to tell', async () => {
    await enterOffice('active');
    await enterOffice('active', '2125550142', '00000000-0000-7000-8000-0000000000a2');

    expect(await hear('calls', ringing)).toMatchObject([
      { state: 'open', partnerId: null, reason: 'Several have this number: ask who calls.' },
    ]);
  });
});

describe('one call, many events', () => {
  test('in any order, and more than once', async () => {
    await enterOffice('active');
    const ended = {
      callId: 'c1',
      endedAt: '2026-11-05T15:04:00Z',
      seconds: 240,
      agent: 'Ana',
      recordingUrl: 'https://calls.example/r/1',
    };

    const [line, ...others] = await hear('calls', ended, ringing, { ...ringing, queue: 'Referrals' });

    expect(others).toEqual([]);
    expect(line).toMatchObject({
      state: 'open',
      partnerId: LAKESIDE,
      startedAt: '2026-11-05T15:00:00.000Z',
      endedAt: '2026-11-05T15:04:00.000Z',
      seconds: 240,
      agent: 'Ana',
      queue: 'Referrals',
      recordingUrl: 'https://calls.example/r/1',
    });
  });

  test('what a person put aside stays aside', async () => {
    await enterOffice('active');
    const [line] = await hear('calls', ringing);
    const id = line?.id ?? '';

    expect(await setCallAside(hub.hub.db, id, true, 'ana@practice.example')).toBe(true);
    expect(await setCallAside(hub.hub.db, id, true, 'ana@practice.example')).toBe(false);
    await hear('calls', { ...ringing, endedAt: '2026-11-05T15:04:00Z' });

    expect(await findCall(hub.hub.db, id)).toMatchObject({
      state: 'dismissed',
      settledBy: 'ana@practice.example',
    });
  });

  test('links that are no web links, numbers that are none, and nonsense make no call', async () => {
    const heard = await hear(
      'calls',
      { ...ringing, recordingUrl: 'javascript:alert(1)', seconds: -1, startedAt: 'yesterday' },
      { direction: 'inbound' },
      { callId: 'c9', direction: 'sideways' },
      { callId: { a: 1 } },
    );

    expect(heard).toHaveLength(1);
    expect(heard).toMatchObject([{ recordingUrl: null, seconds: null }]);
  });
});

describe('shapes of contact centres', () => {
  test('Twilio: ringing, a leg to the agent, the end, the recording', async () => {
    await enterOffice('active');
    const base = { CallSid: 'CA1', From: '+12125550142', To: '+12125550100', Direction: 'inbound' };

    const heard = await hear(
      'twilio',
      {
        ...base,
        CallStatus: 'ringing',
        Timestamp: 'Thu, 05 Nov 2026 15:00:00 +0000',
        CallerName: 'LAKESIDE',
      },
      {
        CallSid: 'CA2',
        ParentCallSid: 'CA1',
        From: '+12125550100',
        To: 'client:ana',
        CallStatus: 'completed',
        CallDuration: '55',
      },
      { ...base, CallStatus: 'completed', Timestamp: 'Thu, 05 Nov 2026 15:02:00 +0000', CallDuration: '120' },
      { CallSid: 'CA1', RecordingUrl: 'https://api.twilio.com/r/RE1', RecordingDuration: '118' },
    );

    expect(heard).toMatchObject([
      {
        state: 'open',
        number: '2125550142',
        callerName: 'LAKESIDE',
        startedAt: '2026-11-05T15:00:00.000Z',
        endedAt: '2026-11-05T15:02:00.000Z',
        recordingUrl: 'https://api.twilio.com/r/RE1',
      },
    ]);
  });

  test('Amazon Connect: contact events without a number, the flow’s event with it, the record at the end', async () => {
    await enterOffice('active');
    const detail = {
      contactId: 'k1',
      channel: 'VOICE',
      initiationMethod: 'INBOUND',
      initiationTimestamp: '2026-11-05T15:00:00Z',
    };

    const heard = await hear(
      'connect',
      {
        id: 'e1',
        'detail-type': 'Amazon Connect Contact Event',
        detail: { ...detail, eventType: 'INITIATED' },
      },
      {
        Name: 'ContactFlowEvent',
        Details: {
          ContactData: {
            Channel: 'VOICE',
            ContactId: 'k1',
            InitialContactId: 'k1',
            InitiationMethod: 'INBOUND',
            CustomerEndpoint: { Address: '+12125550142', Type: 'TELEPHONE_NUMBER' },
          },
        },
      },
      {
        id: 'e2',
        detail: { ...detail, eventType: 'DISCONNECTED', disconnectTimestamp: '2026-11-05T15:03:00Z' },
      },
      {
        ContactId: 'k1',
        Channel: 'VOICE',
        InitiationMethod: 'INBOUND',
        CustomerEndpoint: { Address: '+12125550142' },
        Agent: { Username: 'ana' },
        Queue: { Name: 'Referrals' },
        Recording: { Location: 'https://calls.example/rec/k1' },
      },
      { id: 'e3', detail: { ...detail, contactId: 'k2', channel: 'CHAT' } },
    );

    expect(heard).toMatchObject([
      {
        state: 'open',
        partnerId: LAKESIDE,
        agent: 'ana',
        queue: 'Referrals',
        seconds: 180,
        recordingUrl: 'https://calls.example/rec/k1',
      },
    ]);
  });
});
