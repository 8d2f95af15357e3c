import { resourceTypes } from '../../formats/fhir/resource-types.ts';
import type { JsonObject } from '../../formats/json/json.ts';

const documentation =
  'Takes resources, stores them, then answers. Nothing but this statement is read here. Every type is stored; which of them become ' +
  'facts of referrals is the business of the channel’s mapping. Validation beyond what the hub reads is not done. Versions are not ' +
  'kept: If-Match is ignored.';

const security =
  'A bearer token of the channel (Authorization: Bearer rl_…), or on a listener of its own a client certificate (mutual TLS).';

/** What this endpoint does, and nothing it does not (FHIR R4, 5.1). `date`: since when. */
export function capabilityStatement(base: string, date: string): JsonObject {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    kind: 'instance',
    software: { name: 'Referloop' },
    implementation: { description: 'Referloop: the ledger of a practice’s referrals, inbound', url: base },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        documentation,
        security: { description: security },
        resource: [...resourceTypes].map((type) => ({
          type,
          interaction: ['create', 'update', 'delete'].map((code) => ({ code })),
          versioning: 'no-version',
          readHistory: false,
          updateCreate: true,
          conditionalCreate: true,
          conditionalUpdate: true,
          conditionalDelete: 'not-supported',
        })),
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        operation: [
          {
            name: 'process-message',
            definition: 'http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message',
          },
        ],
      },
    ],
    messaging: [
      {
        endpoint: [
          {
            protocol: { system: 'http://terminology.hl7.org/CodeSystem/message-transport', code: 'http' },
            address: `${base}/$process-message`,
          },
        ],
        documentation: 'Every event is stored; its resources are read as those of any other Bundle.',
      },
    ],
  };
}
