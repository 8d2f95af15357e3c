import { localDay } from '../practice-time.ts';

/** A counted referral of one partner, as the score needs it. Instants are ISO 8601 in UTC. */
export type Cms50Order = {
  readonly referralId: string;
  readonly patientId: string;
  /** When it was ordered; when nobody said, when it was received. */
  readonly orderedAt: string;
  /** When a final note for it reached the partner, each time. */
  readonly reportedAt: readonly string[];
  /** The order was taken back or declined: it is no order that stands. */
  readonly isRevoked: boolean;
};

export type Cms50Case = {
  readonly referralId: string;
  readonly patientId: string;
  readonly orderedAt: string;
  /** The first report that counts; absent: not met. */
  readonly reportedAt?: string;
};

export type Cms50 = {
  readonly year: number;
  /** One for each patient: the earliest order that stands. */
  readonly denominator: readonly Cms50Case[];
  readonly numerator: readonly Cms50Case[];
  /** Between 0 and 1; absent without a denominator. */
  readonly rate?: number;
};

/** Last day on which an order counts. */
const LAST_ORDER_DAY = '10-31';

/**
 * CMS50 (MIPS 374) of one partner in one year, by the days of the practice's zone: each patient's first order from January 1 to
 * October 31; met when a report of that very order reached the partner after the order's instant and by December 31.
 */
export function cms50Of(orders: readonly Cms50Order[], year: number, zone: string): Cms50 {
  const first = new Map<string, Cms50Order>();
  for (const order of orders) {
    if (order.isRevoked || !isOrderDay(localDay(order.orderedAt, zone), year)) continue;
    const known = first.get(order.patientId);
    if (!known || isEarlier(order, known)) first.set(order.patientId, order);
  }
  const denominator = [...first.values()].map((order) => toCase(order, year, zone));
  const numerator = denominator.filter((one) => one.reportedAt !== undefined);
  const rate = denominator.length === 0 ? {} : { rate: numerator.length / denominator.length };
  return { year, denominator, numerator, ...rate };
}

function isOrderDay(day: string, year: number): boolean {
  return day.startsWith(`${year}-`) && day.slice(5) <= LAST_ORDER_DAY;
}

function isEarlier(a: Cms50Order, b: Cms50Order): boolean {
  return a.orderedAt === b.orderedAt ? a.referralId < b.referralId : a.orderedAt < b.orderedAt;
}

function toCase(
  { referralId, patientId, orderedAt, reportedAt }: Cms50Order,
  year: number,
  zone: string,
): Cms50Case {
  const counting = reportedAt
    .filter((at) => at > orderedAt && localDay(at, zone).startsWith(`${year}-`))
    .toSorted();
  const first = counting[0];
  return { referralId, patientId, orderedAt, ...(first === undefined ? {} : { reportedAt: first }) };
}
