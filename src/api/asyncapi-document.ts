import { eventCatalogue, publishedEventTypes, type PublishedEventType } from '../domain/event-catalogue.ts';
import { eventExample, eventSchema, leastEventExample } from './event-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** Version of what is published, not of the hub: grows when something is added, and never for less. */
const VERSION = '1.0.0';
const EXAMPLE_HUB = 'https://referrals.practice.example';

/** The AsyncAPI 3.0 document of all events, made from the catalogue the hub publishes by. Needs no running hub. */
export function asyncApiDocument(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Referloop events',
      version: VERSION,
      description:
        'What happens to referrals, as CloudEvents 1.0 in JSON. By webhook each event is one signed POST (Standard Webhooks 1.0); the feed serves the same ' +
        'events by cursor. At least once; those of one subject, and all of one referral, in order. By default nothing of a patient. Fields and types are ' +
        'added, never changed: ignore what you do not know.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      receiver: {
        host: 'crm.example.com',
        pathname: '/hooks/referloop',
        protocol: 'https',
        description: 'Your receiver, at the address you gave the hub.',
      },
      hub: {
        host: new URL(EXAMPLE_HUB).host,
        protocol: 'https',
        description: 'The hub, for readers of the feed.',
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: channels(),
    operations: operations(),
    components: {
      messages: Object.fromEntries(publishedEventTypes.map((type) => [type, message(type)])),
      schemas: Object.fromEntries(publishedEventTypes.map((type) => [type, eventSchema(type)])),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of scope events.' },
      },
    },
  };
}

function channels(): Json {
  return {
    webhook: {
      address: null,
      title: 'Webhook',
      description: 'One POST an event. Answer 2xx within 15 seconds; anything else is tried again for days.',
      servers: [{ $ref: '#/servers/receiver' }],
      messages: allMessages(),
      bindings: { http: {} },
    },
    feed: {
      address: '/v1/events',
      title: 'Feed',
      description: 'Pages of events after a cursor, with long polling; see the OpenAPI document.',
      servers: [{ $ref: '#/servers/hub' }],
      messages: allMessages(),
    },
  };
}

function operations(): Json {
  return {
    sendEvent: {
      action: 'send',
      channel: { $ref: '#/channels/webhook' },
      summary: 'The hub tells a receiver what happened.',
      messages: references('webhook'),
      bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
    },
    serveEvents: {
      action: 'send',
      channel: { $ref: '#/channels/feed' },
      summary: 'The hub answers a reader with what happened after its cursor.',
      messages: references('feed'),
      bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
    },
  };
}

function allMessages(): Json {
  return Object.fromEntries(
    publishedEventTypes.map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  );
}

function references(channel: 'webhook' | 'feed'): readonly Json[] {
  return publishedEventTypes.map((type) => ({ $ref: `#/channels/${channel}/messages/${type}` }));
}

function message(type: PublishedEventType): Json {
  const { summary, subject } = eventCatalogue[type];
  const header = (description: string): Json => ({ type: 'string', description });
  return {
    name: type,
    title: type,
    summary,
    contentType: 'application/json',
    tags: [{ name: subject }],
    // Of webhooks; events of the feed have none.
    headers: {
      type: 'object',
      properties: {
        'webhook-id': header('The id of the event, the same over all tries.'),
        'webhook-timestamp': header('Seconds since 1970 of this try.'),
        'webhook-signature': header('v1 (HMAC-SHA256) and v1a (Ed25519), separated by spaces.'),
      },
    },
    payload: { $ref: `#/components/schemas/${type}` },
    examples: [
      {
        name: 'usual',
        summary: 'With everything it may hold by default.',
        payload: eventExample(type, EXAMPLE_HUB),
      },
      { name: 'least', summary: 'With what it always holds.', payload: leastEventExample(type, EXAMPLE_HUB) },
    ],
  };
}
