import type { StandIn } from './fhir-stand-in.ts';
import { bundle, fhir, outcome } from './fhir-stand-in.ts';

type Subscription = { readonly id: string; status: string; readonly channel: { readonly endpoint: string } };

/** One notification, as a server of this version would send it. */
export type Told = {
  readonly id: string;
  readonly version?: 'R4' | 'R4B';
  readonly type: string;
  readonly count: number;
  readonly events: readonly { readonly number: number; readonly focus: string; readonly resource?: object }[];
};

/** Gives the stand-in Subscriptions: it keeps them, and answers `$status` and `$events`. What it tells, the test sends. */
export function addSubscriptions(server: StandIn) {
  const kept = new Map<string, Subscription>();
  const events = new Map<number, string>();
  const state = { counter: 0, isAnswerLost: false };
  const keep = async (request: Request, id: string): Promise<Response> => {
    const one = { ...((await request.json()) as Omit<Subscription, 'id'>), id };
    kept.set(id, one);
    return fhir(JSON.stringify(one), 201);
  };
  server.instead.set('POST Subscription', async (request) => {
    const answer = await keep(request, `subscription-${(state.counter += 1)}`);
    if (!state.isAnswerLost) return answer;
    state.isAnswerLost = false;
    return outcome(502, 'transient');
  });
  server.instead.set('PUT Subscription', (request) => keep(request, partsOf(request)[1] ?? ''));
  server.instead.set('GET Subscription', (request) => {
    const [, id, operation] = partsOf(request);
    const params = new URL(request.url).searchParams;
    if (id === undefined) {
      const found = [...kept.values()].filter(({ channel }) => channel.endpoint === params.get('url'));
      return bundle(
        {},
        found.map((one) => JSON.stringify(one)),
      );
    }
    const one = kept.get(id);
    if (!one) return outcome(404, 'not-found');
    if (operation === undefined) return fhir(JSON.stringify(one));
    const from = Number(params.get('eventsSinceNumber') ?? Infinity);
    const until = Number(params.get('eventsUntilNumber') ?? 0);
    const told = [...events].filter(([number]) => number >= from && number <= until);
    const type = operation === '$status' ? 'query-status' : 'query-event';
    const count = Math.max(0, ...events.keys());
    return fhir(
      JSON.stringify(notice({ id, type, count, events: told.map(([number, focus]) => ({ number, focus })) })),
    );
  });
  return {
    ids: (): readonly string[] => [...kept.keys()],
    all: (): readonly Subscription[] => [...kept.values()],
    setStatus: (id: string, status: string): void => {
      const one = kept.get(id);
      if (one) one.status = status;
    },
    forget: (): void => kept.clear(),
    /** An event of the subscription, as `$events` would repeat it. */
    record: (number: number, focus: string): void => void events.set(number, focus),
    loseNextAnswer: (): void => void (state.isAnswerLost = true),
  };
}

/** Subscriptions R5 Backport 1.1: a history Bundle whose first entry is the status. */
export function notice({ id, version = 'R4', type, count, events }: Told): object {
  const status =
    version === 'R4'
      ? parameters({ id, type, count, events })
      : subscriptionStatus({ id, type, count, events });
  return {
    resourceType: 'Bundle',
    type: 'history',
    entry: [
      {
        fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000000',
        resource: status,
        request: { method: 'GET', url: `Subscription/${id}/$status` },
      },
      ...events.map(({ focus, resource }) => ({
        fullUrl: focus,
        request: { method: 'PUT', url: focus },
        ...(resource ? { resource } : {}),
      })),
    ],
  };
}

function parameters({ id, type, count, events }: Told): object {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'subscription', valueReference: { reference: `Subscription/${id}` } },
      { name: 'status', valueCode: 'active' },
      { name: 'type', valueCode: type },
      { name: 'events-since-subscription-start', valueString: String(count) },
      ...events.map(({ number, focus }) => ({
        name: 'notification-event',
        part: [
          { name: 'event-number', valueString: String(number) },
          { name: 'focus', valueReference: { reference: focus } },
        ],
      })),
    ],
  };
}

function subscriptionStatus({ id, type, count, events }: Told): object {
  return {
    resourceType: 'SubscriptionStatus',
    status: 'active',
    type,
    eventsSinceSubscriptionStart: String(count),
    subscription: { reference: `Subscription/${id}` },
    notificationEvent: events.map(({ number, focus }) => ({
      eventNumber: String(number),
      focus: { reference: focus },
    })),
  };
}

function partsOf(request: Request): readonly string[] {
  return new URL(request.url).pathname.slice(1).split('/');
}
