import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { showPage } from './layout.tsx';
import { Empty } from './parts.tsx';

/** What is not there, said in words and with a way on. */
export function showMissing(c: ConsoleContext, deps: ConsoleDeps, what = 'This page') {
  return showPage(
    c,
    deps,
    { title: 'Not found', current: 'other', status: 404 },
    <Empty title={`${what} is not here.`}>
      <p>
        The link may be old. Use the search above, or go to the <a href="/">start</a>.
      </p>
    </Empty>,
  );
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id that Postgres can read: anything else is simply not found. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && uuid.test(text);
}
