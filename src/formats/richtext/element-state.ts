import type { Cell } from './block.ts';
import type { Style, Writing } from './writing.ts';
import { PLAIN, startWriting } from './writing.ts';

/** Where a reader of elements stands. Mutable on purpose; lives as long as one document is read. */
export type ElementWriting = {
  readonly writing: Writing;
  /** Open inline elements, innermost last. */
  readonly styles: { readonly name: string; readonly style: Style }[];
  readonly lists: { readonly isOrdered: boolean; next: number }[];
  /** Open `<pre>` elements. */
  preDepth: number;
  /** The element whose content is left out, and how many of the same name are open inside it. */
  dropped: { readonly name: string; depth: number } | undefined;
  /** Off when a left-out element was never closed: rather too much on the page than too little. */
  readonly leavesOut: boolean;
  cell: { readonly span: number; readonly rowSpan: number } | undefined;
  /** Columns the row under way has so far. */
  column: number;
  /** The row has a cell that is no heading. */
  rowHasData: boolean;
  headDepth: number;
  /** Cells that reach down into the next rows, by column. */
  readonly hanging: Map<number, { readonly cell: Cell; left: number }>;
};

export type Attributes = ReadonlyMap<string, string>;

export function startElements(leavesOut = true): ElementWriting {
  return {
    writing: startWriting(),
    styles: [],
    lists: [],
    preDepth: 0,
    dropped: undefined,
    leavesOut,
    cell: undefined,
    column: 0,
    rowHasData: false,
    headDepth: 0,
    hanging: new Map(),
  };
}

export function openInline(state: ElementWriting, name: string, attributes: Attributes): void {
  if (state.styles.length >= MAX_OPEN) return;
  const outer = state.styles.at(-1)?.style ?? PLAIN;
  state.styles.push({ name, style: styleOf(outer, name, attributes.get('style') ?? '') });
}

export function closeInline(state: ElementWriting, name: string): void {
  const opened = state.styles.findLastIndex((entry) => entry.name === name);
  if (opened !== -1) state.styles.splice(opened);
}

function styleOf(outer: Style, name: string, css: string): Style {
  const weight = /font-weight\s{0,3}:\s{0,3}(\w+)/i.exec(css)?.[1] ?? '';
  const isBold = BOLD.has(name) || /^(?:bold|bolder|[6-9]00)$/i.test(weight);
  const isPlain = /^(?:normal|lighter|[1-4]00)$/i.test(weight);
  return {
    bold: isBold || (outer.bold && !isPlain),
    italic: outer.italic || ITALIC.has(name) || /font-style\s{0,3}:\s{0,3}(?:italic|oblique)/i.test(css),
    underline:
      outer.underline || UNDERLINE.has(name) || /text-decoration[^;:]{0,9}:[^;]{0,40}underline/i.test(css),
    strike: outer.strike || STRIKE.has(name) || /text-decoration[^;:]{0,9}:[^;]{0,40}line-through/i.test(css),
    script: name === 'sup' ? 'super' : name === 'sub' ? 'sub' : outer.script,
  };
}

export const NO_ATTRIBUTES: Attributes = new Map();
/** Deeper nesting of inline elements and lists changes nothing on the page. */
export const MAX_OPEN = 64;
const BOLD: ReadonlySet<string> = new Set('b strong th dt h1 h2 h3 h4 h5 h6'.split(' '));
const ITALIC: ReadonlySet<string> = new Set(['i', 'em', 'cite', 'var', 'dfn', 'address']);
const UNDERLINE: ReadonlySet<string> = new Set(['u', 'ins']);
const STRIKE: ReadonlySet<string> = new Set(['s', 'strike', 'del']);
