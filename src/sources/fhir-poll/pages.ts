import { codeOf, Failure } from '../../lib/failure.ts';
import type { FhirClient, SearchParams } from './client.ts';
import { openPage, type Page } from './page.ts';
import type { Answer } from '../../sdk/server/transport.ts';

type Search = {
  readonly client: FhirClient;
  readonly type: string;
  readonly params: SearchParams;
  /** Resources asked for in one page (`_count`). */
  readonly pageSize: number;
  readonly signal: AbortSignal;
  /** An answer that came whole and is no Bundle. */
  readonly keepUnreadable: (answer: Answer) => Promise<void>;
};

/**
 * The pages of a search, one asked for ahead of the one being used. Throws as the client does, `page-unreadable`, and permanent
 * `page-repeats` when the server's `next` leads in a circle and `page-missing` when a full page has no `next` although there is more:
 * what was read stays read, but it was not all.
 */
export async function* pagesOf(search: Search): AsyncGenerator<Page, void> {
  const { client, signal } = search;
  const seen = new Set<string>();
  let before: Page | undefined;
  let count = 0;
  let answer = await client.search(search.type, search.params, signal);
  for (;;) {
    const page = await open(answer, search);
    const isAgain = page.resources.length > 0 && page.fingerprint === before?.fingerprint;
    if (isAgain || seen.has(page.url.href)) throw repeats();
    seen.add(page.url.href);
    count += page.resources.length;
    if (page.next === undefined) {
      yield page;
      if (page.total !== undefined && page.total > count && page.resources.length >= search.pageSize)
        throw incomplete(page.total, count);
      return;
    }
    const ahead = start(client, page.next, page.url, signal);
    yield page;
    before = page;
    answer = await ahead();
  }
}

/** Asks at once; whether it failed is heard when it is needed. */
function start(client: FhirClient, next: string, from: URL, signal: AbortSignal): () => Promise<Answer> {
  const asked = (async () => await client.follow(next, { from, signal }))().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  return async () => {
    const outcome = await asked;
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  };
}

async function open(answer: Answer, { keepUnreadable }: Search): Promise<Page> {
  try {
    return openPage(answer);
  } catch (error) {
    if (codeOf(error) === 'page-unreadable') await keepUnreadable(answer);
    throw error;
  }
}

/** A server without paging gives the first page and nothing else (FHIR R4, 3.1.1.5 lets it). */
function incomplete(total: number, count: number): Failure {
  const sentence = `The server gave ${count} of ${total} and no next link: raise pageSize, or narrow the search.`;
  return new Failure('permanent', 'page-missing', sentence);
}

function repeats(): Failure {
  return new Failure(
    'permanent',
    'page-repeats',
    'The server’s next links lead to a page that was read already.',
  );
}
