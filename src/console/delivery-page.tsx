import { Hono } from 'hono';
import { officeWays } from '../pipeline/directory-endpoints.ts';
import { findDelivery, listAttempts, listDeliveriesOf, type Delivery } from '../store/deliveries.ts';
import { findReferral } from '../store/ledger.ts';
import { findPartner } from '../store/partners.ts';
import { loadPatientLines } from '../store/patient-search.ts';
import { findLinkOf } from '../store/secure-links.ts';
import { assetPath } from './assets.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { addDeliveryActs } from './delivery-acts.ts';
import { showPacket } from './delivery-packet.tsx';
import { DeliveryBody } from './delivery-view.tsx';
import { knownWays, type DeliveryProblems } from './delivery-ways.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { notesLink, readNotesQuery } from './notes-to-send-query.ts';
import { linkTo } from './parts.tsx';
import { LinkSection } from './secure-link-staff.tsx';
import { personName } from './words.ts';

/** `GET /deliveries/:id`: one parcel with its tries, its proof and what went before it; `/packet`: what it carries. */
export function deliveryRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  // What stood here became the list of notes to send.
  app.get('/deliveries', (c) => {
    const tab = c.req.query('status') === 'unproven' ? 'sent' : 'failed';
    const query = readNotesQuery({ tab }, deps.hub.policy.zone, '');
    const told = c.req.query('told');
    return c.redirect(notesLink(query, told === undefined ? {} : { told }), 303);
  });
  app.get('/deliveries/:id', async (c) => {
    const delivery = isId(c.req.param('id')) ? await findDelivery(deps.hub.db, c.req.param('id')) : undefined;
    return delivery ? showDelivery(c, deps, delivery) : showMissing(c, deps, 'This delivery');
  });
  app.get('/deliveries/:id/packet', (c) => showPacket(c, deps));
  addDeliveryActs(app, deps, showDelivery);
  return app;
}

async function showDelivery(
  c: ConsoleContext,
  deps: ConsoleDeps,
  delivery: Delivery,
  wrong?: DeliveryProblems,
): Promise<Response> {
  const { db } = deps.hub;
  const [others, referral, partner, endpoints, link] = await Promise.all([
    listDeliveriesOf(db, delivery.referralId),
    findReferral(db, delivery.referralId),
    delivery.partnerId === null ? undefined : findPartner(db, delivery.partnerId),
    knownWays(deps, delivery),
    findLinkOf(db, delivery.id),
  ]);
  const chain = others.filter((one) => one.effectKey === delivery.effectKey);
  const [attempts, [patient]] = await Promise.all([
    listAttempts(
      db,
      chain.map((one) => one.id),
    ),
    referral ? loadPatientLines(db, [referral.patientId]) : [],
  ]);
  const note = referral?.view.notes.find((one) => one.key === delivery.documentKey);
  return showPage(
    c,
    deps,
    {
      title: 'Delivery',
      current: 'notes',
      status: wrong === undefined ? 200 : 422,
      head: <link rel="stylesheet" href={assetPath('notes.css')} />,
    },
    <>
      <DeliveryBody
        delivery={delivery}
        chain={chain}
        attempts={attempts}
        patient={patient === undefined ? undefined : personName(patient)}
        partner={partner === undefined ? undefined : { id: partner.id, name: partner.name }}
        noteLink={
          note?.messageId === undefined
            ? undefined
            : linkTo(`/messages/${note.messageId}`, { referral: delivery.referralId })
        }
        wrong={wrong}
        endpoints={endpoints}
        destinations={officeWays(deps.hub)}
        token={c.get('session').csrfToken}
        zone={deps.hub.policy.zone}
      />
      {link === undefined ? null : (
        <LinkSection link={link} token={c.get('session').csrfToken} zone={deps.hub.policy.zone} />
      )}
    </>,
  );
}
