import { defineChannel, form } from '#hub';
import referral from '../mappings/form/referral.mapping.ts';

/**
 * What the practice's own people write down: the phone form (`/phone`) and walk-ins at the desk (`/check-in`). Intake software may post
 * the same record to `POST /v1/channels/front-desk/messages`.
 */
export default defineChannel({
  name: 'front-desk',
  owner: 'frontdesk@cedar-valley.example',
  source: form,
  config: { kinds: ['phone', 'check-in'] },
  zone: 'America/New_York',
  mapping: referral,
});
