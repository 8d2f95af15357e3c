import { z } from 'zod';
import { isJsonPointer } from '../../formats/json/pointer.ts';
import { byteLimit } from '../../sdk/byte-limit.ts';

const secret = z.string().min(1, 'is empty: is its environment variable set?');
const headerName = z.string().regex(/^[\w-]+$/, 'write the name of a header, such as X-Api-Key');
const pointer = z.string().refine(isJsonPointer, 'write a JSON pointer, such as /data/items (RFC 6901)');

/** An address, perhaps with `{since}` and `{cursor}` in its query. */
const address = z
  .string()
  .refine(
    (text) => isSafe(text.replaceAll(placeholders, '1')),
    'must be an address that begins with https:// (http:// only on this machine), without a name and password in it',
  )
  .refine(
    (text) => !/\{(?:since|cursor)\}/.test(text.split('?')[0] ?? ''),
    'may hold {since} and {cursor} only behind the question mark',
  );

const webAddress = z.string().refine(isSafe, 'must begin with https:// (http:// only on this machine)');

const auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bearer'), token: secret }),
  z.strictObject({ kind: z.literal('basic'), username: z.string().min(1), password: secret }),
  z.strictObject({ kind: z.literal('header'), name: headerName, value: secret }),
  z.strictObject({
    /** Client credentials (RFC 6749, 4.4). */
    kind: z.literal('oauth2'),
    tokenUrl: webAddress,
    clientId: z.string().min(1),
    clientSecret: secret,
    scope: z.string().min(1).optional(),
    /** Whom the token is for, where the sign-in server asks. */
    audience: z.string().min(1).optional(),
    /** Where the id and the secret go: in the form, or as name and password. */
    send: z.enum(['form', 'basic']).default('form'),
  }),
]);

const next = z.union([
  /** A `Link` header with rel="next" (RFC 8288). */
  z.literal('link'),
  /** Where the answer has the next cursor. */
  z.strictObject({ cursor: pointer }),
  /** Where the answer has the address of the next page. */
  z.strictObject({ url: pointer }),
]);

const records = z.strictObject({
  /** Where the answer has its list: `/data`. Default: the answer is the list. */
  list: pointer.default(''),
  /** Where a record has its id and what changes with it (a version, a time): the same of both is a repeat. */
  id: pointer.optional(),
  version: pointer.optional(),
  /** What kind of record it is, for lists. */
  type: pointer.optional(),
  next: next.optional(),
});

/** What a channel may set. */
export const pullSourceConfig = z
  .strictObject({
    url: address,
    auth: auth.optional(),
    headers: z.record(headerName, z.string()).default({}),
    /** The answer is JSON with records in it. */
    records: records.optional(),
    /** The answer is a whole file of records (CSV, TSV, JSON, NDJSON); the name is shown. */
    file: z.strictObject({ name: z.string().min(1).max(200) }).optional(),
    /** What `{since}` is the first time: everything after it is fetched. */
    from: z.iso.datetime({ offset: true }).default('1970-01-01T00:00:00Z'),
    /** How `{since}` is written. */
    sinceForm: z.enum(['iso', 'date', 'seconds', 'milliseconds']).default('iso'),
    /** `{since}` is so long before the last look, for clocks that differ and records that came late. */
    overlapSeconds: z.number().min(0).max(604_800).default(600),
    pollSeconds: z.number().positive().max(86_400).default(600),
    /** For one answer; for a file: silence. */
    timeoutSeconds: z.number().positive().max(600).default(60),
    /** The largest answer. Files are never held whole: theirs is `maxFileBytes`. */
    maxBytes: byteLimit,
    maxFileBytes: z
      .int()
      .min(1)
      .default(4 * 1024 ** 3),
    /** Pages in one look; the next look goes on. */
    maxPages: z.int().min(1).max(100_000).default(1_000),
  })
  .refine(({ records: some, file }) => (some === undefined) !== (file === undefined), {
    path: ['records'],
    message: 'or `file` is needed, one of them: does the answer have records in it, or is it a file?',
  })
  .refine(({ file, url }) => file === undefined || !hasPlaceholder(url), {
    path: ['url'],
    message: 'may hold {since} and {cursor} only with `records`: a file is asked for whole',
  })
  .refine(({ records: some, url }) => !url.includes('{cursor}') || isByCursor(some), {
    path: ['records', 'next'],
    message: 'must be { cursor: … }, as the address holds {cursor}',
  })
  .refine(({ records: some, url }) => !isByCursor(some) || url.includes('{cursor}'), {
    path: ['url'],
    message: 'must hold {cursor}, as records.next names one',
  });

export type PullSettings = z.output<typeof pullSourceConfig>;
export type RecordSettings = NonNullable<PullSettings['records']>;
export type AuthSettings = NonNullable<PullSettings['auth']>;

const placeholders = /\{(?:since|cursor)\}/g;

function hasPlaceholder(url: string): boolean {
  return /\{(?:since|cursor)\}/.test(url);
}

function isByCursor(settings: z.output<typeof records> | undefined): boolean {
  return typeof settings?.next === 'object' && 'cursor' in settings.next;
}

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return username === '' && password === '' && (protocol === 'https:' || (protocol === 'http:' && isHere));
}
