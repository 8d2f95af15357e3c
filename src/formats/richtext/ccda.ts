import { Failure } from '../../lib/failure.ts';
import type { Block } from './block.ts';
import { decodeText } from './charset.ts';
import type { Attributes, ElementWriting } from './element-state.ts';
import { NO_ATTRIBUTES, startElements } from './element-state.ts';
import { closeElement, finishElements, openElement, writeElementText } from './elements.ts';
import { scanMarkup } from './markup.ts';
import { printableLine } from './printable.ts';
import { readText } from './text.ts';

/** A C-CDA document as a person reads it: its sections' narrative, or the one file it wraps (`nonXMLBody`). */
export type CcdaNote =
  | { readonly kind: 'narrative'; readonly blocks: readonly Block[] }
  | { readonly kind: 'embedded'; readonly mediaType: string; readonly base64: string };

/**
 * Reads the narrative blocks of a clinical document (HL7 CDA R2 section 4.3.5): titles become headings, coded entries are
 * left out, since the narrative is what the author attests (CDA R2 section 4.3.4.2).
 *
 * @throws Failure permanent `note-unreadable-xml`: a DOCTYPE (never read), tags that do not match, or too deep;
 *   `note-unsupported-content`: XML that is no ClinicalDocument, or one whose body is elsewhere.
 */
export function readCcda(bytes: Uint8Array, charset?: string): CcdaNote {
  const xml = decodeText(bytes, charset ?? declaredEncoding(bytes));
  const state: Reading = {
    path: [],
    blocks: [],
    title: '',
    body: undefined,
    narrative: undefined,
    isFinished: false,
  };
  scanMarkup(xml, 'xml', (markup) => {
    switch (markup.kind) {
      case 'open':
        openXml(state, markup.name, markup.attributes);
        if (markup.isClosed) closeXml(state, markup.name);
        return;
      case 'close':
        return closeXml(state, markup.name);
      case 'text':
        return readXmlText(state, markup.text);
      case 'doctype':
        throw unreadable('The XML note has a DOCTYPE, which is refused.');
    }
  });
  if (!state.isFinished || state.path.length > 0) throw unreadable('The XML note is cut off.');
  return noteOf(state);
}

type Reading = {
  /** Names of the open elements, outermost first. */
  readonly path: string[];
  readonly blocks: Block[];
  title: string;
  body:
    | { readonly mediaType: string; readonly isBase64: boolean; text: string; isElsewhere: boolean }
    | undefined;
  /** The `<text>` of a section under way; `plain` until its first element. */
  narrative:
    | { readonly elements: ElementWriting; readonly depth: number; plain: string | undefined }
    | undefined;
  isFinished: boolean;
};

function noteOf(state: Reading): CcdaNote {
  const { body } = state;
  if (!body) return { kind: 'narrative', blocks: state.blocks };
  if (body.isElsewhere)
    throw new Failure(
      'permanent',
      UNSUPPORTED,
      'The clinical document only points to a file kept elsewhere.',
    );
  if (body.isBase64) return { kind: 'embedded', mediaType: body.mediaType, base64: body.text };
  return { kind: 'narrative', blocks: readText(body.text) };
}

function openXml(state: Reading, name: string, attributes: Attributes): void {
  const { path, narrative } = state;
  if (path.length === 0 && name !== 'ClinicalDocument') {
    throw new Failure('permanent', UNSUPPORTED, 'The note is XML, but not a clinical document (C-CDA).');
  }
  if (path.length >= MAX_DEPTH) throw unreadable('The XML note is nested too deeply to be a real document.');
  const parent = path.at(-1);
  path.push(name);
  if (narrative) {
    writePlain(narrative);
    return openElement(narrative.elements, ...asHtml(name, attributes));
  }
  if (name === 'text' && parent === 'section') {
    state.narrative = { elements: startElements(), depth: path.length, plain: '' };
  }
  if (name === 'title') state.title = '';
  if (name === 'text' && parent === 'nonXMLBody') {
    const isBase64 = attributes.get('representation')?.toUpperCase() === 'B64';
    state.body = {
      mediaType: attributes.get('mediatype') ?? 'text/plain',
      isBase64,
      text: '',
      isElsewhere: false,
    };
  }
  if (name === 'reference' && state.body && path.at(-3) === 'nonXMLBody') state.body.isElsewhere = true;
}

