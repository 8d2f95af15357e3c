import { Failure } from '../../lib/failure.ts';
import type { Block } from './block.ts';
import { latin1 } from './charset.ts';
import { printableLine } from './printable.ts';
import type { RtfFont } from './rtf-fonts.ts';
import { decodeRtfBytes, rtfCharacter, rtfFont } from './rtf-fonts.ts';
import type { RtfGroup, RtfReading } from './rtf-reading.ts';
import { startReading } from './rtf-reading.ts';
import type { RtfToken } from './rtf-tokens.ts';
import { scanRtf } from './rtf-tokens.ts';
import { applyRtfWord, SKIPPED_DESTINATIONS } from './rtf-words.ts';
import { closeTable, endBlock, finishWriting, writeText } from './writing.ts';

/**
 * RTF 1.9.1 as blocks. Lines ended by `\par` stay lines of one paragraph; an empty one starts the next. Pictures leave
 * `[Image: not included]`, headers, footers and every `\*` destination are left out. Damage loses form, not words.
 *
 * @throws Failure permanent `note-unreadable-rtf`: not RTF at all, or groups nested beyond any real document.
 */
export function readRtf(bytes: Uint8Array): readonly Block[] {
  const source = latin1(bytes);
  if (!source.trimStart().startsWith('{\\rtf'))
    throw new Failure('permanent', UNREADABLE, 'The note does not begin like RTF.');
  const reading = startReading();
  for (const token of scanRtf(source)) readToken(reading, token);
  flushBytes(reading);
  return finishWriting(reading.writing);
}

function readToken(reading: RtfReading, token: RtfToken): void {
  if (token.kind !== 'hex' && token.kind !== 'text') flushBytes(reading);
  switch (token.kind) {
    case 'open':
      return openGroup(reading);
    case 'close':
      return closeGroup(reading);
    case 'word':
      return readWord(reading, token.name, token.parameter);
    case 'symbol':
      return readSymbol(reading, token.character);
    case 'hex':
      if (!skipOne(reading)) addByte(reading, token.byte, false);
      return;
    case 'text':
      return readCharacters(reading, token.text);
  }
}

function openGroup(reading: RtfReading): void {
  if (reading.outer.length >= MAX_DEPTH) {
    throw new Failure(
      'permanent',
      UNREADABLE,
      'The groups of the RTF note are nested too deeply to be a real document.',
    );
  }
  reading.outer.push(reading.group);
  reading.isGroupStart = true;
  reading.isStarred = false;
  reading.skip = 0;
}

/** A closing brace too many is ignored: the text after it is still read. */
function closeGroup(reading: RtfReading): void {
  const { group } = reading;
  const outer = reading.outer.pop();
  if (group.destination === 'fonts') endFont(reading);
  if (outer) reading.group = outer;
  if (group.destination === 'marker' && outer?.destination === 'body') startItem(reading);
  reading.isGroupStart = false;
  reading.skip = 0;
}

function readWord(reading: RtfReading, name: string, parameter: number | undefined): void {
  const { isGroupStart, isStarred } = reading;
  reading.isGroupStart = false;
  reading.isStarred = false;
  if (isStarred || (isGroupStart && SKIPPED_DESTINATIONS.has(name))) return skipGroup(reading, name);
  if (name === 'u' && parameter !== undefined) {
    writeCharacters(reading, rtfCharacter(parameter < 0 ? parameter + 65_536 : parameter, fontOf(reading)));
    reading.skip = reading.group.unicodeSkip;
    return;
  }
  if (skipOne(reading)) return;
  if (isGroupStart && name === 'fonttbl') return enter(reading, 'fonts');
  if (isGroupStart && (name === 'listtext' || name === 'pntext')) return enter(reading, 'marker');
  if (reading.group.destination === 'fonts') return readFontWord(reading, name, parameter);
  if (reading.group.destination !== 'skipped') applyRtfWord(reading, name, parameter, writeCharacters);
}

function enter(reading: RtfReading, destination: RtfGroup['destination']): void {
  if (reading.group.destination !== 'skipped') reading.group = { ...reading.group, destination };
  if (destination === 'marker') reading.marker = '';
}

