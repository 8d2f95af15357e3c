import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { PartyClaim } from '../domain/fact.ts';
import { phoneKey } from '../domain/names.ts';
import { isNpi } from '../domain/npi.ts';
import { identifyParty } from '../pipeline/known-partners.ts';
import { describePartners, searchPartnersAsTyped } from '../store/partner-search.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { kinds, stages } from './partner-schemas.ts';
import { guardedResponses, problemResponse } from './problem.ts';

const MOST_CHOICES = 50;
const LONGEST_NAME = 200;

const security = [{ token: [] }];
const text = z.string().max(LONGEST_NAME);

const choiceSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(kinds),
    name: z.string(),
    credential: z.string().optional(),
    specialty: z.string().optional().openapi({ description: 'Taxonomy code, or `text:` and a word.' }),
    organisation: z.string().optional().openapi({ description: 'The practice of a person.' }),
    city: z.string().optional(),
    state: z.string().optional(),
    phone: z.string().optional(),
    fax: z.string().optional(),
    npi: z.string().optional(),
    stage: z.enum(stages),
    isOwn: z.boolean(),
    referrals: z.int().openapi({ description: 'Referrals of theirs, counted up to fifty.' }),
  })
  .openapi('PartnerChoice');

const choices = z.object({ partners: z.array(choiceSchema) }).openapi('PartnerChoices');

const searchBody = z
  .object({
    text: text.openapi({
      example: 'smith oak pa',
      description: 'Words in any order, or figures of an NPI or line.',
    }),
    limit: z.int().min(1).max(MOST_CHOICES).default(10),
    near: z.object({ state: text.optional(), zip: text.optional() }).optional(),
    stages: z.array(z.enum(stages)).min(1).optional(),
  })
  .openapi('PartnerSearch');

const claimBody = z
  .object({
    npi: text.optional().openapi({ description: 'As it was read, misread figures included.' }),
    family: text.optional().openapi({ description: 'Or the whole name, such as `Family, Given MD`.' }),
    given: text.optional(),
    organisation: text.optional(),
    phone: text.optional(),
    fax: text.optional(),
    city: text.optional(),
    state: text.optional(),
    zip: text.optional(),
  })
  .openapi('PartnerClaim');

const matchSchema = z
  .object({
    outcome: z.enum(['certain', 'probable', 'new', 'none']),
    officeId: z
      .uuid()
      .optional()
      .openapi({ description: "Which of a doctor's practices, when it is known." }),
    reasons: z.array(z.string()),
    candidates: z.array(choiceSchema.extend({ reasons: z.array(z.string()) })).openapi({
      description: 'The partner it is, when certain; else those it may be, the likeliest first.',
    }),
  })
  .openapi('PartnerMatch');

export const searchPartnersRoute = createRoute({
  method: 'post',
  path: '/v1/partners/search',
  operationId: 'searchPartners',
  tags: ['partners'],
  summary: 'Partners as somebody types: those the practice deals with first, then those near it',
  security,
  request: { body: { required: true, content: { 'application/json': { schema: searchBody } } } },
  responses: {
    200: { description: 'At most `limit` partners', content: { 'application/json': { schema: choices } } },
    400: problemResponse('A field does not fit.'),
    ...guardedResponses,
  },
});

export const matchPartnerRoute = createRoute({
  method: 'post',
  path: '/v1/partners/match',
  operationId: 'matchPartner',
  tags: ['partners'],
  summary: 'Which partner a name with numbers means; enters nobody',
  security,
  request: { body: { required: true, content: { 'application/json': { schema: claimBody } } } },
  responses: {
    200: { description: 'Who it is or may be', content: { 'application/json': { schema: matchSchema } } },
    400: problemResponse('A field does not fit.'),
    ...guardedResponses,
  },
});

export function addPartnerSearchRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { db } = deps.hub;
  api.openapi(searchPartnersRoute, async (c) => {
    const { text: typed, limit, near, stages: wanted } = c.req.valid('json');
    const found = await searchPartnersAsTyped(db, typed, {
      limit,
      ...(near === undefined ? {} : { place: said(near) }),
      ...(wanted === undefined ? {} : { stages: wanted }),
    });
    return c.json({ partners: [...found] }, 200);
  });
  api.openapi(matchPartnerRoute, async (c) => {
    const match = await identifyParty(db, claimOf(c.req.valid('json')));
    const partnerId =
      match.outcome === 'certain' ? [{ partnerId: match.partnerId, reasons: match.reasons }] : [];
    const others = match.outcome === 'probable' || match.outcome === 'new' ? match.candidates : partnerId;
    const described = await describePartners(
      db,
      others.map((one) => one.partnerId),
    );
    const candidates = others.flatMap(({ partnerId: id, reasons }) => {
      const known = described.find((one) => one.id === id);
      return known ? [{ ...known, reasons: [...reasons] }] : [];
    });
    const officeId = match.outcome === 'none' ? undefined : match.officeId;
    const { outcome, reasons } = match;
    return c.json(
      { outcome, reasons: [...reasons], candidates, ...(officeId === undefined ? {} : { officeId }) },
      200,
    );
  });
}

/** What a person or a program read somewhere, as a claim. */
function claimOf(body: z.infer<typeof claimBody>): PartyClaim {
  const { npi, family, given, organisation, phone, fax, city, state, zip } = body;
  const isPerson = (family ?? given ?? '') !== '';
  const digits = npi?.replaceAll(/\s/g, '');
  return {
    kind: isPerson ? 'person' : 'organisation',
    identifiers: digits === undefined || digits === '' ? [] : [readNumber(digits)],
    ...(isPerson ? { name: said({ family, given }) } : {}),
    ...said({ organisation, city, state, zip, phone: phoneKey(phone), fax: phoneKey(fax) }),
  };
}

/** A number that is no NPI may be a misread one. */
function readNumber(value: string) {
  return { system: isNpi(value) ? 'npi' : 'typed:not-npi', value };
}

function said<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { readonly [Key in keyof T]?: string } {
  const given = Object.entries(values).filter(([, value]) => (value ?? '') !== '');
  return Object.fromEntries(given) as { readonly [Key in keyof T]?: string };
}
