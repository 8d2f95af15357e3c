import type { Hl7Message, Hl7Segment } from '#hub';

/** One order of a message: ORC and OBR with what follows them. */
export type Order = {
  readonly orc: Hl7Segment | undefined;
  readonly obr: Hl7Segment | undefined;
  readonly obx: readonly Hl7Segment[];
  readonly diagnoses: readonly Hl7Segment[];
};

/** Cuts the segments into orders. ORC is optional in results, OBR in order replies (HL7 v2.5.1 chapters 4 and 7). */
export function readOrders(message: Hl7Message): readonly Order[] {
  const orders: MutableOrder[] = [];
  for (const segment of message.segments) {
    const current = orders.at(-1);
    if (segment.name === 'ORC') orders.push({ orc: segment, obr: undefined, obx: [], diagnoses: [] });
    else if (segment.name === 'OBR' && (current === undefined || current.obr !== undefined)) {
      orders.push({ orc: undefined, obr: segment, obx: [], diagnoses: [] });
    } else if (current !== undefined) addTo(current, segment);
  }
  return orders;
}

/** The same segments in another view of the message, so that reading them is noted there. */
export function sameOrder(message: Hl7Message, order: Order): Order {
  const same = (segment: Hl7Segment | undefined) => segment && message.segments[segment.index];
  return {
    orc: same(order.orc),
    obr: same(order.obr),
    obx: order.obx.flatMap((segment) => same(segment) ?? []),
    diagnoses: order.diagnoses.flatMap((segment) => same(segment) ?? []),
  };
}

/** `OBR`, `OBR[2]`: how a path names this segment. */
export function segmentPathOf(segment: Hl7Segment): string {
  return segment.occurrence === 1 ? segment.name : `${segment.name}[${segment.occurrence}]`;
}

type MutableOrder = {
  readonly orc: Hl7Segment | undefined;
  obr: Hl7Segment | undefined;
  readonly obx: Hl7Segment[];
  readonly diagnoses: Hl7Segment[];
};

function addTo(order: MutableOrder, segment: Hl7Segment): void {
  if (segment.name === 'OBR') order.obr = segment;
  if (segment.name === 'OBX') order.obx.push(segment);
  if (segment.name === 'DG1') order.diagnoses.push(segment);
}
