import { publishedEventTypes } from '../domain/event-catalogue.ts';
import type { StoredAttempt } from '../store/webhook-attempts.ts';
import type { WebhookReplay } from '../store/webhook-replays.ts';
import type { Webhook } from '../store/webhooks.ts';
import { Csrf, Fact, Field, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { Disclosure } from './webhook-disclosure-form.tsx';
import { attemptWord, kindWords, replayWords, webhookWord } from './webhook-words.ts';

/** What is said on top of the page after a form. */
export type Told = { readonly sentence: string; readonly isProblem?: true; readonly secret?: string };

type Props = {
  readonly webhook: Webhook;
  readonly attempts: readonly StoredAttempt[];
  readonly replays: readonly WebhookReplay[];
  readonly newest: number;
  readonly told: Told | undefined;
  /** May say what the receiver learns of patients. */
  readonly mayDisclose: boolean;
  readonly self: string;
  readonly token: string;
  readonly zone: string;
};

/** One receiver: how it stands, what can be tried, and everything that was sent. */
export function WebhookBody(props: Props) {
  const { webhook, told } = props;
  return (
    <>
      <p class="crumb">
        <a href="/webhooks">Receivers of events</a>
      </p>
      <div class="head">
        <h1 class="address">{webhook.url}</h1>
        <Pill of={webhookWord(webhook)} />
      </div>
      {told === undefined ? null : (
        <p class={told.isProblem === true ? 'problem' : 'told'} role="status">
          {told.sentence}
        </p>
      )}
      {told?.secret === undefined ? null : <Secret id={webhook.id} secret={told.secret} />}
      <Standing {...props} />
      <div class="cards two">
        <TestForm {...props} />
        <AgainForm {...props} />
      </div>
      <Replays {...props} />
      <Attempts {...props} />
      <Disclosure webhook={webhook} mayDisclose={props.mayDisclose} self={props.self} token={props.token} />
      <Ending {...props} />
    </>
  );
}

/** A secret that is shown this once. */
export function Secret({ id, secret }: { readonly id: string; readonly secret: string }) {
  return (
    <section class="card" role="status">
      <h2>Its secret, shown this once</h2>
      <pre class="raw" tabindex={0}>
        {secret}
      </pre>
      <p class="muted">
        It verifies signatures v1 (Standard Webhooks). The public key for v1a stays on the{' '}
        <a href={`/webhooks/${id}`}>receiver’s page</a>.
      </p>
    </section>
  );
}

function Standing({ webhook, newest, zone, token }: Props) {
  const behind = Math.max(0, newest - webhook.position);
  return (
    <section class="card wide" id="standing" data-block aria-label="How it stands">
      <dl class="pairs across">
        <Fact term="For">{webhook.description}</Fact>
        <Fact term="Types">{webhook.types.length === 0 ? 'all' : webhook.types.join(', ')}</Fact>
        <Fact term="Behind">{behind === 0 ? 'nothing' : behind === 1 ? '1 event' : `${behind} events`}</Fact>
        {webhook.failingSince === null ? null : (
          <>
            <Fact term="Failing since">
              <When at={webhook.failingSince} zone={zone} />
            </Fact>
            <Fact term="Failures in a row">{webhook.failures}</Fact>
            <Fact term="The last one">{webhook.lastCode}</Fact>
            <Fact term="Next try">
              <When at={webhook.nextAttemptAt} zone={zone} />
            </Fact>
          </>
        )}
      </dl>
      <p class="facts">
        {webhook.publicKeys.map((key) => (
          <span>
            Public key <span class="address">{key}</span>
          </span>
        ))}
      </p>
      <div class="buttons">
        <form method="post" action={`/webhooks/${webhook.id}/rotate`}>
          <Csrf token={token} />
          <button type="submit">New secret and key</button>
        </form>
        {webhook.state === 'active' && webhook.failures === 0 ? null : (
          <form method="post" action={`/webhooks/${webhook.id}/active`}>
            <Csrf token={token} />
            <button type="submit" class="main">
              {webhook.state === 'disabled' ? 'Make active again' : 'Try now'}
            </button>
          </form>
        )}
      </div>
    </section>
  );
}

function TypeChoice({ label, none }: { readonly label: string; readonly none?: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name="type">
        {none === undefined ? null : <option value="">{none}</option>}
        {publishedEventTypes.map((type) => (
          <option value={type}>{type}</option>
        ))}
      </select>
    </label>
  );
}

function TestForm({ webhook, token }: Props) {
  return (
    <section class="card">
      <h2>Try it</h2>
      <p class="muted">
        An invented event, marked as a test, is sent now. You see what went out and what came back.
      </p>
      <form method="post" action={`/webhooks/${webhook.id}/test`} class="stack">
        <Csrf token={token} />
        <TypeChoice label="Type" />
        <div class="buttons">
          <button type="submit" class="main">
            Send a test event
          </button>
        </div>
      </form>
    </section>
  );
}

function AgainForm({ webhook, token }: Props) {
  return (
    <section class="card">
      <h2>Send again</h2>
      <p class="muted">Real events, with the ids they had. Name one, or say since when.</p>
      <form method="post" action={`/webhooks/${webhook.id}/replays`} class="stack">
        <Csrf token={token} />
        <div class="fields">
          <Field label="Since" name="since" type="datetime-local" />
          <Field label="Or this event" name="eventId" hint="Its id" />
          <TypeChoice label="Of type" none="All it takes" />
        </div>
        <div class="buttons">
          <button type="submit" name="go" value="count">
            Count
          </button>
          <button type="submit" name="go" value="send" class="main">
            Send again
          </button>
        </div>
      </form>
    </section>
  );
}

function Replays({ webhook, replays, token, zone }: Props) {
  if (replays.length === 0) return null;
  return (
    <section class="card" id="replays" data-block>
      <h2>Sent again</h2>
      <ul class="lines">
        {replays.map((one) => (
          <li>
            <Pill of={replayWords[one.state]} /> {one.sent} of {one.total}, asked by {one.askedBy}{' '}
            <When at={one.createdAt} zone={zone} />{' '}
            {one.state === 'running' ? (
              <form method="post" class="inline" action={`/webhooks/${webhook.id}/replays/${one.id}/stop`}>
                <Csrf token={token} />
                <button type="submit">Stop</button>
              </form>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Attempts({ webhook, attempts, zone }: Props) {
  return (
    <section class="card" id="attempts" data-block>
      <h2>What was sent</h2>
      {attempts.length === 0 ? (
        <p class="muted">Nothing yet. Tries are kept for two weeks.</p>
      ) : (
        <div class="scroll" tabindex={0} role="group" aria-label="What was sent">
          <table class="figures wide">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Type</th>
                <th scope="col">Why</th>
                <th scope="col">Answer</th>
                <th scope="col">ms</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map((one) => (
                <tr>
                  <td>
                    <When at={one.at} zone={zone} />
                  </td>
                  <th scope="row">
                    <a href={`/webhooks/${webhook.id}/attempts/${one.id}`}>{one.type || 'event'}</a>
                  </th>
                  <td>{kindWords[one.kind]}</td>
                  <td>
                    <Pill of={attemptWord(one)} />
                  </td>
                  <td>{one.durationMs}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Ending({ webhook, token }: Props) {
  return (
    <details>
      <summary>Stop sending to it and forget it</summary>
      <form method="post" action={`/webhooks/${webhook.id}/delete`} class="inline">
        <Csrf token={token} />
        <label>
          <input type="checkbox" name="sure" value="yes" required /> I am sure
        </label>
        <button type="submit">Delete</button>
      </form>
    </details>
  );
}
