import { Failure } from '../../lib/failure.ts';
import { readDelimiters, type Delimiters } from './delimiters.ts';
import type { Hl7Warning } from './message.ts';
import { segmentCode } from './path.ts';

/** Where the segments of a message stand in its text. Nothing is copied and no field is split. */
export type Layout = {
  readonly text: string;
  readonly delimiters: Delimiters;
  /** Index of the first character of each segment. */
  readonly starts: readonly number[];
  /** Index after the last character of each segment, terminator excluded. */
  readonly ends: readonly number[];
  /** `segmentCode` of each segment's name; 0 where the line has no segment name. */
  readonly codes: readonly number[];
  readonly warnings: readonly Hl7Warning[];
};

/** Finds MSH and the segments. Throws Failure permanent `hl7-no-msh`: the only thing without which nothing can be read. */
export function layOut(text: string): Layout {
  const start = mshStart(text);
  if (start < 0) throw new Failure('permanent', 'hl7-no-msh', 'There is no MSH segment.');

  const warnings: Hl7Warning[] = [];
  if (start > 0) warnings.push(warningBefore(text, start));
  const field = text.charAt(start + 3);
  const header = text.slice(start + 4, lineEnd(text, start));
  const next = header.indexOf(field);
  const { delimiters, isUsable } = readDelimiters(field, next < 0 ? header : header.slice(0, next));
  if (!isUsable) {
    warnings.push({
      code: 'msh-2',
      path: 'MSH-2',
      text: 'MSH-2 holds no delimiters; the standard ones were used.',
    });
  }
  return { text, delimiters, warnings, ...linesOf(text, start, field, warnings) };
}

/** Index of `MSH` and a separator at the start of the text or, failing that, of a line. -1: none. */
export function mshStart(text: string): number {
  let start = 0;
  while (isBlank(text.charCodeAt(start))) start += 1;
  if (isMsh(text, start)) return start;
  for (let found = text.indexOf('MSH', start); found >= 0; found = text.indexOf('MSH', found + 3)) {
    const before = text.charCodeAt(found - 1);
    if ((before === carriageReturn || before === lineFeed) && isMsh(text, found)) return found;
  }
  return -1;
}

/** MSH-18 of decoded or half-decoded text, repetition by repetition; empty when absent. */
export function namedCharsets(text: string): readonly string[] {
  const start = mshStart(text);
  if (start < 0) return [];
  const header = text.slice(start + 4, lineEnd(text, start));
  const fields = header.split(text.charAt(start + 3), 18);
  const value = fields[16];
  if (value === undefined || value === '') return [];
  const repetition = fields[0]?.[1];
  const repetitions = repetition === undefined ? [value] : value.split(repetition);
  return repetitions.map((written) => written.trim()).filter((written) => written !== '""');
}

const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** Byte order mark, blanks, line ends, form feed, vertical tab, NUL: what senders put around a message. */
function isBlank(code: number): boolean {
  return (
    code === 0xfeff || code === 0x20 || code === 0 || (code >= 0x09 && code <= 0x0d) || isLatinMark(code)
  );
}

/** The bytes EF BB BF of a UTF-8 byte order mark where the rest was not UTF-8. */
function isLatinMark(code: number): boolean {
  return code === 0xef || code === 0xbb || code === 0xbf;
}

/** Any character may be MSH-1 except those that would make it another word or the end of the line. */
function isMsh(text: string, start: number): boolean {
  if (!text.startsWith('MSH', start)) return false;
  const code = text.charCodeAt(start + 3);
  return code > 0x20 && code !== 0x7f && !isAlphanumeric(code);
}

function lineEnd(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === carriageReturn || code === lineFeed) return index;
  }
  return text.length;
}

function warningBefore(text: string, start: number): Hl7Warning {
  for (let index = 0; index < start; index += 1) {
    if (!isBlank(text.charCodeAt(index)))
      return { code: 'text-before-msh', text: 'Lines before MSH were not read.' };
  }
  return { code: 'blank-before-msh', text: 'Blanks, line ends or a byte order mark stand before MSH.' };
}

type Lines = Pick<Layout, 'starts' | 'ends' | 'codes'>;

function linesOf(text: string, start: number, field: string, warnings: Hl7Warning[]): Lines {
  const lines = { starts: [] as number[], ends: [] as number[], codes: [] as number[] };
  const isCr = endsWithCarriageReturn(text, start, field);
  const terminator = isCr ? '\r' : '\n';
  const hasLineFeed = isCr && text.includes('\n');
  const last = contentEnd(text);
  if (last < text.length)
    warnOnce(warnings, 'trailer', 'A form feed, NUL or frame byte stands after the message.');
  let from = start;
  while (from < last) {
    const found = text.indexOf(terminator, from);
    const end = found < 0 ? last : found;
    if (hasLineFeed) addMixed(lines, text, from, end, field, warnings);
    else addLine(lines, text, from, end, field, warnings);
    from = end + 1;
  }
  return lines;
}

