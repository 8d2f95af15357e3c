import type { Fact, JsonObject, MappingContext } from '#hub';
import { describe, expect, test } from 'vitest';
import { mapReferralRecord, type ReferralRecordOptions } from './referral-record.ts';
import { readRecordDay, readRecordTime } from './referral-record-dates.ts';
import { writtenName } from './referral-record-people.ts';

const context: MappingContext = {
  channel: 'valley-feed',
  sender: 'valley',
  zone: 'America/Chicago',
  receivedAt: '2026-03-10T15:00:00.000Z',
};

const row: JsonObject = {
  platformReferralId: 'R-1',
  patientLast: 'Zztest',
  patientFirst: 'Ann',
  patientDob: '1984-02-29',
  status: 'Pending',
};

describe('the minimum', () => {
  test.each(['platformReferralId', 'patientLast', 'patientFirst', 'patientDob'])(
    'a record without %s is refused by its name',
    (column) => {
      expect(map({ ...row, [column]: ' ' })).toMatchObject({
        outcome: 'invalid',
        code: 'missing-column',
        path: column,
      });
    },
  );

  test('the name is the one its sender uses', () => {
    const { patientDob: _, ...rest } = row;

    expect(map(rest, { headers: { patientDob: 'DOB' } })).toMatchObject({ path: 'DOB' });
  });

  test('names that lead to a prototype are values like others', () => {
    const record = JSON.parse('{"__proto__":{"patientDob":"1984-02-29"},"constructor":"x"}') as JsonObject;

    expect(map(record)).toMatchObject({ outcome: 'invalid', code: 'missing-column' });
  });
});

describe('what a status means', () => {
  test.each([
    ['Pending', []],
    ['In Progress', ['referral_answered']],
    ['Declined', ['referral_answered']],
    ['Cancelled', ['referral_withdrawn']],
    ['On hold', ['referral_held']],
    ['Failed', []],
  ])('%s', (status, kinds) => {
    const said = factsOf({ ...row, status }).map(({ kind }) => kind);

    expect(said).toEqual(['patient_described', 'referral_requested', ...kinds, 'platform_status']);
  });

  test('completed by timer is no visit, and the platform is quoted', () => {
    const facts = factsOf({ ...row, status: 'Completed', appointmentAt: '2026-03-02 09:00' });

    expect(facts).toContainEqual(expect.objectContaining({ kind: 'platform_status', status: 'Completed' }));
    expect(find(facts, 'appointment_stated')).toMatchObject({
      status: 'booked',
      start: '2026-03-02T15:00:00.000Z',
      localDate: '2026-03-02',
    });
    expect(facts.some(({ kind }) => kind === 'visit_stated')).toBe(false);
  });

  test('only attendance says that somebody came', () => {
    const record = { ...row, status: 'Completed', appointmentAt: '2026-03-02 09:00', attendance: 'Attended' };

    expect(find(factsOf(record), 'appointment_stated')).toMatchObject({ status: 'fulfilled' });
  });

  test('a word nobody knows is kept, moves nothing and is shown to a person', () => {
    const mapped = map({ ...row, status: 'Waiting on the moon' });

    expect(mapped).toMatchObject({ warnings: [{ code: 'unmapped-status', path: 'status' }] });
  });

  test('a draft is left out, and so is what the profile calls a test', () => {
    expect(map({ ...row, status: 'Draft' })).toMatchObject({ outcome: 'filtered' });
    expect(map(row, { isTest: () => true })).toMatchObject({ outcome: 'filtered' });
  });

  test('an answer of the same moment as the request stands above it', () => {
    const facts = factsOf({ ...row, status: 'Declined', eventAt: '2026-03-09T10:00:00Z' });
    const [asked, answered] = [find(facts, 'referral_requested'), find(facts, 'referral_answered')];

    expect(asked?.effectiveAt).toBe(answered?.effectiveAt);
    expect(answered?.sequence).toBeGreaterThan(asked?.sequence ?? 99);
  });

  test('a row exported again asks as of when it was made, not anew', () => {
    const facts = factsOf({
      ...row,
      createdAt: '2026-03-01T10:00:00Z',
      eventAt: '2026-03-09T10:00:00Z',
      reasonText: 'Knee pain',
    });

    expect(find(facts, 'referral_requested')?.effectiveAt).toBe('2026-03-01T10:00:00.000Z');
    expect(find(facts, 'referral_changed')).toMatchObject({
      effectiveAt: '2026-03-09T10:00:00.000Z',
      reason: 'Knee pain',
    });
  });
});

