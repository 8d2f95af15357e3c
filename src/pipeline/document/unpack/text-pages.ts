import type { Block } from '../../../formats/richtext/block.ts';
import { plainText } from '../../../formats/richtext/block.ts';
import { codeOf } from '../../../lib/failure.ts';
import type { Area } from '../../packet/flow.ts';
import { layoutBlocks } from '../../packet/layout.ts';
import { coverBlocks } from '../../packet/note-pages.ts';
import { openPaper, PAGE } from '../../packet/paper.ts';
import { LIMITS } from './limits.ts';
import { givePdfOfText } from './pdf.ts';
import { refusal } from './refuse.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';

/** Lays text out as pages, so that people see it and every word has a place: what was text is read like a letter. */
export async function giveBlocks(
  request: FileRequest,
  blocks: readonly Block[],
  give: Give,
): Promise<FileAnswer> {
  const length = plainText(blocks).trim().length;
  if (length === 0) throw refusal('no-text');
  if (length > LIMITS.textCharacters) throw refusal('too-many-pages');
  const paper = openPaper('Text', EPOCH);
  const pages = layout(coverBlocks(blocks, paper), paper.measure);
  if (pages.length > request.left.pages) throw refusal('too-many-pages');
  for (const marks of pages) paper.draw(marks);
  await givePdfOfText(await paper.finish(), give);
  return { fate: request.role === 'mail_text' ? 'text' : 'pages' };
}

function layout(
  blocks: readonly Block[],
  measure: Parameters<typeof layoutBlocks>[1],
): ReturnType<typeof layoutBlocks> {
  try {
    return layoutBlocks(blocks, measure, AREA);
  } catch (error) {
    if (codeOf(error) === 'note-too-long') throw refusal('too-many-pages');
    throw error;
  }
}

const AREA: Area = { left: PAGE.left, right: PAGE.right, top: PAGE.top, bottom: PAGE.bottom };
/** The page is not kept as a PDF: its time means nothing. */
const EPOCH = '1970-01-01T00:00:00Z';
