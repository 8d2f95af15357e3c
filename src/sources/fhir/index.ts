import type { z } from 'zod';
import { now } from '../../lib/clock.ts';
import { openHttpDoor } from '../../sdk/http-door.ts';
import type { Source } from '../../sdk/source.ts';
import { answerFhir } from './answer.ts';
import { capabilityStatement } from './capability.ts';
import { fhirSourceConfig } from './config.ts';
import { listenTls } from './tls-listener.ts';

/** FHIR R4 over REST, inbound: on the hub's own port with a token, or on a port of its own with client certificates. */
export const fhir: Source<z.input<typeof fhirSourceConfig>> = {
  name: 'fhir',
  summary: 'FHIR R4 resources and Bundles, posted and put to an endpoint of the hub',
  config: fhirSourceConfig,
  start: (context) => {
    const { maxBytes, tls } = fhirSourceConfig.parse(context.config);
    if (tls)
      return listenTls(tls, context, (base) =>
        answerFhir({ context, maxBytes, prefix: '/fhir', base, metadata: capabilityStatement(base, now()) }),
      );
    const base = context.publicUrl.replace(/\/messages$/, '/fhir');
    const prefix = `/v1/channels/${context.channel}/fhir`;
    const metadata = capabilityStatement(base, now());
    const door = answerFhir({ context, maxBytes, prefix, base, metadata });
    return Promise.resolve(openHttpDoor(context, door, { at: 'fhir' }));
  },
};
