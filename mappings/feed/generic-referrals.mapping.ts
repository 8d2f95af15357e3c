import { feedMapping } from './feed-mapping.ts';

/**
 * Exports of referrals whose layout nobody published: columns are found by what they are usually called, or as a person settled
 * them for the channel (`/feeds`, `referloop import feed --assist`). US dates and the serial numbers of spreadsheets are read.
 */
export default feedMapping({
  name: 'feed/generic-referrals',
  version: 1,
  dates: ['us', 'excel'],
});
