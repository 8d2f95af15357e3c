/** MSH-1 and MSH-2 (HL7 v2.5.1 section 2.5.4). `undefined`: the sender has no such separator, so nothing is split on it. */
export type Delimiters = {
  readonly field: string;
  readonly component: string | undefined;
  readonly repetition: string | undefined;
  readonly escape: string | undefined;
  readonly subcomponent: string | undefined;
};
