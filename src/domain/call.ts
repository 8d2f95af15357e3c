/** What a contact centre says of one call, as far as this event goes. Absent = not said. */
export type CallSaid = {
  /** As the contact centre calls the call: the same in all its events. */
  readonly callId: string;
  /** Seen from the practice. */
  readonly direction: 'inbound' | 'outbound';
  /** The number of whoever is not the practice, as written. */
  readonly number?: string;
  readonly callerName?: string;
  readonly agent?: string;
  readonly queue?: string;
  /** Instants. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly seconds?: number;
  /** A link at the contact centre. */
  readonly recordingUrl?: string;
};
