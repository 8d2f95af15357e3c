import type { Box } from '../domain/document/page.ts';
import { sha256Hex } from '../lib/sha256.ts';
import { loadPageCrop, loadPageImage, loadPageWords } from '../pipeline/document/page-images.ts';
import type { DeskImage } from '../pipeline/document/desk-types.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { SCREEN_WIDTH, THUMB_WIDTH } from './document-pages.tsx';
import { writeLook } from './document-show.tsx';
import { pageText } from './document-text.ts';
import { isId } from './missing-page.tsx';

/** Thumbnail, screen, enlarged: what a browser may ask for, so that nobody makes the hub scale to every size there is. */
const widths = new Set([THUMB_WIDTH, SCREEN_WIDTH, 2 * SCREEN_WIDTH]);
/** The address names the version: what it shows does not change. Only this browser keeps it, and not for long. */
const CACHED = 'private, max-age=300';
const LONGEST_SIDE = 20_000;

/** Pictures, crops and words of pages. Whoever gets one looked at the document: it is written down. */
export function addDocumentImages(app: ConsoleApp, deps: ConsoleDeps): void {
  app.get('/documents/:id/pages/:file{\\d{1,5}\\.png}', async (c) => {
    const page = pageOf(c);
    if (!page) return c.notFound();
    const asked = Number(c.req.query('width'));
    const width = widths.has(asked) ? { width: asked } : {};
    await writeLook(c, deps, page.id);
    return sendImage(c, await loadPageImage(deps.hub, page.id, page.number, width));
  });
  app.get('/documents/:id/pages/:file{\\d{1,5}}/crop.png', async (c) => {
    const page = pageOf(c);
    const box = boxOf(c.req.query());
    if (!page || !box) return c.notFound();
    await writeLook(c, deps, page.id);
    return sendImage(c, await loadPageCrop(deps.hub, page.id, page.number, box));
  });
  app.get('/documents/:id/pages/:file{\\d{1,5}\\.json}', async (c) => {
    const page = pageOf(c);
    if (!page) return c.notFound();
    await writeLook(c, deps, page.id);
    return c.json(await loadPageWords(deps.hub, page.id, page.number));
  });
  app.get('/documents/:id/pages/:file{\\d{1,5}\\.txt}', async (c) => {
    const page = pageOf(c);
    if (!page) return c.notFound();
    await writeLook(c, deps, page.id);
    return c.text(pageText(await loadPageWords(deps.hub, page.id, page.number)));
  });
}

function pageOf(c: ConsoleContext): { readonly id: string; readonly number: number } | undefined {
  const id = c.req.param('id');
  const number = Number.parseInt(c.req.param('file') ?? '', 10);
  return isId(id) && number > 0 ? { id, number } : undefined;
}

/** A box of whole pixels, from an address or a form. */
export function boxOf(said: Readonly<Record<string, string>>): Box | undefined {
  const [x = NaN, y = NaN, width = NaN, height = NaN] = ['x', 'y', 'width', 'height'].map((name) =>
    Number.parseInt(said[name] ?? '', 10),
  );
  const isBox = [x, y, width, height].every((one) => one >= 0 && one <= LONGEST_SIDE);
  return isBox && width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

function sendImage(c: ConsoleContext, image: DeskImage | undefined): Response {
  if (!image) return c.notFound() as Response;
  const etag = `"${sha256Hex(image.bytes).slice(0, 32)}"`;
  // Whoever signs in next in this browser asks anew.
  const headers = { etag, 'cache-control': CACHED, vary: 'cookie', 'content-type': image.mediaType };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  return c.body(new Uint8Array(image.bytes), 200, headers);
}
