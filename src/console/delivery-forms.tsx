import type { Delivery, Endpoint } from '../store/deliveries.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { Csrf, Field } from './parts.tsx';
import { destinationWord } from './words.ts';

type Props = { readonly id: string; readonly token: string; readonly back: string };
/** What the button is about, for those who hear the page: in a list there are many. */
type Heard = { readonly about?: string | undefined };

export function Resend({ id, token, back, about }: Props & Heard) {
  return (
    <form method="post" action={`/deliveries/${id}/resend`}>
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <button type="submit">
        Send again <Unseen text={about} />
      </button>
    </form>
  );
}

/** Logs a letter, and shows its pages beside the list. */
export function Print({ id, token, about }: Omit<Props, 'back'> & Heard) {
  return (
    <form method="post" action={`/deliveries/${id}/print`} target="_blank" rel="noopener">
      <Csrf token={token} />
      <button type="submit">
        Print <Unseen text={about} />
      </button>
    </form>
  );
}

function Unseen({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <span class="unseen">{text}</span>;
}

type Open = Props & { readonly isOpen?: boolean };

/** Addresses of theirs that a person has checked; what failed is said. */
export function KnownWays({
  id,
  token,
  back,
  endpoints,
  tried,
}: Props & { readonly endpoints: readonly Endpoint[]; readonly tried: readonly Delivery[] }) {
  if (endpoints.length === 0)
    return <p class="muted">The directory has no other address of theirs that was checked.</p>;
  const isTried = (one: Endpoint): boolean =>
    tried.some((other) => other.destination === one.destination && other.address === one.address);
  const first = endpoints.find((one) => !isTried(one)) ?? endpoints[0];
  return (
    <form method="post" action={`/deliveries/${id}/known-way`} class="stack">
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <fieldset class="ways">
        <legend>Other addresses of theirs</legend>
        {endpoints.map((one) => (
          <label class="tick">
            <input type="radio" name="endpoint" value={one.id} checked={one === first} required />
            <span>
              {destinationWord(one.destination)}: {one.address}
              {isTried(one) ? <small class="muted"> tried before</small> : null}
              {one.health === 'suspect' ? <small class="muted"> doubtful</small> : null}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="buttons">
        <button type="submit">Send there</button>
      </p>
    </form>
  );
}

/** The same thing to another address: the address is kept for the office, and this goes out there. */
export function OtherWay({
  id,
  token,
  back,
  destinations,
  isOpen,
}: Open & { readonly destinations: readonly string[] }) {
  return (
    <details class="inline-form" open={isOpen === true}>
      <summary>A new address…</summary>
      <form method="post" action={`/deliveries/${id}/other-way`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <EndpointFields destinations={destinations} />
        <p class="buttons">
          <button type="submit">Save and send there</button>
        </p>
      </form>
    </details>
  );
}

/** A wrong number is replaced in the directory, and this goes to the right one. */
export function Fix({ delivery, token, back, isOpen }: Omit<Open, 'id'> & { readonly delivery: Delivery }) {
  const { faxNumber } = delivery.settings;
  return (
    <details class="inline-form" open={isOpen === true}>
      <summary>Fix the number or address…</summary>
      <form method="post" action={`/deliveries/${delivery.id}/fix`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <div class="fields">
          <Field
            label={`${destinationWord(delivery.destination)}: number or address`}
            name="address"
            value={delivery.address}
            isRequired
          />
          {typeof faxNumber === 'string' ? (
            <Field label="Fax number" name="faxNumber" value={faxNumber} isRequired />
          ) : null}
        </div>
        <label class="tick">
          <input type="checkbox" name="checked" value="yes" required />
          <span>I have checked it with the office. The old one is retired.</span>
        </label>
        <p class="buttons">
          <button type="submit">Save and send there</button>
        </p>
      </form>
    </details>
  );
}

/** A letter that somebody carried: who took it, and when. `now`: the practice's wall clock. */
export function HandOver({ id, token, back, isOpen, now }: Open & { readonly now: string }) {
  return (
    <details class="inline-form" open={isOpen === true}>
      <summary>Handed over as a letter…</summary>
      <form method="post" action={`/deliveries/${id}/hand-over`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <div class="fields">
          <Field label="Who took it?" name="receiver" isRequired maxLength={100} />
          <Field label="When?" name="at" type="datetime-local" value={now} isRequired />
        </div>
        <p class="buttons">
          <button type="submit">It was handed over</button>
        </p>
      </form>
    </details>
  );
}

/** A person vouches that it arrived: that closes the loop, so it asks how they know. */
export function Confirm({ id, token, back, about }: Props & Heard) {
  return (
    <details class="inline-form">
      <summary>It arrived… {about === undefined ? null : <span class="unseen">{about}</span>}</summary>
      <form method="post" action={`/deliveries/${id}/confirm`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <label class="field">
          <span>How do you know that it arrived?</span>
          <input
            name="how"
            required
            maxlength={300}
            autocomplete="off"
            placeholder="They said so on the phone"
          />
        </label>
        <button type="submit">It arrived</button>
      </form>
    </details>
  );
}
