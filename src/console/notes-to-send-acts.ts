import { resendDelivery } from '../pipeline/deliver.ts';
import { holdEffect, releaseHeld } from '../pipeline/held.ts';
import { whyNotAgain } from '../pipeline/hold-back.ts';
import { insertAudit } from '../store/audit.ts';
import { findDelivery } from '../store/deliveries.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { backTo, textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { isId, showMissing } from './missing-page.tsx';
import { NOTES_PATH } from './notes-to-send-query.ts';

/** A page of the list. */
const MOST_AT_ONCE = 100;

/** What holds for the next notes of a doctor's office. */
const officeWords = ['always', 'never'] as const;

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
    const delivery = await findDelivery(deps.hub.db, id);
    // Nobody looked at each: what is not so any more, or went to an address that is wrong, waits for somebody who does.
    if (!delivery || (await whyNotAgain(deps.hub, delivery)) !== undefined) continue;
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

/** `POST /notes-to-send/:id/release` and `/hold`: somebody lets a note go, or keeps it back. The pipeline writes the audit. */
export function addHoldActs(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post(`${NOTES_PATH}/:id/release`, async (c) => {
    return perform(c, deps, async (id, because, form, person) => {
      const decided = officeWords.find((one) => one === form['office']);
      const how = { because, ...(decided === undefined ? {} : { office: decided }) };
      return releaseHeld(deps.hub, id, person, how);
    });
  });
  app.post(`${NOTES_PATH}/:id/hold`, (c) =>
    perform(c, deps, async (id, because, _, person) => {
      const held = await holdEffect(deps.hub, id, person, because);
      return held === 'done' ? 'held_back' : held;
    }),
  );
}

async function perform(
  c: ConsoleContext,
  deps: ConsoleDeps,
  act: (id: string, because: string, form: Form, person: string) => Promise<string>,
): Promise<Response> {
  const id = c.req.param('id');
  if (!isId(id)) return showMissing(c, deps, 'This note');
  const form: Form = { back: NOTES_PATH, ...textsOf(await c.req.parseBody()) };
  const because = (form['because'] ?? '').trim().slice(0, 300);
  const told = because === '' ? 'say_why' : await act(id, because, form, c.get('session').email);
  return c.redirect(backTo(form, told), 303);
}
