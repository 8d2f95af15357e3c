import { countDesk, listDesk } from '../pipeline/document/desk.ts';
import type { ConsoleApp, ConsoleDeps } from './console-context.ts';
import { watchRoutes } from './watch-live.ts';

const WATCHED = 50;

/** `GET /documents/live`: says that pages were read, or that documents came and went. */
export function documentLiveRoutes(deps: ConsoleDeps): ConsoleApp {
  return watchRoutes(deps, '/documents/live', async () => {
    const [counts, reading] = await Promise.all([
      countDesk(deps.hub),
      listDesk(deps.hub, { state: 'reading', limit: WATCHED }),
    ]);
    const pages = reading.rows.map(({ id, progress }) => `${id}|${progress?.read ?? 0}`);
    return [counts.review, counts.held, counts.unread, counts.reading, ...pages].join();
  });
}
