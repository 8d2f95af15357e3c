import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { decodeContent, sniffMediaType } from './content.ts';
import { parseMessage } from './parse.ts';

const pdf = Buffer.from('%PDF-1.4\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n%%EOF\n', 'latin1');

describe('a media type', () => {
  test.each([
    ['a PDF', pdf, 'application/pdf'],
    ['a PDF behind junk', `${'x'.repeat(900)}%PDF-1.7`, 'application/pdf'],
    ['RTF', '{\\rtf1\\ansi note}', 'text/rtf'],
    ['RTF after a line end', '\r\n{\\rtf1}', 'text/rtf'],
    ['a little-endian TIFF', 'II*\0....', 'image/tiff'],
    ['a big-endian TIFF', 'MM\0*....', 'image/tiff'],
    ['a C-CDA', '<ClinicalDocument xmlns="urn:hl7-org:v3">', 'text/xml'],
    ['a C-CDA with a declaration', '\uFEFF<?xml version="1.0"?>\n<ClinicalDocument>', 'text/xml'],
    ['a C-CDA with a prefix', '<n1:ClinicalDocument>', 'text/xml'],
    ['HTML', '<!DOCTYPE html><html><body>', 'text/html'],
    ['XHTML', '<?xml version="1.0"?><html xmlns="x">', 'text/html'],
    ['a piece of HTML', '<p>Seen today.</p>', 'text/html'],
    ['text', 'Seen today. BP < 120', 'text/plain'],
    ['text in 8859/1', Buffer.from('Zzt\xe9st', 'latin1'), 'text/plain'],
    ['a FHIR resource', '{"id":"c-1","resourceType": "Composition"', 'application/fhir+json'],
    ['other JSON', '{"note":{"resourceType":"Composition"}}', 'text/plain'],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10]), 'application/octet-stream'],
    ['a zip', 'PK\x03\x04', 'application/octet-stream'],
    ['nothing', '', 'application/octet-stream'],
  ])('of %s', (_, bytes, type) => {
    expect(sniffMediaType(Buffer.from(bytes as string))).toBe(type);
  });
});

