import { partnerNamed, type DemoPartner } from './directory.ts';
import {
  booking,
  merge,
  note,
  order,
  referral,
  result,
  visit,
  type Booking,
  type NoteMessage,
} from './messages.ts';
import { complaints, demoPatient, type DemoDoctor, type DemoPatient } from './people.ts';
import type { DemoCase, Stamp } from './segments.ts';

/** One message of the play. */
export type Step = {
  /** Milliseconds after the play begins, at speed 1. */
  readonly at: number;
  readonly door: 'mllp' | 'http';
  /** What a person would say happened; most messages are not worth a line. */
  readonly say?: string;
  /** The sender's clock was this much earlier: it happened yesterday and is told now. */
  readonly ageMs?: number;
  readonly make: (stamp: Stamp) => string;
};

/** What a play is made from. The same seed gives the same people and the same events. */
export type Play = {
  /** Part of every number, so that a play can be played again. */
  readonly run: string;
  readonly seed: number;
  readonly doctors: readonly [DemoDoctor, ...DemoDoctor[]];
  /** The real time at which a step of this time is sent. */
  readonly realTime: (at: number) => Date;
};

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export function caseOf(
  play: Play,
  number: number,
  partner: string | DemoPartner,
  options: { readonly patient?: DemoPatient; readonly priority?: DemoCase['priority'] } = {},
): DemoCase {
  const [code, reason, service] = complaints[number % complaints.length] ?? complaints[0];
  return {
    patient: options.patient ?? demoPatient(play.run, play.seed, number),
    partner: typeof partner === 'string' ? partnerNamed(partner) : partner,
    doctor: play.doctors[number % play.doctors.length] ?? play.doctors[0],
    number: `${play.run}-${number}`,
    code,
    reason,
    service,
    priority: options.priority ?? 'R',
  };
}

/** The referral arrives: from the platform over HTTP, or as an order over MLLP. */
export function requested(
  at: number,
  one: DemoCase,
  how: 'REF' | 'ORM^O01' | 'OMG^O19',
  extra: Partial<Step> & { readonly hasPhone?: boolean } = {},
): Step {
  const { hasPhone = true, ...step } = extra;
  const say = `${one.partner.practice} refers a patient (${how.slice(0, 3)})`;
  if (how === 'REF')
    return { at, door: 'http', say, ...step, make: (stamp) => referral(stamp, one, { hasPhone }) };
  return { at, door: 'mllp', say, ...step, make: (stamp) => order(stamp, how, one) };
}

export function booked(
  at: number,
  one: DemoCase,
  said: Partial<Booking> & Pick<Booking, 'slot'>,
  extra: Partial<Step> = {},
): Step {
  return {
    at,
    door: 'mllp',
    ...extra,
    make: (stamp) => booking(stamp, one, { trigger: 'S12', status: 'Booked', hasReferrer: true, ...said }),
  };
}

/** Arrived, checked in, gone home. */
export function seen(play: Play, at: number, one: DemoCase, durationMs: number): readonly Step[] {
  const slot = slotNear(play.realTime(at));
  const startedAt = play.realTime(at);
  return [
    {
      at,
      door: 'mllp',
      make: (stamp) => booking(stamp, one, { trigger: 'S14', status: 'Arrived', slot, hasReferrer: true }),
    },
    { at: at + durationMs * 0.1, door: 'mllp', make: (stamp) => visit(stamp, one, 'A04', startedAt) },
    {
      at: at + durationMs,
      door: 'mllp',
      say: `${one.partner.practice}’s patient was seen`,
      make: (stamp) => visit(stamp, one, 'A03', startedAt),
    },
  ];
}

export function noted(
  play: Play,
  at: number,
  visitAt: number,
  one: DemoCase,
  said: Partial<NoteMessage> = {},
  extra: Partial<Step> = {},
): Step {
  const servedAt = play.realTime(visitAt);
  const say = `The note for ${one.partner.practice} is signed`;
  return {
    at,
    door: 'mllp',
    ...(said.isSigned === false ? {} : { say }),
    ...extra,
    make: (stamp) => note(stamp, one, { trigger: 'T02', isSigned: true, servedAt, ...said }),
  };
}

/** The whole good road, from booking to signed note. */
export function goodRoad(
  play: Play,
  one: DemoCase,
  times: { readonly booked: number; readonly seen: number; readonly noted: number },
): readonly Step[] {
  const durationMs = (times.noted - times.seen) * 0.6;
  return [
    booked(times.booked, one, { slot: slotNear(play.realTime(times.seen)) }),
    ...seen(play, times.seen, one, durationMs),
    noted(play, times.noted, times.seen, one),
  ];
}

/** Booked yesterday for this morning, and nobody came. */
export function missed(play: Play, at: number, one: DemoCase, missedAt: number): readonly Step[] {
  const slot = slotNear(new Date(play.realTime(missedAt).getTime() - HOUR));
  return [
    booked(at, one, { slot }, { ageMs: 24 * HOUR }),
    booked(
      missedAt,
      one,
      { slot, trigger: 'S26', status: 'No Show' },
      { say: `${one.partner.practice}’s patient did not come` },
    ),
  ];
}

/** A cancellation: told to the referrer half an hour later, unless a new date comes. */
export function cancelled(at: number, one: DemoCase, slot: Date): Step {
  return booked(
    at,
    one,
    { slot, trigger: 'S15', status: 'Cancelled', why: 'PAT^Patient request' },
    { say: `${one.partner.practice}’s patient cancelled` },
  );
}

export function corrected(play: Play, at: number, one: DemoCase, visitAt: number): Step {
  const startedAt = play.realTime(visitAt);
  return { at, door: 'mllp', make: (stamp) => visit(stamp, one, 'A08', startedAt) };
}

export function merged(at: number, one: DemoCase, priorMrn: string): Step {
  return {
    at,
    door: 'mllp',
    say: 'Two records turn out to be one patient (A40)',
    make: (stamp) => merge(stamp, one.patient, priorMrn),
  };
}

export function resulted(play: Play, at: number, one: DemoCase, visitAt: number): Step {
  const servedAt = play.realTime(visitAt);
  return {
    at,
    door: 'mllp',
    say: `A note for ${one.partner.practice} comes as a result, unsigned`,
    make: (stamp) => result(stamp, one, servedAt),
  };
}

/** A day of office hours from now, on the hour. */
export function slotInDays(play: Play, at: number, days: number): Date {
  const slot = new Date(play.realTime(at).getTime() + days * 24 * HOUR);
  slot.setUTCMinutes(0, 0, 0);
  return slot;
}

/** Schedules are made in steps of five minutes. */
export function slotNear(time: Date): Date {
  const step = 5 * MINUTE;
  return new Date(Math.ceil(time.getTime() / step) * step);
}
