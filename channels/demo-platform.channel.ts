import { defineChannel, http } from '#hub';
import all from '../mappings/hl7v2/all.mapping.ts';

/** A referral platform that posts HL7 messages to `POST /v1/channels/demo-platform/messages`. */
export default defineChannel({
  name: 'demo-platform',
  owner: 'interfaces@cedar-valley.example',
  source: http,
  config: { maxBytes: 16 * 1024 * 1024 },
  zone: 'America/New_York',
  mapping: all,
});
