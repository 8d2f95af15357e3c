import type { OwnerRole } from './escalation-kinds.ts';

/** What the practice has decided about when and to whom something goes out (DOMAIN 5.3, 7.5, 7.6). */
export type DeliveryPolicy = {
  /** A telephone number takes notes only after somebody verified it. */
  readonly verifiedNumbersOnly: boolean;
  /** What rings or prints in an office waits for its hours, unless it is urgent. */
  readonly keepsOfficeHours: boolean;
  /** The patient's own doctor gets a copy of the note of a referral that somebody else sent. */
  readonly copiesToPcp: boolean;
  /** Notes of patients nobody referred go to the patient's own doctor, if that is a partner. */
  readonly offersToPcp: boolean;
  /** So many to each office by themselves; the liaison is asked about the next ones. */
  readonly automaticOffers: number;
};

export const defaultDeliveryPolicy: DeliveryPolicy = {
  verifiedNumbersOnly: true,
  keepsOfficeHours: true,
  copiesToPcp: false,
  offersToPcp: true,
  automaticOffers: 3,
};

/** Why something is not sent yet. */
export const holdCodes = [
  'no_endpoint',
  'unverified_number',
  'changed_number',
  'patient_objection',
  'sensitive',
  'offer_asked',
  'by_person',
  'note_incomplete',
  'note_unreadable',
  'office_hours',
] as const;
export type HoldCode = (typeof holdCodes)[number];

/** How a reason is lifted: by a person's word, by mending what is missing, or by the clock (then a person may only hurry it). */
export const holds: Readonly<
  Record<
    HoldCode,
    {
      /** For people; what is special to the case stands in the row's own sentence. */
      readonly sentence: string;
      readonly releasedBy: OwnerRole;
      /** What that person does. */
      readonly how: string;
      /** What lets it go: `release`, or mending it, after which it goes by itself. */
      readonly ends: 'release' | 'mend' | 'clock';
    }
  >
> = {
  no_endpoint: {
    sentence: 'There is no way to send to this office.',
    releasedBy: 'notes',
    how: 'Enter an address for the office, or send it another way.',
    ends: 'mend',
  },
  unverified_number: {
    sentence: 'Nobody has verified this number.',
    releasedBy: 'notes',
    how: 'Call the office and confirm the number, or send it another way.',
    ends: 'release',
  },
  changed_number: {
    sentence: 'The number changed since something last arrived there.',
    releasedBy: 'notes',
    how: 'Call the office at a number you know and confirm the new one.',
    ends: 'release',
  },
  patient_objection: {
    sentence: 'The patient objects to notes going to other offices.',
    releasedBy: 'manager',
    how: 'Release it if the objection does not cover this office or was taken back.',
    ends: 'release',
  },
  sensitive: {
    sentence: 'The note is marked as sensitive.',
    releasedBy: 'provider',
    how: 'Release this version of the note.',
    ends: 'release',
  },
  offer_asked: {
    sentence: 'The office had its first notes of patients it did not refer.',
    releasedBy: 'lead',
    how: 'Send this one, send all from now on, or none.',
    ends: 'release',
  },
  by_person: {
    sentence: 'Somebody holds it back.',
    releasedBy: 'notes',
    how: 'Release it.',
    ends: 'release',
  },
  note_incomplete: {
    sentence: 'The note lacks something that proves the service.',
    releasedBy: 'provider',
    how: 'Have the note completed; try again when it is.',
    ends: 'mend',
  },
  note_unreadable: {
    sentence: 'The note has no content the hub can send.',
    releasedBy: 'notes',
    how: 'Ask the sender for it; try again when it is there.',
    ends: 'mend',
  },
  office_hours: {
    sentence: 'The office is closed.',
    releasedBy: 'notes',
    how: 'It goes when the office opens; send it now if it cannot wait.',
    ends: 'clock',
  },
};

/** A way to a partner, as far as the policy looks at it. */
export type WayTo = {
  /** The address is a telephone number. */
  readonly isNumber: boolean;
  readonly verifiedAt: string | null;
  /** The number it replaced since something last arrived there; absent: none, or a person confirmed the change. */
  readonly replaced?: { readonly address: string; readonly lastSuccessAt: string } | null;
};

/** What is to be sent, as far as the policy looks at it. */
export type ToSend = {
  readonly kind: string;
  /** It says something of the patient's health: a note, of whatever kind of recipient. */
  readonly isNote: boolean;
  readonly isObjected: boolean;
  /** Notes the office was offered before, sent or on their way. */
  readonly offered: number;
  readonly offerDecision?: 'always' | 'never' | null;
  /** What a person let go. */
  readonly cleared: readonly string[];
};

/** Reasons the policy itself has; the others come from people, from the packet and from the clock. */
type DecidedHold = Extract<
  HoldCode,
  'no_endpoint' | 'unverified_number' | 'changed_number' | 'patient_objection' | 'offer_asked'
>;

export type Decision<Way> =
  | { readonly kind: 'send'; readonly way: Way }
  /** `way`: the one that is in doubt. */
  | { readonly kind: 'hold'; readonly code: DecidedHold; readonly way?: Way }
  /** The liaison decided that this office gets none. */
  | { readonly kind: 'drop' };

/** Whether something goes out now, and by which of the ways (best first). Pure. */
export function decideSending<Way extends WayTo>(
  one: ToSend,
  ways: readonly Way[],
  policy: DeliveryPolicy,
): Decision<Way> {
  const isHeldBy = (code: HoldCode): boolean => !one.cleared.includes(code);
  if (one.isNote && one.isObjected && isHeldBy('patient_objection'))
    return { kind: 'hold', code: 'patient_objection' };
  if (one.kind === 'offer_note' && isHeldBy('offer_asked')) {
    if (one.offerDecision === 'never') return { kind: 'drop' };
    if (one.offerDecision !== 'always' && one.offered >= policy.automaticOffers)
      return { kind: 'hold', code: 'offer_asked' };
  }
  const sure = ways.find((way) => doubtOf(way, policy) === undefined);
  if (sure) return { kind: 'send', way: sure };
  const [best] = ways;
  const doubt = best && doubtOf(best, policy);
  if (!best || doubt === undefined) return { kind: 'hold', code: 'no_endpoint' };
  return { kind: 'hold', code: doubt, way: best };
}

/** Why nothing is sent to this number before a person said yes. */
export function doubtOf(
  way: WayTo,
  policy: DeliveryPolicy,
): 'unverified_number' | 'changed_number' | undefined {
  if (!way.isNumber) return undefined;
  if (way.replaced) return 'changed_number';
  return policy.verifiedNumbersOnly && way.verifiedAt === null ? 'unverified_number' : undefined;
}
