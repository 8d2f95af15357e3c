import type { Policy } from '../domain/consequences.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Destination, OpenDestination } from '../sdk/destination.ts';
import type { OpenReader } from '../sdk/reader.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Practice } from './packet/packet-input.ts';

/** Everything the verbs need, made once in main.ts and handed on. */
export type Hub = {
  readonly db: Database;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly destinations: ReadonlyMap<string, Way>;
  /** Pictures of pages → words. */
  readonly reader: OpenReader;
  readonly policy: Policy;
  /** `npis`: its own doctors and organisations. */
  readonly practice: Practice & { readonly npis?: readonly string[] };
  /** Who is told of a referral whose partner has no liaison of its own. */
  readonly liaisonEmail: string;
  /** Base of links in mails, without a slash at the end. */
  readonly publicUrl: string;
  /** Queues deliveries in the transaction that decided them. */
  readonly enqueue: (tx: Tx, jobs: readonly DeliveryJob[]) => Promise<void>;
  /** Tells waiting loops and open screens that something changed. A hint: everything also looks by itself. */
  readonly wake: (topic: 'messages' | 'effects' | 'events' | 'documents') => void;
};

/** A destination, ready to send. */
export type Way = {
  readonly adapter: Pick<
    Destination<unknown>,
    'name' | 'endpoint' | 'isRepeatHarmless' | 'documentType' | 'keepsOfficeHours' | 'tells'
  >;
  readonly open: OpenDestination;
};

export type DeliveryJob = {
  readonly deliveryId: string;
  readonly lane: string;
  readonly startAfter?: string;
};
