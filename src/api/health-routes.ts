import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { isSameSecret } from '../lib/same-secret.ts';
import { findOldestWaiting, listMissingMigrations } from '../store/figures.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { bearerOf, unauthorized } from './authenticate.ts';
import { problemResponse } from './problem.ts';

/** A message that waits this long means that processing stands still, not that much is going on. */
const LONGEST_WAITING_SECONDS = 300;

const healthy = z.object({ status: z.literal('ok') }).openapi('Health');
const readiness = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    problems: z.array(
      z.object({
        name: z.enum(['database', 'migrations', 'sources', 'processing']),
        detail: z.string(),
      }),
    ),
  })
  .openapi('Readiness');

export const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  tags: ['health'],
  summary: 'Does the process live',
  responses: { 200: { description: 'It does', content: { 'application/json': { schema: healthy } } } },
});

export const readinessRoute = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  tags: ['health'],
  summary: 'Can it do its work',
  responses: {
    200: { description: 'It can', content: { 'application/json': { schema: readiness } } },
    503: { description: 'It cannot, and why', content: { 'application/json': { schema: readiness } } },
  },
});

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'getMetrics',
  tags: ['health'],
  summary: 'Figures for Prometheus',
  description: 'Asks for METRICS_TOKEN as a bearer token where one is set.',
  responses: {
    200: { description: 'The figures', content: { 'text/plain': { schema: z.string() } } },
    401: problemResponse('METRICS_TOKEN is set, and this is not it.'),
  },
});

type Readiness = z.infer<typeof readiness>;

export function addHealthRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  api.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200));
  api.openapi(readinessRoute, async (c) => {
    const problems = await findProblems(deps);
    if (problems.length > 0) return c.json({ status: 'not-ready' as const, problems }, 503);
    return c.json({ status: 'ready' as const, problems }, 200);
  });
  api.openAPIRegistry.registerPath(metricsRoute);
  api.get(metricsRoute.path, async (c) => {
    if (deps.metricsToken !== undefined && !isSameSecret(bearerOf(c) ?? '', deps.metricsToken))
      return unauthorized(c);
    return c.body(await deps.metrics.render(), 200, { 'Content-Type': deps.metrics.contentType });
  });
}

async function findProblems(deps: ApiDeps): Promise<Readiness['problems']> {
  const { hub, addresses } = deps;
  const stopped = [...hub.channels.keys()].filter((name) => !addresses.has(name));
  const sources =
    stopped.length === 0 ? [] : [{ name: 'sources' as const, detail: `Not running: ${stopped.join(', ')}.` }];
  try {
    const missing = await listMissingMigrations(hub.db);
    if (missing.length > 0)
      return [...sources, { name: 'migrations', detail: `Not applied: ${missing.join(', ')}.` }];
    const waiting = Math.round(await findOldestWaiting(hub.db));
    if (waiting <= LONGEST_WAITING_SECONDS) return sources;
    return [...sources, { name: 'processing', detail: `A message has waited ${waiting} s to be processed.` }];
  } catch {
    return [...sources, { name: 'database', detail: 'The database does not answer.' }];
  }
}
