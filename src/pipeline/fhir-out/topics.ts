import { publishedEventTypes } from '../../domain/event-catalogue.ts';
import { baseOf } from './names.ts';

/** What others can subscribe to: names, the resource in focus, the events of the log behind it, and what can be filtered by. */
export type Topic = {
  readonly summary: string;
  readonly focus: 'Task' | 'DocumentReference';
  readonly types: readonly string[];
  /** Search parameters of the focus that a filter may hold. */
  readonly filters: readonly string[];
};

export type TopicName = 'referral-changed' | 'note-delivered';

export const topics: Readonly<Record<TopicName, Topic>> = {
  'referral-changed': {
    summary: 'A referral came, moved on, was merged or ended.',
    focus: 'Task',
    types: publishedEventTypes.filter((type) => type.startsWith('referral.') && type !== 'referral.possible'),
    filters: ['status', 'business-status', 'requester'],
  },
  'note-delivered': {
    summary: 'A note provably reached a partner.',
    focus: 'DocumentReference',
    types: ['delivery.delivered'],
    filters: ['recipient'],
  },
};

/** The canonical of a topic of this hub. */
export function topicUrl(name: TopicName, publicUrl: string): string {
  return `${baseOf(publicUrl)}/SubscriptionTopic/${name}`;
}

export function topicOf(canonical: string, publicUrl: string): TopicName | undefined {
  return (Object.keys(topics) as TopicName[]).find(
    (name) => canonical.split('|')[0] === topicUrl(name, publicUrl),
  );
}
