import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { letterOf, listLetters, type Letter } from '../pipeline/letters/letter-texts.ts';
import { letterPicture, previewLetter } from '../pipeline/letters/preview-letter.ts';
import { saveLetter, type SavedLetter } from '../pipeline/letters/save-letter.ts';
import { checkLetter } from '../pipeline/packet/check-letter.ts';
import { LETTER_KINDS, placeholdersOf } from '../pipeline/packet/letter-template.ts';
import { listLetterVersions, type LetterVersion } from '../store/letters.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { guardedResponses, problem, problemResponse } from './problem.ts';

const security = [{ token: [] }];
const tags = ['letters'];
const badRequest = problemResponse('A parameter or field does not fit.');
const params = z.object({ kind: z.enum(LETTER_KINDS) });
/** How many versions are shown. */
const VERSIONS = 50;

const letterFields = {
  kind: z.enum(LETTER_KINDS),
  title: z.string().openapi({ example: 'Missed appointment' }),
  body: z.string().openapi({ description: 'Paragraphs, `- ` items, `**bold**`, `{{placeholders}}`.' }),
  number: z.int().openapi({ description: 'Of its newest version; 0: nobody has written one.' }),
  isBuiltIn: z.boolean(),
  changedAt: z.iso.datetime().optional(),
  changedBy: z.string().optional(),
};

const lineSchema = z.object(letterFields).openapi('LetterLine');
const letterSchema = z
  .object({
    ...letterFields,
    placeholders: z
      .record(z.string(), z.string())
      .openapi({ description: 'What may be filled in, with what it stands for.' }),
    versions: z.array(
      z.object({
        number: z.int(),
        createdAt: z.iso.datetime(),
        createdBy: z.string(),
        title: z.string().optional().openapi({ description: 'Absent: back to the built-in wording.' }),
        body: z.string().optional(),
      }),
    ),
  })
  .openapi('Letter');

const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const asItIs = { description: 'As it is now', content: json(letterSchema) };
const words = { title: z.string().max(200), body: z.string().max(5_000) };
const basedOn = z.int().min(0).openapi({ description: 'The `number` of the version you had before you.' });
const saved = {
  200: asItIs,
  400: badRequest,
  409: problemResponse(
    'Somebody else changed it since (changed), or it offers something of value and nobody answers for it (needs-answer).',
  ),
  422: problemResponse('It cannot be a letter; `errors` names what is wrong.'),
  ...guardedResponses,
};

export const listLettersRoute = createRoute({
  method: 'get',
  path: '/v1/letters',
  operationId: 'listLetters',
  tags,
  summary: 'What the practice writes to offices, in its own words',
  security,
  responses: {
    200: {
      description: 'All letters',
      content: json(z.object({ letters: z.array(lineSchema) }).openapi('LetterList')),
    },
    ...guardedResponses,
  },
});

export const getLetterRoute = createRoute({
  method: 'get',
  path: '/v1/letters/{kind}',
  operationId: 'getLetter',
  tags,
  summary: 'One letter with its placeholders and versions',
  security,
  request: { params },
  responses: { 200: asItIs, 400: badRequest, ...guardedResponses },
});

export const saveLetterRoute = createRoute({
  method: 'put',
  path: '/v1/letters/{kind}',
  operationId: 'saveLetter',
  tags,
  summary: 'Put a letter in other words',
  description: 'Letters that are made from now on have them; those under way keep theirs.',
  security,
  request: {
    params,
    body: {
      required: true,
      content: json(
        z
          .strictObject({
            ...words,
            basedOn,
            isSure: z.boolean().default(false).openapi({
              description:
                'A person has read that the letter speaks of something of value, and answers for it (Anti-Kickback Statute).',
            }),
          })
          .openapi('NewLetter'),
      ),
    },
  },
  responses: saved,
});

export const resetLetterRoute = createRoute({
  method: 'post',
  path: '/v1/letters/{kind}/reset',
  operationId: 'resetLetter',
  tags,
  summary: 'Back to the built-in wording',
  security,
  request: {
    params,
    body: { required: true, content: json(z.strictObject({ basedOn }).openapi('LetterReset')) },
  },
  responses: saved,
});

const draftSchema = z
  .strictObject({ ...words, format: z.enum(['pdf', 'png']).default('pdf') })
  .openapi('LetterDraft');
