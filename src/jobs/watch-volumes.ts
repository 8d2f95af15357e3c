import { judgeWhenDue, type Judging } from '../pipeline/volume-alerts.ts';
import { startLoop, type Loop } from './loop.ts';

/** How often it is asked whether a week ended or the ledger moved. */
const PAUSE_MS = 60_000;

/** Judges the weeks of partners when one has ended, and again when something in the past changed. `onJudged`: there may be new events. */
export function startWatchVolumes(
  judging: Omit<Judging, 'at'>,
  onJudged: () => void,
  onError: (code: string) => void,
): Loop {
  return startLoop(
    async () => {
      const judged = await judgeWhenDue(judging);
      if (judged !== undefined && judged.changes > 0) onJudged();
      // One round says it all: what moved meanwhile can wait for the next look.
      return 0;
    },
    onError,
    PAUSE_MS,
  );
}
