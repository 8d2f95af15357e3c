import mammoth from 'mammoth';
import type { Block } from '../../../formats/richtext/block.ts';
import { decodeText } from '../../../formats/richtext/charset.ts';
import { readHtmlText } from '../../../formats/richtext/html.ts';
import { scanMarkup } from '../../../formats/richtext/markup.ts';
import { readText } from '../../../formats/richtext/text.ts';
import type { ZipEntry } from '../../../formats/zip/read-directory.ts';
import { refusal } from './refuse.ts';
import { giveBlocks } from './text-pages.ts';
import type { FileAnswer, FileRequest, Give } from './work.ts';
import { listFiles, unpackFile } from './zip-bytes.ts';

/** A Word document: letterhead, text and foot as pages, then the pictures in it, since people paste scans. */
export async function openDocx(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const entries = await listFiles(bytes, Math.min(request.left.bytes, MOST_UNPACKED));
  const heads = await readParts(entries, bytes, /^word\/header\d{0,3}\.xml$/);
  const feet = await readParts(entries, bytes, /^word\/footer\d{0,3}\.xml$/);
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
  );
  const blocks = [...heads, ...readHtmlText(value), ...feet];
  const pictures = entries.filter((entry) => /^word\/media\/[^/]+$/.test(entry.name));
  if (pictures.length > request.left.files) throw refusal('too-many-files');
  for (const picture of pictures) {
    const body = await unpackFile(bytes, picture);
    const name = picture.name.slice('word/media/'.length);
    await give.file({ role: 'inline', name }, body);
  }
  if (!blocks.some(hasText) && pictures.length > 0) return { fate: 'opened' };
  return await giveBlocks(request, blocks, give);
}

function hasText(block: Block): boolean {
  if (block.kind === 'table') return true;
  return 'runs' in block && block.runs.some((run) => run.text.trim() !== '');
}

/** Heads and feet of pages, which the converter leaves out: the letterhead with its numbers is often there. Each text once. */
async function readParts(
  entries: readonly ZipEntry[],
  bytes: Uint8Array,
  pattern: RegExp,
): Promise<readonly Block[]> {
  const texts = new Set<string>();
  for (const entry of entries.filter(({ name }) => pattern.test(name)).slice(0, MOST_PARTS))
    texts.add(textOf(decodeText(await unpackFile(bytes, entry))));
  return [...texts].filter((text) => text.trim() !== '').flatMap((text) => readText(text));
}

/** The words of a part of a document (ECMA-376 17.3), one line a paragraph. */
function textOf(xml: string): string {
  let text = '';
  let isText = false;
  scanMarkup(xml, 'xml', (markup) => {
    if (markup.kind === 'open' && markup.name === 't') isText = !markup.isClosed;
    if (markup.kind === 'open' && markup.name === 'tab') text += '\t';
    if (markup.kind === 'open' && markup.name === 'br') text += '\n';
    if (markup.kind === 'text' && isText) text += markup.text;
    if (markup.kind === 'close' && markup.name === 't') isText = false;
    if (markup.kind === 'close' && markup.name === 'p') text += '\n';
  });
  return text;
}

const MOST_PARTS = 20;
/** Bytes. The text of a long record is below 1 MB; its markup makes it ten times as much. */
const MOST_UNPACKED = 60 * 1024 * 1024;