function skipGroup(reading: RtfReading, name: string): void {
  // Word writes a picture twice: `\shppict` for itself, `\nonshppict` for the others.
  if (name === 'pict' || name === 'shppict') writeCharacters(reading, '[Image: not included]');
  reading.group = { ...reading.group, destination: 'skipped' };
}

/** In a cell an item is a line with its marker. */
function startItem(reading: RtfReading): void {
  const text = printableLine(reading.marker);
  const marker = /^[·§o▪-]?$/.test(text) ? '•' : text;
  if (reading.writing.table) return writeCharacters(reading, `${marker} `);
  endBlock(reading.writing, { kind: 'list_item', level: 1, marker });
}

function readFontWord(reading: RtfReading, name: string, parameter: number | undefined): void {
  if (name === 'f') {
    endFont(reading);
    reading.font = { index: parameter ?? 0, charset: undefined, name: '' };
  }
  if (name === 'fcharset') reading.font.charset = parameter;
}

function endFont(reading: RtfReading): void {
  const { index, charset, name } = reading.font;
  if (index >= 0) reading.fonts.set(index, rtfFont(charset, name));
  reading.font = { index: -1, charset: undefined, name: '' };
}

function readSymbol(reading: RtfReading, character: string): void {
  if (character === '*') {
    reading.isStarred = reading.isGroupStart;
    return;
  }
  reading.isGroupStart = false;
  if (skipOne(reading)) return;
  if (character === '\n' || character === '\r')
    return applyRtfWord(reading, 'par', undefined, writeCharacters);
  if (character === '\t') return writeCharacters(reading, '\t');
  const text = { '~': '\u00A0', _: '\u2011', '-': '', '|': '', ':': '' }[character] ?? character;
  writeCharacters(reading, text);
}

function readCharacters(reading: RtfReading, text: string): void {
  reading.isGroupStart = false;
  const from = Math.min(reading.skip, text.length);
  reading.skip -= from;
  for (const [, plain = '', high = ''] of text
    .slice(from)
    .matchAll(/([^\u0080-\u00FF]*)([\u0080-\u00FF]*)/g)) {
    if (plain !== '') flushBytes(reading);
    if (plain !== '') writePlain(reading, plain);
    for (let index = 0; index < high.length; index += 1) addByte(reading, high.charCodeAt(index), true);
  }
}

/** Letters typed in a symbol font are symbols too. */
function writePlain(reading: RtfReading, text: string): void {
  const font = fontOf(reading);
  if (!font || font.kind === 'text') return writeCharacters(reading, text);
  const bytes = Array.from(text, (character) => character.charCodeAt(0));
  writeCharacters(reading, decodeRtfBytes(bytes, font, reading.codePage, false));
}

function addByte(reading: RtfReading, byte: number, isRaw: boolean): void {
  if (reading.pending.isRaw !== isRaw) flushBytes(reading);
  reading.pending.isRaw = isRaw;
  reading.pending.bytes.push(byte);
}

function flushBytes(reading: RtfReading): void {
  const { bytes, isRaw } = reading.pending;
  if (bytes.length === 0) return;
  reading.pending = { bytes: [], isRaw };
  writeCharacters(reading, decodeRtfBytes(bytes, fontOf(reading), reading.codePage, isRaw));
}

function fontOf(reading: RtfReading): RtfFont | undefined {
  return reading.group.destination === 'fonts' ? undefined : reading.fonts.get(reading.group.font);
}

function skipOne(reading: RtfReading): boolean {
  if (reading.skip === 0) return false;
  reading.skip -= 1;
  return true;
}

/** Text where it belongs: the page, a list marker, or the name of a font. */
function writeCharacters(reading: RtfReading, text: string): void {
  const { group, writing } = reading;
  if (group.destination === 'fonts') reading.font.name += text.replace(/;.*$/s, '');
  if (group.destination === 'marker') reading.marker += text;
  if (group.destination !== 'body' || group.isHidden) return;
  if (writing.table && !reading.isInRow && !group.isInTable) closeTable(writing);
  writeText(writing, text, group.style);
}

const UNREADABLE = 'note-unreadable-rtf';
const MAX_DEPTH = 256;
