import type { FieldName } from './fields.ts';
import type { Transport } from './understanding.ts';

/** A document whose fields are settled, by the hub or by a person: what the mapping makes facts of. */
export type DecidedDocument = {
  /** Stable over replays: the document's id in the hub. */
  readonly id: string;
  /** From 1, in the message. */
  readonly ordinal: number;
  /** `status`: word of an earlier referral. */
  readonly kind: 'referral' | 'status';
  /** Page numbers of the message. */
  readonly pages: readonly number[];
  /** Canonical values (see `documentFields`); what is not known is absent. */
  readonly values: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  readonly transport: Transport;
  /** The partner a person chose, or the hub was certain of. */
  readonly partnerId?: string;
  /** Who settled it: absent, the hub by itself. */
  readonly person?: string;
};
