import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { locateText } from './locate-text.ts';
import { parseJson } from './parse-json.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

function failureOf(body: Uint8Array): Failure {
  try {
    parseJson(body);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const name = fc.string().filter((text) => !forbidden.has(text) && !text.includes('\0'));
const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0'));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Number.isInteger(one) ? 0.5 : one)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

test('reads what JSON.parse reads, however it is laid out', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 1, '\t', ' \r\n'), fc.boolean(), (one, space, hasMark) => {
      const written = JSON.stringify(one, undefined, space);
      expect(parseJson(bytes(hasMark ? `\ufeff${written}` : written))).toEqual(JSON.parse(written));
    }),
  );
});

test('any damaged text is refused exactly where JSON.parse refuses it', () => {
  const damage = fc.record({
    at: fc.nat(),
    put: fc.constantFrom('', '"', '{', '}', '[', ',', ':', '\\', '0', 'x', '\n'),
  });
  fc.assert(
    fc.property(value, fc.array(damage, { minLength: 1, maxLength: 3 }), (one, changes) => {
      let written = JSON.stringify(one, undefined, 1);
      for (const { at, put } of changes) {
        const place = at % (written.length + 1);
        written = written.slice(0, place) + put + written.slice(place + 1);
      }
      // Half a character that was cut becomes a whole one in bytes.
      written = bytes(written).toString('utf8');
      expect(['same', 'refused', 'stricter']).toContain(outcomeOf(written));
    }),
    { numRuns: 500 },
  );
});

/** `same`: both read it alike; `refused`: neither takes it; `stricter`: we refuse what JSON.parse takes, with a code that says why. */
function outcomeOf(written: string): string {
  let theirs: unknown;
  let isJson = true;
  try {
    theirs = JSON.parse(written);
  } catch {
    isJson = false;
  }
  try {
    const same = isDeepStrictEqual(parseJson(bytes(written)), theirs);
    return isJson && same ? 'same' : 'read otherwise';
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') return 'threw something else';
    if (!isJson) return 'refused';
    return stricter.has(error.code) ? 'stricter' : `refused as ${error.code}`;
  }
}

const stricter = new Set(['json-duplicate-member', 'json-number', 'json-text', 'json-member-name']);

test.each([
  ['', 'json-truncated', 'line 1, column 1'],
  ['{"a": 1', 'json-truncated', 'line 1, column 8'],
  ['{"entry": [{"id": "x', 'json-truncated', '(entry[0].id)'],
  ['{"a": 1, "a": 2}', 'json-duplicate-member', 'column 10, the member "a" stands twice'],
  ['{"a": 1, "\\u0061": 2}', 'json-duplicate-member', 'the member "a" stands twice'],
  ['{"x": {"__proto__": {}}}', 'json-member-name', '(x), the member "__proto__"'],
  ['{"constructor": 1}', 'json-member-name', 'the member "constructor"'],
  ['{"value": NaN}', 'json-number', '(value), NaN and Infinity'],
  ['{"value": -Infinity}', 'json-number', '(value), NaN and Infinity'],
  ['{"value": 1e999}', 'json-number', 'too large'],
  ['{"id": 12345678901234567890}', 'json-number', 'send it as text'],
  ['{"a": "\\ud800"}', 'json-text', '(a), this text holds NUL or half a character'],
  ['{"a": "\\u0000"}', 'json-text', '(a)'],
  ['{"a":\n "b\nc"}', 'json', 'line 2, column 4 (a), a control character'],
  ['{"a": 01}', 'json', 'a comma or the end of the object should stand here'],
  ["{'a': 1}", 'json', 'the name of a member in quotes should stand here'],
  ['{} {}', 'json', 'something follows'],
  [`${'['.repeat(101)}]`, 'json-depth', 'deeper than 100'],
])('%s: %s', (written, code, says) => {
  const failure = failureOf(bytes(written));
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(says);
});

test('a hundred levels are read; a million are refused and do not end the process', () => {
  expect(parseJson(bytes('['.repeat(100) + ']'.repeat(100)))).toBeInstanceOf(Array);
  expect(failureOf(bytes('['.repeat(1_000_000))).code).toBe('json-depth');
  expect(failureOf(bytes('{"a":'.repeat(1_000_000))).code).toBe('json-depth');
});

test('tells bytes that are no UTF-8 by their place, and UTF-16 by its name', () => {
  const broken = Buffer.concat([bytes('{"a": "ä'), Buffer.from([0xff]), bytes('"}')]);
  expect(failureOf(broken).message).toContain('byte 10');
  expect(failureOf(Buffer.from('\ufeff{"a": "é"}', 'utf16le')).message).toContain('UTF-16 (little endian)');
});

test('never quotes what the body says, not even its names', () => {
  const { message } = failureOf(bytes('{"Zztest Anna 555-0100": {"ssn 1": Zztest}}'));
  expect(message).not.toMatch(/Zztest|555|ssn/);
});

test('finds every text where it stands in the bytes', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), fc.boolean(), (one, space, hasMark) => {
      const body = bytes(`${hasMark ? '\ufeff' : ''}${JSON.stringify(one, undefined, space)}`);
      for (const [path, said] of textsOf(one)) {
        const place = locateText(body, path);
        const written = place && body.toString('utf8', place.offset, place.offset + place.length);
        expect(JSON.parse(`"${written}"`)).toBe(said);
      }
      expect(locateText(body, ['nowhere', 3, 'at all'])).toBeUndefined();
    }),
  );
});

type Path = readonly (string | number)[];

function textsOf(one: unknown, path: Path = []): readonly (readonly [Path, string])[] {
  if (typeof one === 'string') return [[path, one]];
  if (Array.isArray(one)) return one.flatMap((part, index) => textsOf(part, [...path, index]));
  if (typeof one !== 'object' || one === null) return [];
  return Object.entries(one).flatMap(([key, part]) => textsOf(part, [...path, key]));
}
