import type { z } from 'zod';
import type { Destination } from '../../sdk/destination.ts';
import { openFhir } from './client.ts';
import { fhirConfig, fhirEndpoint } from './config.ts';

/** DocumentReference, Communication and the referral's Task on a FHIR R4 server: the note is in their chart when the server stored it. */
export const fhir: Destination<z.input<typeof fhirConfig>> = {
  name: 'fhir',
  summary: 'Documents into a FHIR R4 server: DocumentReference, Communication and the Task of the referral',
  config: fhirConfig,
  endpoint: fhirEndpoint,
  // Every create is conditional on our own number of the delivery.
  isRepeatHarmless: true,
  open: openFhir,
};
