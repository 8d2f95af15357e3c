import * as fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { parseMessage } from './parse.ts';

const name = 'ZZTËST^ÄNN';

describe('the charset of a message', () => {
  test.each([
    ['MSH-18 UNICODE UTF-8', 'UNICODE UTF-8', 'utf8', name, 'utf-8', 'msh-18'],
    ['MSH-18 UTF-8', 'UTF-8', 'utf8', name, 'utf-8', 'msh-18'],
    ['MSH-18 8859/1', '8859/1', 'latin1', name, 'iso-8859-1', 'msh-18'],
    ['MSH-18 8859/15', '8859/15', 'iso-8859-15', 'ZZTEST€', 'iso-8859-15', 'msh-18'],
    ['MSH-18 8859/2', '8859/2', 'iso-8859-2', 'ZZTEŚT', 'iso-8859-2', 'msh-18'],
    ['MSH-18 GB 18030-2000', 'GB 18030-2000', 'gb18030', '测试', 'gb18030', 'msh-18'],
    ['MSH-18 BIG-5', 'BIG-5', 'big5', '測試', 'big5', 'msh-18'],
    ['MSH-18 KS X 1001', 'KS X 1001', 'euc-kr', '시험', 'euc-kr', 'msh-18'],
    ['MSH-18 ASCII', 'ASCII', 'ascii', 'ZZTEST', 'us-ascii', 'msh-18'],
    ['no MSH-18, UTF-8', '', 'utf8', name, 'utf-8', 'utf-8'],
    ['a second repetition that fits', 'ASCII~UNICODE UTF-8', 'utf8', name, 'utf-8', 'msh-18'],
  ])('%s', (_, named, encoding, text, charset, source) => {
    const message = parseMessage(encoded(named, text, encoding));

    expect(message.get('PID-5')).toBe(text);
    expect(message.charset).toEqual({ name: charset, source });
  });

  test('no MSH-18 and not UTF-8 is windows-1252, with a warning', () => {
    const message = parseMessage(encoded('', 'ZZTËST “ANN”', 'windows-1252'));

    expect(message.get('PID-5')).toBe('ZZTËST “ANN”');
    expect(message.charset).toEqual({ name: 'windows-1252', source: 'fallback' });
    expect(message.warnings.map((warning) => warning.code)).toEqual(['charset-fallback']);
  });

  test('bytes that are not valid in the named charset are never lost', () => {
    const message = parseMessage(encoded('UNICODE UTF-8', 'ZZTËST', 'latin1'));

    expect(message.get('PID-5')).toBe('ZZTËST');
    expect(message.charset).toEqual({ name: 'windows-1252', source: 'fallback' });
    expect(message.warnings.map((warning) => warning.code)).toEqual(['charset-mismatch', 'charset-fallback']);
  });

  test('UTF-8 that is called ASCII is UTF-8, with a warning', () => {
    const message = parseMessage(encoded('ASCII', name, 'utf8'));

    expect(message.get('PID-5')).toBe(name);
    expect(message.warnings.map((warning) => warning.code)).toEqual(['charset-mismatch']);
  });

  test('typographic quotes in what is called 8859/1 are windows-1252, with a warning', () => {
    const message = parseMessage(encoded('8859/1', '“ANN”', 'windows-1252'));

    expect(message.get('PID-5')).toBe('“ANN”');
    expect(message.warnings.map((warning) => warning.code)).toEqual(['charset-windows-1252']);
  });

  test('an unknown name is passed over with a warning', () => {
    const message = parseMessage(encoded('KLINGON', name, 'utf8'));

    expect(message.get('PID-5')).toBe(name);
    expect(message.warnings.map((warning) => warning.code)).toEqual(['charset-unknown']);
  });

  test('the channel wins over MSH-18', () => {
    const message = parseMessage(encoded('UNICODE UTF-8', 'ZZTËST', 'latin1'), { charset: '8859/1' });

    expect(message.get('PID-5')).toBe('ZZTËST');
    expect(message.charset).toEqual({ name: 'iso-8859-1', source: 'channel' });
  });

  test('Japanese with ISO 2022 escapes', () => {
    const bytes = Buffer.concat([
      Buffer.from('MSH|^~\\&|A|B|||||ADT^A04|1|P|2.5||||||~ISO IR87\rPID|1||||'),
      Buffer.from('\x1b$B;n83\x1b(B^X', 'latin1'),
      Buffer.from('|\r'),
    ]);

    const message = parseMessage(bytes);

    expect(message.get('PID-5.1')).toBe('試験');
    expect(bytes.subarray(...rangeOf(message.locate('PID-5.2'))).toString()).toBe('X');
  });

  test.each(['utf-16le', 'utf-16be'])('%s shows by itself', (charset) => {
    const bytes = iconv.encode('\uFEFFMSH|^~\\&|A|B|||||ADT^A04|1|P|2.5\rPID|1||||ZZTËST\r', charset);

    expect(parseMessage(bytes).get('PID-5')).toBe('ZZTËST');
  });

  test('a replacement character the sender sent is data', () => {
    expect(parseMessage(encoded('', 'ZZ\uFFFD', 'utf8')).charset.name).toBe('utf-8');
  });

  test('all 256 bytes survive the fallback', () => {
    const bytes = Buffer.concat([
      Buffer.from('MSH|^~\\&|A|B\rZ01|'),
      Buffer.from(Array.from({ length: 128 }, (_, index) => index + 128)),
    ]);

    const text = parseMessage(bytes).get('Z01-1') ?? '';

    expect(new Set(text).size).toBe(128);
    expect(text).not.toContain('\uFFFD');
  });

  test('\\X..\\ is read in the charset of the message', () => {
    expect(parseMessage(encoded('8859/1', 'ZZT\\XCB\\ST', 'latin1')).get('PID-5')).toBe('ZZTËST');
    expect(parseMessage(encoded('UNICODE UTF-8', 'ZZT\\XC38B\\ST', 'utf8')).get('PID-5')).toBe('ZZTËST');
    expect(parseMessage(encoded('UNICODE UTF-8', 'ZZT\\XC3\\\\X8B\\ST', 'utf8')).get('PID-5')).toBe('ZZTËST');
    expect(parseMessage(encoded('UNICODE UTF-8', 'ZZT\\XCB\\ST', 'utf8')).get('PID-5')).toBe('ZZTËST');
  });
});

