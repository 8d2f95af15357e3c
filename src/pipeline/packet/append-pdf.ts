import type { PDFContext, PDFObject } from 'pdf-lib';
import {
  ParseSpeeds,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFInvalidObject,
  PDFName,
  PDFObjectCopier,
  PDFPageLeaf,
  PDFRawStream,
  PDFRef,
  PDFStream,
} from 'pdf-lib';
import { Failure } from '../../lib/failure.ts';
import { MAX_PAGES } from './flow.ts';

/** A note's PDF, found whole: it parses, is not locked, and every page has its content. */
export type NotePdf = { readonly document: PDFDocument; readonly pages: readonly PDFRef[] };

/**
 * Opens the PDF of a note. It may be hostile: run it only where time and memory are watched (`contained.ts`).
 *
 * @throws Failure permanent `note-unreadable-pdf` with a reason for a person; `note-too-long` above 200 pages.
 */
export async function openNotePdf(bytes: Uint8Array): Promise<NotePdf> {
  const document = await parse(bytes);
  const pages = pagesOf(document);
  if (pages.length > MAX_PAGES) {
    throw new Failure('permanent', 'note-too-long', `The note has more than ${MAX_PAGES} pages.`);
  }
  if (document.catalog.lookup(PDFName.of('NeedsRendering'))?.toString() === 'true') {
    throw unreadable('The PDF of the note is an XFA form without pages of its own.');
  }
  for (const page of pages) requireContent(document.context, page);
  return { document, pages };
}

/**
 * Puts the cover before the note's pages, which stay as they are, rotated, odd-sized or filled in. The cover goes into
 * the note's document rather than both into a third: that would hold every stream twice (measured: bench/packet-memory.ts).
 * What acts when a document is opened (scripts, attachments) and what no page uses is left out.
 */
export async function prependCover(note: NotePdf, cover: Uint8Array, id: string): Promise<Uint8Array> {
  const { document, pages } = note;
  const { context, catalog } = document;
  const [coverPage] = await document.copyPages(await PDFDocument.load(cover, { updateMetadata: false }), [0]);
  if (!coverPage) throw new Error('A cover has one page.');
  const tree = context.nextRef();
  const kids = [coverPage.ref, ...pages];
  for (const page of kids) adopt(context, page, tree);
  context.assign(tree, context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }));
  catalog.set(PDFName.of('Pages'), tree);
  for (const key of ACTING_ENTRIES) catalog.delete(PDFName.of(key));
  const { trailerInfo } = context;
  trailerInfo.ID = context.obj([PDFHexString.of(id), PDFHexString.of(id)]);
  const source = await PDFDocument.load(cover, { updateMetadata: false });
  replaceInformation(document, source);
  describe(document, source);
  sweep(context);
  return await document.save({
    useObjectStreams: false,
    updateFieldAppearances: false,
    addDefaultPage: false,
  });
}

/**
 * PDFs one after another, the first with our own metadata and colour profile. Of the others come the pages alone: nothing that acts, no
 * properties. The result claims no PDF/A, as in `prependCover`.
 */
export async function joinPdfs(pdfs: readonly Uint8Array[]): Promise<Uint8Array> {
  const [first = new Uint8Array(0), ...others] = pdfs;
  const document = await PDFDocument.load(first, { updateMetadata: false });
  for (const bytes of others) {
    const source = await PDFDocument.load(bytes, { updateMetadata: false });
    for (const page of await document.copyPages(source, source.getPageIndices())) {
      page.node.delete(PDFName.of('AA'));
      document.addPage(page);
    }
  }
  describe(document, document);
  sweep(document.context);
  return await document.save({
    useObjectStreams: false,
    updateFieldAppearances: false,
    addDefaultPage: false,
  });
}

async function parse(bytes: Uint8Array): Promise<PDFDocument> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.subarray(0, HEADER_WITHIN).includes('%PDF'))
    throw unreadable('The note is not a PDF: it does not begin with %PDF.');
  try {
    const options = {
      updateMetadata: false,
      parseSpeed: ParseSpeeds.Fastest,
      capNumbers: true,
      ignoreEncryption: true,
    };
    const document = await PDFDocument.load(bytes, options);
    if (!document.isEncrypted) return document;
  } catch (error) {
    // A locked file often fails before anybody asks whether it is locked.
    if (!file.includes('/Encrypt'))
      throw unreadable('The PDF of the note is damaged and could not be read.', error);
  }
  throw unreadable('The PDF of the note is locked (encrypted): export it without protection.');
}

/** Viewers look for the header in the first kilobyte (ISO 32000-1 annex H, note 13). */
const HEADER_WITHIN = 1024;

/** pdf-lib trusts a page tree: one that loops ends in a RangeError, one that is missing in a TypeError. */
function pagesOf(document: PDFDocument): readonly PDFRef[] {
  const pages: PDFRef[] = [];
  try {
    document.catalog.Pages().traverse((node, ref) => {
      if (node instanceof PDFPageLeaf) pages.push(ref);
    });
  } catch (error) {
    throw unreadable('The PDF of the note is damaged: its pages could not be found.', error);
  }
  if (pages.length === 0) throw unreadable('The PDF of the note has no pages.');
  return pages;
}

