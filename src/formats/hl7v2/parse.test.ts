import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { parseMessage } from './parse.ts';
import { describeMessage } from './tree.ts';

const header = 'MSH|^~\\&|EMR|ST ANNE|HUB|CLINIC|20260115093000||SIU^S12^SIU_S12|1001|P|2.5.1';
const patient = 'PID|1||TEST-1^^^ST ANNE^MR~TEST-2^^^STATE&1.2.3&ISO^PI||ZZTEST^ANN^B||19800229|F';

describe('segment ends', () => {
  test.each([
    ['CR', '\r', '\r'],
    ['LF', '\n', '\n'],
    ['CRLF', '\r\n', '\r\n'],
    ['CR, none at the end', '\r', ''],
    ['LF, none at the end', '\n', ''],
    ['CRLF, only CR at the end', '\r\n', '\r'],
  ])('%s', (_, between, last) => {
    const message = parse([header, patient, 'PV1|1|O'].join(between) + last);

    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'PID', 'PV1']);
    expect(message.get('PID-8')).toBe('F');
    expect(message.get('PV1-2')).toBe('O');
    expect(message.warnings).toEqual([]);
  });

  test('a mixture of CR and LF separates segments, with a warning', () => {
    const message = parse(`${header}\r${patient}\nPV1|1|O\rZ01|x\nOBX|1|TX|||y\r`);

    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'PID', 'PV1', 'Z01', 'OBX']);
    expect(codes(message)).toEqual(['mixed-line-ends']);
  });

  test('a lone LF is data where CR ends segments', () => {
    const message = parse(`${header}\rOBX|1|TX|||Labs:\nTSH|mg\nCBC|\rPV1|1|O\r`);

    expect(message.get('OBX-5')).toBe('Labs:\nTSH');
    expect(message.get('OBX-6')).toBe('mg\nCBC');
    expect(message.get('PV1-2')).toBe('O');
    expect(message.warnings).toEqual([]);
  });

  test('a lone CR is data where LF ends segments', () => {
    const message = parse(`${header}\nOBX|1|TX|||one\rtwo\nPV1|1|O\n`);

    expect(message.get('OBX-5')).toBe('one\rtwo');
    expect(message.get('PV1-2')).toBe('O');
  });

  test('a message of one line', () => {
    expect(parse(header).get('MSH-10')).toBe('1001');
  });

  test('blank lines between segments are skipped with a warning', () => {
    const message = parse(`${header}\r\r  \r${patient}\r`);

    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'PID']);
    expect(codes(message)).toEqual(['blank-line']);
  });

  test('a line without a segment name is kept, with a warning, and found by no name', () => {
    const message = parse(`${header}\rOBX|1|TX|||first line\rsecond line of the note|F\rPV1|1|O\r`);

    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'OBX', '', 'PV1']);
    expect(message.segments[2]?.text).toBe('second line of the note|F');
    expect(codes(message)).toEqual(['not-a-segment']);
  });
});

describe('around a message', () => {
  test.each([
    ['a byte order mark', '\uFEFF', '', ['blank-before-msh']],
    ['CRLF', '\r\n', '', ['blank-before-msh']],
    ['blanks', '   ', '', ['blank-before-msh']],
    ['a form feed after it', '', '\r\f', ['trailer']],
    ['a form feed at the end of the last line', '', '\f', ['trailer']],
    ['a NUL and a stray FS after it', '', '\r\x1c\0', ['trailer']],
    ['blank lines after it', '', '\r\r\n\r', ['blank-line']],
    ['batch lines before it', 'FHS|^~\\&\rBHS|^~\\&\r', '', ['text-before-msh']],
  ])('%s is tolerated with a warning', (_, before, after, warned) => {
    const message = parse(`${before}${header}\r${patient}${after}`);

    expect(message.segments.map((segment) => segment.name)).toEqual(['MSH', 'PID']);
    expect(message.get('MSH-3')).toBe('EMR');
    expect(message.get('PID-8')).toBe('F');
    expect(codes(message)).toEqual(warned);
  });

  test.each([
    ['nothing', ''],
    ['blanks', '\r\n  '],
    ['another segment', 'PID|1||TEST-1\r'],
    ['MSH not at the start of a line', 'xMSH|^~\\&|A\r'],
    ['MSH without a separator', 'MSH\rPID|1'],
    ['a word that begins with MSH', 'MSHA|^~\\&|A\r'],
    ['binary junk', '\x00\x01\x02PK\x03\x04'],
  ])('%s is no message', (_, text) => {
    const error = failureOf(() => parse(text));

    expect([error.fate, error.code]).toEqual(['permanent', 'hl7-no-msh']);
  });

  test('a facility called MSH does not start a message', () => {
    const message = parse('MSH|^~\\&|EMR|MSH|||||ADT^A04|7|P|2.3\rPV1|1|O|MSH|MSH|^MSH|\r');

    expect(message.get('MSH-4')).toBe('MSH');
    expect(message.segments).toHaveLength(2);
    expect(message.warnings).toEqual([]);
  });

  test('a second MSH is kept with a warning', () => {
    expect(codes(parse(`${header}\r${patient}\r${header}\r`))).toEqual(['several-msh']);
  });

  test.each(['2.5.1^USA', '2.8.2', '', '9'])('version "%s" does not matter', (version) => {
    expect(parse(`MSH|^~\\&|A|B|||||ADT^A04|7|P|${version}\r${patient}\r`).get('PID-8')).toBe('F');
  });
});

