import type {
  Fact,
  Hl7Message,
  Link,
  Mapped,
  PartyClaim,
  PartyNamed,
  ReferralAnswered,
  ReferralChanged,
  ReferralRequested,
  ReferralWithdrawn,
  VisitStated,
} from '#hub';
import { builtInMapping, type Reading } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readEventTime, type EventTime } from '../shared/effective-time.ts';
import {
  aboutPatient,
  collectLinks,
  describePatient,
  namePcp,
  referrerStatement,
  stateFact,
  type LinkSet,
} from '../shared/facts.ts';
import { distinctLinks, readLinks } from '../shared/links.ts';
import { readOrders, sameOrder, segmentPathOf, type Order } from '../shared/orders.ts';
import { firstNamed } from '../shared/parties.ts';
import { readPerson } from '../shared/people.ts';
import { present } from '../shared/present.ts';
import { priorities } from '../shared/priorities.ts';
import type { CommonRules } from '../shared/rules.ts';
import { readTelecom } from '../shared/telecom.ts';
import { readTime } from '../shared/times.ts';

/** What ORC-1 (table 0119) says about a referral. */
export type OrderMeaning = 'requested' | 'changed' | 'withdrawn' | 'withdrawal_confirmed' | 'status';

export type OrderRules = CommonRules & {
  /** Whether an order asks us to see the patient; all other orders are filtered. */
  readonly isReferralOrder: (order: Order, reading: OrderReading) => boolean;
  /** OBR-4.1 codes that are referrals. 57133-1 is LOINC's referral note, which 360X orders. */
  readonly referralCodes: readonly string[];
  readonly orderControl: Readonly<Record<string, OrderMeaning>>;
};

export type OrderReading = Reading<OrderRules>;

export const orderRules: OrderRules = {
  ...commonRules,
  isReferralOrder: standardIsReferralOrder,
  referralCodes: ['57133-1'],
  orderControl: {
    NW: 'requested',
    XO: 'changed',
    XX: 'changed',
    RP: 'changed',
    // The referrer asks to cancel or stops it; CR and OC say that it is done.
    CA: 'withdrawn',
    DC: 'withdrawn',
    CR: 'withdrawal_confirmed',
    OC: 'withdrawal_confirmed',
    SC: 'status',
    // 360X sends its outcome and interim note as the order with its observations.
    RE: 'status',
  },
};

/** Referrals sent as orders (HL7 v2.5.1 chapter 4) and the order status update that 360X borrows from v2.8. */
export default builtInMapping<OrderRules>({
  name: 'hl7v2/orders',
  version: 1,
  accepts: ['OMG^O19', 'ORM^O01', 'OSU^O51'],
  rules: orderRules,
  read: readOrderMessage,
});

export function readOrderMessage(message: Hl7Message, reading: OrderReading): Mapped {
  const orders = readOrders(message).filter((order) => order.orc !== undefined);
  const isStatusUpdate = message.get('MSH-9.1') === 'OSU';
  // A status update repeats the number of the order and nothing else: it cannot say again that it is a referral.
  const referrals = orders.filter((order) => isStatusUpdate || reading.rules.isReferralOrder(order, reading));
  if (referrals.length === 0)
    return { outcome: 'filtered', reason: 'No order of this message is a referral.' };
  const telling = referrals.filter((order) => meaningOf(order, reading) !== undefined);
  if (telling.length === 0) {
    return { outcome: 'filtered', reason: 'The order control code (ORC-1) says nothing about the referral.' };
  }
  return aboutPatient(message, () => {
    const at = readEventTime(message, reading.rules.effectivePaths(message, reading), reading);
    return [
      ...describePatient(message, at, reading),
      ...telling.flatMap((order) => orderFacts(message, order, at, reading)),
      ...namePcp(message, at, reading),
    ];
  });
}

/** By code, or by a name that says referral or consultation. */
function standardIsReferralOrder(order: Order, reading: OrderReading): boolean {
  const { obr, orc } = order;
  const codes = [obr?.at('4.1'), obr?.at('4.4')];
  if (codes.some((code) => code !== undefined && reading.rules.referralCodes.includes(code))) return true;
  const names = [obr?.at('4.1'), obr?.at('4.2'), obr?.at('4.5'), orc?.at('29.1'), orc?.at('29.2')];
  return /\b(?:referral|refer|ref|consult|consultation)\b/i.test(names.join(' ').replaceAll('_', ' '));
}

function meaningOf(order: Order, reading: OrderReading): OrderMeaning | undefined {
  return reading.rules.orderControl[order.orc?.at('1')?.toUpperCase() ?? ''];
}

