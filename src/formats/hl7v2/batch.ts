import type { Hl7Warning } from './message.ts';

export type Batch = {
  /** Where each message stands in the bytes, in order. A single message without batch segments is the whole. */
  readonly messages: readonly { readonly offset: number; readonly length: number }[];
  /** Whether there were batch segments or several messages. */
  readonly isBatch: boolean;
  readonly warnings: readonly Hl7Warning[];
};

/**
 * Cuts a frame or file into messages (HL7 v2.5.1 section 2.10.3). FHS, BHS, BTS, FTS and MSH are known by their name at the
 * start of a line only: a facility may well be called MSH. Counts that do not agree are warnings; no message is ever dropped.
 */
export function splitBatch(bytes: Uint8Array): Batch {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marks = markNames
    .flatMap((name) => marksNamed(buffer, name))
    .toSorted((one, other) => one.offset - other.offset);
  const isBatch = marks.length > 1 || marks.some((mark) => mark.name !== 'MSH');
  if (!isBatch) return { messages: [{ offset: 0, length: buffer.length }], isBatch, warnings: [] };

  const messages = marks.flatMap((mark, index) => {
    if (mark.name !== 'MSH') return [];
    const end = marks[index + 1]?.offset ?? buffer.length;
    return [{ offset: mark.offset, length: end - mark.offset }];
  });
  return { messages, isBatch, warnings: countWarnings(buffer, marks) };
}

type Mark = { readonly name: (typeof markNames)[number]; readonly offset: number };

const markNames = ['MSH', 'FHS', 'BHS', 'BTS', 'FTS'] as const;

function marksNamed(buffer: Buffer, name: Mark['name']): readonly Mark[] {
  const marks: Mark[] = [];
  for (let offset = buffer.indexOf(name); offset >= 0; offset = buffer.indexOf(name, offset + 3)) {
    if (startsLine(buffer, offset) && endsName(buffer[offset + 3])) marks.push({ name, offset });
  }
  return marks;
}

/** Blanks and a byte order mark may stand before the very first segment. */
function startsLine(buffer: Buffer, offset: number): boolean {
  const before = buffer[offset - 1];
  if (before === undefined || before === 0x0d || before === 0x0a) return true;
  return offset <= 16 && /^[\s\0\xef\xbb\xbf]*$/.test(buffer.toString('latin1', 0, offset));
}

/** A separator, or for BTS and FTS the end of the line. */
function endsName(byte: number | undefined): boolean {
  return byte === undefined || !/[A-Za-z0-9 ]/.test(String.fromCharCode(byte));
}

function countWarnings(buffer: Buffer, marks: readonly Mark[]): readonly Hl7Warning[] {
  const warnings: Hl7Warning[] = [];
  let messages = 0;
  let batches = 0;
  for (const mark of marks) {
    if (mark.name === 'MSH') messages += 1;
    if (mark.name === 'BHS') messages = 0;
    if (mark.name === 'BTS') {
      batches += 1;
      const said = firstField(buffer, mark.offset);
      if (said !== undefined && said !== messages)
        warnings.push(miscount('BTS-1', said, messages, 'messages'));
      messages = 0;
    }
    if (mark.name !== 'FTS') continue;
    const said = firstField(buffer, mark.offset);
    if (said !== undefined && said !== batches) warnings.push(miscount('FTS-1', said, batches, 'batches'));
  }
  const isOpen = marks.some((mark) => mark.name === 'BHS') && !marks.some((mark) => mark.name === 'BTS');
  if (isOpen)
    warnings.push({
      code: 'batch-open',
      path: 'BTS',
      text: 'The batch has no end: something may be missing.',
    });
  return warnings;
}

function firstField(buffer: Buffer, offset: number): number | undefined {
  const line = buffer.toString('latin1', offset, offset + 64);
  const digits = /^...[^\r\n]\s*(\d{1,9})(?!\d)/.exec(line)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function miscount(path: string, said: number, found: number, things: string): Hl7Warning {
  return { code: 'batch-count', path, text: `${path} says ${said} ${things}; ${found} were found.` };
}
