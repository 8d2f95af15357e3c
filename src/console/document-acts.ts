import { fieldNames } from '../domain/document/fields.ts';
import { now } from '../lib/clock.ts';
import { showValue } from '../domain/document/show.ts';
import { openDesk } from '../pipeline/document/desk.ts';
import { dropPage, mergeDesk, readBox, splitDesk, turnPage } from '../pipeline/document/arrange.ts';
import {
  holdDesk,
  markUnreadable,
  notReferral,
  reopenDesk,
  resumeDesk,
  settleDesk,
} from '../pipeline/document/settle.ts';
import type { DeskAct, DeskPage } from '../pipeline/document/desk-types.ts';
import { describePartners } from '../store/partner-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { showAsked } from './document-asked.tsx';
import { answerOf, versionOf } from './document-form.ts';
import { boxOf } from './document-images.ts';
import { goNext } from './document-next.ts';
import { showDocument } from './document-show.tsx';
import { otherKinds, refusedWords } from './document-words.ts';
import { textsOf, type Form } from './form-values.ts';
import { isId, showMissing } from './missing-page.tsx';
import { dayOf } from './times.tsx';
import { suggestPartners } from './partner-picker.tsx';

type Turn = DeskPage['turn'];
type Act = (deps: ConsoleDeps, id: string, form: Form, person: string) => Promise<DeskAct>;

/** `POST /documents/:id/…`: what a person makes of a document. A form that could not be done is shown again with all that was typed. */
export function addDocumentActs(app: ConsoleApp, deps: ConsoleDeps): void {
  app.post('/documents/:id/settle', (c) => settle(c, deps));
  app.post('/documents/:id/unreadable', (c) => askSender(c, deps));
  app.post('/documents/:id/read-box', (c) => readAgain(c, deps));
  for (const [name, act] of Object.entries(endings))
    app.post(`/documents/:id/${name}`, (c) =>
      perform(c, deps, act, (id) => goNext(c, deps, id, `document_${name.replace('-', '_')}`)),
    );
  for (const [name, act] of Object.entries(pageActs))
    app.post(`/documents/:id/${name}`, (c) =>
      perform(c, deps, act, (id, form) => showDocument(c, deps, id, { typed: form, problems: [] })),
    );
  for (const [name, act] of Object.entries(returns))
    app.post(`/documents/:id/${name}`, (c) =>
      perform(c, deps, act, (id) => c.redirect(`/documents/${id}`, 303)),
    );
}

/** What comes back to those who wait: it opens. */
const returns: Readonly<Record<string, Act>> = {
  resume: (deps, id, form, person) => resumeDesk(deps.hub, id, { version: versionOf(form) }, person),
  reopen: (deps, id, form, person) => reopenDesk(deps.hub, id, { version: versionOf(form) }, person),
};

/** What is done with it for good: the next one opens. */
const endings: Readonly<Record<string, Act>> = {
  'not-referral': async (deps, id, form, person) => {
    const kind = otherKinds.find((one) => one === form['kind']);
    if (kind === undefined) return { problems: [{ field: '', problem: 'Say what it is, if no referral.' }] };
    return notReferral(deps.hub, id, { version: versionOf(form), kind }, person);
  },
  hold: async (deps, id, form, person) => {
    const reason = (form['reason'] ?? '').trim().slice(0, 300);
    if (reason === '') return { problems: [{ field: '', problem: 'Say what it waits for.' }] };
    return holdDesk(deps.hub, id, { version: versionOf(form), reason }, person);
  },
};

/** What is done with its pages: it stays open, with what was typed. */
const pageActs: Readonly<Record<string, Act>> = {
  turn: (deps, id, form, person) =>
    turnPage(deps.hub, id, { version: versionOf(form), page: pageOf(form), turn: turnOf(form) }, person),
  drop: (deps, id, form, person) => {
    const isDropped = !(form['page'] ?? '').endsWith(':use');
    return dropPage(deps.hub, id, { version: versionOf(form), page: pageOf(form), isDropped }, person);
  },
  split: (deps, id, form, person) =>
    splitDesk(deps.hub, id, { version: versionOf(form), beforePage: pageOf(form) }, person),
  merge: async (deps, id, form, person) => {
    const withId = form['withId'];
    return isId(withId)
      ? mergeDesk(deps.hub, id, { version: versionOf(form), withId }, person)
      : { problems: [{ field: '', problem: 'Choose the pages to be joined.' }] };
  },
};

