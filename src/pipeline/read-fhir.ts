import { checkReading } from '../formats/fhir/check.ts';
import { openReading } from '../formats/fhir/open-reading.ts';
import type { FhirReading } from '../formats/fhir/reading.ts';
import type { FhirMapping, Mapped, MappingContext } from '../sdk/mapping.ts';

/** Bytes → resources → what the mapping makes of them. Throws permanent Failures that name the path and what is wrong there. */
export function mapFhir(mapping: FhirMapping, body: Uint8Array, context: MappingContext): Mapped {
  return mapReading(mapping, openReading(body, { bases: mapping.bases ?? [] }), context);
}

/** What a mapping makes of an opened message; what would be read wrongly is told first. */
export function mapReading(mapping: FhirMapping, reading: FhirReading, context: MappingContext): Mapped {
  const [problem] = checkReading(reading);
  if (problem) return { outcome: 'invalid', ...problem };
  if (reading.isNothing !== undefined) return { outcome: 'filtered', reason: reading.isNothing };
  return mapping.map(reading, context);
}
