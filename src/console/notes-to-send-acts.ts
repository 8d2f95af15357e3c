import { resendDelivery } from '../pipeline/deliver.ts';
import { insertAudit } from '../store/audit.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { backTo, textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { isId } from './missing-page.tsx';
import { NOTES_PATH } from './notes-to-send-query.ts';

/** A page of the list. */
const MOST_AT_ONCE = 100;

const failed = ['dead', 'ambiguous'] as const;

/** `POST /notes-to-send/resend`: what was ticked (or the whole page) goes out again the way it failed. */
export async function resendMany(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const form = await c.req.parseBody({ all: true });
  const ids = [form[form['which'] === 'page' ? 'all' : 'id'] ?? []]
    .flat()
    .filter((id): id is string => typeof id === 'string' && isId(id));
  const told = await resendAll(c, deps, ids.slice(0, MOST_AT_ONCE));
  return c.redirect(backTo({ back: NOTES_PATH, ...textsOf(form) }, told), 303);
}

async function resendAll(c: ConsoleContext, deps: ConsoleDeps, ids: readonly string[]): Promise<string> {
  if (ids.length === 0) return 'none_ticked';
  let sent = 0;
  for (const id of new Set(ids)) {
    const again = await resendDelivery(deps.hub, id, c.get('session').email, undefined, failed);
    if (again === undefined) continue;
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'delivery_resend',
      objectKind: 'delivery',
      objectId: id,
    });
    sent += 1;
  }
  return sent === ids.length ? 'resent_all' : 'resent_some';
}
