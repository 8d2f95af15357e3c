import { partnerNamed, unknownPartner } from './directory.ts';
import { booking } from './messages.ts';
import {
  booked,
  cancelled,
  caseOf,
  goodRoad,
  HOUR,
  missed,
  noted,
  requested,
  seen,
  slotInDays,
  slotNear,
  type Play,
  type Step,
} from './stories.ts';

/** Times are easier to read in seconds. */
const s = (seconds: number): number => seconds * 1000;

/** About a minute that leaves something on every screen: a dozen referrals and one of each question a person can be asked. */
export function morning(play: Play): readonly Step[] {
  return [...closedLoops(play), ...openEnds(play), ...questions(play)].toSorted((a, b) => a.at - b.at);
}

/** What proves arrival: the EMR's AA, the fax gateway's success, the file in the partner's own folder. */
function closedLoops(play: Play): readonly Step[] {
  const [emr, fax, share, order] = [
    caseOf(play, 1, 'alder'),
    caseOf(play, 2, 'birch'),
    caseOf(play, 3, 'elm'),
    caseOf(play, 4, 'maple', { priority: 'S' }),
  ];
  return [
    ...goodRoad(play, emr, { booked: s(0.3), seen: s(1), noted: s(3) }),
    requested(s(2), share, 'REF'),
    ...goodRoad(play, share, { booked: s(6), seen: s(10), noted: s(15) }),
    requested(s(4), fax, 'ORM^O01'),
    ...goodRoad(play, fax, { booked: s(8), seen: s(13), noted: s(19) }),
    requested(s(12), order, 'OMG^O19'),
    booked(s(16), order, { slot: slotNear(play.realTime(s(24))) }),
    ...seen(play, s(24), order, s(4)),
    noted(play, s(30), s(24), order, { isSigned: false }),
    noted(play, s(36), s(24), order, { trigger: 'T04' }),
  ];
}

function openEnds(play: Play): readonly Step[] {
  const [email, settled, absent, cancels, future] = [
    caseOf(play, 5, 'cedar'),
    caseOf(play, 6, 'fir'),
    caseOf(play, 7, 'birch'),
    caseOf(play, 8, 'alder'),
    caseOf(play, 9, 'hazel', { priority: 'A' }),
  ];
  const nextWeek = slotInDays(play, s(18), 7);
  return [
    requested(s(9), email, 'REF'),
    ...goodRoad(play, email, { booked: s(14), seen: s(20), noted: s(27) }),
    ...goodRoad(play, settled, { booked: s(22), seen: s(28), noted: s(34) }),
    requested(s(11), absent, 'REF', { ageMs: 26 * HOUR }),
    ...missed(play, s(13), absent, s(25)),
    booked(
      s(18),
      cancels,
      { slot: nextWeek },
      { say: 'Alder Family Medicine (demo)’s patient has a date next week' },
    ),
    cancelled(s(32), cancels, nextWeek),
    requested(s(29), future, 'REF'),
    booked(s(38), future, { slot: slotInDays(play, s(38), 3) }),
  ];
}

/** One of each thing that only a person can settle. */
function questions(play: Play): readonly Step[] {
  const stranger = caseOf(play, 10, unknownPartner(play.seed));
  const held = caseOf(play, 11, 'alder');
  const homeless = caseOf(play, 12, 'linden');
  const known = caseOf(play, 2, 'birch').patient;
  const namesake = caseOf(play, 13, 'cedar', { patient: { ...known, mrn: `${known.mrn}X` } });
  const numberless = caseOf(play, 14, 'birch');
  const possible = caseOf(play, 15, 'sorrel');
  return [
    booked(
      s(21),
      stranger,
      { slot: slotInDays(play, s(21), 2) },
      { say: 'An office nobody knows sent a patient: a person is asked' },
    ),
    ...goodRoad(play, held, { booked: s(17), seen: s(23), noted: s(29) }).slice(0, -1),
    noted(
      play,
      s(31),
      s(23),
      held,
      { isRestricted: true },
      { say: 'A note is marked restricted: it waits for a person' },
    ),
    ...goodRoad(play, homeless, { booked: s(26), seen: s(33), noted: s(40) }),
    requested(s(42), namesake, 'REF', {
      hasPhone: false,
      say: 'A referral for somebody’s namesake: a person is asked who it is',
    }),
    noted(
      play,
      s(44),
      s(44),
      numberless,
      { isNumberless: true },
      { say: 'A note without a document number: it waits in the invalid queue' },
    ),
    {
      at: s(46),
      door: 'mllp',
      say: 'A target office’s patient booked without a referral: the liaison may ask',
      make: (stamp) =>
        booking(stamp, possible, {
          trigger: 'S12',
          status: 'Booked',
          slot: slotInDays(play, s(46), 1),
          hasReferrer: false,
          pcp: partnerNamed('sorrel'),
        }),
    },
  ];
}
