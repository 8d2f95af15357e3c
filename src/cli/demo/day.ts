import { partnerNamed, unknownPartner } from './directory.ts';
import { booking } from './messages.ts';
import { demoPatient, pick, seededRandom } from './people.ts';
import type { DemoCase } from './segments.ts';
import {
  booked,
  cancelled,
  caseOf,
  corrected,
  goodRoad,
  HOUR,
  merged,
  MINUTE,
  missed,
  noted,
  requested,
  resulted,
  seen,
  slotInDays,
  slotNear,
  type Play,
  type Step,
} from './stories.ts';

/** Referrals of a day, without the special ones. */
const REFERRALS = 36;
/** 8 in the morning to half past six. */
const DAY_MS = 10.5 * HOUR;

/** A whole day of a busy practice: referrals by every way in, and everything that can become of them. */
export function wholeDay(play: Play): readonly Step[] {
  const random = seededRandom(play.seed);
  const ordinary = Array.from({ length: REFERRALS }, (_, index) =>
    ordinaryReferral(play, index + 1, random),
  ).flat();
  return [...ordinary, ...specials(play)].toSorted((a, b) => a.at - b.at);
}

const referrers = [
  ...(['alder', 'alder', 'alder', 'birch', 'birch', 'birch', 'maple', 'maple'] as const),
  ...(['elm', 'elm', 'cedar', 'fir', 'hazel', 'linden'] as const),
] as const;
const ways = ['REF', 'REF', 'ORM^O01', 'OMG^O19', 'SIU', 'SIU'] as const;
const endings = [
  'note',
  'note',
  'note',
  'note',
  'amended',
  'late-signature',
  'no-show',
  'cancelled',
  'moved',
  'future',
] as const;

function ordinaryReferral(play: Play, number: number, random: () => number): readonly Step[] {
  const priority = random() < 0.1 ? 'S' : 'R';
  const one = caseOf(play, number, pick(referrers, random), { priority });
  const way = pick(ways, random);
  const begins = random() * DAY_MS * 0.55;
  const request = way === 'SIU' ? [] : [requested(begins, one, way)];
  return [
    ...request,
    ...whatBecomesOf(play, one, begins + random() * 20 * MINUTE, pick(endings, random), random),
  ];
}

function whatBecomesOf(
  play: Play,
  one: DemoCase,
  at: number,
  ending: (typeof endings)[number],
  random: () => number,
): readonly Step[] {
  const seenAt = at + HOUR + random() * HOUR;
  const notedAt = seenAt + 40 * MINUTE + random() * HOUR;
  const later = slotInDays(play, at, 1 + Math.floor(random() * 9));
  switch (ending) {
    case 'note':
      return goodRoad(play, one, { booked: at, seen: seenAt, noted: notedAt });
    case 'amended':
      return [
        ...goodRoad(play, one, { booked: at, seen: seenAt, noted: notedAt }),
        corrected(play, seenAt + 5 * MINUTE, one, seenAt),
        noted(
          play,
          notedAt + 45 * MINUTE,
          seenAt,
          one,
          { trigger: 'T08', addendum: 'X-ray report attached to the chart.' },
          { say: `The note for ${one.partner.practice} is amended` },
        ),
      ];
    case 'late-signature':
      return [
        booked(at, one, { slot: slotNear(play.realTime(seenAt)) }),
        ...seen(play, seenAt, one, 30 * MINUTE),
        noted(play, notedAt, seenAt, one, { isSigned: false }),
        noted(play, notedAt + HOUR, seenAt, one, { trigger: 'T04' }),
      ];
    case 'no-show':
      return missed(play, at, one, seenAt);
    case 'cancelled':
      return [booked(at, one, { slot: later }), cancelled(seenAt, one, later)];
    case 'moved':
      return [
        booked(at, one, { slot: later }),
        booked(
          seenAt,
          one,
          { slot: new Date(later.getTime() + 24 * HOUR), trigger: 'S13' },
          { say: `${one.partner.practice}’s patient has another date` },
        ),
      ];
    case 'future':
      return [booked(at, one, { slot: later })];
  }
}

/** Each once a day: what makes an ordinary day remarkable. */
function specials(play: Play): readonly Step[] {
  const stranger = caseOf(
    play,
    61,
    unknownPartner(play.seed + 1 + (Date.parse(play.realTime(0).toISOString()) % 250)),
  );
  const possible = caseOf(play, 62, 'sorrel');
  const twice = caseOf(play, 63, 'cedar');
  const prior = demoPatient(play.run, play.seed, 63);
  const asResult = caseOf(play, 64, 'birch');
  const odd = caseOf(play, 65, 'elm');
  const slot = slotInDays(play, 0, 2);
  return [
    booked(HOUR, stranger, { slot }, { say: 'An office nobody knows sent a patient: a person is asked' }),
    {
      at: 2 * HOUR,
      door: 'mllp',
      say: 'A target office’s patient booked without a referral: the liaison may ask',
      make: (stamp) =>
        booking(stamp, possible, {
          trigger: 'S12',
          status: 'Booked',
          slot,
          hasReferrer: false,
          pcp: partnerNamed('sorrel'),
        }),
    },
    booked(2.5 * HOUR, twice, { slot }),
    merged(3 * HOUR, { ...twice, patient: { ...prior, mrn: `${prior.mrn}-NEW` } }, prior.mrn),
    booked(3.5 * HOUR, asResult, { slot: slotNear(play.realTime(4 * HOUR)) }),
    ...seen(play, 4 * HOUR, asResult, 20 * MINUTE),
    resulted(play, 5 * HOUR, asResult, 4 * HOUR),
    booked(5.5 * HOUR, odd, { slot }),
    booked(
      6 * HOUR,
      odd,
      { slot, trigger: 'S14', status: 'Zebra' },
      { say: 'The EMR uses a status word nobody has explained: a person is asked' },
    ),
  ];
}
