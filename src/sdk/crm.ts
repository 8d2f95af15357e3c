import { z } from 'zod';
import type { Fate } from '../lib/failure.ts';
import { findMappingProblems, findShapeProblems, mergeMappings, type CrmMapping } from './crm-mapping.ts';
import type { CrmValue } from './crm-fields.ts';

/** Where a record is found: an object of the CRM, the field that holds our id, and the id. */
export type CrmKey = { readonly object: string; readonly idField: string; readonly id: string };

/** A field of the CRM that points at another record; `null`: at none. `among`: where the records it may point at are. */
export type CrmLink = {
  readonly field: string;
  readonly to: CrmKey | null;
  readonly among?: Pick<CrmKey, 'object' | 'idField'>;
};

/** One record as the CRM is to hold it. */
export type CrmRecord = CrmKey & {
  /** Hub-owned: as they are here, so they are there. */
  readonly fields: Readonly<Record<string, CrmValue>>;
  /** CRM-owned: written when the record is made, and never again. */
  readonly initial: Readonly<Record<string, CrmValue>>;
  readonly links: readonly CrmLink[];
};

/**
 * `isNew`: it was just looked for and is not there, so `initial` goes with it. `wasWritten`: though it was written before. `remoteId`: the CRM's own
 * id of one that is there.
 */
export type CrmWrite = CrmRecord & {
  readonly isNew: boolean;
  readonly wasWritten?: boolean;
  readonly remoteId?: string;
};

/** What the CRM said of one record. `detail` may hold the CRM's own words. */
export type CrmOutcome =
  | { readonly is: 'written'; readonly remoteId?: string }
  | {
      readonly is: 'refused';
      readonly fate: Exclude<Fate, 'ambiguous'>;
      readonly code: string;
      /** The field the CRM objects to, when it names one. */
      readonly field?: string;
      readonly detail: string;
      /** The words are the connector's own, without data: kept also where the CRM's are not. */
      readonly isOwnWords?: true;
    };

/** A record as it stands in the CRM: the fields that were asked for. Links are external ids; absent where they cannot be read back. */
export type CrmFound = {
  readonly remoteId?: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type CrmQuery = Pick<CrmKey, 'object' | 'idField'> & {
  readonly ids: readonly string[];
  readonly fields: readonly string[];
  readonly links: readonly (Pick<CrmLink, 'field'> & { readonly to: Pick<CrmKey, 'object' | 'idField'> })[];
};

/** How a large load stands, and at its end what became of each record, in the order they were given. */
export type CrmLoad =
  | { readonly is: 'running' }
  | { readonly is: 'done'; readonly outcomes: ReadonlyMap<string, CrmOutcome> }
  | { readonly is: 'lost'; readonly code: string };

/**
 * A CRM, signed in to. Every method throws a Failure when nothing is known of the whole call: transient to be tried again (the cause
 * may be a `Busy`), permanent when a person must mend the connection. What the CRM says of single records is an outcome.
 */
export type OpenCrm = {
  /** Records of one call. */
  readonly batchSize: number;
  /** Records of one object, by our ids. Those that are not there are not in the map. */
  readonly find: (query: CrmQuery, signal: AbortSignal) => Promise<ReadonlyMap<string, CrmFound>>;
  /** Records of one object, all new or none; outcomes in their order. A repeat changes nothing. */
  readonly write: (records: readonly CrmWrite[], signal: AbortSignal) => Promise<readonly CrmOutcome[]>;
  /** For many records at once, where the CRM has a way of its own. `begin` resolves when the CRM holds them; `look` asks how it goes. */
  readonly bulk?: {
    /** More of one kind than this go this way. */
    readonly from: number;
    readonly most: number;
    readonly begin: (records: readonly CrmWrite[], signal: AbortSignal) => Promise<string>;
    readonly look: (job: string, idField: string, signal: AbortSignal) => Promise<CrmLoad>;
  };
  readonly close: () => Promise<void>;
};

/** What a busy server asked for: its status and its Retry-After as it stands. */
export type Busy = { readonly status: number; readonly retryAfter: string | undefined };

/** A kind of CRM. The whole adapter is this object. */
export type CrmConnector<Config> = {
  readonly name: string;
  readonly summary: string;
  readonly config: z.ZodType<Config>;
  /** What it writes where unless the practice's file says otherwise. */
  readonly mapping: CrmMapping;
  readonly open: (context: { readonly config: Config }) => OpenCrm;
};

/** One CRM of the practice: a file `crm/<name>.crm.ts`. */
export type Crm<Config = unknown> = {
  /** Kebab-case; the file is `<name>.crm.ts`. */
  readonly name: string;
  /** Who answers for it: an e-mail address. */
  readonly owner: string;
  readonly connector: CrmConnector<Config>;
  readonly config: Config;
  /** Laid over the connector's own mapping, field by field. */
  readonly mapping?: CrmMapping;
  /**
   * Patient fields may be mapped only with this: the agreement (BAA) with the CRM's operator, by its date and where it is kept.
   * Absent: no field that says anything of a patient leaves the hub.
   */
  readonly agreement?: { readonly signedOn: string; readonly reference: string };
  /** A record that was written and is not there any more. Default `recreate`. */
  readonly whenDeleted?: 'recreate' | 'report';
  /** Local time of the practice at which the CRM is read back every night. Default 02:30. */
  readonly driftAt?: string;
};

const declared = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'write it in kebab-case: letters, digits and hyphens'),
  owner: z.email('name the person who answers for this CRM by e-mail address'),
  connector: z.custom<CrmConnector<unknown>>(
    (value) => typeof value === 'object' && value !== null && 'open' in value && 'mapping' in value,
    'import a connector from #hub',
  ),
  config: z.unknown(),
  mapping: z.unknown().optional(),
  agreement: z
    .strictObject({
      signedOn: z.iso.date('the day it was signed, as YYYY-MM-DD'),
      reference: z.string().min(1).max(200),
    })
    .optional(),
  whenDeleted: z.enum(['recreate', 'report']).optional(),
  driftAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write the time as HH:MM')
    .optional(),
});

/** Checks what the compiler cannot: names, and the mapping, laid over the connector's own. */
export const crmShape = declared.superRefine((crm, context) => {
  // The practice's part alone first: what is no mapping cannot be laid over another.
  const own = crm.mapping === undefined ? [] : findShapeProblems(crm.mapping);
  const problems =
    own.length > 0
      ? own
      : findMappingProblems(
          mergeMappings(crm.connector.mapping, crm.mapping as CrmMapping | undefined),
          crm.agreement !== undefined,
        );
  for (const { path, problem } of problems)
    context.addIssue({ code: 'custom', path: [...path], message: problem });
});

/** Declares a CRM. The config is typed by its connector: a misspelt field is a compile error. */
export function defineCrm<Config>(crm: Crm<Config>): Crm<Config> {
  return crm;
}
