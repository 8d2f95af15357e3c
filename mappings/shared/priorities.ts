import type { ReferralRequested } from '#hub';

/** Tables 0280 (RF1-2) and 0485 (TQ1-9), and the words senders write for them. */
export const priorities: Readonly<Record<string, NonNullable<ReferralRequested['priority']>>> = {
  S: 'stat',
  STAT: 'stat',
  A: 'urgent',
  ASAP: 'urgent',
  U: 'urgent',
  URGENT: 'urgent',
  R: 'routine',
  ROUTINE: 'routine',
};
