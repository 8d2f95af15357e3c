import { defineChannel, http } from '#hub';
import referral from '../mappings/document/referral.mapping.ts';

/**
 * Documents people put in at the desk of faxes and mails, and whatever another program posts to
 * `POST /v1/channels/uploads/messages`: one body is one PDF, TIFF, picture, mail or archive.
 */
export default defineChannel({
  name: 'uploads',
  owner: 'records@cedar-valley.example',
  source: http,
  config: { maxBytes: 50 * 1024 * 1024 },
  zone: 'America/New_York',
  mapping: referral,
});
