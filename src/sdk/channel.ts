import { z } from 'zod';
import type { CcdaMapping, Hl7Mapping, Mapping } from './mapping.ts';
import type { Source } from './source.ts';
import { isZone } from '../lib/zone.ts';

/** The envelope a channel's `accept` sees: what can be known before mapping. */
export type MessageEnvelope = {
  readonly type: string;
  readonly controlId?: string;
  readonly sender?: string;
};

/** One sender's way in: the whole truth about one connection. */
export type Channel<Config = unknown> = {
  /** Kebab-case; the file is `<name>.channel.ts`. */
  readonly name: string;
  /** Who answers for it: an e-mail address. */
  readonly owner: string;
  /**
   * The system at the other end, kebab-case. Channels of one EMR name the same sender and so share its local numbers (an MRN
   * means the same on its scheduling and its note feed). Default: the channel's name.
   */
  readonly sender?: string;
  readonly source: Source<Config>;
  readonly config: Config;
  /** IANA zone of the sender's clock. Never the server's. */
  readonly zone: string;
  readonly mapping: Mapping;
  /**
   * For channels of documents: HL7 messages and clinical documents among the attachments, or in their archives (IHE XDM), become messages of
   * their own, read by these instead of as pages.
   */
  readonly packages?: { readonly hl7v2?: Hl7Mapping; readonly ccda?: CcdaMapping };
  /** `false` ends a message as *filtered*. Default: everything the mapping accepts. */
  readonly accept?: (envelope: MessageEnvelope) => boolean;
  /** Charset for messages that name none; then strict UTF-8, then windows-1252. */
  readonly charset?: string;
  /** Processing ids (MSH-11) that count as real; others end as *filtered*. Default `['P']` and absent. */
  readonly processingIds?: readonly string[];
};

/** Checks what the compiler cannot: names, zones, owners. */
export const channelShape = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'write it in kebab-case: letters, digits and hyphens'),
  owner: z.email('name the person who answers for this channel by e-mail address'),
  sender: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,62}$/, 'write it in kebab-case')
    .optional(),
  source: z.custom<Source<unknown>>(
    (value) => typeof value === 'object' && value !== null && 'start' in value,
    'import a source from #hub',
  ),
  config: z.unknown(),
  zone: z
    .string()
    .refine(isZone, "use an IANA zone such as America/New_York: the zone of the sender's clock"),
  mapping: z.custom<Mapping>(
    (value) => typeof value === 'object' && value !== null && 'map' in value,
    'import a mapping from mappings/',
  ),
  packages: z
    .strictObject({
      hl7v2: mappingOf('hl7v2').optional(),
      ccda: mappingOf('ccda').optional(),
    })
    .optional(),
  accept: z
    .custom<NonNullable<Channel['accept']>>(
      (value) => typeof value === 'function',
      'accept is a function of the envelope',
    )
    .optional(),
  charset: z.string().optional(),
  processingIds: z.array(z.string()).optional(),
});

function mappingOf(format: Mapping['format']) {
  return z.custom<Mapping>(
    (value) => typeof value === 'object' && value !== null && 'format' in value && value.format === format,
    `import a mapping of format ${format}`,
  );
}

/** Declares a channel. The config is typed by its source: a misspelt field is a compile error. */
export function defineChannel<Config>(channel: Channel<Config>): Channel<Config> {
  return channel;
}