describe('MSH fields are numbered from the separator', () => {
  test.each([
    ['MSH-1', '|'],
    ['MSH-2', '^~\\&'],
    ['MSH-3', 'EMR'],
    ['MSH-4', 'ST ANNE'],
    ['MSH-9', 'SIU^S12^SIU_S12'],
    ['MSH-9.2', 'S12'],
    ['MSH-10', '1001'],
    ['MSH-12', '2.5.1'],
    ['MSH-2.2', undefined],
    ['MSH-40', undefined],
  ])('%s', (path, value) => {
    expect(parse(header).get(path)).toBe(value);
  });

  test('in a segment too', () => {
    const segment = parse(header).segment('MSH');

    expect([segment?.at('1'), segment?.at('2'), segment?.at('9.1')]).toEqual(['|', '^~\\&', 'SIU']);
    expect(segment?.repetitions(2).map((repetition) => repetition.text)).toEqual(['^~\\&']);
  });
});

describe('delimiters', () => {
  test('any characters may be delimiters', () => {
    const message = parse('MSH#*!?@#A*B#C#####X*Y#7#P#2.3\rPID#1##1*2!3@4*5#|^~\\&#a?S?b?F?c?E??T??R?\r');

    expect(message.get('MSH-3.2')).toBe('B');
    expect(message.get('PID-3[2].1.2')).toBe('4');
    expect(message.get('PID-4')).toBe('|^~\\&');
    expect(message.get('PID-5')).toBe('a*b#c?@!');
  });

  test('a tab may be the field separator of nothing: it is blank', () => {
    expect(() => parse('MSH\t^~\\&\tA\r')).toThrow(Failure);
  });

  test.each([
    ['^', 'a', 'a~b\\F\\&c', 'x'],
    ['^~', 'a', 'a', 'x'],
    ['^~\\', 'a', 'a', 'x'],
  ])('a short MSH-2 "%s" splits on nothing else', (separators, first) => {
    const message = parse(`MSH|${separators}|APP|B\rPID|||a~b&c^x\r`);

    expect(message.get('MSH-2')).toBe(separators);
    expect(message.get('MSH-3')).toBe('APP');
    expect(message.get('PID-3.1.2')).toBeUndefined();
    expect(message.get('PID-3.1')).toBe(separators === '^' ? 'a~b&c' : first);
    expect(message.delimiters.subcomponent).toBeUndefined();
  });

  test('without an escape character nothing is unescaped', () => {
    expect(parse('MSH|^~|A\rPID|||a\\F\\b\r').get('PID-3')).toBe('a\\F\\b');
  });

  test('the truncation character is no separator', () => {
    const message = parse('MSH|^~\\&#|A\rPID|||a#b\\P\\\r');

    expect([message.get('MSH-2'), message.delimiters.truncation]).toEqual(['^~\\&#', '#']);
    expect(message.get('PID-3')).toBe('a#b#');
  });

  test.each(['', 'APP', '   '])(
    'MSH-2 "%s" holds none: the standard ones are used, with a warning',
    (separators) => {
      const message = parse(`MSH|${separators}|X|B\rPID|||a^b~c\r`);

      expect([message.get('PID-3.2'), message.get('PID-3[2].1'), message.get('MSH-3')]).toEqual([
        'b',
        'c',
        'X',
      ]);
      expect(codes(message)).toEqual(['msh-2']);
    },
  );

  test('the defaults split nothing when MSH-2 says otherwise', () => {
    const message = parse('MSH|*!?@|A^B\rPID|||a^b~c&d\\F\\\r');

    expect([message.get('MSH-3'), message.get('PID-3.1')]).toEqual(['A^B', 'a^b~c&d\\F\\']);
  });
});

