import { notPeople, sharedIdentifierTypes, type FhirRules } from './rules.ts';
import { textOf } from './values.ts';

/** The standard's own answers; a site overrides what its sender does differently. */
export const fhirRules: FhirRules = {
  authorities: {},
  sharedIdentifierTypes,
  notPeople,
  own: [],
  changedAt: ({ resource }) => resource.meta?.lastUpdated ?? textOf(resource['lastModified']),
  referrer: () => undefined,
};
