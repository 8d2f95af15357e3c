/** The columns of feeds, for screens. */
export { columnsByHeader, type ProposedColumn } from '../../formats/feed/propose-columns.ts';
export { referralColumns, type ReferralColumn } from '../../formats/feed/referral-columns.ts';