describe('base64', () => {
  const encoded = pdf.toString('base64');

  test.each([
    ['in one line', [encoded]],
    ['in lines', [encoded.replace(/.{20}/g, '$&\r\n')]],
    ['with \\.br\\ between lines', [encoded.replace(/.{20}/g, '$&\\.br\\')]],
    ['with \\X0D0A\\ between lines', [encoded.replace(/.{20}/g, '$&\\X0D0A\\')]],
    ['with \\X0D\\\\X0A\\ between lines', [encoded.replace(/.{20}/g, '$&\\X0D\\\\X0A\\')]],
    ['without padding', [encoded.replace(/=+$/, '')]],
    ['split anywhere', [encoded.slice(0, 7), encoded.slice(7, 22), encoded.slice(22)]],
    ['padded in each part', [pdf.subarray(0, 10), pdf.subarray(10)].map((part) => part.toString('base64'))],
    ['in its URL form', [pdf.toString('base64url')]],
  ])('is decoded %s', (_, parts) => {
    const slices = parts.map((part) => Buffer.from(part));

    expect(Buffer.from(decodeContent(slices, { encoding: 'base64', joiner: '' })).equals(pdf)).toBe(true);
  });

  test.each([
    ['other characters', 'JVBERi0x*LjQK'],
    ['a lone letter', 'JVBERi0xL'],
    ['an escaped separator', 'JVBE\\F\\Ri0x'],
    ['nothing', ''],
    ['only padding', '=='],
  ])('with %s is undecodable', (_, text) => {
    const error = failureOf(() => decodeContent([Buffer.from(text)], { encoding: 'base64', joiner: '' }));

    expect([error.fate, error.code]).toEqual(['permanent', 'content-undecodable']);
    expect(error.message).not.toContain('JVBE');
  });

  test('of any bytes, split anywhere, comes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(), (bytes, first, second) => {
        const text = Buffer.from(bytes).toString('base64');
        const [from, to] = [first % text.length, second % text.length].toSorted((a, b) => a - b) as [
          number,
          number,
        ];
        const slices = [text.slice(0, from), text.slice(from, to), text.slice(to)].map((part) =>
          Buffer.from(part),
        );

        expect([...decodeContent(slices, { encoding: 'base64', joiner: '' })]).toEqual([...bytes]);
      }),
    );
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'of some megabytes, in lines and padded parts shifted by %i, comes back',
    (shift) => {
      const parts = [100 + shift, 1_600_001, 2_000_000].map((length) => Buffer.alloc(length, 'Zztest'));
      const text = parts
        .map((part) => part.toString('base64'))
        .join('\r\n')
        .replace(/.{76}/g, '$&\r\n');

      const decoded = decodeContent([Buffer.from(text)], { encoding: 'base64', joiner: '' });

      expect(Buffer.from(decoded).equals(Buffer.concat(parts))).toBe(true);
    },
  );

  test('of some megabytes with a wrong letter at the end is refused', () => {
    const text = `${Buffer.alloc(2_000_001).toString('base64')}#`;

    expect(() => decodeContent([Buffer.from(text)], { encoding: 'base64', joiner: '' })).toThrow(
      'not valid base64',
    );
  });

  test('of 20 MB is located, cut out and decoded', () => {
    const document = Buffer.concat([pdf, Buffer.alloc(15_000_000, 'Zztest')]);
    const bytes = Buffer.from(
      `MSH|^~\\&|A|B|||2026||MDM^T02|1|P|2.5\rOBX|1|ED|N^Note||^application^pdf^Base64^${document.toString('base64')}||||||F\r`,
    );

    const { offset, length } = parseMessage(bytes).locate('OBX-5.5') ?? { offset: 0, length: 0 };
    const slice = bytes.subarray(offset, offset + length);

    expect(Buffer.from(decodeContent([slice], { encoding: 'base64', joiner: '' })).equals(document)).toBe(
      true,
    );
  });
});

describe('hexadecimal', () => {
  test('is decoded', () => {
    const slices = [Buffer.from('2550\r\n4446'), Buffer.from('2d')];

    expect(Buffer.from(decodeContent(slices, { encoding: 'hex', joiner: '' })).toString()).toBe('%PDF-');
  });

  test.each(['255', 'XY', ''])('"%s" is undecodable', (text) => {
    expect(failureOf(() => decodeContent([Buffer.from(text)], { encoding: 'hex', joiner: '' })).code).toBe(
      'content-undecodable',
    );
  });
});

describe('text', () => {
  test('is unescaped line by line and joined', () => {
    const slices = [Buffer.from('BP 120\\F\\80'), Buffer.from('Plan\\.br\\R\\T\\D')];

    expect(textOf(slices, { joiner: '\n' })).toBe('BP 120|80\nPlan\nR&D');
  });

  test('becomes UTF-8 from the message’s charset and delimiters', () => {
    const slices = [Buffer.from('Zzt\xe9st?F?\x93x\x94', 'latin1')];

    expect(textOf(slices, { joiner: '', charset: 'windows-1252', delimiters: '#*!?@' })).toBe('Zztést#“x”');
  });

  test('in UTF-16', () => {
    expect(textOf([Buffer.from('Zztést', 'utf16le')], { joiner: '', charset: 'utf-16le' })).toBe('Zztést');
  });

  test('may be empty', () => {
    expect(textOf([], { joiner: '\n' })).toBe('');
  });
});

function textOf(
  slices: readonly Uint8Array[],
  ref: { readonly joiner: '' | '\n'; readonly charset?: string; readonly delimiters?: string },
): string {
  return Buffer.from(decodeContent(slices, { encoding: 'text', ...ref })).toString('utf8');
}

function failureOf(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('It did not fail.');
}
