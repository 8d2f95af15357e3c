import { EndpointFields } from './endpoint-fields.tsx';
import { Csrf } from './parts.tsx';

type Props = { readonly id: string; readonly token: string; readonly back: string };

export function Resend({ id, token, back }: Props) {
  return (
    <form method="post" action={`/deliveries/${id}/resend`}>
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      <button type="submit">Send again</button>
    </form>
  );
}

/** The same thing to another address: the address is kept for the office, and this goes out there. */
export function OtherWay({
  id,
  token,
  back,
  destinations,
}: Props & { readonly destinations: readonly string[] }) {
  return (
    <details class="inline-form">
      <summary>Send another way…</summary>
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

/** A person vouches that it arrived: that closes the loop, so it asks how they know. */
export function Confirm({ id, token, back }: Props) {
  return (
    <details class="inline-form">
      <summary>Confirm by hand…</summary>
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
