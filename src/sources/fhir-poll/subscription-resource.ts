import type { SubscriptionSettings } from './config-subscription.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** The Subscription of FHIR R4 as the hub wants it: with a topic after the Backport, else with a search. */
export function subscriptionResource(settings: SubscriptionSettings, endpoint: string): Resource {
  const header = [`${settings.header}: ${settings.secret}`];
  const common = {
    resourceType: 'Subscription',
    status: 'requested',
    reason: 'Referloop keeps referrals up to date',
  };
  if ('criteria' in settings) {
    // Without a payload: the server only says that something happened, and the hub looks.
    return { ...common, criteria: settings.criteria, channel: { type: 'rest-hook', endpoint, header } };
  }
  const { topic, filters, payload, heartbeatSeconds } = settings;
  return {
    ...common,
    meta: { profile: [`${BACKPORT}/backport-subscription`] },
    criteria: topic,
    ...(filters.length === 0
      ? {}
      : {
          _criteria: {
            extension: filters.map((filter) => extension('filter-criteria', { valueString: filter })),
          },
        }),
    channel: {
      extension: [extension('heartbeat-period', { valueUnsignedInt: heartbeatSeconds })],
      type: 'rest-hook',
      endpoint,
      payload: 'application/fhir+json',
      _payload: { extension: [extension('payload-content', { valueCode: payload })] },
      header,
    },
  };
}

export type Resource = { readonly resourceType: string; readonly [name: string]: unknown };

function extension(name: string, value: object): object {
  return { url: `${BACKPORT}/backport-${name}`, ...value };
}
