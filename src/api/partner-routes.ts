import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { createPartner, editPartner, retirePartner } from '../pipeline/directory.ts';
import { partnerFields, partnerLists } from '../pipeline/directory-fields.ts';
import { listPartners, type PartnerFilter } from '../store/directory/list-partners.ts';
import { loadPartnerPage } from '../store/directory/read-partner.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { decodeName, encodeName } from './cursor.ts';
import { answerEdit, editorOf, editResponses, malformedVersion, versionOf } from './partner-answers.ts';
import { kinds, partnerPageSchema, partnerSchema, stages, toLine, toPartner } from './partner-schemas.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const MOST_PARTNERS = 500;
const security = [{ token: [] }];
const params = z.object({ id: z.uuid() });
const tags = ['partners'];

/** With an edit: the values were checked with the partner, and outrank every file from then on. */
export const verified = z.boolean().optional().openapi({
  description: 'The values were checked with the partner: they outrank every file from then on.',
});
export const ifMatch = z.object({
  'if-match': z.string().optional().openapi({ description: 'The version you read, as its ETag: `"3"`.' }),
});

export const listPartnersRoute = createRoute({
  method: 'get',
  path: '/v1/partners',
  operationId: 'listPartners',
  tags,
  summary: 'Partners by name: those the practice deals with, or with stage=unknown the rest of the directory',
  security,
  request: {
    query: z.object({
      after: z.string().max(1_000).optional().openapi({ description: '`next` of the last page.' }),
      limit: z.coerce.number().int().min(1).max(MOST_PARTNERS).default(100),
      stage: z.enum(stages).optional(),
      kind: z.enum(kinds).optional(),
      owner: z
        .string()
        .max(200)
        .optional()
        .openapi({ description: 'E-mail address of the liaison; `none`: nobody’s.' }),
      incomplete: z.enum(['true']).optional().openapi({ description: 'Lacks name, location, phone or fax.' }),
      specialty: z.string().min(3).max(110).optional().openapi({ example: '207R' }),
      city: z.string().max(100).optional(),
      state: z.string().length(2).optional(),
      zip: z
        .string()
        .regex(/^\d{2,9}$/)
        .optional(),
      text: z
        .string()
        .min(3)
        .max(100)
        .optional()
        .openapi({ description: 'Words of the name in any order, each from its beginning.' }),
    }),
  },
  responses: {
    200: {
      description: 'A page of partners',
      content: { 'application/json': { schema: partnerPageSchema } },
    },
    400: problemResponse('A parameter does not fit.'),
    ...guardedResponses,
  },
});

export const getPartnerRoute = createRoute({
  method: 'get',
  path: '/v1/partners/{id}',
  operationId: 'getPartner',
  tags,
  summary: 'One partner with people, places, addresses, tree, completeness and counts',
  description: 'Its version is the ETag. An id that was merged away gives the survivor.',
  security,
  request: { params },
  responses: {
    200: { description: 'The partner', content: { 'application/json': { schema: partnerSchema } } },
    400: problemResponse('The id is no UUID.'),
    404: problemResponse('There is no such partner.'),
    ...guardedResponses,
  },
});

const content = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const createPartnerRoute = createRoute({
  method: 'post',
  path: '/v1/partners',
  operationId: 'createPartner',
  tags,
  summary: 'Enter a partner',
  security,
  request: {
    body: content(
      z
        .strictObject({
          kind: z.enum(kinds),
          stage: z.enum(stages),
          fields: partnerFields,
          lists: partnerLists.optional(),
          verified,
        })
        .openapi('NewPartner'),
    ),
  },
  responses: { ...editResponses, ...guardedResponses },
});

export const editPartnerRoute = createRoute({
  method: 'patch',
  path: '/v1/partners/{id}',
  operationId: 'editPartner',
  tags,
  summary: "Change a partner's own fields and lists",
  description: '`null` clears a field. A list replaces what is there; what is not in it is retired.',
  security,
  request: {
    params,
    headers: ifMatch,
    body: content(
      z
        .strictObject({ fields: partnerFields.default({}), lists: partnerLists.optional(), verified })
        .openapi('PartnerEdit'),
    ),
  },
  responses: { ...editResponses, ...guardedResponses },
});

export const retirePartnerRoute = createRoute({
  method: 'delete',
  path: '/v1/partners/{id}',
  operationId: 'retirePartner',
  tags,
  summary: 'Take a partner out of lists; nothing is deleted',
  security,
  request: { params, headers: ifMatch },
  responses: { ...editResponses, ...guardedResponses },
});

export function addPartnerRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  api.openapi(listPartnersRoute, async (c) => {
    const { after, limit, ...asked } = c.req.valid('query');
    const place = after === undefined ? undefined : decodeName(after);
    if (after !== undefined && !place)
      return problem(c, 400, 'cursor-malformed', 'This is not a cursor of this list.');
    const isNarrow = [asked.zip, asked.city, asked.specialty, asked.text].some((one) => one !== undefined);
    if (asked.stage === 'unknown' && !isNarrow) {
      const errors = [
        { in: 'query', field: 'stage', problem: 'unknown needs zip, city, specialty or text beside it' },
      ];
      return problem(c, 400, 'too-wide', 'The whole directory is no list: say where or what.', { errors });
    }
    const found = await listPartners(hub.db, filterOf(asked), {
      limit: limit + 1,
      ...(place ? { after: place } : {}),
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return c.json({ partners: page.map(toLine), ...(last ? { next: encodeName(last) } : {}) }, 200);
  });
  api.openapi(getPartnerRoute, async (c) => {
    const page = await loadPartnerPage(hub.db, c.req.valid('param').id);
    if (!page) return problem(c, 404, 'not-found', 'There is no such partner.');
    c.header('ETag', `"${page.entry.version}"`);
    return c.json(toPartner(page), 200);
  });
  api.openapi(createPartnerRoute, async (c) => {
    const { verified: isVerified, lists, ...partner } = c.req.valid('json');
    const entered = { ...partner, ...(lists ? { lists } : {}) };
    return answerEdit(c, await createPartner(hub, entered, editorOf(c, isVerified)));
  });
  api.openapi(editPartnerRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    const { verified: isVerified, fields, lists } = c.req.valid('json');
    const edit = { fields, ...(lists ? { lists } : {}), ...(version === undefined ? {} : { version }) };
    return answerEdit(c, await editPartner(hub, c.req.valid('param').id, edit, editorOf(c, isVerified)));
  });
  api.openapi(retirePartnerRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    return answerEdit(c, await retirePartner(hub, c.req.valid('param').id, version, editorOf(c, false)));
  });
}

type Asked = {
  readonly stage?: (typeof stages)[number] | undefined;
  readonly owner?: string | undefined;
  readonly incomplete?: 'true' | undefined;
} & { readonly [Field in 'specialty' | 'city' | 'state' | 'zip' | 'text']?: string | undefined } & {
  readonly kind?: (typeof kinds)[number] | undefined;
};

function filterOf({ stage, owner, incomplete, ...others }: Asked): PartnerFilter {
  const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(stage === undefined ? {} : { stages: [stage] }),
    ...(owner === undefined ? {} : { owner: owner === 'none' ? null : owner }),
    ...(incomplete === undefined ? {} : { isIncomplete: true }),
  };
}
