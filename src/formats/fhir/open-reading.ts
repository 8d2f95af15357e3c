import { Failure } from '../../lib/failure.ts';
import { parseJson } from '../json/parse-json.ts';
import type { FhirReading, FhirResource } from './reading.ts';

/** Opens a stored body. Throws permanent Failures that name the path and what is wrong there. */
export function openReading(body: Uint8Array): FhirReading {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || !('resourceType' in value))
    throw new Failure('permanent', 'fhir', 'The body is no FHIR resource: it names no resourceType.');
  const resource = value as FhirResource;
  return {
    entries: [{ resource, path: resource.resourceType, method: 'PUT' }],
    resolve: () => undefined,
    slicesOf: () => undefined,
  };
}