function orderFacts(
  message: Hl7Message,
  order: Order,
  at: EventTime,
  reading: OrderReading,
): readonly Fact[] {
  const linked = collectLinks(message, (tracked) => orderLinks(tracked, sameOrder(tracked, order), reading));
  if (!linked.links.some((link) => link.kind === 'referral')) {
    const path = order.orc === undefined ? 'ORC-2' : `${segmentPathOf(order.orc)}-2`;
    reading.warn(
      'no-referral-number',
      path,
      'The order has no number of the referring side: later messages may not find it.',
    );
  }
  return [
    ...orderStatement(message, order, at, linked, reading),
    ...stateFact<PartyNamed>(message, at, linked, (tracked) =>
      referrerStatement(tracked, reading, orderReferrer(tracked, order, reading)),
    ),
  ];
}

function orderStatement(
  message: Hl7Message,
  order: Order,
  at: EventTime,
  linked: LinkSet,
  reading: OrderReading,
): readonly Fact[] {
  const meaning = meaningOf(order, reading);
  if (meaning === 'requested' || meaning === 'changed') {
    return stateFact<ReferralRequested | ReferralChanged>(message, at, linked, (tracked) => ({
      kind: meaning === 'requested' ? 'referral_requested' : 'referral_changed',
      ...requestDetails(tracked, sameOrder(tracked, order), reading),
    }));
  }
  if (meaning === 'status')
    return stateFact<ReferralAnswered | VisitStated>(message, at, linked, (tracked) =>
      answerOf(sameOrder(tracked, order)),
    );
  return stateFact<ReferralWithdrawn>(message, at, linked, (tracked) => {
    const { orc } = sameOrder(tracked, order);
    // Read for the lineage: it is what says so.
    orc?.at('1');
    const reason = orc?.at('16.2') ?? orc?.at('16.1');
    return {
      kind: 'referral_withdrawn',
      ...present({ reason }),
      isConfirmed: meaning === 'withdrawal_confirmed',
    };
  });
}

/**
 * ORC-5 (table 0038) of a status change, as 360X uses it: in process is yes, cancelled is no. Completed, or some results there, is
 * said after a visit: nothing else may have told of one.
 */
function answerOf(order: Order) {
  const status = order.orc?.at('5')?.toUpperCase();
  if (status === 'IP' || status === 'SC')
    return { kind: 'referral_answered' as const, answer: 'accepted' as const };
  if (status === 'CM' || status === 'A')
    return { kind: 'visit_stated' as const, status: 'finished' as const };
  if (status !== 'CA') return undefined;
  const reason = order.orc?.at('16.2') ?? order.orc?.at('16.1');
  return { kind: 'referral_answered' as const, answer: 'declined' as const, ...present({ reason }) };
}

function requestDetails(message: Hl7Message, order: Order, reading: OrderReading) {
  const { orc, obr } = order;
  const codes = order.diagnoses.flatMap((segment) => segment.at('3.1') ?? []);
  const diagnoses = codes.length > 0 ? codes : message.all('DG1[*]-3.1');
  const priority = message.get('TQ1-9.1') ?? orc?.at('7.6') ?? obr?.at('27.6') ?? obr?.at('5');
  const orderedPath = orc === undefined ? 'ORC-9' : `${segmentPathOf(orc)}-9`;
  orc?.at('1');
  return present({
    priority: priorities[priority?.toUpperCase() ?? ''],
    reason: obr?.at('31.2') ?? obr?.at('31.1') ?? order.diagnoses[0]?.at('3.2'),
    diagnoses: diagnoses.length === 0 ? undefined : diagnoses,
    service: obr?.at('4.2') ?? obr?.at('4.5') ?? obr?.at('4.1'),
    orderedAt: readTime(message, orderedPath, reading)?.instant,
    authorisationNumber: message.get('AUT-6.1'),
  });
}

/** ORC-12 with the office of ORC-21 and ORC-23, then what the common rule finds, then OBR-16 (DOMAIN 1.6 A). */
function orderReferrer(
  message: Hl7Message,
  order: Order,
  reading: OrderReading,
): PartyClaim | null | undefined {
  return firstNamed(message, [
    (it) => orderingProvider(sameOrder(it, order), reading),
    (it) => reading.rules.referrer(it, reading),
    (it) => readPerson(sameOrder(it, order).obr, 16, reading),
  ]);
}

function orderingProvider({ orc }: Order, reading: OrderReading): PartyClaim | null | undefined {
  const person = readPerson(orc, 12, reading);
  if (orc === undefined || person?.kind !== 'person') return person;
  const office = readTelecom([...orc.repetitions(23), ...orc.repetitions(14)]);
  return {
    ...person,
    ...present({
      organisation: orc.at('21.1'),
      phone: office.phones[0],
      fax: office.fax,
      email: office.email,
      city: orc.at('22.3') ?? orc.at('24.3'),
    }),
  };
}

function orderLinks(message: Hl7Message, order: Order, reading: OrderReading): readonly Link[] {
  const { orc, obr } = order;
  return distinctLinks([
    ...readLinks('referral', orc, 2, 'placer', reading),
    ...readLinks('referral', obr, 2, 'placer', reading),
    ...readLinks('order', orc, 3, 'filler', reading),
    ...readLinks('order', obr, 3, 'filler', reading),
    reading.rules.visitKey(message, reading),
  ]);
}
