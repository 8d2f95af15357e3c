import { readDelimiters } from './delimiters.ts';
import { readHeader, readable, type Header } from './header.ts';

/** What can be known of a message from its MSH line alone. */
export type Envelope = {
  /** `MSH-9.1^MSH-9.2`, such as `SIU^S12`, whatever the sender's delimiters. */
  readonly type?: string;
  /** MSH-10. */
  readonly controlId?: string;
  /** `MSH-3^MSH-4`, the first component of each. */
  readonly sender?: string;
  /** MSH-11.1: P, T or D. */
  readonly processingId?: string;
  /** MSH-12.1. */
  readonly version?: string;
  /** MSH-15 and MSH-16 (table 0155: AL, NE, ER, SU). */
  readonly acceptAck?: string;
  readonly applicationAck?: string;
  /** Why it can never be processed, in a sentence without patient data. */
  readonly problem?: { readonly code: string; readonly reason: string };
};

/** Looks at the MSH line only; never throws. */
export function readEnvelope(bytes: Uint8Array): Envelope {
  const header = readHeader(bytes);
  if (header === undefined) return { problem: problemWithoutHeader(bytes) };

  const component = readDelimiters(header.separator, header.field(2)).delimiters.component;
  const parts = (field: number): readonly string[] => {
    const value = header.field(field).trim();
    return component === undefined ? [value] : value.split(component);
  };
  const [kind = '', trigger = ''] = parts(9);
  const envelope = {
    ...named('type', trigger === '' ? kind : `${kind}^${trigger}`),
    ...named('controlId', header.field(10)),
    ...named('sender', senderOf(parts(3), parts(4))),
    ...named('processingId', parts(11)[0]),
    ...named('version', parts(12)[0]),
    ...named('acceptAck', parts(15)[0]),
    ...named('applicationAck', parts(16)[0]),
  };
  const problem = problemOf(kind, header);
  return problem === undefined ? envelope : { ...envelope, problem };
}

type Problem = NonNullable<Envelope['problem']>;

function named<Name extends keyof Envelope>(
  name: Name,
  value: string | undefined,
): { readonly [key in Name]?: string } {
  if (value === undefined || value === '' || value === '""') return {};
  return { [name]: readable(value) } as { readonly [key in Name]?: string };
}

function senderOf(application: readonly string[], facility: readonly string[]): string {
  const names = [application, facility].map(
    (parts) => parts.find((part) => part !== '' && part !== '""') ?? '',
  );
  return names.join('^').replace(/^\^$/, '');
}

function problemOf(kind: string, header: Header): Problem | undefined {
  if (kind === 'ACK' || kind === 'MCF' || header.isAnswer) {
    return { code: 'acknowledgement', reason: 'An acknowledgement was sent to an inbound port.' };
  }
  if (kind === '' || kind === '""') return { code: 'hl7-no-type', reason: 'MSH-9 holds no message type.' };
  return undefined;
}

function problemWithoutHeader(bytes: Uint8Array): Problem {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  if (/^[\s\0]*$/.test(start)) return { code: 'empty', reason: 'The message is empty.' };
  if (/[\x00-\x06\x0e-\x1a]/.test(start))
    return { code: 'not-hl7', reason: 'These are binary data, not HL7 text.' };
  if (/^\s*[<{[]/.test(start))
    return { code: 'not-hl7', reason: 'This is XML or JSON, not HL7 version 2 text.' };
  return { code: 'hl7-no-msh', reason: 'There is no MSH segment.' };
}
