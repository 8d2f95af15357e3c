import { Hono } from 'hono';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { addPatientActs } from './patient-acts.tsx';
import { showPatient } from './patient-show.tsx';

/** `GET /patients/:id`: one patient with all there is, and what can be done about who is who. */
export function patientRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/patients/:id', (c) => showPatient(c, deps, c.req.param('id'), undefined));
  addPatientActs(app, deps);
  return app;
}
