import { Fhir } from 'fhir/fhir.js';
import { expect } from 'vitest';

const validator = new Fhir();

/** Holds a resource against the R4 definitions with somebody else's validator (npm: fhir). */
export function expectValidFhir(resource: unknown): void {
  const { messages } = validator.validate(resource as object, { errorOnUnexpected: true });
  const wrong = messages.filter(
    ({ severity }) => String(severity) === 'error' || String(severity) === 'fatal',
  );
  expect(wrong.map(({ location, message }) => `${location ?? ''}: ${message ?? ''}`)).toEqual([]);
}
