import { Failure } from '../../lib/failure.ts';
import { scanMarkup } from '../richtext/markup.ts';

/** An XML element: names without their prefix, attribute names in lower case, text as it stands between the tags. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Text and elements in their order. */
  readonly parts: readonly (string | XmlElement)[];
};

/** Deeper than any clinical document and shallow enough for every stack. */
const MOST_DEPTH = 200;
/** A note of a hundred pages with coded entries has about 60,000. */
const MOST_ELEMENTS = 500_000;

/**
 * Reads a document whole. Nothing is fetched and no entity but characters is expanded.
 *
 * @throws Failure permanent `xml`: a DOCTYPE, tags that do not match, cut off, too deep, too many.
 */
export function parseElements(source: string): XmlElement {
  const open: Open[] = [];
  let root: Open | undefined;
  let count = 0;
  scanMarkup(source, 'xml', (markup) => {
    switch (markup.kind) {
      case 'doctype':
        throw broken('It has a DOCTYPE, which is refused.');
      case 'text': {
        open.at(-1)?.parts.push(markup.text);
        return;
      }
      case 'close':
        if (open.pop()?.name !== localName(markup.name)) throw broken('Its tags do not match.');
        return;
      case 'open': {
        count += 1;
        if (count > MOST_ELEMENTS) throw broken('It has more elements than any clinical document.');
        if (open.length >= MOST_DEPTH) throw broken('Its elements are nested too deep.');
        if (root && open.length === 0) throw broken('It has more than one root.');
        const { attributes } = markup;
        const element: Open = { name: localName(markup.name), attributes, parts: [] };
        open.at(-1)?.parts.push(element);
        root ??= element;
        if (!markup.isClosed) open.push(element);
      }
    }
  });
  if (!root || open.length > 0) throw broken('It is cut off.');
  return root;
}

/** Every element at the end of a path of names. */
export function elementsAt(from: XmlElement | undefined, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (found, name) =>
      found.flatMap(({ parts }) =>
        parts.filter((part): part is XmlElement => typeof part !== 'string' && part.name === name),
      ),
    from ? [from] : [],
  );
}

/** The first of them. */
export function elementAt(from: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return elementsAt(from, ...path)[0];
}

/** All text below an element, with single blanks. */
export function textBelow(element: XmlElement | undefined): string {
  return element ? rawText(element).replaceAll(/\s+/g, ' ').trim() : '';
}

/** Marks inside a line (`content`, `sub`) cut no word; all other elements end one. */
function rawText(element: XmlElement): string {
  const text = element.parts.map((part) => (typeof part === 'string' ? part : rawText(part))).join('');
  return INLINE.has(element.name) ? text : ` ${text} `;
}

const INLINE: ReadonlySet<string> = new Set(['content', 'sub', 'sup', 'linkHtml']);

type Open = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parts: (string | Open)[];
};

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function broken(why: string): Failure {
  return new Failure('permanent', 'xml', `The document is not XML that can be read. ${why}`);
}