describe('values', () => {
  const message = parse(
    `${header}\r${patient}|""|^""^|^^^|||~x~~y|\rOBX|1|ED|||^application^pdf^Base64^JVBERi0=|\rOBX|2|TX|||a&b|\r`,
  );

  test.each([
    ['the first repetition when none is named', 'PID-3.1', 'TEST-1'],
    ['a repetition by number', 'PID-3[2].1', 'TEST-2'],
    ['a subcomponent', 'PID-3[2].4.2', '1.2.3'],
    ['the first subcomponent of an undivided component', 'PID-3.4.1', 'ST ANNE'],
    ['a whole component', 'PID-3[2].4', 'STATE&1.2.3&ISO'],
    ['a whole repetition', 'PID-3[2]', 'TEST-2^^^STATE&1.2.3&ISO^PI'],
    ['a whole field', 'PID-5', 'ZZTEST^ANN^B'],
    ['the first component of an undivided field', 'PID-8.1.1', 'F'],
    ['a repetition that is not there', 'PID-3[3].1', undefined],
    ['a component that is not there', 'PID-5.9', undefined],
    ['a subcomponent that is not there', 'PID-8.1.2', undefined],
    ['a field behind the last', 'PID-39', undefined],
    ['a segment that is not there', 'PD1-4', undefined],
    ['an occurrence', 'OBX[2]-5', 'a&b'],
    ['an occurrence that is not there', 'OBX[3]-5', undefined],
    ['the first of any occurrence', 'OBX[*]-5.5', 'JVBERi0='],
    ['the first of any repetition', 'PID-14[*]', 'x'],
    ['an empty field', 'PID-2', undefined],
    ['a deleted field', 'PID-9', undefined],
    ['a field of nothing but delimiters', 'PID-11', undefined],
  ])('%s', (_, path, value) => {
    expect(message.get(path)).toBe(value);
  });

  test('all matches that hold something', () => {
    expect(message.all('PID-3[*].1')).toEqual(['TEST-1', 'TEST-2']);
    expect(message.all('PID-14[*]')).toEqual(['x', 'y']);
    expect(message.all('OBX[*]-1')).toEqual(['1', '2']);
    expect(message.all('OBX[*]-5[*].5')).toEqual(['JVBERi0=']);
    expect(message.all('NTE[*]-3')).toEqual([]);
  });

  test('absent, empty and deleted are three things', () => {
    expect(['PID-9', 'PID-10.2', 'PID-2', 'PID-39', 'ZZZ-1'].map((path) => message.isNull(path))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(message.segment('PID')?.isNull('9')).toBe(true);
    expect(message.segment('PID')?.repetitions(9)[0]?.isNull()).toBe(true);
    expect(message.segment('PID')?.repetitions(10)[0]?.isNull('2')).toBe(true);
  });

  test('repetitions of a field are numbered, also the empty ones', () => {
    const repetitions = message.segment('PID')?.repetitions(14) ?? [];

    expect(repetitions.map((it) => [it.path, it.text])).toEqual([
      ['PID-14[1]', ''],
      ['PID-14[2]', 'x'],
      ['PID-14[3]', ''],
      ['PID-14[4]', 'y'],
    ]);
    expect(message.segment('PID')?.repetitions(2)).toEqual([]);
    expect(message.segment('PID')?.repetitions(3)[1]?.at('4.2')).toBe('1.2.3');
  });

  test('segments are found by name and occurrence', () => {
    expect(message.named('OBX').map((it) => it.at('1'))).toEqual(['1', '2']);
    expect(message.segment('OBX', 2)?.occurrence).toBe(2);
    expect(message.segment('OBX', 2)?.index).toBe(3);
    expect(message.segment('NTE')).toBeUndefined();
  });

  test('the text of every segment is there byte for byte', () => {
    const text = `${header}\rZPD|a\\q|""|~~\rPID\r`;
    const parsed = parse(text);

    expect(`${parsed.segments.map((it) => it.text).join('\r')}\r`).toBe(text);
  });
});

describe('segments nobody expected', () => {
  test('Z segments and misplaced ones are read like any other', () => {
    const message = parse(`MSH|^~\\&|A\rZ01|x^y|2\rOBX|1|TX|||early\rPID|1||TEST-9\rZ01|z\rAL1|1\rzpm|q\r`);

    expect(message.get('Z01-1.2')).toBe('y');
    expect(message.get('Z01[2]-1')).toBe('z');
    expect(message.get('PID-3')).toBe('TEST-9');
    expect(message.segments.map((it) => it.name)).toEqual(['MSH', 'Z01', 'OBX', 'PID', 'Z01', 'AL1', 'zpm']);
  });

  test('a segment without fields', () => {
    expect(parse('MSH|^~\\&|A\rZZZ\r').segment('ZZZ')?.at('1')).toBeUndefined();
  });
});

describe('paths', () => {
  test.each([
    ['PID.3.4', 'write PID-3.4'],
    ['PID.3', 'write PID-3'],
    ['PID-3-4-2', 'write PID-3.4.2'],
    ['pid-3.4', 'write PID-3.4'],
    ['PID-3(1)-4', 'such as PID-3[2].4.2'],
    ['PID-0', 'such as PID-3[2].4.2'],
    ['PID-3[0]', 'such as PID-3[2].4.2'],
    ['PID-3.', 'such as PID-3[2].4.2'],
    ['PID', 'such as PID-3[2].4.2'],
  ])('%s is refused with a hint', (path, hint) => {
    const error = failureOf(() => parse(header).get(path));

    expect([error.fate, error.code]).toEqual(['permanent', 'hl7-path']);
    expect(error.message).toContain(hint);
  });

  test('inside segments and repetitions they are checked too', () => {
    const segment = parse(`${header}\r${patient}`).segment('PID');

    expect(failureOf(() => segment?.at('PID-3')).code).toBe('hl7-path');
    expect(failureOf(() => segment?.repetitions(3)[0]?.at('1.2.3')).code).toBe('hl7-path');
  });
});

describe('lineage', () => {
  test('notes what was read and held something, once, in one spelling', () => {
    const { message, lineage } = parse(`${header}\r${patient}|""\rOBX|1|TX|||a\rOBX|2|TX|||b\r`).tracked();

    message.get('PID[1]-3[1].1');
    message.get('PID-3.1');
    message.get('PID-2');
    message.get('PD1-4');
    message.isNull('PID-9');
    message.isNull('PID-8');
    message
      .segment('PID')
      ?.repetitions(3)
      .forEach((repetition) => repetition.at('4.2'));
    message.segment('PID')?.at('8');
    message.all('OBX[*]-5');
    message.locate('PID-7');

    expect(lineage()).toEqual(['PID-3.1', 'PID-9', 'PID-3[2].4.2', 'PID-8', 'OBX-5', 'OBX[2]-5', 'PID-7']);
  });

  test('two readers of one message do not mix', () => {
    const message = parse(`${header}\r${patient}`);
    const one = message.tracked();
    const other = message.tracked();

    one.message.get('PID-8');
    other.message.get('PID-7');

    expect([one.lineage(), other.lineage()]).toEqual([['PID-8'], ['PID-7']]);
  });
});

describe('whatever comes', () => {
  const pieces = fc.constantFrom(
    '|',
    '^',
    '~',
    '\\',
    '&',
    'a',
    'PID',
    'OBX|',
    'é',
    '""',
    '\x0c',
    ' ',
    '.br',
    'X4',
  );

  test('segments hold every character of the message', () => {
    const line = fc.array(pieces, { maxLength: 12 }).map((parts) => `ZZ1|${parts.join('')}|.`);

    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\r', '\n', '\r\n'), (lines, end) => {
        const texts = [header, ...lines];

        expect(parse(texts.join(end)).segments.map((segment) => segment.text)).toEqual(texts);
      }),
    );
  });

  test('nothing that begins with MSH throws', () => {
    const end = fc.constantFrom('\r', '\n', '\r\n', '\0', 'MSH|');
    const rest = fc
      .array(fc.oneof(pieces, end, fc.string({ unit: 'binary', maxLength: 3 })))
      .map((parts) => parts.join(''));

    fc.assert(
      fc.property(rest, fc.constantFrom('|^~\\&', '|^', '||', '#', '^^~~'), (text, separators) => {
        const message = parse(`MSH${separators}${text}`);

        describeMessage(message);
        message.all('PID[*]-1[*].1.1');
        message.locate('MSH-3');
        expect(message.segments[0]?.name).toBe('MSH');
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes behind MSH are read in some charset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const message = parseMessage(Buffer.concat([Buffer.from('MSH|^~\\&|'), bytes]));

        expect(message.get('MSH-2')).toBe('^~\\&');
      }),
    );
  });
});

function parse(text: string) {
  return parseMessage(Buffer.from(text, 'utf8'));
}

function codes(message: { readonly warnings: readonly { readonly code: string }[] }): readonly string[] {
  return message.warnings.map((warning) => warning.code);
}

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('It did not fail.');
}
