import { explainPair } from '../domain/explain-pair.ts';
import { moveMessage } from '../pipeline/identity-message.ts';
import {
  mergePatients,
  moveNumber,
  unmergePatients,
  type Changed,
  type Decider,
} from '../pipeline/identity.ts';
import { loadPatientStories } from '../pipeline/patient-page.ts';
import { insertAudit } from '../store/audit.ts';
import { findPatientHead } from '../store/patient-story.ts';
import { loadPatientRecords } from '../store/patients.ts';
import { takeWithdrawal } from './consent-acts.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import type { Side } from './patient-compare.tsx';
import { findPatients } from './patient-list-page.tsx';
import { showPatient } from './patient-show.tsx';
import { ConfirmPatient, PickPatient } from './patient-pick.tsx';
import { actWords, refusals, type PatientAct } from './patient-words.ts';
import { personName } from './words.ts';

/** `POST /patients/:id/…`: merging, taking apart, moving a number or a message. */
export function addPatientActs(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post('/patients/:id/pick', (c) => withAct(c, deps, pick));
  app.post('/patients/:id/confirm', (c) => withAct(c, deps, (...given) => confirm(...given, undefined)));
  app.post('/patients/:id/do', (c) => withAct(c, deps, perform));
  app.post('/patients/:id/unmerge', async (c) => {
    const id = c.req.param('id');
    const form = textsOf(await c.req.parseBody());
    const record = form['record'];
    if (!isId(id) || !isId(record)) return showMissing(c, deps, 'This patient');
    const reason = reasonOf(form);
    if (reason === '') return showPatient(c, deps, id, 'Say why: it is kept in the history.');
    await note(c, deps, id, 'unmerge_patients');
    const changed = await unmergePatients(deps.hub, { patientId: id, record }, decider(c, reason));
    if (changed !== 'done') return showPatient(c, deps, id, refusals[changed]);
    return c.redirect(`/patients/${id}?told=parted`, 303);
  });
  app.post('/patients/:id/consent', async (c) => {
    const id = c.req.param('id');
    const head = isId(id) ? await findPatientHead(deps.hub.db, id) : undefined;
    if (!head) return showMissing(c, deps, 'This patient');
    const problem = await takeWithdrawal(c, deps, head.id, textsOf(await c.req.parseBody()));
    if (problem !== undefined) return showPatient(c, deps, head.id, problem);
    return c.redirect(`/patients/${head.id}?told=consent_withdrawn`, 303);
  });
}

type Given = { readonly id: string; readonly act: PatientAct; readonly form: Form };
type Step = (c: ConsoleContext, deps: ConsoleDeps, given: Given) => Promise<Response>;

async function withAct(c: ConsoleContext, deps: ConsoleDeps, step: Step): Promise<Response> {
  const id = c.req.param('id');
  const form = textsOf(await c.req.parseBody());
  const act = form['act'] ?? '';
  if (!isId(id) || !isAct(act)) return showMissing(c, deps, 'This patient');
  return step(c, deps, { id, act, form });
}

function isAct(text: string): text is PatientAct {
  return Object.hasOwn(actWords, text);
}

const pick: Step = async (c, deps, { id, act, form }) => {
  const text = (form['text'] ?? '').trim().slice(0, 200);
  const hits = (await findPatients(c, deps, text)).filter((hit) => hit.id !== id);
  return showPage(
    c,
    deps,
    { title: 'Patient', current: 'patients' },
    <PickPatient id={id} act={act} form={form} text={text} hits={hits} token={c.get('session').csrfToken} />,
  );
};

async function confirm(
  c: ConsoleContext,
  deps: ConsoleDeps,
  { id, act, form }: Given,
  problem: string | undefined,
): Promise<Response> {
  const to = form['to'] ?? '';
  if (!isId(to) && !(to === 'new' && act !== 'merge')) return pick(c, deps, { id, act, form });
  const ids = to === 'new' ? [id] : [id, to];
  for (const one of ids) await note(c, deps, one, 'compare_patient');
  const sides = await sidesOf(deps, ids);
  if (sides.length < ids.length) return showPatient(c, deps, id, refusals.changed);
  return showPage(
    c,
    deps,
    { title: 'Patient', current: 'patients', ...(problem === undefined ? {} : { status: 422 as const }) },
    <ConfirmPatient
      id={id}
      act={act}
      form={form}
      sides={sides}
      token={c.get('session').csrfToken}
      zone={deps.hub.policy.zone}
      problem={problem}
    />,
  );
}

/** These patients in full, the later ones compared with the first. */
async function sidesOf(deps: ConsoleDeps, ids: readonly string[]): Promise<readonly Side[]> {
  const { db } = deps.hub;
  const [stories, records] = await Promise.all([loadPatientStories(db, ids), loadPatientRecords(db, ids)]);
  const recordOf = (id: string) => records.find((one) => one.id === id);
  const first = recordOf(ids[0] ?? '');
  return stories.map((story, nr) => {
    const record = recordOf(story.line.id);
    return {
      title: <a href={`/patients/${story.line.id}`}>{personName(story.line)}</a>,
      story,
      ...(nr > 0 && first && record ? { explained: explainPair(first, record) } : {}),
    };
  });
}

const perform: Step = async (c, deps, given) => {
  const { id, act, form } = given;
  const reason = reasonOf(form);
  if (reason === '') return confirm(c, deps, given, 'Say why: it is kept in the history.');
  await note(c, deps, id, `patient_${act}`);
  const changed = await change(deps, given, decider(c, reason));
  if (changed !== 'done') return showPatient(c, deps, id, refusals[changed]);
  return c.redirect(`/patients/${id}?told=${actWords[act].told}`, 303);
};

function change(deps: ConsoleDeps, { id, act, form }: Given, by: Decider): Promise<Changed> {
  const { to = '', messageId = '', system = '', value = '' } = form;
  if (!isId(to) && !(to === 'new' && act !== 'merge')) return Promise.resolve('not_found');
  if (act === 'merge') return mergePatients(deps.hub, { patientId: id, otherId: to }, by);
  if (act === 'number') return moveNumber(deps.hub, { number: { system, value }, from: id, to }, by);
  if (!isId(messageId)) return Promise.resolve('not_found');
  return moveMessage(deps.hub, { messageId, from: id, to }, by);
}

function reasonOf(form: Form): string {
  return (form['reason'] ?? '').trim().slice(0, 300);
}

function decider(c: ConsoleContext, reason: string): Decider {
  return { person: c.get('session').email, reason };
}

/** Written before the act or the look. */
function note(c: ConsoleContext, deps: ConsoleDeps, id: string, action: string): Promise<void> {
  return insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action,
    objectKind: 'patient',
    objectId: id,
    patientId: id,
  });
}