/** How the page is to stand, clockwise from how it arrived: the button says it behind the number of the page. */
function turnOf(form: Form): Turn {
  const said = Number((form['page'] ?? '').split(':')[1]);
  return turns.find((one) => one === said) ?? 0;
}

const turns: readonly Turn[] = [0, 90, 180, 270];

function pageOf(form: Form): number {
  return Number.parseInt(form['page'] ?? '', 10) || 0;
}

async function perform(
  c: ConsoleContext,
  deps: ConsoleDeps,
  act: Act,
  then: (id: string, form: Form) => Response | Promise<Response>,
): Promise<Response> {
  const id = c.req.param('id');
  if (!isId(id)) return showMissing(c, deps, 'This document');
  const form = textsOf(await c.req.parseBody());
  const outcome = await act(deps, id, form, c.get('session').email);
  return outcome === 'done' ? then(id, form) : refuse(c, deps, { id, form, outcome });
}

async function settle(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  const person = c.get('session').email;
  const document = isId(id) ? await openDesk(deps.hub, id, person) : undefined;
  if (!document) return showMissing(c, deps, 'This document');
  const form = textsOf(await c.req.parseBody());
  // Read against the document it was made for, or not at all.
  if (document.version !== versionOf(form))
    return refuse(c, deps, { id: document.id, form, outcome: 'changed' });
  const read = answerOf(document, form, dayOf(now(), deps.hub.policy.zone));
  const outcome = 'problems' in read ? read : await settleDesk(deps.hub, document.id, read.answer, person);
  if (outcome === 'done') return goNext(c, deps, document.id, 'document_settled');
  return refuse(c, deps, { id: document.id, form, outcome });
}

type Refused = {
  readonly id: string;
  readonly form: Form;
  readonly outcome: Exclude<DeskAct, 'done'>;
};

/** The same page again: why it was not done, and everything that was typed. */
async function refuse(c: ConsoleContext, deps: ConsoleDeps, refused: Refused): Promise<Response> {
  const { id, form, outcome } = refused;
  if (outcome === 'not_found') return showMissing(c, deps, 'This document');
  if (typeof outcome === 'string')
    return showDocument(c, deps, id, {
      ...(await keepPartner(deps, form)),
      problems: [],
      notice: refusedWords[outcome],
      status: 409,
    });
  const kept = await keepPartner(deps, form);
  return showDocument(c, deps, id, { ...kept, problems: outcome.problems, status: 422 });
}

/** An office that was picked from the directory stays picked; where no script offers what fits, it is offered now. */
async function keepPartner(deps: ConsoleDeps, form: Form) {
  const { partner, partnerPicked, partnerText = '' } = form;
  if (partner !== 'other') return { typed: form };
  if (!isId(partnerPicked)) return { typed: form, found: await suggestPartners(deps, partnerText) };
  const found = await describePartners(deps.hub.db, [partnerPicked]);
  return { typed: { ...form, partner: partnerPicked }, found };
}

async function askSender(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  if (!isId(id)) return showMissing(c, deps, 'This document');
  const form = textsOf(await c.req.parseBody());
  const note = (form['note'] ?? '').trim().slice(0, 300);
  const person = c.get('session').email;
  const outcome = await markUnreadable(deps.hub, id, { version: versionOf(form), note }, person);
  if (typeof outcome === 'object' && 'asked' in outcome) return showAsked(c, deps, id, outcome);
  return refuse(c, deps, { id, form, outcome });
}

/** Asked by the page's script: a part of a page, read again for one field. */
async function readAgain(c: ConsoleContext, deps: ConsoleDeps): Promise<Response> {
  const id = c.req.param('id');
  const form = textsOf(await c.req.parseBody());
  const box = boxOf(form);
  const field = fieldNames.find((one) => one === form['field']);
  if (!isId(id) || !box || field === undefined)
    return c.json({ problem: 'Draw a box on the page, for a field.' }, 422);
  const reading = await readBox(deps.hub, id, { page: pageOf(form), box, field }, c.get('session').email);
  if (reading === 'not_found') return c.json({ problem: 'This page is not there any more.' }, 404);
  const shown = reading.value === '' ? reading.text : showValue(field, reading.value);
  return c.json({ shown, problem: reading.problem });
}
