import { openReading } from '../formats/fhir/open-reading.ts';
import type { FhirMapping, Mapped, MappingContext } from '../sdk/mapping.ts';

/** Bytes → resources → what the mapping makes of them. Throws permanent Failures that name the path and what is wrong there. */
export function mapFhir(mapping: FhirMapping, body: Uint8Array, context: MappingContext): Mapped {
  return mapping.map(openReading(body), context);
}
