import { nextOnDesk, openDesk } from '../pipeline/document/desk.ts';
import { loadPageWords } from '../pipeline/document/page-images.ts';
import type { DeskDocument } from '../pipeline/document/desk-types.ts';
import { insertAuditOnce } from '../store/audit.ts';
import { findDocument } from '../store/documents.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { deskHead } from './document-head.tsx';
import type { DeskLook } from './document-fields.ts';
import { imagePath, SCREEN_WIDTH } from './document-pages.tsx';
import { DocumentBody } from './document-view.tsx';
import { pageText } from './document-text.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** A page that loads its pictures is one look. */
const SAME_LOOK_MINUTES = 15;

export type ShowOptions = DeskLook & {
  /** What happened, in words. */
  readonly notice?: string;
  readonly status?: 200 | 409 | 422;
};

export const plainLook: ShowOptions = { typed: {}, problems: [] };

/** The review screen of one document. Opening it takes its lock when nobody has it. */
export async function showDocument(
  c: ConsoleContext,
  deps: ConsoleDeps,
  id: string,
  options: ShowOptions = plainLook,
): Promise<Response> {
  const person = c.get('session').email;
  // First the audit, then the page: when it cannot be written down, nobody looks.
  if (!isId(id)) return showMissing(c, deps, 'This document');
  await writeLook(c, deps, id);
  const [document, ahead] = await Promise.all([openDesk(deps.hub, id, person), aheadOf(deps, id, person)]);
  if (!document) return showMissing(c, deps, 'This document');
  const texts = await textsOf(deps, document);
  return showPage(
    c,
    deps,
    {
      title: 'Fax review',
      current: 'documents',
      head: <Head document={document} />,
      ...(options.status === undefined ? {} : { status: options.status }),
    },
    <DocumentBody
      document={document}
      look={options}
      notice={options.notice}
      texts={texts}
      ahead={ahead}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}

/** Who looked at whose papers, or whose browser fetched them before anybody looked. */
export async function writeLook(c: ConsoleContext, deps: ConsoleDeps, id: string): Promise<void> {
  const isAhead = c.req.header('sec-purpose')?.startsWith('prefetch') === true;
  const action = isAhead ? 'prefetch_document' : 'view_document';
  await insertAuditOnce(
    deps.hub.db,
    { ...actor(c, deps), action, objectKind: 'document', objectId: id },
    SAME_LOOK_MINUTES,
  );
}

/** What the browser should load first. */
function Head({ document }: { readonly document: DeskDocument }) {
  const [first] = document.pages;
  return (
    <>
      {first?.hasImage === true ? (
        <link
          rel="preload"
          as="image"
          href={imagePath(document, first.number, SCREEN_WIDTH)}
          fetchpriority="high"
        />
      ) : null}
      {deskHead('document.js')}
    </>
  );
}

/** A page without a picture is its text. */
async function textsOf(deps: ConsoleDeps, document: DeskDocument): Promise<ReadonlyMap<number, string>> {
  const bare = document.pages.filter((page) => !page.hasImage);
  const texts = await Promise.all(
    bare.map(
      async ({ number }) => [number, pageText(await loadPageWords(deps.hub, document.id, number))] as const,
    ),
  );
  return new Map(texts);
}

/** The picture the next document begins with. */
async function aheadOf(deps: ConsoleDeps, id: string, person: string): Promise<string | undefined> {
  const next = await nextOnDesk(deps.hub, person, id);
  const row = next === undefined ? undefined : await findDocument(deps.hub.db, next);
  const [first] = row?.pages ?? [];
  return row && first ? imagePath(row, first.number, SCREEN_WIDTH) : undefined;
}
