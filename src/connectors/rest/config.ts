import { z } from 'zod';

/** A path below the base; `{id}` is the hub's id, `{remoteId}` the CRM's own. */
const template = z
  .string()
  .regex(/^\/[^\s]*$/, 'begin it with a slash')
  .refine(
    (text) => [...text.matchAll(/\{(\w+)\}/g)].every(([, name]) => name === 'id' || name === 'remoteId'),
    'only {id} and {remoteId} can stand in it',
  );
/** Where in an answer something is: names and numbers with dots between; empty: the answer itself. */
const path = z.string().regex(/^$|^[\w-]+(\.[\w-]+)*$/, 'names and numbers with dots between them');

const objectConfig = z.strictObject({
  /** Looks one record up by the hub's id. 404, or nothing at `at`: it is not there. */
  find: z.strictObject({
    method: z.enum(['GET', 'POST']).default('GET'),
    url: template,
    /** For POST: `"{id}"` in a text is replaced. */
    body: z.unknown().optional(),
    /** `data.0`, `list.0`, … */
    at: path.default(''),
  }),
  create: z.strictObject({
    method: z.enum(['POST', 'PUT']).default('POST'),
    url: template,
    /** The record lies under this name in the body: `data`. */
    wrap: path.default(''),
    /** Where the answer holds the record. */
    at: path.default(''),
  }),
  update: z.strictObject({
    method: z.enum(['PATCH', 'PUT', 'POST']).default('PATCH'),
    url: template,
    wrap: path.default(''),
  }),
  /** The CRM's own id in a record. */
  remoteId: path.default('id'),
});

/** What a file `crm/<name>.crm.ts` may set. */
export const restConfig = z.strictObject({
  baseUrl: z.url(),
  auth: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({ kind: z.literal('bearer'), token: z.string().min(1) }),
      z.strictObject({ kind: z.literal('basic'), username: z.string().min(1), password: z.string().min(1) }),
      z.strictObject({
        kind: z.literal('header'),
        name: z.string().regex(/^[\w-]{1,100}$/),
        value: z.string().min(1),
      }),
      z.strictObject({
        kind: z.literal('oauth'),
        tokenUrl: z.url(),
        clientId: z.string().min(1),
        clientSecret: z.string().min(1),
        scope: z.string().optional(),
      }),
    ])
    .default({ kind: 'none' }),
  /** How each object of the mapping is read and written. */
  objects: z.record(z.string(), objectConfig),
  /** What a link holds: the other record's own id in the CRM, or the hub's. */
  linkBy: z.enum(['remote', 'external']).default('remote'),
  /** How long a record that was made may take to be found. */
  settleSeconds: z.number().min(0).max(120).default(10),
  timeoutSeconds: z.number().positive().max(120).default(30),
  mostPerSecond: z.number().positive().max(100).default(5),
});

export type RestSettings = z.output<typeof restConfig>;
export type RestObject = z.output<typeof objectConfig>;