/** Some senders end a message with a form feed, a NUL or a stray frame byte on the last line: it is no part of a value. */
function contentEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isTrailer(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isTrailer(code: number): boolean {
  return code === 0 || code === 0x0b || code === 0x0c || code === 0x1a || code === 0x1c;
}

/**
 * The terminator is decided once for a message. A carriage return ends segments as soon as one of them does; a lone line
 * feed is data then. Only a message in which no carriage return ends a segment is one of lines.
 */
function endsWithCarriageReturn(text: string, start: number, field: string): boolean {
  const first = text.indexOf('\r', start);
  if (first < 0) return false;
  const headerEnd = lineEnd(text, start);
  if (first === headerEnd) return true;
  for (let found = first; found >= 0; found = text.indexOf('\r', found + 1)) {
    const next = text.charCodeAt(found + 1) === lineFeed ? found + 2 : found + 1;
    if (text.charAt(next + 3) === field && codeAt(text, next, text.length, field) !== 0) return true;
  }
  return false;
}

/**
 * A piece between two carriage returns that may hold line feeds: one that follows the carriage return belongs to it, and one
 * before a standard segment name is a sender who mixes both. Any other is data, such as a line of a note.
 */
function addMixed(
  lines: MutableLines,
  text: string,
  start: number,
  end: number,
  field: string,
  warnings: Hl7Warning[],
): void {
  let from = text.charCodeAt(start) === lineFeed ? start + 1 : start;
  if (from >= end) return addLine(lines, text, from, end, field, warnings);
  const piece = text.slice(from, end);
  const offset = from;
  for (let found = piece.indexOf('\n'); found >= 0; found = piece.indexOf('\n', found + 1)) {
    const next = offset + found + 1;
    const isTrailing = next === end;
    if (!isTrailing && !isStandardSegment(text, next, end, field)) continue;
    warnOnce(
      warnings,
      'mixed-line-ends',
      'Some segments end with a line feed, others with a carriage return.',
    );
    addLine(lines, text, from, next - 1, field, warnings);
    from = next;
  }
  if (from < end) addLine(lines, text, from, end, field, warnings);
}

type MutableLines = { starts: number[]; ends: number[]; codes: number[] };

function addLine(
  lines: MutableLines,
  text: string,
  start: number,
  end: number,
  field: string,
  warnings: Hl7Warning[],
): void {
  const code = codeAt(text, start, end, field);
  if (code === 0 && isBlankLine(text, start, end)) {
    if (end > start || end < text.length)
      warnOnce(warnings, 'blank-line', 'Blank lines stand between or after segments.');
    return;
  }
  if (code === 0) {
    warnings.push({ code: 'not-a-segment', text: `Line ${lines.starts.length + 1} has no segment name.` });
  }
  if (code === mshCode && lines.starts.length > 0) {
    warnOnce(warnings, 'several-msh', 'There is more than one MSH segment.');
  }
  lines.starts.push(start);
  lines.ends.push(end);
  lines.codes.push(code);
}

const mshCode = segmentCode('MSH');

/** The segment that starts here: three letters or digits, then a separator or the end of the line. 0: none. */
function codeAt(text: string, start: number, end: number, field: string): number {
  if (start + 3 > end) return 0;
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  const third = text.charCodeAt(start + 2);
  if (!isAlphanumeric(first) || !isAlphanumeric(second) || !isAlphanumeric(third) || first <= 0x39) return 0;
  const after = text.charCodeAt(start + 3);
  const isWhole =
    start + 3 === end || after === field.charCodeAt(0) || after === carriageReturn || after === lineFeed;
  return isWhole ? (first << 16) | (second << 8) | third : 0;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function isBlankLine(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) if (!isBlank(text.charCodeAt(index))) return false;
  return true;
}

function isStandardSegment(text: string, start: number, end: number, field: string): boolean {
  if (codeAt(text, start, end, field) === 0 || text.charAt(start + 3) !== field) return false;
  return text.charAt(start) === 'Z' || standardSegments.has(text.slice(start, start + 3));
}

function warnOnce(warnings: Hl7Warning[], code: string, text: string): void {
  if (!warnings.some((warning) => warning.code === code)) warnings.push({ code, text });
}

/** Segments of versions 2.1 to 2.8: a line of a note that ends in `TSH` must not become a segment. */
const standardSegments = new Set(
  (
    'ABS ACC ADD AFF AIG AIL AIP AIS AL1 APR ARQ ARV AUT BHS BLC BLG BPO BPX BTS BTX CDM CER CM0 CM1 CM2 CNS CON CSP CSR CSS ' +
    'CTD CTI DB1 DG1 DMI DRG DSC DSP ECD ECR EDU EQL EQP EQU ERQ ERR EVN FAC FHS FT1 FTS GOL GP1 GP2 GT1 IAM IIM ILT IN1 IN2 ' +
    'IN3 INV IPC IPR ISD ITM IVC IVT LAN LCC LCH LDP LOC LRL MFA MFE MFI MRG MSA MSH NCK NDS NK1 NPU NSC NST NTE OBR OBX ODS ' +
    'ODT OM1 OM2 OM3 OM4 OM5 OM6 OM7 ORC ORG OVR PAC PCE PCR PD1 PDA PDC PEO PES PID PKG PMT PR1 PRA PRB PRC PRD PRT PSG PSH ' +
    'PSL PSS PTH PV1 PV2 PYE QAK QID QPD QRD QRF QRI RCP RDF RDT REL RF1 RFI RGS RMI ROL RQ1 RQD RXA RXC RXD RXE RXG RXO RXR ' +
    'RXV SAC SCD SCH SCP SDD SFT SGH SGT SHP SID SLT SPM STF STZ TCC TCD TQ1 TQ2 TXA UAC UB1 UB2 URD URS VAR VND VTQ'
  ).split(' '),
);
