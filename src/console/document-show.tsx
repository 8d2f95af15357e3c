import { nextOnDesk, openDesk } from '../pipeline/document/desk.ts';
import { loadPageWords } from '../pipeline/document/page-images.ts';
import type { DeskDocument } from '../pipeline/document/desk-types.ts';
import { now } from '../lib/clock.ts';
import { insertAuditOnce } from '../store/audit.ts';
import { findDocument } from '../store/documents.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { deskHead } from './document-head.tsx';
import type { DeskLook } from './document-fields.ts';
import { imagePath, SCREEN_WIDTH } from './document-pages.tsx';
import { DocumentBody } from './document-view.tsx';
import { pageText } from './document-text.ts';
import { actor, peerOf } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** A page that loads its pictures is one look. */
const SAME_LOOK_MINUTES = 15;
const MOST_LOOKS = 10_000;

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
  if (!isId(id)) return showMissing(c, deps, 'This document');
  const [document, ahead] = await Promise.all([
    openDesk(deps.hub, id, person, peerOf(c, deps)),
    aheadOf(deps, id, person),
  ]);
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

/**
 * Who looked at whose papers, or whose browser fetched them before anybody looked. A page with its pictures is a dozen requests: what
 * this hub has written down lately is not asked of the database again.
 */
export async function writeLook(c: ConsoleContext, deps: ConsoleDeps, id: string): Promise<void> {
  const isAhead = c.req.header('sec-purpose')?.startsWith('prefetch') === true;
  const action = isAhead ? 'prefetch_document' : 'view_document';
  const who = actor(c, deps);
  const look = [action, who.actor, id].join(' ');
  const written = writtenLooks(deps);
  const at = Date.parse(now());
  if (at - (written.get(look) ?? 0) < SAME_LOOK_MINUTES * 30_000) return;
  await insertAuditOnce(
    deps.hub.db,
    { ...who, action, objectKind: 'document', objectId: id },
    SAME_LOOK_MINUTES,
  );
  if (written.size >= MOST_LOOKS) written.clear();
  written.set(look, at);
}

/** Instant of each look that is written down, in milliseconds. */
const looksOf = new WeakMap<ConsoleDeps, Map<string, number>>();

function writtenLooks(deps: ConsoleDeps): Map<string, number> {
  const known = looksOf.get(deps);
  if (known) return known;
  const looks = new Map<string, number>();
  looksOf.set(deps, looks);
  return looks;
}

/** What the browser should load first. */
function Head({ document }: { readonly document: DeskDocument }) {
  const [first] = document.pages;
  return (
    <>
      {deskHead('document.js')}
      {first?.hasImage === true ? (
        <link
          rel="preload"
          as="image"
          href={imagePath(document, first.number, SCREEN_WIDTH)}
          fetchpriority="high"
        />
      ) : null}
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
