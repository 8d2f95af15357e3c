import type { UnpackedPage } from '../unpacked.ts';
import type { FileAnswer, FoundPage } from './work.ts';

/** The pages of one file on their way: held back until it is known what the file came to, or until they are too many to hold. */
export type HeldPages = {
  readonly add: (page: FoundPage, image: Uint8Array) => Promise<void>;
  /** Announces the file, unless that is done, and hands on what is left. Gives the number of pages. */
  readonly finish: (answer: FileAnswer) => Promise<number>;
};

export function holdPages(options: {
  readonly file: number;
  /** Number of its first page. */
  readonly first: number;
  readonly announce: (answer: FileAnswer) => Promise<void>;
  readonly page: (page: UnpackedPage) => Promise<void>;
}): HeldPages {
  const held: UnpackedPage[] = [];
  let heldBytes = 0;
  let count = 0;
  let isAnnounced = false;
  const announce = async (answer: FileAnswer): Promise<void> => {
    if (!isAnnounced) await options.announce(answer);
    isAnnounced = true;
  };
  const flush = async (keep: number): Promise<void> => {
    while (held.length > keep) {
      const page = held.shift();
      if (!page) return;
      heldBytes -= page.image.bytes.length;
      await options.page(page);
    }
  };
  return {
    add: async (page, image) => {
      held.push({
        ...page,
        file: options.file,
        number: options.first + count,
        image: { ...page.image, bytes: image },
      });
      count += 1;
      heldBytes += image.length;
      if (heldBytes <= MOST_HELD) return;
      await announce({ fate: 'pages' });
      // The last one waits, to bear what may go wrong after it.
      await flush(1);
    },
    finish: async (answer) => {
      const isPartial = answer.fate === 'refused' && count > 0;
      const last = held.pop();
      if (last) {
        const isToldThere = isAnnounced && answer.reason !== undefined;
        held.push(isToldThere ? { ...last, problems: [...last.problems, answer.reason ?? ''] } : last);
      }
      await announce(isPartial ? { ...answer, fate: 'pages', reason: partial(count, answer) } : answer);
      await flush(0);
      return count;
    },
  };
}

function partial(count: number, { reason }: FileAnswer): string {
  const pages = count === 1 ? 'page' : `${count} pages`;
  return `Only the first ${pages} could be read. ${reason ?? ''}`.trim();
}

/** Bytes. 200 pages of fax are a tenth of it. */
const MOST_HELD = 48 * 1024 * 1024;
