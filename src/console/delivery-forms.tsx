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
