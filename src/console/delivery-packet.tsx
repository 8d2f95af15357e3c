import { composeParcel, type Composed } from '../pipeline/compose.ts';
import { BY_HAND } from '../pipeline/hand-delivered.ts';
import { insertAudit } from '../store/audit.ts';
import { findDelivery, type Delivery } from '../store/deliveries.ts';
import { findPacketSha256 } from '../store/delivery-list.ts';
import { findReferral } from '../store/ledger.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { Empty } from './parts.tsx';

/**
 * `GET /deliveries/:id/packet`: the document of a parcel as a PDF. Where it cannot be made again as it was sent, a page says so and
 * offers what would be sent today (`?as=today`).
 */
export async function showPacket(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  const delivery = isId(id) ? await findDelivery(deps.hub.db, id) : undefined;
  if (!delivery) return showMissing(c, deps, 'This delivery');
  const referral = await findReferral(deps.hub.db, delivery.referralId);
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: 'view_packet',
    objectKind: 'delivery',
    objectId: delivery.id,
    ...(referral === undefined ? {} : { patientId: referral.patientId }),
  });
  const composed = await composeParcel(deps.hub, asked(delivery));
  if (composed.kind !== 'ready') return sayWhyNot(c, deps, delivery, composed);
  const sent = await findPacketSha256(deps.hub.db, delivery.id);
  if (sent !== undefined && sent !== composed.packet?.sha256 && c.req.query('as') !== 'today')
    return sayWhyNot(c, deps, delivery, 'changed');
  const pages = await asPages(deps, delivery, composed);
  if (!pages) return sayWhyNot(c, deps, delivery, composed);
  return c.body(new Uint8Array(pages.bytes), 200, {
    'content-type': pages.mediaType,
    'content-disposition': `inline; filename="packet-${delivery.id}.pdf"`,
  });
}

/** What was sent is asked for whether or not it is still wanted. */
function asked(delivery: Delivery): Delivery {
  return { ...delivery, createdBy: delivery.createdBy ?? 'hub' };
}

type Ready = Extract<Composed, { readonly kind: 'ready' }>;

/** As pages for a person: a fax machine's dots and a clinical document hold the same ones. */
async function asPages(
  deps: ConsoleDeps,
  delivery: Delivery,
  { parcel }: Ready,
): Promise<Ready['parcel']['document']> {
  if (parcel.document === undefined || parcel.document.mediaType === 'application/pdf')
    return parcel.document;
  const { destination, settings } = BY_HAND;
  const printed = await composeParcel(deps.hub, { ...asked(delivery), destination, settings });
  return printed.kind === 'ready' ? printed.parcel.document : undefined;
}

async function sayWhyNot(
  c: ConsoleContext,
  deps: ConsoleDeps,
  delivery: Delivery,
  why: Composed | 'changed',
): Promise<Response> {
  const page = `/deliveries/${delivery.id}`;
  return showPage(
    c,
    deps,
    { title: 'Packet', current: 'notes', status: 409 },
    <Empty title="It cannot be shown as it was sent.">
      <p>{sentenceOf(why)}</p>
      <p>
        {why === 'changed' ? <a href={`${page}/packet?as=today`}>Show it as it would be sent today</a> : null}{' '}
        <a href={page}>Back to the delivery</a>
      </p>
    </Empty>,
  );
}

function sentenceOf(why: Composed | 'changed'): string {
  if (why === 'changed')
    return 'Made again it differs from what was sent: a name, a number or the wording of the cover has changed since.';
  if (why.kind === 'superseded')
    return 'A newer version of the note took its place, or its author took it back. The referral shows the messages it came in.';
  return why.kind === 'blocked' ? why.detail : 'It has no pages: it is a short message.';
}
