import { addMinutes, dayBounds, localDay } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { answerEscalation, type EscalationAnswer } from '../pipeline/answer-escalation.ts';
import { findEscalation, type EscalationLine } from '../store/escalations.ts';
import { escalationWords } from '../domain/escalation-words.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps } from './console-context.ts';
import { backOf, backTo, textsOf, type Form } from './form-values.ts';
import { LateForms, pauses, type PauseName } from './late-forms.tsx';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { When } from './times.tsx';
import { personName } from './words.ts';

const acts = ['take', 'release', 'snooze', 'done'] as const;
type Act = (typeof acts)[number];

const tellings: Readonly<Record<Act, string>> = {
  take: 'yours',
  release: 'done',
  snooze: 'put_off',
  done: 'done',
};

/** `POST /late/:id/…`: what people do about something that is late. */
export function addLateActs(app: ConsoleApp, deps: ConsoleDeps): void {
  for (const act of acts) app.post(`/late/:id/${act}`, (c) => perform(c, deps, act));
}

async function perform(c: ConsoleContext, deps: ConsoleDeps, act: Act): Promise<Response> {
  const id = c.req.param('id');
  const line = isId(id) ? await findEscalation(deps.hub.db, id) : undefined;
  if (!line) return showMissing(c, deps, 'This line');
  const form = textsOf(await c.req.parseBody());
  const person = c.get('session').email;
  const answer = answerOf(act, form, person, deps.hub.policy.zone);
  if (typeof answer === 'string') return showLine(c, deps, line, form, answer);
  const version = Number(form['version']);
  const answered = Number.isSafeInteger(version)
    ? await answerEscalation(deps.hub, { id: line.id, version }, answer, person)
    : 'changed';
  if (answered === 'done') return c.redirect(backTo(form, tellings[act]), 303);
  const after = (await findEscalation(deps.hub.db, line.id)) ?? line;
  return showLine(c, deps, after, form, undefined);
}

/** A sentence where the form lacks something. */
function answerOf(act: Act, form: Form, person: string, zone: string): EscalationAnswer | string {
  if (act === 'take') return { kind: 'assign', to: person };
  if (act === 'release') return { kind: 'assign', to: null };
  const reason = (form['reason'] ?? '').trim().slice(0, 300);
  if (reason === '') return act === 'done' ? 'Say what was done.' : 'Say why it is put off.';
  if (act === 'done') return { kind: 'done', reason };
  const until = form['until'] ?? '';
  return isPause(until)
    ? { kind: 'snooze', until: endOf(until, zone), reason }
    : 'Choose for how long it is put off.';
}

function isPause(text: string): text is PauseName {
  return Object.hasOwn(pauses, text);
}

/** Hours count from now; days end at eight in the morning, when people come in. */
function endOf(pause: PauseName, zone: string): string {
  const count = Number.parseInt(pause, 10);
  if (pause.endsWith('h')) return addMinutes(now(), count * 60);
  let day = localDay(now(), zone);
  for (let nr = 0; nr < count; nr += 1) day = localDay(dayBounds(day, zone).until, zone);
  return addMinutes(dayBounds(day, zone).from, 8 * 60);
}

/** The line as it is now, with what was typed: somebody else was quicker, or something is missing. */
function showLine(
  c: ConsoleContext,
  deps: ConsoleDeps,
  line: EscalationLine,
  form: Form,
  problem: string | undefined,
): Promise<Response> {
  const { zone } = deps.hub.policy;
  const isOpen = line.state === 'planned' || line.state === 'raised';
  return showPage(
    c,
    deps,
    { title: 'Late', current: 'late', status: problem === undefined ? 409 : 422 },
    <>
      <p class="crumb">
        <a href={backOf(form)}>Back to the list</a>
      </p>
      <section class="card asks wide">
        <h1>{escalationWords[line.kind]}</h1>
        <p>
          <a href={`/referrals/${line.referralId}`}>{personName(line)}</a>
        </p>
        <p class="problem" role="alert">
          {problem ?? 'Somebody else was quicker. Nothing of yours was saved; this is how it is now:'}
        </p>
        <ul class="lines">
          <Standing line={line} zone={zone} />
        </ul>
        {isOpen ? (
          <LateForms
            line={line}
            token={c.get('session').csrfToken}
            back={backOf(form)}
            person={c.get('session').email}
            typed={{ reason: form['reason'] ?? '', until: form['until'] ?? '' }}
          />
        ) : null}
      </section>
    </>,
  );
}

function Standing({ line, zone }: { readonly line: EscalationLine; readonly zone: string }) {
  const { assignedTo, snoozedUntil, snoozedBecause, closedAt, closedBy, closedBecause } = line;
  return (
    <>
      <li>{assignedTo === null ? 'Nobody has taken it.' : `${assignedTo} has taken it.`}</li>
      {snoozedUntil === null ? null : (
        <li>
          Put off until <When at={snoozedUntil} zone={zone} />: “{snoozedBecause}”
        </li>
      )}
      {closedAt === null ? null : (
        <li>
          Done <When at={closedAt} zone={zone} /> by {closedBy ?? 'what arrived since'}
          {closedBy === null ? '' : `: “${closedBecause ?? ''}”`}
        </li>
      )}
    </>
  );
}
