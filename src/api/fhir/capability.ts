import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4.js';
import { baseOf } from '../../pipeline/fhir-out/names.ts';
import { topics, topicUrl, type TopicName } from '../../pipeline/fhir-out/topics.ts';
import { parameterTypes, searchTypes, type ResourceType, type SearchType } from './search-types.ts';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport';
/** When this statement last changed: of the code, not of a hub. */
const STATED_ON = '2026-11-22';

/** What this endpoint does (R4 CapabilityStatement, kind `instance`). Public. */
export function capabilityStatement(publicUrl: string): CapabilityStatement {
  const types = Object.entries(searchTypes) as [ResourceType, SearchType][];
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: STATED_ON,
    kind: 'instance',
    software: { name: 'Referloop' },
    implementation: {
      description: 'The ledger of referrals, to read and to be told of',
      url: baseOf(publicUrl),
    },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        security: {
          description:
            'A token of the hub: Authorization: Bearer rl_fhir_… Scope events: Subscription alone.',
        },
        resource: [
          ...types.map(([type, searched]) => searchable(type, searched)),
          binary,
          subscription(publicUrl),
        ],
      },
    ],
  };
}

function searchable(
  type: ResourceType,
  { parameters, includes, revincludes }: SearchType,
): CapabilityStatementRestResource {
  return {
    type,
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'versioned',
    readHistory: false,
    updateCreate: false,
    conditionalCreate: false,
    conditionalRead: 'not-match',
    searchInclude: includes.length === 0 ? undefined : [...includes],
    searchRevInclude: revincludes.length === 0 ? undefined : [...revincludes],
    searchParam: Object.entries(parameters).flatMap(([name, kind]) =>
      // Chains and modifiers are ways to use a parameter, not parameters.
      /[.:]/.test(name) ? [] : [{ name, type: parameterTypes[kind] }],
    ),
  };
}

const binary: CapabilityStatementRestResource = {
  type: 'Binary',
  interaction: [{ code: 'read' }],
  documentation: 'The bytes of a note. As they are, or as a Binary when application/fhir+json is accepted.',
};

function subscription(publicUrl: string): CapabilityStatementRestResource {
  return {
    type: 'Subscription',
    supportedProfile: [`${BACKPORT}/StructureDefinition/backport-subscription`],
    extension: (Object.keys(topics) as TopicName[]).map((name) => ({
      url: `${BACKPORT}/StructureDefinition/capabilitystatement-subscriptiontopic-canonical`,
      valueCanonical: topicUrl(name, publicUrl),
    })),
    interaction: [
      { code: 'create' },
      { code: 'read' },
      { code: 'update' },
      { code: 'delete' },
      { code: 'search-type' },
    ],
    operation: [
      { name: 'status', definition: `${BACKPORT}/OperationDefinition/backport-subscription-status` },
      { name: 'events', definition: `${BACKPORT}/OperationDefinition/backport-subscription-events` },
    ],
  };
}
