import {
  confirmReferral,
  holdReferral,
  joinReferrals,
  keepApart,
  logContact,
  splitReferral,
} from '../pipeline/referral-decisions.ts';
import type { Answered } from '../pipeline/person-statement.ts';
import { insertAudit } from '../store/audit.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { backTo } from './form-values.ts';
import { actor } from './gate.ts';
import { isId, showMissing } from './missing-page.tsx';

/** What a form sent: a name may be ticked several times. */
type Given = { readonly one: (name: string) => string; readonly all: (name: string) => readonly string[] };
type Act = (deps: ConsoleDeps, id: string, given: Given, person: string) => Promise<Answered>;

const outcomes = ['reached', 'message_left', 'no_answer', 'wrong_number'] as const;

const acts: Readonly<Record<string, Act>> = {
  hold: (deps, id, given, person) => {
    const reason = given.one('reason');
    return holdReferral(deps.hub, id, { isOnHold: true, ...(reason === '' ? {} : { reason }) }, person);
  },
  resume: (deps, id, _, person) => holdReferral(deps.hub, id, { isOnHold: false }, person),
  confirm: (deps, id, _, person) => confirmReferral(deps.hub, id, person),
  contact: (deps, id, given, person) => {
    const outcome = outcomes.find((one) => one === given.one('outcome'));
    return outcome === undefined ? Promise.resolve('not_found') : logContact(deps.hub, id, outcome, person);
  },
  split: (deps, id, given, person) =>
    splitReferral(deps.hub, id, given.all('messageId').filter(isId), person),
  join: (deps, id, given, person) => withOther(given, (other) => joinReferrals(deps.hub, id, other, person)),
  apart: (deps, id, given, person) => withOther(given, (other) => keepApart(deps.hub, id, other, person)),
};

/** `POST /referrals/:id/act/…`: what people do about a referral beside accepting and declining it. */
export function addReferralActs(app: ConsoleApp, deps: ConsoleDeps): void {
  for (const [name, act] of Object.entries(acts))
    app.post(`/referrals/:id/act/${name}`, (c) => perform(c, deps, name, act));
}

async function perform(c: ConsoleContext, deps: ConsoleDeps, name: string, act: Act): Promise<Response> {
  const id = c.req.param('id');
  if (!isId(id)) return showMissing(c, deps, 'This referral');
  const form = await c.req.parseBody({ all: true });
  const given: Given = {
    one: (field) => (typeof form[field] === 'string' ? form[field].trim().slice(0, 500) : ''),
    all: (field) => [form[field]].flat().filter((value) => typeof value === 'string'),
  };
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: `referral_${name}`,
    objectKind: 'referral',
    objectId: id,
  });
  const told = await act(deps, id, given, c.get('session').email);
  const back = given.one('back');
  if (back === '') return c.redirect(`/referrals/${id}?told=${told}`, 303);
  return c.redirect(backTo({ back }, told === 'done' ? 'answered' : told), 303);
}

async function withOther(given: Given, work: (otherId: string) => Promise<Answered>): Promise<Answered> {
  const other = given.one('otherId');
  return isId(other) ? work(other) : 'not_found';
}
