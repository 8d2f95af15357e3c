import type { Webhook } from '../store/webhooks.ts';
import { Csrf, Field } from './parts.tsx';
import { profileWords } from './webhook-words.ts';

export const LONGEST_AGREEMENT = 300;

type Props = {
  readonly webhook: Webhook;
  readonly mayDisclose: boolean;
  /** The account of whoever looks. */
  readonly self: string;
  readonly token: string;
};

/** What a receiver learns of patients, by which agreement, and what waits for approval. */
export function Disclosure({ webhook, mayDisclose, self, token }: Props) {
  const { phiProfile, phiWanted, phiAgreement, phiAskedBy, phiApprovedBy } = webhook;
  return (
    <section class="card" id="disclosure">
      <h2>What it learns of patients</h2>
      <p>
        Now: <strong>{profileWords[phiProfile]}</strong>.
        {phiAgreement === null ? null : ` By “${phiAgreement}”, as ${phiAskedBy ?? 'somebody'} said.`}
        {phiApprovedBy === null ? null : ` Approved by ${phiApprovedBy}.`}
      </p>
      {phiWanted === null ? null : (
        <p class="problem">
          {phiAskedBy} asks that it learns {profileWords[phiWanted]}. Another administrator must approve it.
        </p>
      )}
      {mayDisclose ? (
        <div class="buttons">
          {phiWanted !== null && webhook.phiAskedId !== self ? (
            <form method="post" action={`/webhooks/${webhook.id}/approval`}>
              <Csrf token={token} />
              <button type="submit" class="main">
                Approve
              </button>
            </form>
          ) : null}
          <details>
            <summary>Change</summary>
            <DisclosureForm webhook={webhook} token={token} />
          </details>
        </div>
      ) : null}
    </section>
  );
}

function DisclosureForm({ webhook, token }: Pick<Props, 'webhook' | 'token'>) {
  return (
    <form method="post" action={`/webhooks/${webhook.id}/disclosure`} class="stack">
      <Csrf token={token} />
      <div class="fields">
        <label class="field">
          <span>It learns</span>
          <select name="profile">
            <option value="none">nothing</option>
            <option value="minimum">initials and year of birth</option>
            <option value="full">name and date of birth (a second administrator approves)</option>
          </select>
        </label>
        <Field
          label="Agreement"
          name="agreement"
          maxLength={LONGEST_AGREEMENT}
          hint="BAA with Example CRM, March 2, 2026"
        />
      </div>
      <label>
        <input type="checkbox" name="inForce" value="yes" /> I have seen it, it is in force and covers this
      </label>
      <div class="buttons">
        <button type="submit">Save</button>
      </div>
    </form>
  );
}
