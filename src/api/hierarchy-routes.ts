import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { decideHierarchy } from '../pipeline/import/decide-hierarchy.ts';
import { decidePracticePlace } from '../pipeline/import/decide-practice-place.ts';
import { listOpenProposals } from '../store/hierarchy-proposals.ts';
import { listPracticePlaces } from '../store/practice-places.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import { practicePlaceSchema, proposalSchema, toProposal } from './import-schemas.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const tags = ['imports'];
const security = [{ token: [] }];
const badRequest = problemResponse('A parameter or field does not fit.');
const proposalList = z.object({ proposals: z.array(proposalSchema) }).openapi('HierarchyProposalList');

export const listProposalsRoute = createRoute({
  method: 'get',
  path: '/v1/hierarchy-proposals',
  operationId: 'listHierarchyProposals',
  tags,
  summary: 'Offices that may be part of an organisation, for a person to decide',
  security,
  responses: {
    200: { description: 'Oldest first', content: { 'application/json': { schema: proposalList } } },
    ...guardedResponses,
  },
});

export const decideProposalRoute = createRoute({
  method: 'post',
  path: '/v1/hierarchy-proposals/{id}/{decision}',
  operationId: 'decideHierarchyProposal',
  tags,
  summary: 'Accept or refuse; remembered, and not asked again',
  security,
  request: { params: z.object({ id: z.uuid(), decision: z.enum(['accept', 'refuse']) }) },
  responses: {
    204: { description: 'Decided' },
    400: badRequest,
    404: problemResponse('There is no such open proposal.'),
    409: problemResponse('The tree does not allow it.'),
    ...guardedResponses,
  },
});

const placeList = z.object({ places: z.array(practicePlaceSchema) }).openapi('PracticePlaceList');

export const listPracticePlacesRoute = createRoute({
  method: 'get',
  path: '/v1/practice-places',
  operationId: 'listPracticePlaces',
  tags,
  summary: 'People without a practice who share address and telephone, for a person to decide',
  security,
  responses: {
    200: { description: 'The largest group first', content: { 'application/json': { schema: placeList } } },
    ...guardedResponses,
  },
});

export const decidePracticePlaceRoute = createRoute({
  method: 'post',
  path: '/v1/practice-places/{id}/{decision}',
  operationId: 'decidePracticePlace',
  tags,
  summary: 'Accept (each gets a role at the practice) or refuse; remembered, and not asked again',
  security,
  request: {
    params: z.object({ id: z.uuid(), decision: z.enum(['accept', 'refuse']) }),
    body: {
      content: {
        'application/json': {
          schema: z.object({
            name: z
              .string()
              .trim()
              .min(1)
              .max(200)
              .optional()
              .openapi({ description: 'What a new organisation is called; absent: by its street.' }),
          }),
        },
      },
    },
  },
  responses: {
    204: { description: 'Decided' },
    400: badRequest,
    404: problemResponse('There is no such open proposal.'),
    ...guardedResponses,
  },
});

/** What the imports propose about the tree of organisations, and people decide. */
export function addHierarchyRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(listProposalsRoute, async (c) => {
    const open = await listOpenProposals(hub.db, 200);
    const proposals = open.map(toProposal);
    return c.json({ proposals }, 200);
  });
  api.openapi(listPracticePlacesRoute, async (c) => {
    const places = await listPracticePlaces(hub.db, 200);
    return c.json({ places: places.map((place) => ({ ...place, people: [...place.people] })) }, 200);
  });
  api.openapi(decidePracticePlaceRoute, async (c) => {
    const { id, decision } = c.req.valid('param');
    const { name } = c.req.valid('json');
    const by = { person: actorOf(c), peer: peerOf(c) };
    const said = { isAccepted: decision === 'accept', ...(name === undefined ? {} : { name }) };
    const decided = await decidePracticePlace(hub, id, said, by);
    return decided.outcome === 'not_found'
      ? problem(c, 404, 'not-found', 'There is no such open proposal.')
      : c.body(null, 204);
  });
  api.openapi(decideProposalRoute, async (c) => {
    const { id, decision } = c.req.valid('param');
    const by = { person: actorOf(c), peer: peerOf(c) };
    const decided = await decideHierarchy(hub, id, decision === 'accept', by);
    if (decided.outcome === 'decided') return c.body(null, 204);
    if (decided.outcome === 'not_found')
      return problem(c, 404, 'not-found', 'There is no such open proposal.');
    return problem(
      c,
      409,
      'tree-refused',
      'The tree does not allow it, or somebody changed the office meanwhile.',
    );
  });
}
