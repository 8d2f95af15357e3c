import { defineChannel, http } from '#hub';
import referrals from '../mappings/feed/generic-referrals.mapping.ts';

/** Exports of a referral platform: files handed in at `/feeds`, or rows posted to `POST /v1/channels/demo-exports/messages`. */
export default defineChannel({
  name: 'demo-exports',
  owner: 'interfaces@cedar-valley.example',
  source: http,
  config: {},
  zone: 'America/New_York',
  mapping: referrals,
});
