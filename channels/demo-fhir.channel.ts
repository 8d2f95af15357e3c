import { defineChannel, fhir } from '#hub';
import all from '../mappings/fhir/all.mapping.ts';

/** An EMR or platform that sends FHIR R4 to `/v1/channels/demo-fhir/fhir`: referrals, tasks, appointments, visits, notes. */
export default defineChannel({
  name: 'demo-fhir',
  owner: 'interfaces@cedar-valley.example',
  source: fhir,
  config: { maxBytes: 16 * 1024 * 1024 },
  zone: 'America/New_York',
  mapping: all,
});
