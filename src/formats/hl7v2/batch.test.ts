import { describe, expect, test } from 'vitest';
import { splitBatch } from './batch.ts';

const one = 'MSH|^~\\&|EMR|MSH|||2026||ADT^A04|1|P|2.3\rPID|1||TEST-1\r';
const two = 'MSH|^~\\&|EMR|A|||2026||ADT^A08|2|P|2.3\rPID|1||TEST-2\rZ01|MSH|x MSH|y\r';

describe('a single message', () => {
  test.each([
    ['is the whole', one],
    ['is the whole with a byte order mark', `\uFEFF${one}`],
    ['is the whole without MSH', 'hello'],
    ['is the whole when empty', ''],
    ['may say MSH anywhere but at the start of a line', two],
  ])('%s', (_, text) => {
    expect(split(text)).toEqual({ texts: [text], isBatch: false, warnings: [] });
  });
});

describe('a batch', () => {
  test.each(['\r', '\r\n', '\n'])('is split at segment names, with %j between segments', (end) => {
    const [first, second] = [one, two].map((text) => text.replaceAll('\r', end));
    const text =
      `FHS|^~\\&|A\rBHS|^~\\&|A\r`.replaceAll('\r', end) +
      first +
      second +
      `BTS|2|x\rFTS|1\r`.replaceAll('\r', end);

    expect(split(text)).toEqual({ texts: [first, second], isBatch: true, warnings: [] });
  });

  test('may be several messages without batch segments', () => {
    expect(split(`${one}${two}${one}`)).toEqual({ texts: [one, two, one], isBatch: true, warnings: [] });
  });

  test('may be of one message, and of bare trailers', () => {
    expect(split(`BHS|^~\\&\r${one}BTS\r`)).toEqual({ texts: [one], isBatch: true, warnings: [] });
  });

  test('may be of none', () => {
    expect(split('FHS|^~\\&\rBHS|^~\\&\rBTS|0\rFTS|1\r')).toEqual({ texts: [], isBatch: true, warnings: [] });
  });

  test('may hold several batches, each counted by itself', () => {
    const text = `FHS|^~\\&\rBHS|^~\\&\r${one}BTS|1\rBHS|^~\\&\r${one}${two}BTS|2\rFTS|2\r`;

    expect(split(text)).toEqual({ texts: [one, one, two], isBatch: true, warnings: [] });
  });

  test.each([
    ['BTS-1', `BHS|^~\\&\r${one}BTS|3\r`, 'BTS-1 says 3 messages; 1 were found.'],
    ['FTS-1', `FHS|^~\\&\rBHS|^~\\&\r${one}BTS|1\rFTS|2\r`, 'FTS-1 says 2 batches; 1 were found.'],
    ['no BTS', `BHS|^~\\&\r${one}`, 'The batch has no end: something may be missing.'],
  ])('whose %s does not agree is split all the same, with a warning', (_, text, warning) => {
    expect(split(text)).toEqual({ texts: [one], isBatch: true, warnings: [warning] });
  });

  test('finds its ranges in bytes', () => {
    const text = `${one.replace('TEST', 'ÄÖÜ')}${two}`;

    expect(split(text).texts).toEqual([one.replace('TEST', 'ÄÖÜ'), two]);
  });
});

function split(text: string) {
  const bytes = Buffer.from(text);
  const { messages, isBatch, warnings } = splitBatch(bytes);
  return {
    texts: messages.map(({ offset, length }) => bytes.subarray(offset, offset + length).toString()),
    isBatch,
    warnings: warnings.map((warning) => warning.text),
  };
}
