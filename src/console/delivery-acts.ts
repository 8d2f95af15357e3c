import { confirmDelivery, resendDelivery } from '../pipeline/deliver.ts';
import { fixAddress } from '../pipeline/fix-address.ts';
import { ADDRESS_GONE, resendSame } from '../pipeline/resend-same.ts';
import { handOver, printDelivery } from '../pipeline/hand-delivered.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import { insertAudit } from '../store/audit.ts';
import { findDelivery, listEndpoints, type Delivery } from '../store/deliveries.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { knownWays, type DeliveryProblems } from './delivery-ways.ts';
import { backTo, endpointOf, textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showMissing, isId } from './missing-page.tsx';

type Show = (
  c: ConsoleContext,
  deps: ConsoleDeps,
  delivery: Delivery,
  wrong?: DeliveryProblems,
) => Promise<Response>;

type Act = {
  readonly c: ConsoleContext;
  readonly deps: ConsoleDeps;
  readonly delivery: Delivery;
  readonly form: Form;
  readonly person: string;
  /** The page again, with what is wrong. */
  readonly refuse: (problems: readonly string[]) => Promise<Response>;
};

const acts: Readonly<Record<string, (act: Act) => Promise<Response>>> = {
  resend,
  'known-way': knownWay,
  'other-way': otherWay,
  fix,
  print: printLetter,
  'hand-over': handOverLetter,
  confirm,
};

/** `POST /deliveries/:id/…`: what people do about a parcel. Each is written to the audit before it is done. */
export function addDeliveryActs(app: ConsoleApp, deps: ConsoleDeps, show: Show): void {
  for (const [name, perform] of Object.entries(acts))
    app.post(`/deliveries/:id/${name}`, async (c) => {
      const id = c.req.param('id');
      const delivery = isId(id) ? await findDelivery(deps.hub.db, id) : undefined;
      if (!delivery) return showMissing(c, deps, 'This delivery');
      const form = textsOf(await c.req.parseBody());
      const action = `delivery_${name.replace('-', '_')}`;
      await insertAudit(deps.hub.db, {
        ...actor(c, deps),
        action,
        objectKind: 'delivery',
        objectId: delivery.id,
      });
      const refuse = (problems: readonly string[]) => show(c, deps, delivery, { act: name, problems });
      return perform({ c, deps, delivery, form, person: c.get('session').email, refuse });
    });
}

function answer(c: ConsoleContext, form: Form, again: string | undefined): Response {
  return c.redirect(backTo(form, again === undefined ? 'not_found' : 'resent'), 303);
}

/** To the same address, unless that is known to be wrong. */
async function resend({ c, deps, delivery, form, person, refuse }: Act): Promise<Response> {
  const again = await resendSame(deps.hub, delivery.id, person);
  if (again === 'address_gone') return refuse([ADDRESS_GONE]);
  return answer(c, form, again === 'not_found' ? undefined : again.deliveryId);
}

/** To an address of theirs that is known and checked. */
async function knownWay({ c, deps, delivery, form, person, refuse }: Act): Promise<Response> {
  const way = (await knownWays(deps, delivery)).find((one) => one.id === form['endpoint']);
  if (!way) return refuse(['Choose one of the ways: the list has changed meanwhile.']);
  return answer(c, form, await resendDelivery(deps.hub, delivery.id, person, way));
}

/** To a new address: it is kept for the office, and this goes out there. */
async function otherWay({ c, deps, delivery, form, person, refuse }: Act): Promise<Response> {
  if (delivery.partnerId === null) return refuse(['This goes to no office.']);
  const way = endpointOf(form);
  const { problems = [] } = await addEndpoint(deps.hub, delivery.partnerId, way, person);
  if (problems.length > 0) return refuse(problems);
  // As stored: the destination has filled in its defaults.
  const read = deps.hub.destinations.get(way.destination)?.adapter.endpoint.safeParse(way);
  const address = read?.data?.address ?? way.address;
  const stored = (await listEndpoints(deps.hub.db, [delivery.partnerId])).find(
    (one) => one.destination === way.destination && one.address === address,
  );
  // Without it the parcel would go where it failed before.
  if (!stored) return refuse(['This address is kept as wrong: look at the office in the directory first.']);
  return answer(c, form, await resendDelivery(deps.hub, delivery.id, person, stored));
}

async function fix({ c, deps, delivery, form, person, refuse }: Act): Promise<Response> {
  const address = (form['address'] ?? '').trim();
  const faxNumber = form['faxNumber']?.trim();
  if (address === '') return refuse(['Write the right number or address.']);
  if (form['checked'] !== 'yes')
    return refuse(['Check the number with the office first, and tick that you did.']);
  const right = { address, ...(faxNumber === undefined || faxNumber === '' ? {} : { faxNumber }) };
  const fixed = await fixAddress(deps.hub, delivery, right, { person, peer: actor(c, deps).peer });
  if (fixed.outcome === 'refused') return refuse(fixed.problems);
  return answer(c, form, fixed.outcome === 'sent' ? fixed.deliveryId : undefined);
}

/** Logged as a letter; the browser goes on to its pages. */
async function printLetter({ c, deps, delivery, person, refuse }: Act): Promise<Response> {
  if (!deps.hub.destinations.has('print')) return refuse(['Printing is not set up on this hub.']);
  const letter = await printDelivery(deps.hub, delivery.id, person);
  return letter === undefined
    ? showMissing(c, deps, 'This delivery')
    : c.redirect(`/deliveries/${letter}/packet`, 303);
}

async function handOverLetter({ c, deps, delivery, form, person, refuse }: Act): Promise<Response> {
  if (!deps.hub.destinations.has('print')) return refuse(['Printing is not set up on this hub.']);
  const receiver = (form['receiver'] ?? '').trim().slice(0, 100);
  const at = form['at'] ?? '';
  if (receiver === '') return refuse(['Write who took the letter.']);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) || Number.isNaN(Date.parse(at)))
    return refuse(['Say on which day and at what time it was handed over.']);
  const told = await handOver(deps.hub, delivery.id, { receiver, at: at.replace('T', ' ') }, person);
  return c.redirect(backTo(form, told === 'done' ? 'confirmed' : told), 303);
}

async function confirm({ c, deps, delivery, form, person }: Act): Promise<Response> {
  const how = (form['how'] ?? '').trim().slice(0, 300);
  if (how === '') return c.redirect(`/deliveries/${delivery.id}`, 303);
  const outcome = await confirmDelivery(deps.hub, delivery.id, how, person);
  return c.redirect(backTo(form, outcome === 'done' ? 'confirmed' : outcome), 303);
}
