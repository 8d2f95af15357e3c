import { nextOnDesk } from '../pipeline/document/desk.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { linkTo } from './parts.tsx';

/** The next document that waits and nobody has open; the list when there is none. */
export async function goNext(
  c: ConsoleContext,
  deps: ConsoleDeps,
  after: string | undefined,
  told: string | undefined,
): Promise<Response> {
  const next = await nextOnDesk(deps.hub, c.get('session').email, after);
  return c.redirect(linkTo(next === undefined ? '/documents' : `/documents/${next}`, { told }), 303);
}
