import { standardEffectivePaths } from './effective-time.ts';
import { standardVisitKey } from './links.ts';
import { standardNotPeople } from './not-people.ts';
import { standardPcp, standardReferrer } from './parties.ts';
import type { CommonRules } from './rules.ts';

/** The standard's own answers; a site overrides what its sender does differently. */
export const commonRules: CommonRules = {
  defaultAuthority: undefined,
  authorities: {},
  sharedIdentifierTypes: ['SS', 'VN', 'AN', 'ANT', 'MB', 'HC', 'GN'],
  notPeople: standardNotPeople,
  own: [],
  autoFillsReferrer: false,
  referrer: standardReferrer,
  pcp: standardPcp,
  visitKey: standardVisitKey,
  effectivePaths: standardEffectivePaths,
};
