import { Hono } from 'hono';
import { keepDesk, leaveDesk } from '../pipeline/document/desk.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { addDocumentActs } from './document-acts.ts';
import { addDocumentFiles } from './document-files-page.tsx';
import { addDocumentImages } from './document-images.ts';
import { goNext } from './document-next.ts';
import { showDocument } from './document-show.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** `GET /documents/:id`: one fax, mail or upload, beside what was read of it; its pictures, its lock and its acts. */
export function documentRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/documents/:id', (c) => showDocument(c, deps, c.req.param('id')));
  app.get('/documents/:id/next', async (c) => {
    const id = c.req.param('id');
    return isId(id) ? goNext(c, deps, id, undefined) : showMissing(c, deps, 'This document');
  });
  // Asked by the page's script while it is open; a person who only leaves it open is no sign of life.
  app.post('/documents/:id/keep', async (c) => {
    const id = c.req.param('id');
    return c.json({ isMine: isId(id) && (await keepDesk(deps.hub, id, c.get('session').email)) });
  });
  app.post('/documents/:id/leave', async (c) => {
    const id = c.req.param('id');
    if (isId(id)) await leaveDesk(deps.hub, id, c.get('session').email);
    return c.body(null, 204);
  });
  addDocumentImages(app, deps);
  addDocumentFiles(app, deps);
  addDocumentActs(app, deps);
  return app;
}
