import { destroyRequest, whyNot, type IncidentState, type RecipientState } from '../domain/incident.ts';
import { insertAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import {
  addEntry,
  findIncident,
  listRecipientStates,
  lockIncident,
  setIncidentState,
  setRecipientState,
  type Incident,
} from '../store/incidents.ts';
import { answerReviewsByKey, askReviews } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import type { Hub } from './hub.ts';

/** What became of an act; `problem`: why it may not be, in words for the person. */
export type IncidentAct = 'done' | 'not_found' | { readonly problem: string };

/** Somebody was asked to destroy what they got; `how`: a call, a letter, to whom. */
export function askToDestroy(
  hub: Hub,
  id: string,
  deliveryId: string,
  person: string,
  how: string,
): Promise<IncidentAct> {
  return changeRecipient(hub, { id, deliveryId, state: 'asked', person, note: how });
}

/** What they say became of it. */
export function settleRecipient(
  hub: Hub,
  id: string,
  deliveryId: string,
  state: Exclude<RecipientState, 'to_ask' | 'asked'>,
  person: string,
  note: string,
): Promise<IncidentAct> {
  return changeRecipient(hub, { id, deliveryId, state, person, note });
}

/** Open, contained, closed; and open again when more comes out. */
export function moveIncident(
  hub: Hub,
  id: string,
  to: IncidentState,
  person: string,
  note: string,
): Promise<IncidentAct> {
  return withIncident(hub, id, person, async (tx, incident) => {
    const problem = whyNot(incident.state, to, await listRecipientStates(tx, id), note);
    if (problem !== undefined) return { problem };
    await setIncidentState(tx, id, to);
    await addEntry(tx, id, person, to, note);
    const key = `incident|${id}`;
    if (to === 'closed') await answerReviewsByKey(tx, [key], { closed: note }, person);
    if (incident.state !== 'closed') return 'done';
    const { referralId, patientId, documentKey } = incident;
    const question = { reason: 'Opened again.', incidentId: id };
    await askReviews(tx, [{ key, kind: 'incident', referralId, patientId, documentKey, question }]);
    return 'done';
  });
}

/** What was found or done beside it; the state stays as it is. */
export function noteIncident(hub: Hub, id: string, person: string, note: string): Promise<IncidentAct> {
  return withIncident(hub, id, person, async (tx) => {
    if (note.trim() === '') return { problem: 'Write down what was found.' };
    await addEntry(tx, id, person, 'noted', note);
    return 'done';
  });
}

/** The letter to one of those who got it; `undefined`: there is no such incident, or they are not part of it. */
export async function letterToDestroy(hub: Hub, id: string, deliveryId: string): Promise<string | undefined> {
  const incident = await findIncident(hub.db, id);
  const one = incident?.recipients.find((recipient) => recipient.deliveryId === deliveryId);
  if (!incident || !one) return undefined;
  const at = one.sentAt ?? one.deliveredAt ?? incident.openedAt;
  return destroyRequest(hub.practice, { at, pages: one.pages, reference: deliveryId.slice(-12) });
}

function changeRecipient(
  hub: Hub,
  said: {
    readonly id: string;
    readonly deliveryId: string;
    readonly state: Exclude<RecipientState, 'to_ask'>;
    readonly person: string;
    readonly note: string;
  },
): Promise<IncidentAct> {
  const { id, deliveryId, state, person, note } = said;
  return withIncident(hub, id, person, async (tx, incident) => {
    if (incident.state === 'closed') return { problem: 'The incident is closed. Open it again first.' };
    if (note.trim() === '') return { problem: 'Write down how and with whom.' };
    if (!(await setRecipientState(tx, id, deliveryId, state, person))) return 'not_found';
    await addEntry(tx, id, person, `recipient_${state}`, note);
    return 'done';
  });
}

async function withIncident(
  hub: Hub,
  id: string,
  person: string,
  act: (tx: Tx, incident: Incident) => Promise<IncidentAct>,
): Promise<IncidentAct> {
  return transaction(hub.db, async (tx) => {
    const incident = await lockIncident(tx, id);
    if (!incident) return 'not_found';
    const done = await act(tx, incident);
    const { patientId } = incident;
    if (done === 'done')
      await insertAudit(tx, {
        actor: person,
        action: 'incident_changed',
        objectKind: 'incident',
        objectId: id,
        patientId,
      });
    return done;
  });
}
