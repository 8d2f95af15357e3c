import { documentKey } from '../domain/note.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { insertAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import type { NewEvent } from '../store/events.ts';
import {
  addEntry,
  findMisdirected,
  openIncident,
  type Misdirected,
  type NotePlace,
} from '../store/incidents.ts';
import type { ReferralRow } from '../store/ledger.ts';
import { listBundlesOf } from '../store/letters-bundles.ts';
import { askReviews } from '../store/reviews.ts';
import { revokeLinksOf } from '../store/secure-links.ts';

/** Who did what nobody asked for. */
const HUB = 'hub';

/**
 * A note that reached somebody as one patient's and turns out to be another's opens an incident with everybody who got it (DOMAIN
 * 7.4.4). Asked of every chart that changed, after its referrals are written; returns what is told to other systems.
 */
export async function watchIncidents(
  tx: Tx,
  referrals: readonly ReferralRow[],
): Promise<readonly NewEvent[]> {
  const found = await findMisdirected(tx, referrals.flatMap(notesOf));
  const events: NewEvent[] = [];
  for (const parcels of byDocument(found)) {
    const [first] = parcels;
    if (!first) continue;
    const deliveryIds = parcels.map((one) => one.deliveryId);
    const { id, isNew } = await openIncident(tx, first, deliveryIds);
    await endLinks(tx, id, first.patientId, deliveryIds);
    await askReviews(tx, [questionOf(id, first, parcels.length)]);
    if (isNew) events.push(incidentEvent(id, first, parcels.length));
  }
  return events;
}

/** What waits behind a link is not opened by anybody any more; whether somebody had opened it is part of what happened. */
async function endLinks(
  tx: Tx,
  incidentId: string,
  patientId: string,
  deliveryIds: readonly string[],
): Promise<void> {
  const parcels = [...deliveryIds, ...(await listBundlesOf(tx, deliveryIds))];
  for (const { deliveryId, openings } of await revokeLinksOf(tx, parcels, HUB)) {
    const opened = openings === 0 ? 'Nobody had opened it.' : `Times it had been opened: ${openings}.`;
    await addEntry(tx, incidentId, HUB, 'link_ended', `${opened} Delivery ${deliveryId}.`);
    const about = { objectKind: 'delivery', objectId: deliveryId, patientId };
    await insertAudit(tx, { actor: HUB, action: 'link_revoked', ...about });
  }
}

/** A note is known by its chain and, when that grew, by its own number. */
function notesOf({ patientId, view }: ReferralRow): readonly NotePlace[] {
  if (view.kind === 'none') return [];
  return view.notes.flatMap((note) =>
    [...new Set([note.key, documentKey(note.documentId)])].map((key) => ({
      patientId,
      documentKey: key,
      isWrong: note.status === 'wrong',
    })),
  );
}

function byDocument(found: readonly Misdirected[]): readonly (readonly Misdirected[])[] {
  const groups = new Map<string, Misdirected[]>();
  for (const one of found) {
    const key = `${one.patientId}|${one.documentKey}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function questionOf(id: string, { referralId, patientId, documentKey: key }: Misdirected, count: number) {
  const reason = `A note of another patient reached ${count === 1 ? 'somebody' : `${count} addresses`}.`;
  return {
    key: `incident|${id}`,
    kind: 'incident',
    referralId,
    patientId,
    documentKey: key,
    question: { reason, incidentId: id },
  };
}

function incidentEvent(id: string, { referralId }: Misdirected, recipients: number): NewEvent {
  return {
    id: newId(),
    type: 'incident.opened',
    subjectKind: 'incident',
    subjectId: id,
    subjectVersion: 1,
    occurredAt: now(),
    data: { incidentId: id, referralId, recipients },
  };
}
