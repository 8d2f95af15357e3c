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

const instant = /^\d{4}-\d\d-\d\dT[\d:.]{5,15}Z$/;

/** An instant that Postgres can read: what is a date to a program need not be one to the database. */
export function isInstant(text: string | undefined): text is string {
  return text !== undefined && instant.test(text) && !Number.isNaN(Date.parse(text));
}

/** An id that Postgres can read: anything else is simply not found. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && uuid.test(text);
}
