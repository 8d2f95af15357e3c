import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '../../lib/failure.ts';

/** How often the gateway looks into its folder, and how long its calls last. */
const LOOK_MS = 400;
const CALL_MS = 800;

export type FaxGateway = { readonly stop: () => Promise<void> };

/**
 * Plays the gateway that `src/destinations/folder/README.md` describes: takes an offer by renaming it, "dials", and leaves `.ok`.
 * Numbers in `unanswered` ring out and leave `.failed`.
 */
export async function startFaxGateway(
  directory: string,
  unanswered: ReadonlySet<string>,
): Promise<FaxGateway> {
  await mkdir(directory, { recursive: true });
  const stopping = new AbortController();
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      for (const name of await offersIn(directory)) await send(directory, name, unanswered);
      await wait(LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = work();
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

/** Offers, and what was taken before the gateway was last stopped and never finished. */
async function offersIn(directory: string): Promise<readonly string[]> {
  const files = new Set(await readdir(directory).catch(() => []));
  const names = [...files].flatMap((file) => /^([^.].*)\.(?:json|taken)$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].filter((name) => !files.has(`${name}.ok`) && !files.has(`${name}.failed`));
}

async function send(directory: string, name: string, unanswered: ReadonlySet<string>): Promise<void> {
  const path = (extension: string): string => join(directory, `${name}.${extension}`);
  try {
    await rename(path('json'), path('taken')).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    const offer = JSON.parse(await readFile(path('taken'), 'utf8')) as { readonly faxNumber?: string };
    await wait(CALL_MS);
    if (unanswered.has(offer.faxNumber ?? '')) await writeFile(path('failed'), 'no-answer\n');
    else await writeFile(path('ok'), '');
  } catch {
    // The hub takes an offer back and makes it anew while we look: the next round finds it.
  }
}
