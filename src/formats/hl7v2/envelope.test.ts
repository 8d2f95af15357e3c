import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEnvelope } from './envelope.ts';

const header =
  'MSH|^~\\&|EMR^1.2^ISO|ST ANNE|HUB|CLINIC|20260115||SIU^S12^SIU_S12|1001|P^T|2.5.1^USA|||AL|NE';

describe('an envelope', () => {
  test('is the MSH line', () => {
    expect(readEnvelope(bytes(`${header}\rPID|1\r`))).toEqual({
      type: 'SIU^S12',
      controlId: '1001',
      sender: 'EMR^ST ANNE',
      processingId: 'P',
      version: '2.5.1',
      acceptAck: 'AL',
      applicationAck: 'NE',
    });
  });

  test('is written with ^, whatever the sender’s delimiters', () => {
    expect(readEnvelope(bytes('MSH#*!?@#A*1#B#####ADT*A04#7#P#2.3\r'))).toEqual({
      type: 'ADT^A04',
      controlId: '7',
      sender: 'A^B',
      processingId: 'P',
      version: '2.3',
    });
  });

  test.each([
    ['a byte order mark', `\uFEFF${header}\r`],
    ['blank lines', `\r\n\r\n${header}\n`],
    ['batch lines', `FHS|^~\\&\rBHS|^~\\&\r${header}\r`],
    ['no line end', header],
  ])('is found after %s', (_, text) => {
    expect(readEnvelope(bytes(text)).controlId).toBe('1001');
  });

  test('is found before megabytes and behind a long header', () => {
    const long = `${header}${'|'.repeat(5000)}\rOBX|1|ED|||${'A'.repeat(1_000_000)}\r`;

    expect(readEnvelope(bytes(long)).controlId).toBe('1001');
  });

  test('in UTF-16', () => {
    expect(readEnvelope(Buffer.from(`\uFEFF${header}\r`, 'utf16le')).controlId).toBe('1001');
  });

  test.each([
    ['UTF-8', 'utf8'],
    ['8859/1', 'latin1'],
  ] as const)('is readable in %s', (_, encoding) => {
    expect(readEnvelope(Buffer.from(header.replace('ST ANNE', 'ST ANNÉ'), encoding)).sender).toBe(
      'EMR^ST ANNÉ',
    );
  });

  test('lacks what the message lacks', () => {
    expect(readEnvelope(bytes('MSH|^~\\&|||||||ADT^A04|""\r'))).toEqual({ type: 'ADT^A04' });
    expect(readEnvelope(bytes('MSH|^~\\&|||||||ADT\r'))).toEqual({ type: 'ADT' });
  });

  test('takes no time over a line that repeats a segment name', () => {
    const text = `${header}\r${'SFT'.repeat(600)}\rPID|1\r`;

    expect(readEnvelope(bytes(text)).problem).toBeUndefined();
  });

  test('never throws', () => {
    const start = fc.constantFrom(
      '',
      'MSH',
      'MSH|',
      'MSH|^~\\&|',
      'MSHÿþ',
      '\xff\xfe',
      '\0M\0S\0H\0|',
      header,
    );

    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 80 }), (text, rest) => {
        expect(() => readEnvelope(Buffer.concat([Buffer.from(text, 'latin1'), rest]))).not.toThrow();
      }),
    );
  });
});

describe('a problem is told', () => {
  test.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \r\n\0', 'empty'],
    ['text', 'hello', 'hl7-no-msh'],
    ['another segment', 'PID|1\r', 'hl7-no-msh'],
    ['binary data', 'PK\x03\x04\x14\x00\x00', 'not-hl7'],
    ['JSON', '{"resourceType":"Patient"}', 'not-hl7'],
    ['XML', '<?xml version="1.0"?><ClinicalDocument/>', 'not-hl7'],
    ['no message type', 'MSH|^~\\&|A|B||||||1|P\r', 'hl7-no-type'],
    ['an ACK', 'MSH|^~\\&|A|B|||||ACK^S12^ACK|1|P|2.5\rMSA|AA|9\r', 'acknowledgement'],
    ['an ACK of another type', 'MSH|^~\\&|A|B|||||ORR^O02|1|P|2.3\r\nMSA|AA|9\r', 'acknowledgement'],
    ['an answer with SFT lines', 'MSH|^~\\&|A|B|||||RSP^K21|1|P|2.5\rSFT|x\rMSA|AA|9\r', 'acknowledgement'],
  ])('%s', (_, text, code) => {
    expect(readEnvelope(bytes(text)).problem?.code).toBe(code);
  });

  test('MSA further down is none', () => {
    const text = `${header}\rPID|1||MSA|MSA\rOBX|1|TX|||\nMSA|AA|1\r`;

    expect(readEnvelope(bytes(text)).problem).toBeUndefined();
  });
});

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
