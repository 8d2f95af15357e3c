import { listImports } from '../store/imports.ts';
import type { ConsoleApp, ConsoleDeps } from './console-context.ts';
import { watchRoutes } from './watch-live.ts';

const WATCHED = 50;

/** `GET /imports/live`: says that imports got further. */
export function importLiveRoutes(deps: ConsoleDeps): ConsoleApp {
  return watchRoutes(deps, '/imports/live', async () => {
    const runs = await listImports(deps.hub.db, WATCHED);
    return runs.map((run) => `${run.id}|${run.state}|${run.bytesDone}|${run.rowsRead}`).join();
  });
}
