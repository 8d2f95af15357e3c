import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { moveMessage } from '../pipeline/identity-message.ts';
import {
  mergePatients,
  moveNumber,
  unmergePatients,
  type Changed,
  type Decider,
} from '../pipeline/identity.ts';
import { loadPatientPage, type PatientPage } from '../pipeline/patient-page.ts';
import { insertAudit } from '../store/audit.ts';
import { searchPatients, type PatientLine } from '../store/patient-search.ts';
import type { ApiDeps, ApiEnv } from './api-deps.ts';
import { actorOf, peerOf } from './authenticate.ts';
import {
  getPatientRoute,
  mergePatientsRoute,
  moveMessageRoute,
  moveNumberRoute,
  searchPatientsRoute,
  unmergePatientsRoute,
} from './patient-documents.ts';
import { problem } from './problem.ts';

/** Patients by API, for operators: every look and every change is written to the audit before it happens. */
export function addPatientRoutes(api: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  const { hub } = deps;
  api.openapi(getPatientRoute, async (c) => {
    const { id } = c.req.valid('param');
    await audit(deps, c, 'view_patient', id);
    const page = await loadPatientPage(hub.db, id);
    return page ? c.json(describePage(page), 200) : problem(c, 404, 'not-found', 'There is no such patient.');
  });
  api.openapi(searchPatientsRoute, async (c) => {
    const { text, limit } = c.req.valid('json');
    await audit(deps, c, 'search', 'patients');
    const found = await searchPatients(hub.db, text, limit);
    const patients = found.map((one) => ({ ...describeLine(one), reasons: [...one.reasons] }));
    return c.json({ patients }, 200);
  });
  api.openapi(mergePatientsRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { otherId, reason } = c.req.valid('json');
    await audit(deps, c, 'merge_patients', id);
    const told = refusalOf(await mergePatients(hub, { patientId: id, otherId }, decider(c, reason)));
    return told ? problem(c, ...told) : c.json({ patientId: id }, 200);
  });
  api.openapi(unmergePatientsRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { record, otherRecord, reason } = c.req.valid('json');
    await audit(deps, c, 'unmerge_patients', id);
    const pair = { record, ...(otherRecord === undefined ? {} : { otherRecord }) };
    const told = refusalOf(await unmergePatients(hub, { patientId: id, ...pair }, decider(c, reason)));
    return told ? problem(c, ...told) : c.json({ patientId: id }, 200);
  });
  api.openapi(moveNumberRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { number, to, reason } = c.req.valid('json');
    await audit(deps, c, 'move_number', id);
    const told = refusalOf(await moveNumber(hub, { number, from: id, to }, decider(c, reason)));
    return told ? problem(c, ...told) : c.json({ patientId: id }, 200);
  });
  api.openapi(moveMessageRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { messageId, to, reason } = c.req.valid('json');
    await audit(deps, c, 'move_message', id);
    const told = refusalOf(await moveMessage(hub, { messageId, from: id, to }, decider(c, reason)));
    return told ? problem(c, ...told) : c.json({ patientId: id }, 200);
  });
}

function refusalOf(changed: Changed): readonly [404 | 409, string, string] | undefined {
  switch (changed) {
    case 'done':
      return undefined;
    case 'not_found':
      return [404, 'not-found', 'There is no such patient, number or message.'];
    case 'already_done':
      return [409, 'already-done', 'It is so already.'];
    case 'changed':
      return [409, 'changed', 'Somebody changed it meanwhile. Look again.'];
    case 'still_one':
      return [409, 'still-one', 'Other statements keep the two together: take those back first.'];
  }
}

function decider(c: Context<ApiEnv>, reason: string): Decider {
  return { person: actorOf(c), reason };
}

function describeLine({ id, family, given, birthDate, sex, identifiers, referrals }: PatientLine) {
  return { id, family, given, birthDate, sex, numbers: identifiers.map(numberOf), referrals };
}

function describePage(page: PatientPage) {
  return {
    ...describeLine(page.line),
    isAlias: page.isAlias,
    said: mapSaid(page.said),
    records: page.records.map((one) => ({ ...one, numbers: one.numbers.map(numberOf) })),
    referralList: page.referrals.map(({ id, kind, state, receivedAt, partnerId }) => ({
      id,
      kind,
      state,
      receivedAt,
      ...(partnerId === null ? {} : { partnerId }),
    })),
    linked: page.linked.map(describeLine),
    questions: page.questions.map(({ id, kind }) => ({ id, kind })),
    changes: page.changes.map(({ at, actor, what, patientId, otherId, messageId, reason, counts }) => ({
      at,
      actor,
      what,
      patientId,
      ...(otherId === null ? {} : { otherId }),
      ...(messageId === null ? {} : { messageId }),
      ...(reason === null ? {} : { reason }),
      counts,
    })),
    messages: page.messages,
  };
}

function mapSaid({ name, birthDate, sex, phone, email, address }: PatientPage['said']) {
  const copy = (values: PatientPage['said']['name']) =>
    values.map((one) => ({ ...one, channels: [...one.channels] }));
  return {
    name: copy(name),
    birthDate: copy(birthDate),
    sex: copy(sex),
    phone: copy(phone),
    email: copy(email),
    address: copy(address),
  };
}

function numberOf({ system, value }: { readonly system: string; readonly value: string }) {
  return { system, value };
}

/** Written before the act: what is not written down does not happen. */
function audit(deps: ApiDeps, c: Context<ApiEnv>, action: string, id: string): Promise<void> {
  const isPatient = id !== 'patients';
  return insertAudit(deps.hub.db, {
    actor: actorOf(c),
    action,
    objectKind: 'patient',
    objectId: id,
    peer: peerOf(c),
    ...(isPatient ? { patientId: id } : {}),
  });
}