/** A file that was cut off still parses, with blank pages: a note must not arrive that way. */
function requireContent(context: PDFContext, ref: PDFRef): void {
  const page = context.lookup(ref);
  if (!(page instanceof PDFPageLeaf)) throw unreadable('The PDF of the note is damaged: a page is missing.');
  const contents = page.get(PDFName.of('Contents'));
  const resources = page.getInheritableAttribute(PDFName.of('Resources'));
  const drawn = resources instanceof PDFRef ? context.lookup(resources) : resources;
  const objects = drawn instanceof PDFDict ? drawn.lookup(PDFName.of('XObject')) : undefined;
  const needed = [
    ...referencesIn(context, contents),
    ...(objects instanceof PDFDict ? objects.values() : []),
  ];
  for (const object of needed) {
    const found = object instanceof PDFRef ? context.lookup(object) : object;
    if (found instanceof PDFStream) continue;
    throw unreadable('The PDF of the note is damaged: a page has lost its content.');
  }
}

function referencesIn(context: PDFContext, contents: PDFObject | undefined): readonly PDFObject[] {
  const value = contents instanceof PDFRef ? context.lookup(contents) : contents;
  if (value instanceof PDFArray) return value.asArray();
  return contents === undefined ? [] : [contents];
}

/** Moves a page under the new tree, with what it had from the old one. */
function adopt(context: PDFContext, ref: PDFRef, tree: PDFRef): void {
  const page = context.lookup(ref);
  if (!(page instanceof PDFPageLeaf)) return;
  for (const key of PDFPageLeaf.InheritableEntries) {
    const name = PDFName.of(key);
    const value = page.get(name) ?? page.getInheritableAttribute(name);
    if (value) page.set(name, value);
  }
  page.delete(PDFName.of('AA'));
  page.set(PDFName.of('Parent'), tree);
}

/** Title, times and producer are ours: the sender's metadata is not part of the note and may name other people. */
function replaceInformation(document: PDFDocument, source: PDFDocument): void {
  const information = source.context.lookup(source.context.trailerInfo.Info, PDFDict);
  const { context } = document;
  const copy = PDFDict.withContext(context);
  for (const [key, value] of information.entries()) {
    // pdfkit keeps the values apart from the dictionary; their numbers mean nothing in another file.
    const found = source.context.lookup(value);
    if (found) copy.set(key, found);
  }
  context.trailerInfo.Info = context.register(copy);
}

/**
 * The same in XMP, and the cover's colour profile, as archives want them. It does not claim PDF/A, as the cover alone does: what the
 * note's own pages hold, fonts that are not embedded above all, is not ours to change.
 */
function describe(document: PDFDocument, source: PDFDocument): void {
  const { context, catalog } = document;
  const found = source.catalog.lookup(PDFName.of('Metadata'));
  const xml = found instanceof PDFRawStream ? Buffer.from(found.contents).toString('utf8') : undefined;
  if (xml !== undefined) {
    const unclaimed = xml.replace(/<rdf:Description[^>]*pdfaid[\s\S]*?<\/rdf:Description>\s*/, '');
    const stream = context.stream(Buffer.from(unclaimed), { Type: 'Metadata', Subtype: 'XML' });
    catalog.set(PDFName.of('Metadata'), context.register(stream));
  }
  const intents = source.catalog.get(PDFName.of('OutputIntents'));
  if (intents && source !== document)
    catalog.set(PDFName.of('OutputIntents'), PDFObjectCopier.for(source.context, context).copy(intents));
}

/** Drops every object no longer reachable: earlier revisions of the note, and what was removed above. */
function sweep(context: PDFContext): void {
  const reached = new Set<PDFRef>();
  const open: PDFObject[] = [context.trailerInfo.Root, context.trailerInfo.Info].filter(
    (ref) => ref !== undefined,
  );
  for (let object = open.pop(); object; object = open.pop()) {
    // What could not be parsed is kept as it is, so what it refers to is unknown: keep everything.
    if (object instanceof PDFInvalidObject) return;
    if (!(object instanceof PDFRef)) {
      for (const child of childrenOf(object)) open.push(child);
      continue;
    }
    const target = reached.has(object) ? undefined : context.lookup(object);
    reached.add(object);
    if (target) open.push(target);
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
}

function childrenOf(object: PDFObject): readonly PDFObject[] {
  if (object instanceof PDFArray) return object.asArray();
  if (object instanceof PDFDict) return object.values();
  return object instanceof PDFStream ? object.dict.values() : [];
}

function unreadable(message: string, cause?: unknown): Failure {
  return new Failure('permanent', 'note-unreadable-pdf', message, { cause });
}

/** ISO 32000-1 table 28: entries that act by themselves, carry files, or describe the sender. */
const ACTING_ENTRIES = [
  'OpenAction',
  'AA',
  'Names',
  'Metadata',
  'Outlines',
  'StructTreeRoot',
  'MarkInfo',
  'PieceInfo',
  'Collection',
  'Perms',
  'URI',
  'AF',
];
