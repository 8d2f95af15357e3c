import type { PublishedEvent } from '../store/events.ts';
import { factSentence } from './fact-sentences.ts';
import { evidenceOf } from './loop.ts';
import type { ReferralPage } from './referral-load.ts';
import { When } from './times.tsx';
import { deliveryWords, destinationWord, purposeWord, questionOf } from './words.ts';

type Item = {
  readonly at: string;
  readonly kind: 'said' | 'did' | 'asked' | 'published';
  readonly text: string;
  readonly source?: string;
  readonly href?: string;
};

/** What happened, newest first, in plain words: what senders said, what the hub did, what people answered. */
export function Story({ page, zone }: { readonly page: ReferralPage; readonly zone: string }) {
  const items = storyOf(page, zone);
  return (
    <section class="card" id="story" data-block>
      <h2>Story</h2>
      <ol class="story">
        {items.map((item) => (
          <li class={item.kind}>
            <When at={item.at} zone={zone} />
            <p>
              {item.href === undefined ? item.text : <a href={item.href}>{item.text}</a>}
              {item.source === undefined ? null : <small class="muted"> {item.source}</small>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Longest story shown: more is a fault in a feed, and its messages can be listed. */
const ITEMS = 200;

function storyOf(page: ReferralPage, zone: string): readonly Item[] {
  const items = [
    ...facts(page, zone),
    ...alerts(page),
    ...deliveries(page),
    ...questions(page),
    ...page.events.flatMap(eventItem),
  ];
  return items.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, ITEMS);
}

function facts(page: ReferralPage, zone: string): readonly Item[] {
  // Every message names everybody again: only the first time is news.
  const named = new Set<string>();
  return page.facts
    .filter((entry) => {
      if (entry.fact.kind === 'patient_described') return false;
      if (entry.fact.kind !== 'party_named' || entry.person !== null) return true;
      const said = factSentence(entry.fact, zone);
      const isNews = !named.has(said);
      named.add(said);
      return isNews;
    })
    .map((entry) => {
      const href = evidenceOf(entry, page.referral.id);
      return {
        at: entry.effectiveAt,
        kind: 'said' as const,
        text: factSentence(entry.fact, zone),
        source: entry.person ?? entry.channel,
        ...(href === undefined ? {} : { href }),
      };
    });
}

function alerts(page: ReferralPage): readonly Item[] {
  return page.alerts.flatMap((alert) => {
    const text = alert.kind === 'thank_partner' ? 'A thank-you is due.' : 'The liaison was told.';
    const shown: Item = { at: alert.createdAt, kind: 'did', text };
    if (alert.seenAt === null) return [shown];
    const done = alert.kind === 'thank_partner' ? 'The office was thanked.' : 'The liaison has seen it.';
    return [
      shown,
      {
        at: alert.seenAt,
        kind: 'asked',
        text: done,
        ...(alert.seenBy === null ? {} : { source: alert.seenBy }),
      },
    ];
  });
}

function deliveries(page: ReferralPage): readonly Item[] {
  return page.deliveries
    .filter((one) => one.purpose !== 'liaison_alert')
    .map((one) => ({
      at: one.deliveredAt ?? one.sentAt ?? one.createdAt,
      kind: 'did' as const,
      text: `${purposeWord(one.purpose)} by ${destinationWord(one.destination)}: ${deliveryWords[one.status].word.toLowerCase()}.`,
      href: `/deliveries/${one.id}`,
      ...(one.createdBy === null ? {} : { source: `sent again by ${one.createdBy}` }),
    }));
}

function questions(page: ReferralPage): readonly Item[] {
  return page.reviews.flatMap((review) => {
    const asked: Item = {
      at: review.createdAt,
      kind: 'asked',
      text: `Asked: ${questionOf(review.kind).short}`,
    };
    if (review.state !== 'answered' || review.answeredAt === null)
      return review.state === 'open' ? [asked] : [];
    const source = review.answeredBy ?? undefined;
    return [
      asked,
      {
        at: review.answeredAt,
        kind: 'asked',
        text: `Answered: ${questionOf(review.kind).short}`,
        ...(source === undefined ? {} : { source }),
      },
    ];
  });
}

const published: Readonly<Record<string, string>> = {
  'referral.received': 'New referral in the ledger.',
  'referral.possible': 'Possible referral noticed.',
  'referral.converted': 'The possible referral is a referral.',
  'referral.rescheduled': 'Visit moved.',
  'referral.no_show_reversed': 'The patient was there after all.',
  'referral.note_amended': 'A new version of the note waits.',
  'referral.attributed': 'Referrer settled.',
  'referral.merged': 'Merged with another referral of this patient.',
  'referral.closed': 'Loop closed.',
};

/** Only what the facts do not say by themselves. */
function eventItem(event: PublishedEvent): readonly Item[] {
  const text = published[event.type];
  if (text === undefined) return [];
  return [{ at: event.recordedAt, kind: 'published', text, source: `event ${event.position}` }];
}