function closeXml(state: Reading, name: string): void {
  const { path, narrative } = state;
  if (path.at(-1) !== name) throw unreadable('The tags of the XML note do not match.');
  const depth = path.length;
  path.pop();
  if (path.length === 0) state.isFinished = true;
  if (narrative && depth > narrative.depth) {
    // `<br/>` was written when it opened; HTML counts `</br>` as one more.
    if (name !== 'br') closeElement(narrative.elements, asHtml(name, NO_ATTRIBUTES)[0]);
    return;
  }
  if (narrative) {
    const isPlain = narrative.plain !== undefined;
    for (const block of isPlain ? readText(narrative.plain ?? '') : finishElements(narrative.elements))
      state.blocks.push(block);
    state.narrative = undefined;
    return;
  }
  if (name !== 'title' || path.at(-1) !== 'section') return;
  const text = printableLine(state.title);
  const level = Math.max(1, path.filter((step) => step === 'section').length);
  if (text !== '') state.blocks.push({ kind: 'heading', level, runs: [{ text }] });
}

function readXmlText(state: Reading, text: string): void {
  const { narrative, path } = state;
  if (narrative?.plain !== undefined) {
    narrative.plain += text;
    return;
  }
  if (narrative) return writeElementText(narrative.elements, text);
  if (path.at(-1) === 'title') state.title += text;
  if (state.body && path.at(-2) === 'nonXMLBody') state.body.text += text;
}

/** Narrative without any element keeps its lines, as a plain text note does; with elements, line ends are only blanks. */
function writePlain(narrative: NonNullable<Reading['narrative']>): void {
  if (narrative.plain === undefined) return;
  writeElementText(narrative.elements, narrative.plain);
  narrative.plain = undefined;
}

/** CDA's narrative elements (CDA R2 section 4.3.5) by their HTML names. Table elements are HTML's already. */
function asHtml(name: string, attributes: Attributes): readonly [string, Attributes] {
  if (name === 'list') return [attributes.get('listtype') === 'ordered' ? 'ol' : 'ul', NO_ATTRIBUTES];
  if (name === 'content') return ['span', new Map([['style', cssOf(attributes)]])];
  return [HTML_NAMES.get(name) ?? (TABLE_ELEMENTS.has(name) ? name : 'span'), attributes];
}

function cssOf(attributes: Attributes): string {
  const codes = (attributes.get('stylecode') ?? '').toLowerCase().split(/\s+/);
  const css = STYLE_CODES.filter(([code]) => codes.includes(code)).map(([, declaration]) => declaration);
  // Content the author took back (`revised="delete"`) must not read as valid.
  return [...css, ...(attributes.get('revised') === 'delete' ? ['text-decoration:line-through'] : [])].join(
    ';',
  );
}

/** The encoding of the XML declaration; C-CDA is UTF-8 unless it says otherwise. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return /^<\?xml[^>]{0,80}encoding\s?=\s?["']([\w-]{1,40})/.exec(start)?.[1];
}

function unreadable(message: string): Failure {
  return new Failure('permanent', 'note-unreadable-xml', message);
}

const UNSUPPORTED = 'note-unsupported-content';
const MAX_DEPTH = 200;
const STYLE_CODES: readonly (readonly [string, string])[] = [
  ['bold', 'font-weight:bold'],
  ['italics', 'font-style:italic'],
  ['underline', 'text-decoration:underline'],
];
const HTML_NAMES: ReadonlyMap<string, string> = new Map([
  ['paragraph', 'p'],
  ['item', 'li'],
  ['renderMultiMedia', 'img'],
]);
const TABLE_ELEMENTS: ReadonlySet<string> = new Set(
  'table thead tbody tfoot tr td th caption br sup sub'.split(' '),
);
