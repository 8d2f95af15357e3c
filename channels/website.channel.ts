import { defineChannel, form } from '#hub';
import referral from '../mappings/form/referral.mapping.ts';

/** The referral form of the practice's website and waiting room (`/refer/<key>`): whatever comes by it waits for a call back. */
export default defineChannel({
  name: 'website',
  owner: 'frontdesk@cedar-valley.example',
  source: form,
  config: { kinds: ['website', 'kiosk'] },
  zone: 'America/New_York',
  mapping: referral,
});
