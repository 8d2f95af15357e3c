import { documentKey } from '../domain/note.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Tx } from '../store/database.ts';
import type { NewEvent } from '../store/events.ts';
import { findMisdirected, openIncident, type Misdirected, type NotePlace } from '../store/incidents.ts';
import type { ReferralRow } from '../store/ledger.ts';
import { askReviews } from '../store/reviews.ts';

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
    const { id, isNew } = await openIncident(
      tx,
      first,
      parcels.map((one) => one.deliveryId),
    );
    await askReviews(tx, [questionOf(id, first, parcels.length)]);
    if (isNew) events.push(incidentEvent(id, first, parcels.length));
  }
  return events;
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
