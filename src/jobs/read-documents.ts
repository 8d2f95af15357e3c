import type { Hub } from '../pipeline/hub.ts';
import { readNextPage } from '../pipeline/document/read-pages.ts';
import { understandNext } from '../pipeline/document/understand-arrival.ts';
import { unpackNext } from '../pipeline/document/unpack-arrival.ts';
import { startLoop, type Loop } from './loop.ts';

/**
 * Documents go their way beside the messages, never in it: one loop unpacks, as many as there are readers read pages (the first of
 * them what may be urgent), one understands. Each wakes the next.
 */
export function startReadDocuments(hub: Hub, workers: number, onError: (code: string) => void): Loop {
  const understanding = startLoop(async () => {
    const count = await understandNext(hub);
    if (count > 0) hub.wake('messages');
    return count;
  }, onError);
  const readers = Array.from({ length: workers }, (_, index) =>
    startLoop(async () => {
      const count = await readNextPage(hub, index === 0 && workers > 1 ? 'first' : 'arrival');
      if (count > 0) understanding.wake();
      return count;
    }, onError),
  );
  const unpacking = startLoop(async () => {
    const count = await unpackNext(hub);
    if (count > 0) for (const loop of [...readers, understanding]) loop.wake();
    return count;
  }, onError);
  const all = [unpacking, ...readers, understanding];
  return {
    wake: () => all.forEach((loop) => loop.wake()),
    stop: async () => {
      await Promise.all(all.map((loop) => loop.stop()));
    },
    lastRoundAt: () => Math.min(...all.map((loop) => loop.lastRoundAt())),
  };
}
