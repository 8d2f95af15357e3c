import { Hono } from 'hono';
import { confirmDelivery, resendDelivery } from '../pipeline/deliver.ts';
import { addEndpoint } from '../pipeline/resolve.ts';
import { insertAudit } from '../store/audit.ts';
import { findDelivery, listAttempts, listEndpoints, type Delivery } from '../store/deliveries.ts';
import { listDeliveryLines, type DeliveryLine, type DeliveryQueue } from '../store/delivery-list.ts';
import { findReferral } from '../store/ledger.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { Resend } from './delivery-forms.tsx';
import { DeliveryBody } from './delivery-view.tsx';
import { backTo, endpointOf, textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Chips, Empty, ListHead, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { deliveryWords, destinationWord, personName, purposeWord } from './words.ts';

const LIMIT = 200;

/** `GET /deliveries`: what did not arrive; `GET /deliveries/:id`: one with its tries and its proof. */
export function deliveryRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/deliveries', async (c) => {
    const queue: DeliveryQueue = c.req.query('status') === 'unproven' ? 'unproven' : 'dead';
    const lines = await listDeliveryLines(deps.hub.db, queue, LIMIT);
    return showPage(
      c,
      deps,
      { title: 'Deliveries', current: 'other', isLive: true },
      <DeliveryList
        lines={lines}
        queue={queue}
        token={c.get('session').csrfToken}
        zone={deps.hub.policy.zone}
      />,
    );
  });
  app.get('/deliveries/:id', async (c) => {
    const delivery = isId(c.req.param('id')) ? await findDelivery(deps.hub.db, c.req.param('id')) : undefined;
    return delivery ? showDelivery(c, deps, delivery, []) : showMissing(c, deps, 'This delivery');
  });
  addActions(app, deps);
  return app;
}

async function showDelivery(
  c: ConsoleContext,
  deps: ConsoleDeps,
  delivery: Delivery,
  problems: readonly string[],
): Promise<Response> {
  const [attempts, referral] = await Promise.all([
    listAttempts(deps.hub.db, [delivery.id]),
    findReferral(deps.hub.db, delivery.referralId),
  ]);
  const [patient] = referral ? await loadPatientLines(deps.hub.db, [referral.patientId]) : [];
  const note = referral?.view.notes.find((one) => one.key === delivery.documentKey);
  return showPage(
    c,
    deps,
    { title: 'Delivery', current: 'other', status: problems.length === 0 ? 200 : 422 },
    <DeliveryBody
      delivery={delivery}
      attempts={attempts}
      patient={patient === undefined ? undefined : personName(patient)}
      noteMessageId={note?.messageId}
      problems={problems}
      destinations={[...deps.hub.destinations.keys()]}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
    />,
  );
}

function addActions(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post('/deliveries/:id/resend', async (c) => {
    const id = c.req.param('id');
    if (!isId(id)) return showMissing(c, deps, 'This delivery');
    const form = textsOf(await c.req.parseBody());
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'delivery_resend',
      objectKind: 'delivery',
      objectId: id,
    });
    const again = await resendDelivery(deps.hub, id, c.get('session').email);
    return c.redirect(backTo(form, again === undefined ? 'not_found' : 'resent'), 303);
  });
  app.post('/deliveries/:id/other-way', async (c) => {
    const delivery = isId(c.req.param('id')) ? await findDelivery(deps.hub.db, c.req.param('id')) : undefined;
    if (!delivery || delivery.partnerId === null) return showMissing(c, deps, 'This delivery');
    const form = textsOf(await c.req.parseBody());
    const way = endpointOf(form);
    const person = c.get('session').email;
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'delivery_other_way',
      objectKind: 'delivery',
      objectId: delivery.id,
    });
    const { problems = [] } = await addEndpoint(deps.hub, delivery.partnerId, way, person);
    if (problems.length > 0) return showDelivery(c, deps, delivery, problems);
    // As stored: the destination has filled in its defaults.
    const stored = (await listEndpoints(deps.hub.db, [delivery.partnerId])).find(
      (one) => one.destination === way.destination && one.address === way.address,
    );
    const again = await resendDelivery(deps.hub, delivery.id, person, stored);
    return c.redirect(backTo(form, again === undefined ? 'not_found' : 'resent'), 303);
  });
  app.post('/deliveries/:id/confirm', async (c) => {
    const id = c.req.param('id');
    const form = textsOf(await c.req.parseBody());
    const how = (form['how'] ?? '').trim().slice(0, 300);
    if (!isId(id)) return showMissing(c, deps, 'This delivery');
    if (how === '') return c.redirect(`/deliveries/${id}`, 303);
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'delivery_confirm',
      objectKind: 'delivery',
      objectId: id,
    });
    const outcome = await confirmDelivery(deps.hub, id, how, c.get('session').email);
    return c.redirect(backTo(form, outcome === 'done' ? 'confirmed' : outcome), 303);
  });
}

type ListProps = {
  readonly lines: readonly DeliveryLine[];
  readonly queue: DeliveryQueue;
  readonly token: string;
  readonly zone: string;
};

function DeliveryList({ lines, queue, token, zone }: ListProps) {
  return (
    <>
      <ListHead title="Deliveries" />
      <div class="bar">
        <Chips
          label="Show"
          choices={[
            { href: '/deliveries?status=dead', label: 'Failed or unsure', isCurrent: queue === 'dead' },
            {
              href: '/deliveries?status=unproven',
              label: 'Sent, no proof yet',
              isCurrent: queue === 'unproven',
            },
          ]}
        />
      </div>
      {lines.length === 0 ? (
        <Empty title={queue === 'dead' ? 'Nothing failed.' : 'Everything that was sent is proven.'}>
          <p>What cannot be delivered after all tries waits here for a person, with the reason.</p>
        </Empty>
      ) : (
        <DeliveryTable lines={lines} token={token} zone={zone} />
      )}
    </>
  );
}

function DeliveryTable({ lines, token, zone }: Omit<ListProps, 'queue'>) {
  return (
    <table class="list tall" data-list>
      <thead>
        <tr>
          <th scope="col">Since</th>
          <th scope="col">Patient</th>
          <th scope="col">To</th>
          <th scope="col">State and reason</th>
          <th scope="col">Next step</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr data-id={line.id}>
            <td class="when">
              <When at={line.updatedAt} zone={zone} />
            </td>
            <td class="who">
              <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>
            </td>
            <td class="from">
              {line.partnerName ?? line.address} <small>{destinationWord(line.destination)}</small>
            </td>
            <td class="state">
              <Pill of={deliveryWords[line.status]} />{' '}
              <a href={`/deliveries/${line.id}`}>{purposeWord(line.purpose)}</a>
              {line.detail === null ? null : <p class="muted">{line.detail}</p>}
            </td>
            <td class="next">
              <Resend id={line.id} token={token} back="/deliveries" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
