/**
 * The one model every note is read into before it is printed: what a reader of the page needs, nothing more. Fonts,
 * colours and sizes of the sender are dropped on purpose: the page is ours and has to survive a fax machine.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly runs: readonly Run[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[]; readonly isFixedWidth?: true }
  | {
      readonly kind: 'list_item';
      readonly level: number;
      readonly marker: string;
      readonly runs: readonly Run[];
    }
  | { readonly kind: 'table'; readonly rows: readonly Row[] }
  | { readonly kind: 'rule' }
  | { readonly kind: 'page_break' };

/** A stretch of text in one style. `\n` is a line break inside the block, `\t` the next tab stop. */
export type Run = {
  readonly text: string;
  readonly bold?: true;
  readonly italic?: true;
  readonly underline?: true;
  /** Struck through: in a record this means deleted, so it must never print as plain text. */
  readonly strike?: true;
};

export type Row = { readonly cells: readonly Cell[]; readonly isHeader: boolean };

/** `span` counts the columns the cell covers, at least 1. */
export type Cell = { readonly runs: readonly Run[]; readonly span: number };

/** The words of the blocks without their form: one line per line, cells parted by tabs, blocks by a blank line. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(textOfBlock).join('\n\n');
}

export function textOfRuns(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join('');
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return textOfRuns(block.runs);
    case 'list_item':
      return `${block.marker} ${textOfRuns(block.runs)}`;
    case 'table':
      return block.rows.map((row) => row.cells.map((cell) => textOfRuns(cell.runs)).join('\t')).join('\n');
    case 'rule':
      return '';
    case 'page_break':
      return '\f';
  }
}
