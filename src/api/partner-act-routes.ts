import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { mergePartners } from '../pipeline/directory-merge.ts';
import { resumeOutreach, setStage } from '../pipeline/directory-stage.ts';
import { moveInTree } from '../pipeline/directory-tree.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { answerEdit, editorOf, editResponses, malformedVersion, versionOf } from './partner-answers.ts';
import { ifMatch } from './partner-routes.ts';
import { relations, stages } from './partner-schemas.ts';
import { guardedResponses } from './problem.ts';

const responses = { ...editResponses, ...guardedResponses };
const common = { security: [{ token: [] }], tags: ['partners'], responses };
const params = z.object({ id: z.uuid() });
const content = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

export const movePartnerRoute = createRoute({
  ...common,
  method: 'put',
  path: '/v1/partners/{id}/parent',
  operationId: 'movePartner',
  summary: 'Make an organisation part of another, with everything below it',
  request: {
    params,
    headers: ifMatch,
    body: content(
      z
        .strictObject({ parentId: z.uuid().nullable(), relation: z.enum(relations).optional() })
        .refine((place) => place.parentId === null || place.relation !== undefined, {
          path: ['relation'],
          message: 'is needed with parentId',
        })
        .openapi('PartnerParent'),
    ),
  },
});

export const mergePartnerRoute = createRoute({
  ...common,
  method: 'post',
  path: '/v1/partners/{id}/merge',
  operationId: 'mergePartner',
  summary: 'This partner is another one: everything of it becomes that one’s',
  description: 'What one of them was told is told to both: nothing is sent again. Answers with the survivor.',
  request: {
    params,
    headers: ifMatch,
    body: content(
      z
        .strictObject({
          into: z.uuid(),
          isSureOfNpis: z.boolean().optional().openapi({
            description: 'Both NPIs are of one partner. Without it two different ones are refused.',
          }),
        })
        .openapi('PartnerMerge'),
    ),
  },
});

export const setPartnerStageRoute = createRoute({
  ...common,
  method: 'put',
  path: '/v1/partners/{id}/stage',
  operationId: 'setPartnerStage',
  summary: 'Say how the practice stands with a partner; of a discovered one that confirms it',
  description: 'Visits of its patients that are open or of the last 90 days are looked at again.',
  request: {
    params,
    headers: ifMatch,
    body: content(
      z
        .strictObject({
          stage: z.enum(stages),
          on: z.iso.date().optional().openapi({ description: 'Since when; today when absent.' }),
        })
        .openapi('PartnerStage'),
    ),
  },
});

export const resumeOutreachRoute = createRoute({
  ...common,
  method: 'post',
  path: '/v1/partners/{id}/outreach/resume',
  operationId: 'resumePartnerOutreach',
  summary: 'Start cold outreach again, which a first referral stopped',
  request: { params, headers: ifMatch },
});

export function addPartnerActRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  api.openapi(movePartnerRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    const { parentId, relation } = c.req.valid('json');
    const place = parentId === null || relation === undefined ? null : { parentId, relation };
    const move = { place, ...(version === undefined ? {} : { version }) };
    return answerEdit(c, await moveInTree(hub, c.req.valid('param').id, move, editorOf(c, false)));
  });
  api.openapi(mergePartnerRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    const { into, isSureOfNpis = false } = c.req.valid('json');
    const merge = {
      from: c.req.valid('param').id,
      into,
      isSureOfNpis,
      ...(version === undefined ? {} : { version }),
    };
    return answerEdit(c, await mergePartners(hub, merge, editorOf(c, false)));
  });
  api.openapi(setPartnerStageRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    const { stage, on } = c.req.valid('json');
    const change = {
      stage,
      ...(on === undefined ? {} : { on }),
      ...(version === undefined ? {} : { version }),
    };
    return answerEdit(c, await setStage(hub, c.req.valid('param').id, change, editorOf(c, false)));
  });
  api.openapi(resumeOutreachRoute, async (c) => {
    const version = versionOf(c);
    if (version === null) return malformedVersion(c);
    return answerEdit(c, await resumeOutreach(hub, c.req.valid('param').id, version, editorOf(c, false)));
  });
}
