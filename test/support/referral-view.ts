import type { PartnerStanding, ReferralView } from '../../src/domain/referral.ts';

/** A referral that was just received, and nothing more is known of. */
export const plainView: ReferralView = {
  kind: 'explicit',
  state: 'received',
  isCounted: true,
  receivedAt: '2026-11-02T14:30:00.000Z',
  countedAt: '2026-11-02T14:30:00.000Z',
  week: '2026-11-02',
  isReferrerNew: false,
  attribution: { outcome: 'missing' },
  isSelfDeclared: false,
  pcpLoop: 'none',
  priority: 'routine',
  diagnoses: [],
  isOnHold: false,
  holds: [],
  contacts: { attempts: 0 },
  appointments: [],
  visits: [],
  notes: [],
  milestones: {},
  evidence: [],
  isAmendmentDue: false,
  anomalies: [],
  isFirstOfPatient: true,
  lookalikes: [],
};

/** What the fold knows of a partner nobody has dealt with. */
export const outsider: PartnerStanding = { isOwn: false, isTarget: false, isDiscovered: false, offices: [] };
