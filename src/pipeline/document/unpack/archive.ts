import { scanMarkup } from '../../../formats/richtext/markup.ts';
import { decodeText } from '../../../formats/richtext/charset.ts';
import type { ZipEntry } from '../../../formats/zip/read-directory.ts';
import { Failure } from '../../../lib/failure.ts';
import { refusal } from './refuse.ts';
import type { FileAnswer, FileRequest, Give, Settled } from './work.ts';
import { listFiles, unpackFile } from './zip-bytes.ts';

/** Gives the files of an archive in their order. Their names are shown, never used as a path. */
export async function openArchive(request: FileRequest, bytes: Uint8Array, give: Give): Promise<FileAnswer> {
  const entries = (await listFiles(bytes, request.left.bytes)).filter((entry) => !LITTER.test(entry.name));
  if (entries.length === 0)
    throw refusal('no-pages', 'The archive is empty: ask the sender to send it again.');
  if (entries.length > request.left.files) throw refusal('too-many-files');
  const listed = await readListed(entries, bytes);
  for (const entry of entries) {
    const { name } = entry;
    try {
      const body = await unpackFile(bytes, entry);
      const settled = isFrame(name, listed) ? FRAME : undefined;
      await give.file({ role: 'archived', name, ...(settled ? { settled } : {}) }, body);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const settled: Settled = { fate: 'refused', code: error.code, reason: error.message };
      await give.file({ role: 'archived', name, settled }, new Uint8Array(0));
    }
  }
  return { fate: 'opened' };
}

/** The documents an XDM archive lists (IHE ITI XDM, `METADATA.XML`), by the last part of their names; `undefined`: it is none. */
async function readListed(
  entries: readonly ZipEntry[],
  bytes: Uint8Array,
): Promise<ReadonlySet<string> | undefined> {
  const metadata = entries.filter((entry) => /^IHE_XDM\/[^/]+\/METADATA\.XML$/i.test(entry.name));
  if (metadata.length === 0) return undefined;
  const listed = new Set<string>();
  for (const entry of metadata) {
    const text = decodeText(await unpackFile(bytes, entry));
    let isPlace = false;
    let value = '';
    scanMarkup(text, 'xml', (markup) => {
      if (markup.kind === 'open' && markup.name === 'Slot') isPlace = markup.attributes.get('name') === 'URI';
      if (markup.kind === 'open' && markup.name === 'Value') value = '';
      if (markup.kind === 'text') value += markup.text;
      if (markup.kind === 'close' && markup.name === 'Value' && isPlace) listed.add(lastPart(value.trim()));
    });
  }
  return listed;
}

/** Index, style sheet and description of an XDM archive: made for the way, not by the sender. */
function isFrame(name: string, listed: ReadonlySet<string> | undefined): boolean {
  return listed !== undefined && FRAME_NAME.test(name) && !listed.has(lastPart(name));
}

function lastPart(name: string): string {
  return (name.split(/[/\\]/).at(-1) ?? '').toUpperCase();
}

const FRAME: Settled = {
  fate: 'ignored',
  code: 'archive-frame',
  reason: 'A part of the archive for programs: no document.',
};
const FRAME_NAME = /\.(?:xml|xslt?|css|html?|txt|js|gif|png)$/i;
/** What operating systems leave behind. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
