import { describe, expect, test } from 'vitest';
import { acknowledge, readAcknowledgement, type Answer } from './acknowledge.ts';
import { parseMessage } from './parse.ts';

const answer: Answer = { code: 'AA', controlId: 'ACK-1', at: '2026-03-01T12:00:00.000Z' };

function message(acceptAck = '', applicationAck = '', charset = ''): string {
  return (
    'MSH|^~\\&|EMR^1.2^ISO|ST ANNE|HUB|CLINIC|20260115093000||SIU^S12^SIU_S12|10 01|T|2.3.1|' +
    `7||${acceptAck}|${applicationAck}||${charset}\rPID|1||TEST-1\r`
  );
}

describe('an acknowledgement', () => {
  test('says what the standard asks for', () => {
    expect(text(message('', '', 'UNICODE UTF-8'), answer)).toBe(
      'MSH|^~\\&|HUB|CLINIC|EMR^1.2^ISO|ST ANNE|20260301120000+0000||ACK^S12^ACK|ACK-1|T|2.3.1||||||UNICODE UTF-8\r' +
        'MSA|AA|10 01\r',
    );
  });

  test('says where an error is', () => {
    const refused = text(message(), {
      ...answer,
      code: 'AE',
      text: 'The patient has no id | none',
      error: { location: 'PID-3[2].4', code: 101, severity: 'E' },
    });

    expect(refused.split('\r').slice(1, 3)).toEqual([
      'MSA|AE|10 01|The patient has no id \\F\\ none',
      'ERR||PID^1^3^2^4|101^^HL70357|E||||The patient has no id \\F\\ none',
    ]);
  });

  test('uses the sender’s delimiters', () => {
    const given = 'MSH#*!?@#A*1#B#C#D#2026##ADT*A04#7#P#2.3\r';

    expect(
      text(given, { ...answer, code: 'AE', error: { location: 'PID-3', code: 101, severity: 'E' } }),
    ).toBe(
      'MSH#*!?@#C#D#A*1#B#20260301120000+0000##ACK*A04*ACK#ACK-1#P#2.3\rMSA#AE#7\rERR##PID*1*3*1#101**HL70357#E\r',
    );
  });

  test('does without separators the sender does not have', () => {
    const given = text('MSH|^|A|B|||2026||ADT^A04|7|P|2.3\r', { ...answer, text: 'a|b' });

    expect(given).toBe('MSH|^|||A|B|20260301120000+0000||ACK^A04^ACK|ACK-1|P|2.3\rMSA|AA|7|a b\r');
  });

  test.each(['\xe9\x80', '1\\F\\2', '0'.repeat(199), ' x '])(
    'echoes control id %j to the byte',
    (controlId) => {
      const given = Buffer.from(message().replace('10 01', controlId), 'latin1');

      const written = acknowledge(given, answer) ?? new Uint8Array();

      expect(Buffer.from(written).toString('latin1')).toContain(`\rMSA|AA|${controlId}\r`);
    },
  );

  test('is in the sender’s charset, also in UTF-16', () => {
    const written = acknowledge(Buffer.from(message(), 'utf16le'), answer) ?? new Uint8Array();

    expect(Buffer.from(written).toString('utf16le')).toContain('\rMSA|AA|10 01\r');
  });

  test.each(['', 'PK\x03\x04', 'hello', 'PID|1\r'])('of %j, which has no MSH, is AR', (given) => {
    expect(text(given, { ...answer, code: 'AR' })).toBe(
      'MSH|^~\\&|||||20260301120000+0000||ACK|ACK-1|P|2.5.1\rMSA|AR\r',
    );
  });

  test('of a message without a control id has an empty MSA-2', () => {
    expect(text(message().replace('10 01', ''), answer)).toContain('\rMSA|AA\r');
  });

  test.each([
    'MSH|^~\\&|A|B|||||ACK^S12^ACK|1|P|2.5\rMSA|AA|9\r',
    'MSH|^~\\&|A|B|||||ORR^O02|1|P|2.5\rMSA|AA|9\r',
  ])('is never given to an acknowledgement', (given) => {
    expect(acknowledge(Buffer.from(given), answer)).toBeUndefined();
  });
});

describe('enhanced mode', () => {
  test.each([
    ['AL', 'NE', 'AA', 'CA'],
    ['AL', 'AL', 'AE', 'CE'],
    ['AL', '', 'AR', 'CR'],
    ['NE', 'NE', 'AA', undefined],
    ['NE', 'NE', 'AE', undefined],
    ['NE', '', 'AA', undefined],
    ['ER', 'NE', 'AA', undefined],
    ['ER', 'NE', 'AE', 'CE'],
    ['SU', 'NE', 'AA', 'CA'],
    ['SU', 'NE', 'AR', undefined],
    ['NE', 'AL', 'AA', 'AA'],
    ['NE', 'ER', 'AA', undefined],
    ['NE', 'ER', 'AE', 'AE'],
    ['', 'AL', 'AA', 'AA'],
    ['""', '""', 'AA', 'AA'],
    ['al', 'ne', 'AA', 'CA'],
  ] as const)('MSH-15 "%s", MSH-16 "%s": %s becomes %s', (accept, application, code, expected) => {
    const written = acknowledge(Buffer.from(message(accept, application)), { ...answer, code });

    expect(written && readAcknowledgement(written)?.code).toBe(expected);
  });
});

describe('reading an acknowledgement', () => {
  test('gives what was written', () => {
    const written = acknowledge(Buffer.from(message()), {
      ...answer,
      code: 'AR',
      text: 'No | such type',
      error: { code: 200, severity: 'E' },
    });

    expect(readAcknowledgement(written ?? new Uint8Array())).toEqual({
      code: 'AR',
      controlId: '10 01',
      text: 'No | such type',
      errorCode: '200',
    });
  });

  test.each([
    ['LF between segments', 'MSH|^~\\&|A\nMSA|AA|9\n', { code: 'AA', controlId: '9' }],
    ['a facility called MSH', 'MSH|^~\\&|A|MSH\rMSA|AA|9\r', { code: 'AA', controlId: '9' }],
    [
      'ERR of an old version',
      'MSH|^~\\&|A\rMSA|AE|9|bad\rERR|PID^1^5^101&Required\r',
      { code: 'AE', controlId: '9', text: 'bad', errorCode: '101' },
    ],
    ['a lower-case code', 'MSH|^~\\&|A\rMSA|aa|9\r', { code: 'AA', controlId: '9' }],
    ['no control id', 'MSH|^~\\&|A\rMSA|CR\r', { code: 'CR', controlId: '' }],
  ])('with %s', (_, given, read) => {
    expect(readAcknowledgement(Buffer.from(given))).toEqual(read);
  });

  test.each(['', 'junk', message(), 'MSH|^~\\&|A\rMSA|XX|9\r', 'MSA|AA|9\r'])('%j is none', (given) => {
    expect(readAcknowledgement(Buffer.from(given))).toBeUndefined();
  });

  test('ours can be read by our own parser', () => {
    const written = acknowledge(Buffer.from(message()), answer) ?? new Uint8Array();

    expect(parseMessage(written).warnings).toEqual([]);
  });
});

function text(given: string, said: Answer): string {
  return Buffer.from(acknowledge(Buffer.from(given, 'utf8'), said) ?? []).toString('utf8');
}
