import { z } from 'zod';
import { serverShape } from '../../sdk/server/config.ts';
import { subscriptionShape } from './config-subscription.ts';

const MEBIBYTE = 1024 * 1024;

/** In this order what a resource refers to comes before it. */
export const DEFAULT_TYPES = [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Patient',
  'ServiceRequest',
  'Task',
  'Appointment',
  'Encounter',
  'DocumentReference',
  'DiagnosticReport',
  'Composition',
  'Communication',
] as const;

const typeName = z
  .string()
  .regex(/^[A-Z][A-Za-z]{2,63}$/, 'write the name of a FHIR resource type, such as Appointment');

/** What the source itself asks with. */
const ownParameters = new Set(['_lastUpdated', '_count', '_format']);

const search = z
  .record(z.string(), z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]))
  .refine((record) => Object.keys(record).every((name) => !ownParameters.has(name)), {
    message: '_lastUpdated, _count and _format are set by the source: use since and pageSize',
  });

const polledType = z.union([
  typeName.transform((type) => ({ type, search: {} })),
  z.strictObject({ type: typeName, search: search.default({}) }),
]);

/** What a channel may set. */
export const fhirPollSourceConfig = z
  .strictObject({
    ...serverShape,
    /** In the order they are asked for. A type may come with search parameters of its own. */
    types: z
      .array(polledType)
      .min(1)
      .default(DEFAULT_TYPES.map((type) => ({ type, search: {} }))),
    /** Nothing the server changed before it is read. Absent: everything it has. */
    since: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
    /** Resources in one page. Servers may give fewer. */
    pageSize: z.int().min(1).max(1_000).default(200),
    pollSeconds: z.number().positive().max(86_400).default(60),
    /** The shortest pause between two rounds, however many notifications come. */
    restSeconds: z.number().positive().max(3_600).default(2),
    /** How far back what was read is read again: for what the server shows late, and for clocks that differ. */
    overlapSeconds: z.number().min(0).max(604_800).default(300),
    /** How often a request is repeated when the server is away or busy, and the first pause before it; each is twice the last. */
    retries: z.int().min(0).max(10).default(4),
    retrySeconds: z.number().positive().max(60).default(1),
    /** A server that asks for a longer pause (Retry-After) is left alone until the next round. */
    longestWaitSeconds: z.number().positive().max(3_600).default(60),
    maxPageBytes: bytes(64),
    maxAttachmentBytes: bytes(32),
    /** Arrivals handed to the hub and not yet stored. */
    inFlight: z.int().min(1).max(2_000).default(256),
    subscription: subscriptionShape.optional(),
  })
  .refine(({ types }) => new Set(types.map(({ type }) => type)).size === types.length, {
    path: ['types'],
    message: 'each type stands once',
  });

export type FhirPollSettings = z.output<typeof fhirPollSourceConfig>;
export type PolledType = FhirPollSettings['types'][number];

function bytes(mebibytes: number) {
  return z
    .int()
    .min(1_024)
    .max(256 * MEBIBYTE)
    .default(mebibytes * MEBIBYTE);
}
