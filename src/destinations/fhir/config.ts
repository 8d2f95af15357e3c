import { z } from 'zod';
import { documentFormat } from '../../sdk/document-file.ts';
import { isThisMachine } from '../../sdk/server/config-words.ts';
import { serverShape } from '../../sdk/server/config.ts';

const system = z
  .string()
  .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'write a URI, such as urn:oid:2.16.840.1.113883.19.5');

/** One FHIR R4 server of a partner, or of a network its partners share. */
export const fhirConfig = z.strictObject({
  ...serverShape,
  /** `transaction`: one Bundle, all or nothing. `single`: one create after the other, for servers without transactions. */
  mode: z.enum(['transaction', 'single']).default('transaction'),
  /** What our own numbers of a delivery are called there: a repeat is recognised by it. */
  deliverySystem: system.default('urn:referloop:delivery'),
  /** What the numbers of our documents are called there. */
  documentSystem: system.default('urn:referloop:document'),
  /** Our name of a numbering authority → its URI at the server. An authority that is a URI itself needs no entry. */
  systems: z.record(z.string().min(1), system).default({}),
});

export const fhirSettings = z.strictObject({
  /** Also a Communication to the recipient. */
  communication: z.boolean().default(true),
  /** The Task of the referral is brought up to date: status, business status, the note as its output. */
  task: z.boolean().default(true),
  /**
   * A patient the server knows by none of our numbers: `refuse` leaves the note to the next way; `contain` sends what we know of them
   * inside the document, for somebody there to file.
   */
  unknownPatient: z.enum(['refuse', 'contain']).default('refuse'),
  format: documentFormat,
});

export const fhirEndpoint = z.strictObject({
  /** Whom it is for, at the server. */
  address: z
    .string()
    .regex(
      /^(Organization|Practitioner|PractitionerRole|CareTeam|HealthcareService)\/[A-Za-z0-9.-]{1,64}$/,
      'write a reference at the server, such as Organization/123',
    ),
  settings: fhirSettings,
});

export type FhirSettings = z.output<typeof fhirConfig>;
export type EndpointSettings = z.output<typeof fhirSettings>;

/** On this machine there is no private network to be lured into: whoever writes its address means it. */
export function isLocal({ baseUrl }: Pick<FhirSettings, 'baseUrl'>): boolean {
  return isThisMachine(new URL(baseUrl).hostname);
}
