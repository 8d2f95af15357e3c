import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readForm } from './read-form.ts';

const boundary = 'ZZTEST-boundary';
const type = `multipart/form-data; boundary="${boundary}"`;

type Given = { readonly name: string; readonly fileName?: string; readonly bytes: Buffer };

function write(fields: readonly Given[]): Buffer {
  const parts = fields.map(({ name, fileName, bytes }) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`),
      Buffer.from(fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: application/pdf`),
      Buffer.from('\r\n\r\n'),
      bytes,
      Buffer.from('\r\n'),
    ]),
  );
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

test('fields and files come back in order, byte for byte, empty ones too', () => {
  const name = fc.stringMatching(/^[a-z-]{1,12}$/);
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const field = fc.record({ name, bytes });
  const file = fc.record({ name, bytes, fileName: fc.stringMatching(/^[a-zA-Z0-9 .é]{1,20}$/) });
  fc.assert(
    fc.property(fc.array(fc.oneof(field, file), { maxLength: 6 }), (fields) => {
      const read = readForm(write(fields), type);
      expect(read.map((one) => [one.name, one.fileName, one.bytes.toString('hex')])).toEqual(
        fields.map((one) => [
          one.name,
          'fileName' in one ? one.fileName : undefined,
          one.bytes.toString('hex'),
        ]),
      );
    }),
  );
});

test('an encoded form is read like the platform reads it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { maxLength: 8 }), (pairs) => {
      const body = new URLSearchParams([...pairs]).toString();
      const read = readForm(Buffer.from(body), 'application/x-www-form-urlencoded; charset=utf-8');
      expect(read.map((one) => [one.name, one.bytes.toString('utf8')])).toEqual([
        ...new URLSearchParams(body),
      ]);
    }),
  );
});

test('what is no form is refused in words', () => {
  const whole = write([{ name: 'a', bytes: Buffer.from('b') }]);

  expect(() => readForm(whole, 'application/json')).toThrow(/form/);
  expect(() => readForm(Buffer.from('hello'), type)).toThrow(/boundary is not in it/);
  expect(() => readForm(whole.subarray(0, whole.length - 26), type)).toThrow(/ends too early/);
  expect(() => readForm(Buffer.from('a=1&'.repeat(1_001)), 'application/x-www-form-urlencoded')).toThrow(
    /more than 1000 fields/,
  );
});
