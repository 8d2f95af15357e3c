import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { delimitersOf } from './delimiters.ts';
import { encodeMessage, segment, type FieldValue, type SegmentValue } from './encode.ts';
import { parseMessage } from './parse.ts';

const header = segment('MSH', { 3: 'HUB', 9: ['MDM', 'T02'], 10: '1', 18: 'UNICODE UTF-8' });

describe('a message', () => {
  test('is written as its segments, fields, repetitions, components and subcomponents', () => {
    const bytes = encodeMessage([
      header,
      segment('PID', {
        3: { repetitions: [['TEST-1', '', '', ['A', '1.2']], 'TEST-2'] },
        5: ['ZZTEST', 'ANN'],
        7: null,
      }),
      segment('OBX', { 5: '' }),
    ]);

    expect(Buffer.from(bytes).toString()).toBe(
      'MSH|^~\\&|HUB||||||MDM^T02|1||||||||UNICODE UTF-8\rPID|||TEST-1^^^A&1.2~TEST-2||ZZTEST^ANN||""\rOBX\r',
    );
  });

  test('leaves out what is empty at the end', () => {
    const bytes = encodeMessage([
      header,
      segment('PID', { 3: ['a', '', undefined], 5: ['', ''], 8: undefined }),
    ]);

    expect(Buffer.from(bytes).toString()).toContain('\rPID|||a\r');
  });

  test('uses the delimiters it is given', () => {
    const bytes = encodeMessage([segment('MSH', { 3: ['A|', 'B*'] })], delimitersOf('#*!?@'));

    expect(Buffer.from(bytes).toString()).toBe('MSH#*!?@#A|*B?S?\r');
  });

  test('writes two quotation marks as text, not as a deletion', () => {
    const message = parseMessage(encodeMessage([header, segment('PID', { 5: '""', 6: null })]));

    expect([message.get('PID-5'), message.isNull('PID-5'), message.isNull('PID-6')]).toEqual([
      '""',
      false,
      true,
    ]);
  });

  test.each([
    ['no segment', []],
    ['another segment first', [segment('PID', {})]],
    ['a bad name', [header, segment('pid', {})]],
    ['a name with a line end', [header, segment('A\rB', {})]],
  ])('is refused with %s', (_, segments) => {
    expect(() => encodeMessage(segments)).toThrow(Failure);
  });

  test('is refused when there is no separator for its parts', () => {
    expect(() => encodeMessage([segment('MSH', { 3: [['a', 'b']] })], delimitersOf('|^~\\'))).toThrow(
      Failure,
    );
  });
});

test('what is encoded is what is parsed, whatever the text', () => {
  const special = fc.constantFrom(
    '|',
    '^',
    '~',
    '&',
    '\\',
    '#',
    '\r',
    '\n',
    '""',
    '\x0b',
    '\x1c',
    '\uFEFF',
    'MSH|',
    '\\.br\\',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(special, { maxLength: 5 }).map((parts) => parts.join('')),
  );
  const component = fc.array(text, { minLength: 1, maxLength: 3 });
  const repetition = fc.array(component, { minLength: 1, maxLength: 3 });
  const field = fc.array(repetition, { minLength: 1, maxLength: 3 });
  const fields = fc.array(field, { minLength: 1, maxLength: 4 });

  fc.assert(
    fc.property(fc.array(fields, { minLength: 1, maxLength: 4 }), (segments) => {
      const values = segments.map((list): SegmentValue => ['ZZ1', ...list.map(toField)]);

      const message = parseMessage(encodeMessage([header, ...values]));

      expect(message.named('ZZ1')).toHaveLength(segments.length);
      expect(message.warnings.filter((warning) => warning.code !== 'unknown-escape')).toEqual([]);
      each(segments, (value, path) => expect(message.get(path) ?? '').toBe(value.replace(/\r\n?/g, '\n')));
    }),
    { numRuns: 500 },
  );
});

function toField(repetitions: readonly (readonly (readonly string[])[])[]): FieldValue {
  return { repetitions };
}

type Values = readonly (readonly (readonly (readonly (readonly string[])[])[])[])[];

function each(segments: Values, visit: (value: string, path: string) => void): void {
  segments.forEach((fields, s) =>
    fields.forEach((repetitions, f) =>
      repetitions.forEach((components, r) =>
        components.forEach((parts, c) =>
          parts.forEach((value, p) => visit(value, `ZZ1[${s + 1}]-${f + 1}[${r + 1}].${c + 1}.${p + 1}`)),
        ),
      ),
    ),
  );
}
