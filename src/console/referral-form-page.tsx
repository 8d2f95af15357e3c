import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { now } from '../lib/clock.ts';
import { isFormNumber, newFormNumber } from '../pipeline/intake/form-number.ts';
import {
  findPublicOffice,
  problemsOfPublic,
  takePublicForm,
  type PublicForm,
  type PublicProblem,
} from '../pipeline/intake/public-form.ts';
import { readPublicForm } from '../pipeline/intake/read-public.ts';
import { createRateLimit } from '../pipeline/intake/rate-limit.ts';
import { findFormKey, type FormKey } from '../store/forms.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { cookieName, giveCookie, isOwnOrigin, isSame, peerOf } from './gate.ts';
import { OfficeOptions, PublicShell, ReferralForm, Thanks } from './referral-form-view.tsx';
import { dayOf } from './times.tsx';

/** Forms of one visitor: offices behind one address send several. */
const forms = { most: 20, minutes: 10 };
/** Looks at the registry while a number is typed. */
const looks = { most: 60, minutes: 10 };
const keyShape = /^[\w-]{8,40}$/;

/** `GET /refer/:key`: the public referral form. Open to everybody: it shows nothing of anybody. */
export function referralFormRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  const submissions = createRateLimit(forms.most, forms.minutes);
  const lookUps = createRateLimit(looks.most, looks.minutes);
  app.get('/refer/:key', async (c) => {
    const key = await keyOf(c, deps);
    if (!key) return showClosed(c, deps);
    const sent = c.req.query('sent');
    if (isFormNumber(sent))
      return show(c, deps, key, <Thanks formKey={key} number={sent} phone={deps.hub.practice.phone} />);
    return showForm(c, deps, key, { form: formOf({}), problems: [] });
  });
  app.post('/refer/:key', async (c) => {
    const key = await keyOf(c, deps);
    if (!key) return showClosed(c, deps);
    if (!submissions.take(peerOf(c, deps), Date.parse(now()))) return tooMany(c, deps, key);
    return takeForm(c, deps, key);
  });
  // A number and a token: anything longer is no look-up.
  const small = bodyLimit({ maxSize: 2_000, onError: (c) => c.body(null, 413) });
  app.post('/refer/:key/office', small, async (c) => {
    const key = await keyOf(c, deps);
    const form = textsOf(await c.req.parseBody());
    const isFree = lookUps.take(peerOf(c, deps), Date.parse(now()));
    const offices =
      key && isFree && isOwn(c, deps, form) ? await findPublicOffice(deps.hub, form['text'] ?? '') : [];
    return c.html(<OfficeOptions offices={offices} />);
  });
  return app;
}

async function keyOf(c: ConsoleContext, { hub }: ConsoleDeps): Promise<FormKey | undefined> {
  const key = c.req.param('key') ?? '';
  return keyShape.test(key) ? findFormKey(hub.db, key) : undefined;
}

/** The form comes from a page of ours, opened in this browser. */
function isOwn(c: ConsoleContext, deps: ConsoleDeps, form: Form): boolean {
  const token = getCookie(c, cookieName(deps, 'form')) ?? '';
  return token !== '' && isOwnOrigin(c, deps.hub.publicUrl) && isSame(form['csrf'], token);
}

async function takeForm(c: ConsoleContext, deps: ConsoleDeps, key: FormKey): Promise<Response> {
  const read = await readPublicForm(c.req.raw.body, c.req.header('content-type'));
  const form = formOf(read.fields);
  if (!isOwn(c, deps, read.fields))
    return showForm(
      c,
      deps,
      key,
      {
        form,
        problems: [{ field: 'sentBy', problem: 'The form was open for too long. Please send it once more.' }],
      },
      403,
    );
  // Filled in by what reads the page and not by who looks at it: it is thanked, and nothing is kept.
  if ((read.fields['website'] ?? '') !== '') return c.redirect(`/refer/${key.key}?sent=${form.number}`, 303);
  const today = dayOf(now(), deps.hub.policy.zone);
  const problems = [...problemsOfPublic(form, today), ...('problem' in read ? [read.problem] : [])];
  if (problems.length > 0) return showForm(c, deps, key, { form, problems }, 422);
  const told = await takePublicForm(deps.hub, key, form, {
    peer: peerOf(c, deps),
    today,
    ...('picture' in read && read.picture !== undefined ? { picture: read.picture } : {}),
  });
  return told === 'too_many'
    ? tooMany(c, deps, key)
    : c.redirect(`/refer/${key.key}?sent=${told.number}`, 303);
}

function formOf(fields: Form): PublicForm {
  const said = (name: string, longest = 200) => (fields[name] ?? '').trim().slice(0, longest);
  const number = said('number');
  const picked = said('sentByNpi', 20);
  return {
    number: isFormNumber(number) ? number : newFormNumber(),
    who: fields['who'] === 'patient' ? 'patient' : 'office',
    sentBy: said('sentBy'),
    sentByNumber: picked === '' ? said('sentByNumber', 40) : picked,
    family: said('family', 80),
    given: said('given', 80),
    birthDate: said('birthDate', 40),
    phone: said('phone', 40),
    email: said('email'),
    reason: said('reason', 1000),
  };
}

function tooMany(c: ConsoleContext, deps: ConsoleDeps, key: FormKey): Promise<Response> {
  c.header('retry-after', '600');
  const phone = deps.hub.practice.phone;
  return show(
    c,
    deps,
    key,
    <p class="problem" role="alert">
      Too many forms came from here within a short time. Please call us
      {phone === undefined ? '' : `: ${phone}`}.
    </p>,
    429,
  );
}

function showClosed(c: ConsoleContext, deps: ConsoleDeps): Response | Promise<Response> {
  const { name } = deps.hub.practice;
  return c.html(
    <PublicShell title="Referral form" practice={name} isDemo={deps.isDemo}>
      <h1>{name}</h1>
      <p>This form is not open. Please call us.</p>
    </PublicShell>,
    404,
  );
}

async function showForm(
  c: ConsoleContext,
  deps: ConsoleDeps,
  key: FormKey,
  shown: { readonly form: PublicForm; readonly problems: readonly PublicProblem[] },
  status?: 403 | 422,
): Promise<Response> {
  const token = getCookie(c, cookieName(deps, 'form')) ?? randomBytes(24).toString('base64url');
  giveCookie(c, deps, 'form', token);
  return show(c, deps, key, <ReferralForm formKey={key} token={token} {...shown} />, status);
}

async function show(
  c: ConsoleContext,
  deps: ConsoleDeps,
  key: FormKey,
  body: Parameters<typeof PublicShell>[0]['children'],
  status: 200 | 403 | 422 | 429 = 200,
): Promise<Response> {
  const { name } = deps.hub.practice;
  return c.html(
    <PublicShell title="Referral form" practice={name} isDemo={deps.isDemo} formKey={key}>
      <h1>{name}</h1>
      {body}
    </PublicShell>,
    status,
  );
}
