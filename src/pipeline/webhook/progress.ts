import type { PublishedEvent } from '../../store/events.ts';
import type { WebhookProgress } from '../../store/webhooks.ts';

export type Progress = ReturnType<typeof createProgress>;

/** Follows how far everything has arrived, and what has arrived beyond that. */
export function createProgress(start: WebhookProgress) {
  const ahead = new Set(start.ahead);
  let { position } = start;
  let page: readonly PublishedEvent[] = [];
  let next = 0;
  const advance = (): void => {
    for (let event = page[next]; event !== undefined && ahead.delete(event.position); event = page[next]) {
      ({ position } = event);
      next += 1;
    }
  };
  return {
    /** Takes the events that follow in hand. Returns those that have not arrived. */
    begin: (events: readonly PublishedEvent[]): readonly PublishedEvent[] => {
      [page, next] = [events, 0];
      const fresh = events.filter((event) => !ahead.has(event.position));
      advance();
      return fresh;
    },
    end: (event: PublishedEvent): void => {
      ahead.add(event.position);
      advance();
    },
    now: (): WebhookProgress => ({ position, ahead: [...ahead] }),
  };
}
