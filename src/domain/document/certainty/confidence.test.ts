import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weights } from './confidence-weights.ts';
import { confidenceOf, LOWEST_THRESHOLD, tellConfidence } from './confidence.ts';
import { documentFields, type FieldKind } from '../fields.ts';
import type { FieldSignals, RawReading } from '../signals.ts';

const kinds = [...new Set(Object.values(documentFields).map(({ kind }) => kind))] as readonly FieldKind[];
const share = fc.double({ min: 0, max: 1, noNaN: true });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof(value, fc.constant(undefined));

const signals: fc.Arbitrary<FieldSignals> = fc
  .record({
    wordConfidence: share,
    labelMatch: share,
    isValid: maybe(fc.boolean()),
    repaired: share,
    agreement: maybe(share),
    mentions: fc.nat(5),
    rival: share,
    support: share,
    confirmedZone: fc.nat(6),
    dpiY: fc.constantFrom(98, 196, 300),
    isHandwriting: fc.boolean(),
  })
  .map(({ isValid, agreement, ...rest }) => ({
    ...rest,
    ...(isValid === undefined ? {} : { isValid }),
    ...(agreement === undefined ? {} : { agreement }),
  }));

const best: FieldSignals = {
  wordConfidence: 1,
  labelMatch: 1,
  isValid: true,
  repaired: 0,
  agreement: 1,
  mentions: 3,
  rival: 0,
  support: 1,
  confirmedZone: 5,
  dpiY: 300,
  isHandwriting: false,
};

test('whatever speaks more for a reading never makes it less certain', () => {
  const better: readonly ((signals: FieldSignals, by: number) => FieldSignals)[] = [
    (one, by) => ({ ...one, wordConfidence: one.wordConfidence + (1 - one.wordConfidence) * by }),
    (one, by) => ({ ...one, labelMatch: one.labelMatch + (1 - one.labelMatch) * by }),
    (one, by) => ({ ...one, repaired: one.repaired * (1 - by) }),
    (one, by) =>
      one.agreement === undefined ? one : { ...one, agreement: one.agreement + (1 - one.agreement) * by },
    (one, by) => ({ ...one, mentions: one.mentions + Math.round(by * 3) }),
    (one, by) => ({ ...one, rival: one.rival * (1 - by) }),
    (one, by) => ({ ...one, support: one.support + (1 - one.support) * by }),
    (one, by) => ({ ...one, confirmedZone: one.confirmedZone + Math.round(by * 3) }),
    (one) => ({ ...one, isValid: true }),
    (one) => ({ ...one, isHandwriting: false }),
    (one) => ({ ...one, dpiY: 300 }),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      signals,
      fc.constantFrom(...better),
      share,
      (kind, one, more, by) => {
        expect(confidenceOf(kind, more(one, by))).toBeGreaterThanOrEqual(confidenceOf(kind, one));
      },
    ),
    { numRuns: 3_000 },
  );
});

test('no weight is below zero', () => {
  expect(Object.values(weights).filter((weight) => weight < 0)).toEqual([]);
});

test.each(kinds)('%s: what no sum overrules stays below every threshold', (kind) => {
  const { agreement: _, ...once } = { ...best, wordConfidence: 0.96, mentions: 0, support: 0 };

  expect(confidenceOf(kind, best)).toBeGreaterThan(0.97);
  expect(confidenceOf(kind, { ...best, isValid: false })).toBeLessThanOrEqual(0.3);
  expect(confidenceOf(kind, { ...best, isHandwriting: true })).toBeLessThan(LOWEST_THRESHOLD);
  expect(confidenceOf(kind, once)).toBeLessThan(LOWEST_THRESHOLD);
});

test('confidence is a share', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), signals, (kind, one) => {
      const confidence = confidenceOf(kind, one);
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }),
  );
});

test('on a form that was filled in by hand nothing is accepted, whatever else says it', () => {
  const { support: _, ...signalsOfPrint } = best;
  const reading = (field: RawReading['field'], isHandwriting: boolean, support = 0): RawReading => ({
    field,
    value: 'x',
    text: 'x',
    page: 1,
    evidence: [],
    others: [],
    signals: { ...signalsOfPrint, support, isHandwriting },
  });
  const told = (...fields: RawReading[]): readonly number[] =>
    tellConfidence({ kind: 'referral', kindConfidence: 1, pages: [], fields }).fields.map(
      ({ confidence }) => confidence,
    );
  const byHand = [reading('patient_name', true), reading('birth_date', true)];

  // A signature alone says nothing of the rest.
  expect(told(reading('referrer_name', true), reading('sex', false))[1]).toBeGreaterThan(LOWEST_THRESHOLD);
  expect(told(...byHand, reading('sex', false))[2]).toBeLessThan(LOWEST_THRESHOLD);
  expect(told(...byHand, reading('referrer_npi', false, 1))[2]).toBeLessThan(LOWEST_THRESHOLD);
});
