import { Hono } from 'hono';
import { Failure } from '../lib/failure.ts';
import { countDesk, listDesk } from '../pipeline/document/desk.ts';
import { uploadDocument } from '../pipeline/document/upload.ts';
import type { DeskFilter } from '../pipeline/document/desk-types.ts';
import { readUpload } from '../pipeline/document/upload-form.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { DocumentList } from './document-list-view.tsx';
import { deskHead } from './document-head.tsx';
import { DOCUMENT_UPLOAD_PATH, isSame } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';

const PAGE = 50;

/** `GET /documents`: the fax desk; `POST /documents/upload`: a paper somebody hands in. */
export function documentListRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/documents', (c) => showList(c, deps, undefined));
  app.post(DOCUMENT_UPLOAD_PATH, (c) => takeUpload(c, deps));
  return app;
}

const shows: readonly DeskFilter['state'][] = ['review', 'reading', 'held', 'settled', 'unread'];

async function showList(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem: string | undefined,
): Promise<Response> {
  const state = shows.find((one) => one === c.req.query('show')) ?? 'review';
  const after = c.req.query('after');
  const [list, counts] = await Promise.all([
    listDesk(deps.hub, { state, limit: PAGE, ...(isId(after) ? { after } : {}) }),
    countDesk(deps.hub),
  ]);
  return showPage(
    c,
    deps,
    {
      title: 'Faxes & mails',
      current: 'documents',
      head: deskHead('document-upload.js'),
      ...(after === undefined ? { livePath: '/documents/live' } : {}),
      ...(problem === undefined ? {} : { status: 422 }),
    },
    <DocumentList
      state={state}
      list={list}
      counts={counts}
      problem={problem}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}

/** One file as it arrives; the page's script sends several one after the other and asks for JSON. */
async function takeUpload(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { email, csrfToken } = c.get('session');
  const isScript = c.req.header('accept') === 'application/json';
  const { body } = c.req.raw;
  try {
    if (!body) throw new Failure('permanent', 'no-file', 'Choose a file.');
    const file = await readUpload(body, c.req.header('content-type'), (fields) =>
      isSame(fields['csrf'], csrfToken),
    );
    if (file === 'forbidden')
      return c.text('This form is no longer valid. Go back, load the page again and repeat.', 403);
    const taken = await uploadDocument(deps.hub, { ...file, mediaType: 'application/octet-stream' }, email);
    return isScript ? c.json(taken) : c.redirect('/documents?show=reading&told=document_uploaded', 303);
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    return isScript ? c.json({ problem: error.message }, 422) : showList(c, deps, error.message);
  }
}
