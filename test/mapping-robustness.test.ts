import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import all from '../mappings/hl7v2/all.mapping.ts';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';
import type { Mapped } from '../src/sdk/mapping.ts';
import { fixtureCases, inputsOf } from './support/fixtures.ts';

const inputs = fixtureCases().flatMap(({ folder }) =>
  inputsOf(folder)
    .filter((input) => input.endsWith('.hl7'))
    .map((input) => readFileSync(join(folder, input), 'utf8').split(/\r\n?|\n/)),
);

const context = {
  channel: 'robustness',
  sender: 'robustness',
  zone: 'America/New_York',
  receivedAt: '2026-11-30T12:00:00.000Z',
};
const latest = Date.parse(context.receivedAt) + 5 * 60_000;

test('no mutilated message makes a mapping throw or state a fact without time, path or sense', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...inputs),
      fc.array(mutation(), { minLength: 1, maxLength: 6 }),
      (lines, mutations) => {
        const [header = '', ...rest] = lines;
        const body = mutations.reduce<readonly string[]>((segments, mutate) => mutate(segments), rest);

        const mapped = all.map(parseMessage(Buffer.from([header, ...body].join('\r'))), context);

        expect(['facts', 'filtered', 'invalid']).toContain(mapped.outcome);
        expectSense(mapped);
      },
    ),
    { numRuns: 3000 },
  );
});

test('no mutilated header makes a mapping throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...inputs), fc.nat(120), fc.string({ maxLength: 12 }), (lines, at, junk) => {
      const [header = '', ...rest] = lines;
      const broken = header.slice(0, 9) + header.slice(9, 9 + at) + junk + header.slice(9 + at + junk.length);

      const mapped = all.map(parseMessage(Buffer.from([broken, ...rest].join('\r'))), context);

      expect(['facts', 'filtered', 'invalid']).toContain(mapped.outcome);
      expectSense(mapped);
    }),
    { numRuns: 1000 },
  );
});

function expectSense(mapped: Mapped): void {
  if (mapped.outcome !== 'facts') return;
  for (const fact of mapped.subjects.flatMap((subject) => subject.facts)) {
    expect(Date.parse(fact.effectiveAt)).toBeLessThanOrEqual(latest);
    expect(fact.lineage.length).toBeGreaterThan(0);
    for (const link of fact.links) expect(link.value).toMatch(/[^0\s]/);
  }
  // The ledger keeps facts as JSON: nothing may get lost on the way.
  expect(JSON.parse(JSON.stringify(mapped))).toStrictEqual(mapped);
}

type Mutation = (segments: readonly string[]) => readonly string[];

function mutation(): fc.Arbitrary<Mutation> {
  const place = fc.nat(40);
  const field = fc.nat(30);
  const value = fc.oneof(
    fc.constantFrom(
      '""',
      '^^^',
      '~',
      '0',
      '99999999',
      'NONE',
      '20269999',
      '^^^^^^^^&&&&',
      '\\X',
      '\\.br\\',
      '|',
    ),
    fc.string({ maxLength: 20 }),
  );
  return fc.oneof(
    place.map(
      (at): Mutation =>
        (segments) =>
          segments.filter((_, index) => index !== at),
    ),
    place.map((at): Mutation => (segments) => [...segments, ...segments.slice(at, at + 1)]),
    fc.tuple(place, place).map(
      ([a, b]): Mutation =>
        (segments) =>
          swapped(segments, a, b),
    ),
    fc.tuple(place, fc.nat(200)).map(
      ([at, length]): Mutation =>
        (segments) =>
          changed(segments, at, (line) => line.slice(0, length)),
    ),
    fc.tuple(place, field, value).map(
      ([at, index, text]): Mutation =>
        (segments) =>
          changed(segments, at, (line) => withField(line, index + 1, text)),
    ),
  );
}

function swapped(segments: readonly string[], a: number, b: number): readonly string[] {
  const [first, second] = [segments[a], segments[b]];
  if (first === undefined || second === undefined) return segments;
  return segments.map((line, index) => (index === a ? second : index === b ? first : line));
}

function changed(
  segments: readonly string[],
  at: number,
  change: (line: string) => string,
): readonly string[] {
  return segments.map((line, index) => (index === at ? change(line) : line));
}

function withField(line: string, at: number, text: string): string {
  return line
    .split('|')
    .map((field, index) => (index === at ? text : field))
    .join('|');
}
