import { Hono } from 'hono';
import { now } from '../lib/clock.ts';
import { newFormNumber } from '../pipeline/intake/form-number.ts';
import { checkPhone, type PhoneForm } from '../pipeline/intake/phone.ts';
import { submitForm } from '../pipeline/intake/submit-form.ts';
import { findCall, listCalls, type CallLine } from '../store/calls.ts';
import { dropDraft, findDraft, saveDraft, type Draft } from '../store/forms.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor, peerOf } from './gate.ts';
import { CallsNow, recentCalls } from './intake-calls.tsx';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';
import { insertAudit } from '../store/audit.ts';
import { searchPatients } from '../store/patient-search.ts';
import { sha256Hex } from '../lib/sha256.ts';
import { draftOf, phoneFormOf } from './phone-form.ts';
import { addPhoneSaved } from './phone-saved.tsx';
import { PatientOptions } from './phone-patient.tsx';
import { PhoneView, type PhoneShown } from './phone-view.tsx';
import { dayOf } from './times.tsx';
import { personName } from './words.ts';

const FORM = 'phone';
const OFFERED = 8;
const noChoices = { partners: [], patients: [], same: [] } as const;

/** `GET /phone`: a referral that comes by telephone, or from somebody who stands at the desk. */
export function phoneRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/phone', (c) => showEmpty(c, deps));
  app.post('/phone', (c) => takeForm(c, deps));
  app.post('/phone/draft', async (c) => {
    const fields = draftOf(textsOf(await c.req.parseBody()));
    await saveDraft(deps.hub.db, c.get('session').email, FORM, fields);
    return c.body(null, 204);
  });
  app.post('/phone/discard', async (c) => {
    await dropDraft(deps.hub.db, c.get('session').email, FORM);
    return c.redirect('/phone', 303);
  });
  // What is searched stays out of addresses.
  app.post('/phone/patients', async (c) => {
    const text = (textsOf(await c.req.parseBody())['text'] ?? '').trim().slice(0, 200);
    const hits = text.length < 2 ? [] : await searchPatients(deps.hub.db, text, OFFERED);
    await insertAudit(deps.hub.db, {
      ...actor(c, deps),
      action: 'search',
      objectKind: `hits:${hits.length}`,
      objectId: sha256Hex(Buffer.from(text.toLowerCase())),
    });
    return c.html(<PatientOptions hits={hits} />);
  });
  addPhoneSaved(app, deps);
  return app;
}

/** Empty, begun before, or for a call. */
async function showEmpty(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const callId = c.req.query('call');
  const [call, draft] = await Promise.all([
    isId(callId) ? findCall(deps.hub.db, callId) : undefined,
    findDraft(deps.hub.db, c.get('session').email, FORM),
  ]);
  const kind = c.req.query('kind') === 'check-in' ? 'check-in' : 'phone';
  const isBegun =
    draft !== undefined &&
    isWorthKeeping(draft) &&
    (call === undefined || draft.fields['callId'] === call.id);
  const form = phoneFormOf(isBegun ? draft.fields : { kind, ...(call ? prefilled(call) : {}) });
  return show(c, deps, {
    form,
    call: call ?? (form.callId === undefined ? undefined : await findCall(deps.hub.db, form.callId)),
    problems: [],
    choices: noChoices,
    ...(isBegun ? { draftAt: draft.savedAt } : {}),
  });
}

function isWorthKeeping({ fields }: Draft): boolean {
  return ['sentBy', 'patient', 'birthDate', 'phone', 'reason', 'wished', 'notes', 'callBack'].some(
    (name) => fields[name] !== undefined,
  );
}

/** What the call already tells. */
function prefilled(call: CallLine): Form {
  return {
    callId: call.id,
    ...(call.number === null ? {} : { callBack: call.number }),
    ...(call.partnerId === null
      ? {}
      : { caller: 'office', sentBy: call.partnerName ?? '', sentById: call.partnerId }),
    ...(call.patientId === null || call.partnerId !== null
      ? {}
      : { caller: 'patient', patient: personName(call), patientId: call.patientId }),
  };
}

async function takeForm(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const { email } = c.get('session');
  const form = phoneFormOf(textsOf(await c.req.parseBody()));
  const checked = await checkPhone(deps.hub, form, dayOf(now(), deps.hub.policy.zone));
  if ('problems' in checked) {
    const call = form.callId === undefined ? undefined : await findCall(deps.hub.db, form.callId);
    return show(c, deps, { form, call, ...checked }, 422);
  }
  const { messageId, isOther } = await submitForm(deps.hub, {
    ...checked.ready,
    person: email,
    peer: peerOf(c, deps),
  });
  if (isOther) {
    const again = { ...form, number: newFormNumber() };
    return show(c, deps, { form: again, call: undefined, problems: [savedBefore], choices: noChoices }, 422);
  }
  await dropDraft(deps.hub.db, email, FORM);
  return c.redirect(`/phone/saved/${messageId}`, 303);
}

/** Somebody went back after saving, and changed it. */
const savedBefore = {
  field: 'sentBy',
  problem:
    'This form was saved before, with other words, and the change is not. Save now to keep it as another form.',
} as const;

async function show(
  c: ConsoleContext,
  deps: ConsoleDeps,
  shown: Omit<PhoneShown, 'token' | 'zone'> & { readonly form: PhoneForm },
  status?: 422,
): Promise<Response> {
  const { zone } = deps.hub.policy;
  const token = c.get('session').csrfToken;
  const calls = await listCalls(deps.hub.db, { limit: 5, state: 'open', since: recentCalls() });
  return showPage(
    c,
    deps,
    { title: 'New referral', current: 'phone', isLive: true, ...(status === undefined ? {} : { status }) },
    <>
      <CallsNow
        calls={calls.filter(({ id }) => id !== shown.form.callId)}
        zone={zone}
        token={token}
        back="/phone"
      />
      <PhoneView {...shown} token={token} zone={zone} />
    </>,
  );
}