describe('days', () => {
  test.each([
    ['1984-02-29', [], '1984-02-29'],
    ['19840229', [], '1984-02-29'],
    ['2/29/1984', ['us'], '1984-02-29'],
    ['29.02.1984', ['european'], '1984-02-29'],
    ['25/12/1984', [], '1984-12-25'],
    ['30741', ['excel'], '1984-02-29'],
  ] as const)('%s as %s', (text, forms, day) => {
    expect(readRecordDay(text, forms)).toEqual({ value: day });
  });

  test.each([
    ['03/04/1984', [], 'either way round'],
    ['2/30/1984', ['us'], 'no such day'],
    ['13/02/1984', ['us'], 'no such day'],
    ['2/28/84', ['us'], 'two digits'],
    ['30741', [], 'no date'],
    ['yesterday', ['us'], 'no date'],
  ] as const)('%s as %s is refused', (text, forms, words) => {
    expect(readRecordDay(text, forms)).toEqual({ problem: expect.stringContaining(words) });
  });

  test('a birth date of tomorrow or of the year 1800 is refused', () => {
    expect(map({ ...row, patientDob: '2026-03-11' })).toMatchObject({ path: 'patientDob' });
    expect(map({ ...row, patientDob: '1800-01-01' })).toMatchObject({ path: 'patientDob' });
  });
});

describe('moments', () => {
  test.each([
    ['2026-03-02T09:30:00-05:00', [], '2026-03-02T14:30:00.000Z'],
    ['2026-03-02T14:30:00.123Z', [], '2026-03-02T14:30:00.000Z'],
    ['3/2/2026 2:30 PM', ['us'], '2026-03-02T20:30:00.000Z'],
    ['3/2/2026 12:05 am', ['us'], '2026-03-02T06:05:00.000Z'],
    ['46083.5', ['excel'], '2026-03-02T18:00:00.000Z'],
  ] as const)('%s', (text, forms, instant) => {
    expect(readRecordTime(text, forms, 'America/Chicago')).toMatchObject({ value: { instant } });
  });

  test('an appointment has its own zone', () => {
    const record = { ...row, appointmentAt: '2026-04-02 09:00', appointmentTimeZone: 'ET' };

    expect(find(factsOf(record), 'appointment_stated')?.start).toBe('2026-04-02T13:00:00.000Z');
    expect(map({ ...record, appointmentTimeZone: 'Mars' })).toMatchObject({ path: 'appointmentTimeZone' });
  });
});

describe('people', () => {
  test.each([
    ['Zztestdoc, Ann B, MD', { family: 'Zztestdoc', given: 'Ann', middle: 'B', credential: 'MD' }],
    ['Dr. Ann Zztestdoc', { family: 'Zztestdoc', given: 'Ann' }],
    ['Ann Zztestdoc, MD', { family: 'Zztestdoc', given: 'Ann', credential: 'MD' }],
    ['Ann B Zztestdoc DO', { family: 'Zztestdoc', given: 'Ann', middle: 'B', credential: 'DO' }],
  ])('%s', (text, name) => {
    expect(writtenName(text)).toEqual(name);
  });

  test('a self referral is nobody', () => {
    expect(find(factsOf({ ...row, referringName: 'Self Referred' }), 'party_named')).toMatchObject({
      party: { kind: 'self' },
    });
  });

  test('a number that fails the check is no NPI', () => {
    const mapped = map({ ...row, referringNpi: '1234567890', referringLast: 'Zztestdoc' });

    expect(mapped).toMatchObject({ warnings: [{ code: 'npi-check', path: 'referringNpi' }] });
  });
});

function map(record: JsonObject, options?: ReferralRecordOptions) {
  return mapReferralRecord(record, context, options);
}

function factsOf(record: JsonObject, options?: ReferralRecordOptions): readonly Fact[] {
  const mapped = map(record, options);
  if (mapped.outcome !== 'facts') throw new Error(JSON.stringify(mapped));
  return mapped.subjects.flatMap(({ facts }) => facts);
}

function find<K extends Fact['kind']>(facts: readonly Fact[], kind: K) {
  return facts.find((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}