describe('where a value stands in the bytes', () => {
  const charsets = ['utf8', 'latin1', 'windows-1252', 'gb18030', 'big5', 'shift_jis', 'euc-kr', 'utf-16le'];

  test.each(charsets)('is exact in %s, whatever stands before it', (charset) => {
    const sample =
      { utf8: 'äß漢😀', gb18030: '测试😀', big5: '測試', shift_jis: '試験', 'euc-kr': '시험' }[charset] ??
      'äß';
    const filler = fc.string({ unit: fc.constantFrom(...Array.from(sample), 'a', ' '), maxLength: 20 });

    fc.assert(
      fc.property(filler, filler, filler, fc.boolean(), (before, value, after, isMarked) => {
        const mark = isMarked && (charset === 'utf8' || charset === 'utf-16le') ? '\uFEFF' : '';
        const text = `${mark}MSH|^~\\&|A|${before}\rZ01|${before}|x^${value}y^${after}|${after}\r`;
        const bytes = iconv.encode(text, charset);

        const message = parseMessage(bytes, charset.startsWith('utf') ? {} : { charset });
        const found = bytes.subarray(...rangeOf(message.locate('Z01-2.2')));

        expect(iconv.decode(found, charset)).toBe(`${value}y`);
      }),
    );
  });

  test('is the raw value, escapes and all', () => {
    const bytes = Buffer.from('MSH|^~\\&|A\rOBX|1|TX|||ü|\rOBX|2|TX|||a\\.br\\b|\r');

    const range = rangeOf(parseMessage(bytes).locate('OBX[2]-5'));

    expect(bytes.subarray(...range).toString()).toBe('a\\.br\\b');
  });

  test('is nowhere when absent or empty', () => {
    const message = parseMessage(Buffer.from('MSH|^~\\&|A\rPID|1||\r'));

    expect([message.locate('PID-3'), message.locate('PID-9'), message.locate('PD1-4')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

function encoded(charset: string, text: string, encoding: string): Buffer {
  return iconv.encode(`MSH|^~\\&|A|B|||||ADT^A04|1|P|2.5||||||${charset}\rPID|1||||${text}|\r`, encoding);
}

function rangeOf(place: { offset: number; length: number } | undefined): [number, number] {
  return place === undefined ? [0, 0] : [place.offset, place.offset + place.length];
}
