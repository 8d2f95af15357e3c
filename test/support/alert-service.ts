import type { Destination } from '../../src/sdk/destination.ts';

/** The destination as the contract suite drives it: its parcel an alert, for an address of this way. */
export function asAlert<Config>(destination: Destination<Config>, address: string): Destination<Config> {
  return {
    ...destination,
    open: async (context) => {
      const open = await destination.open(context);
      const alert = {
        purpose: 'liaison_alert' as const,
        address,
        settings: {},
        subject: 'First referral from <Birch & Co> *Practice* (R-1)',
        text: alertText,
      };
      return {
        ...open,
        deliver: ({ key, composedAt }, signal) => open.deliver({ key, composedAt, ...alert }, signal),
      };
    },
  };
}

/** One alert as the hub composes it. */
export const alertText = `First referral from <Birch & Co> *Practice* (R-1)\nhttps://hub.example/referrals/1`;
/** Two, collected. */
export const digestText = `${alertText}\n\nNew referral from Elm [Group] (R-2)\nhttps://hub.example/referrals/2`;
