/** Values in DER (ITU-T X.690), as far as CMS needs them. */
export const TAG = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  /** `[0]`, constructed. */
  zero: 0xa0,
  /** `[0]` IMPLICIT of octets. */
  zeroOctets: 0x80,
} as const;

/** Tag, length and content (8.1). */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

/** A set of values: sorted, as DER asks (11.6). */
export function derSet(values: readonly Buffer[]): Buffer {
  return der(TAG.set, ...values.toSorted((one, other) => Buffer.compare(one, other)));
}

export function derOid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return der(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left % 128) | 0x80);
  return digits;
}

export type Value = {
  readonly tag: number;
  readonly content: Buffer;
  /** With tag and length. */ readonly whole: Buffer;
};

/** The values one after the other. The bytes were read by OpenSSL before: nothing is checked twice. */
export function readDer(bytes: Buffer): readonly Value[] {
  const values: Value[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const short = bytes[at + 1] ?? 0;
    const wide = short < 0x80 ? 0 : short & 0x7f;
    const length = wide === 0 ? short : bytes.readUIntBE(at + 2, wide);
    const start = at + 2 + wide;
    values.push({
      tag: bytes[at] ?? 0,
      content: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length),
    });
    at = start + length;
  }
  return values;
}
