import { readDelimiters, standardDelimiters, type Delimiters } from './delimiters.ts';
import { escapeText } from './escape.ts';
import { readHeader, type Header } from './header.ts';
import { parseMessage } from './parse.ts';
import { messagePath } from './path.ts';
import { formatTimestamp } from './time.ts';

export type AcknowledgementCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR';

export type Answer = {
  /** In enhanced mode AA, AE and AR become CA, CE and CR by themselves. */
  readonly code: AcknowledgementCode;
  /** MSH-10 of the answer: unique. */
  readonly controlId: string;
  /** ISO instant. */
  readonly at: string;
  /** For the other side's operator. Plain words: no patient data. */
  readonly text?: string;
  readonly error?: {
    /** Where it is, such as `PID-3[2].4`. */
    readonly location?: string;
    /** Table 0357, such as 101 or 207. */
    readonly code: number;
    /** Table 0516. */
    readonly severity: 'I' | 'W' | 'E' | 'F';
  };
};

/**
 * The acknowledgement of a message (HL7 v2.5.1 sections 2.9.2, 2.9.3 and 2.14), in the sender's delimiters and charset, with
 * MSH-10 echoed to the byte. A frame without a readable MSH still gets one.
 *
 * `undefined`: the sender asked for none (MSH-15, MSH-16), or the message is itself an acknowledgement; to answer those is
 * how two systems end up talking to each other for ever.
 */
export function acknowledge(bytes: Uint8Array, answer: Answer): Uint8Array | undefined {
  const header = readHeader(bytes);
  if (header === undefined)
    return Buffer.from(written(noHeader, standardDelimiters, answer.code, answer), 'latin1');

  const { delimiters } = readDelimiters(header.separator, header.field(2));
  const kind = firstComponent(header.field(9), delimiters);
  if (kind === 'ACK' || kind === 'MCF' || header.isAnswer) return undefined;
  const code = codeFor(header, delimiters, answer.code);
  return code === undefined ? undefined : header.encode(written(header, delimiters, code, answer));
}

export type Acknowledgement = {
  readonly code: AcknowledgementCode;
  /** MSA-2: the control id of the message it answers. */
  readonly controlId: string;
  /** What the other side says about it. */
  readonly text?: string;
  /** ERR-3.1, or ERR-1.4.1 before v2.5. */
  readonly errorCode?: string;
};

/** Reads an acknowledgement; `undefined` when it is none. */
export function readAcknowledgement(bytes: Uint8Array): Acknowledgement | undefined {
  if (readHeader(bytes) === undefined) return undefined;
  const message = parseMessage(bytes);
  const code = message.get('MSA-1')?.trim().toUpperCase();
  if (!isCode(code)) return undefined;
  const text =
    message.get('MSA-3') ?? message.get('ERR[*]-8') ?? message.get('ERR[*]-7') ?? message.get('ERR[*]-3.2');
  const errorCode = message.get('ERR[*]-3.1') ?? message.get('ERR[*]-1.4.1');
  return {
    code,
    controlId: message.get('MSA-2') ?? '',
    ...(text === undefined ? {} : { text }),
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}

const noHeader: Pick<Header, 'field'> = { field: () => '' };

/**
 * Original mode when MSH-15 and MSH-16 are both empty (section 2.9.2). In enhanced mode MSH-15 decides about the commit answer.
 * A sender with MSH-15 NE that wants an application answer (MSH-16) gets that: silence would block its queue.
 */
function codeFor(
  header: Header,
  delimiters: Delimiters,
  code: AcknowledgementCode,
): AcknowledgementCode | undefined {
  const accept = condition(header.field(15), delimiters);
  const application = condition(header.field(16), delimiters);
  if (accept === '' && application === '') return code;
  const isSuccess = code === 'AA' || code === 'CA';
  if (accept !== '' && accept !== 'NE') return isWanted(accept, isSuccess) ? commitCode(code) : undefined;
  return application !== '' && isWanted(application, isSuccess) ? code : undefined;
}

function condition(field: string, delimiters: Delimiters): string {
  const value = firstComponent(field, delimiters).trim().toUpperCase();
  return value === '""' ? '' : value;
}

/** Table 0155. A word that is not in it is read as AL: an answer too many harms less than one too few. */
function isWanted(value: string, isSuccess: boolean): boolean {
  if (value === 'NE') return false;
  if (value === 'ER') return !isSuccess;
  if (value === 'SU') return isSuccess;
  return true;
}

function commitCode(code: AcknowledgementCode): AcknowledgementCode {
  if (code === 'AA') return 'CA';
  if (code === 'AE') return 'CE';
  return code === 'AR' ? 'CR' : code;
}

function written(
  header: Pick<Header, 'field'>,
  delimiters: Delimiters,
  code: AcknowledgementCode,
  answer: Answer,
): string {
  const { field, component } = delimiters;
  const value = (text: string): string => escapeText(text.replace(/[^\x20-\x7e]/g, '?'), delimiters);
  const trigger = component === undefined ? '' : (header.field(9).split(component)[1] ?? '');
  const type = trigger === '' ? 'ACK' : ['ACK', trigger, 'ACK'].join(component);
  const text = value(answer.text ?? '');
  const segments = [
    [
      `MSH${field}${encodingCharacters(header, delimiters)}`,
      header.field(5),
      header.field(6),
      header.field(3),
      header.field(4),
      formatTimestamp(answer.at),
      '',
      type,
      value(answer.controlId),
      header.field(11) || 'P',
      header.field(12) || '2.5.1',
      // MSH-13 to MSH-17.
      ...Array.from({ length: 5 }, () => ''),
      header.field(18),
    ],
    ['MSA', code, header.field(10), text],
    ...(answer.error === undefined ? [] : [errorSegment(answer.error, text, delimiters)]),
  ];
  return segments.map((fields) => `${trimmed(fields).join(field)}\r`).join('');
}

/** The sender's own MSH-2, unless it is the unusable one we did not split by either. */
function encodingCharacters(header: Pick<Header, 'field'>, delimiters: Delimiters): string {
  const sent = header.field(2);
  return readDelimiters(delimiters.field, sent).isUsable ? sent : '^~\\&';
}

/** ERR as of v2.5: ERR-2 location (ERL), ERR-3 code, ERR-4 severity, ERR-8 words for a person. */
function errorSegment(
  error: NonNullable<Answer['error']>,
  text: string,
  delimiters: Delimiters,
): readonly string[] {
  const between = delimiters.component;
  const joined = (parts: readonly (string | number)[]): string =>
    between === undefined ? String(parts[0] ?? '') : trimmed(parts.map(String)).join(between);
  const location = error.location === undefined ? [] : locationParts(error.location);
  return ['ERR', '', joined(location), joined([error.code, '', 'HL70357']), error.severity, '', '', '', text];
}

function locationParts(location: string): readonly (string | number)[] {
  const path = messagePath(location);
  const { segment, occurrence, field, repetition, component, subcomponent } = path;
  return [segment, occurrence || 1, field, repetition ?? 1, component ?? '', subcomponent ?? ''];
}

function firstComponent(value: string, delimiters: Delimiters): string {
  return delimiters.component === undefined ? value : (value.split(delimiters.component)[0] ?? '');
}

function trimmed(values: readonly string[]): readonly string[] {
  const last = values.findLastIndex((value) => value !== '');
  return values.slice(0, last + 1);
}

function isCode(value: string | undefined): value is AcknowledgementCode {
  return ['AA', 'AE', 'AR', 'CA', 'CE', 'CR'].includes(value ?? '');
}