const binary = z.string().openapi({ format: 'binary' });

export const previewLetterRoute = createRoute({
  method: 'post',
  path: '/v1/letters/{kind}/preview',
  operationId: 'previewLetter',
  tags,
  summary: 'The letter as it would go out, about an invented patient; nothing is saved',
  description: 'pdf: the letter. png: its first page as a fax machine prints it.',
  security,
  request: { params, body: { required: true, content: json(draftSchema) } },
  responses: {
    200: {
      description: 'The page',
      content: { 'application/pdf': { schema: binary }, 'image/png': { schema: binary } },
    },
    400: badRequest,
    422: problemResponse('It cannot be a letter; `errors` names what is wrong.'),
    ...guardedResponses,
  },
});

export const letterRoutes = [
  listLettersRoute,
  getLetterRoute,
  saveLetterRoute,
  resetLetterRoute,
  previewLetterRoute,
];

/** Letters in the practice's own words. A token of scope operator stands for an administrator. */
export function addLetterRoutes(api: OpenAPIHono<ApiEnv>, { hub }: ApiDeps): void {
  const show = async (kind: Letter['kind']) => {
    const versions = await listLetterVersions(hub.db, kind, VERSIONS);
    return toLetter(letterOf(kind, versions[0]), versions);
  };
  const answer = async (c: Context<ApiEnv>, kind: Letter['kind'], outcome: SavedLetter) =>
    outcome.kind === 'saved' ? c.json(await show(kind), 200) : refuse(c, outcome);
  api.openapi(listLettersRoute, async (c) => {
    const letters = await listLetters(hub.db);
    return c.json({ letters: letters.map(toLine) }, 200);
  });
  api.openapi(getLetterRoute, async (c) => c.json(await show(c.req.valid('param').kind), 200));
  api.openapi(saveLetterRoute, async (c) => {
    const { kind } = c.req.valid('param');
    const { title, body, ...how } = c.req.valid('json');
    return answer(c, kind, await saveLetter(hub, kind, { text: { title, body }, ...how }, actorOf(c)));
  });
  api.openapi(resetLetterRoute, async (c) => {
    const { kind } = c.req.valid('param');
    const reset = { text: undefined, basedOn: c.req.valid('json').basedOn, isSure: false };
    return answer(c, kind, await saveLetter(hub, kind, reset, actorOf(c)));
  });
  api.openapi(previewLetterRoute, async (c) => {
    const { kind } = c.req.valid('param');
    const { title, body, format } = c.req.valid('json');
    const { problems } = checkLetter(kind, { title, body });
    if (problems.length > 0) return refuse(c, { kind: 'refused', problems });
    const packet = await previewLetter(hub, kind, { title, body });
    const bytes = format === 'png' ? await letterPicture(packet) : packet.bytes;
    const type = format === 'png' ? 'image/png' : 'application/pdf';
    return c.body(new Uint8Array(bytes), 200, { 'Content-Type': type });
  });
}

function refuse(c: Context<ApiEnv>, outcome: Exclude<SavedLetter, { readonly kind: 'saved' }>) {
  if (outcome.kind === 'overtaken')
    return problem(c, 409, 'changed', `${outcome.by} changed it since that version. Read it again.`);
  if (outcome.kind === 'warned') return problem(c, 409, 'needs-answer', outcome.warnings.join(' '));
  const errors = outcome.problems.map((one) => ({ in: 'json', field: one.field, problem: one.message }));
  return problem(c, 422, 'refused', 'This cannot be a letter.', { errors });
}

function toLine({ kind, text, number, isBuiltIn, changedAt, changedBy }: Letter): z.infer<typeof lineSchema> {
  return {
    kind,
    ...text,
    number,
    isBuiltIn,
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(changedBy === undefined ? {} : { changedBy }),
  };
}

function toLetter(letter: Letter, versions: readonly LetterVersion[]): z.infer<typeof letterSchema> {
  return {
    ...toLine(letter),
    placeholders: { ...placeholdersOf(letter.kind) },
    versions: versions.map(({ number, createdAt, createdBy, title, body }) => ({
      number,
      createdAt,
      createdBy,
      ...(title === null || body === null ? {} : { title, body }),
    })),
  };
}
