import type { Hub } from '../pipeline/hub.ts';
import { publishIntake, publishTasks } from '../pipeline/publish-news.ts';
import { startLoop, type Loop } from './loop.ts';

/** What came in is told at most this often. */
const INTAKE_MS = 60_000;

/** Tells other systems of tasks within a second or two, and of what came in once a minute. */
export function startPublishNews(hub: Pick<Hub, 'db' | 'wake'>, onError: (code: string) => void): Loop {
  let toldAt = 0;
  return startLoop(async () => {
    if (Date.now() - toldAt >= INTAKE_MS) {
      await publishIntake(hub);
      toldAt = Date.now();
    }
    return publishTasks(hub);
  }, onError);
}
