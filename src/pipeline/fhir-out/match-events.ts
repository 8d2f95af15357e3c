import type { ReferralState } from '../../domain/referral-state.ts';
import type { Queryable } from '../../store/database.ts';
import type { PublishedEvent } from '../../store/events.ts';
import { widenPartners } from '../../store/fhir-out-people.ts';
import { listDeliveredNotes, type SubscriptionFilter } from '../../store/fhir-subscriptions.ts';
import { partId } from './names.ts';
import { mergedStanding, standingOf, type Standing } from './state-table.ts';
import type { TopicName } from './topics.ts';

/** An event a subscription is told of, before it has a number. */
export type Matched = {
  readonly position: number;
  readonly referralId: string;
  readonly focus: string;
  readonly at: string;
};

/**
 * Which events a subscription is told of. It is judged by what the event says, not by how things stand now.
 */
export async function matchEvents(
  db: Queryable,
  topic: TopicName,
  filter: SubscriptionFilter,
  events: readonly PublishedEvent[],
): Promise<readonly Matched[]> {
  if (events.length === 0) return [];
  const { partner } = filter;
  const widened = partner === undefined ? filter : { ...filter, partner: await widenPartners(db, partner) };
  return topic === 'referral-changed'
    ? events.flatMap((event) => referralChange(event, widened) ?? [])
    : noteDeliveries(db, events, widened);
}

function referralChange(event: PublishedEvent, filter: SubscriptionFilter): Matched | undefined {
  const { data } = event;
  const standing = standingAfter(event);
  if (data['kind'] !== 'explicit' || !standing) return undefined;
  const isWanted =
    (filter.status?.includes(standing.task) ?? true) &&
    (filter['business-status']?.includes(standing.business ?? '') ?? true) &&
    isOfPartner(filter, data['partnerId']);
  if (!isWanted) return undefined;
  return matched(event, event.subjectId, `Task/${event.subjectId}`);
}

function standingAfter({ type, data }: PublishedEvent): Standing | undefined {
  if (type === 'referral.merged') return mergedStanding;
  return standingOf(data['state'] as ReferralState, { isOnHold: false, isNoteDelivered: false });
}

async function noteDeliveries(
  db: Queryable,
  events: readonly PublishedEvent[],
  filter: SubscriptionFilter,
): Promise<readonly Matched[]> {
  const wanted = events.filter(
    ({ data }) => data['purpose'] === 'note' && isOfPartner(filter, data['partnerId']),
  );
  if (wanted.length === 0) return [];
  const notes = await listDeliveredNotes(
    db,
    wanted.map((event) => event.subjectId),
  );
  const keys = new Map(notes.map((note) => [note.id, note.documentKey]));
  return wanted.flatMap((event) => {
    const key = keys.get(event.subjectId);
    const referralId = event.data['referralId'];
    if (key === undefined || typeof referralId !== 'string') return [];
    return [matched(event, referralId, `DocumentReference/${partId(referralId, key)}`)];
  });
}

function isOfPartner({ partner }: SubscriptionFilter, partnerId: unknown): boolean {
  return partner === undefined || (typeof partnerId === 'string' && partner.includes(partnerId));
}

function matched({ position, recordedAt }: PublishedEvent, referralId: string, focus: string): Matched {
  return { position, referralId, focus, at: recordedAt };
}
