import { PartyFields } from './party-form.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { Csrf } from './parts.tsx';
import type { AskedRole } from '../pipeline/name-party.ts';

type Props = {
  readonly referralId: string;
  readonly role: AskedRole;
  readonly token: string;
  /** Where to go when it is answered. */
  readonly back: string;
  /** What was typed before. */
  readonly text?: string;
  /** The answer changes what is known already. */
  readonly isCorrection?: boolean;
};

export const askedWords: Readonly<Record<AskedRole, string>> = {
  referrer: 'Who sent them?',
  pcp: 'Primary care doctor?',
};

/** One question with its answers: find them while typing, or say that there is nobody. */
export function PartyAsk(props: Props) {
  const { referralId, role, token, back, text, isCorrection } = props;
  return (
    <form method="post" action={`/missing/${referralId}/${role}`} class="party-ask">
      <PartyHidden token={token} back={back} {...(isCorrection === true ? { isCorrection } : {})} />
      <PartnerPicker
        label={askedWords[role]}
        name="partnerId"
        textName="text"
        placeholder="Name, practice, phone or NPI"
        {...(text === undefined ? {} : { text })}
      />
      <p class="buttons">
        <button>Save</button>
        {role === 'referrer' ? (
          <button name="nobody" value="self">
            Nobody sent me
          </button>
        ) : null}
        <button name="nobody" value="unknown">
          {role === 'pcp' ? 'None, or not known' : 'Not known'}
        </button>
      </p>
    </form>
  );
}

/** Somebody who is not in the directory yet. */
export function NewParty(props: Props & { readonly isOpen: boolean }) {
  const { referralId, role, token, back, isCorrection, isOpen } = props;
  return (
    <details class="inline-form" open={isOpen}>
      <summary>Enter somebody new…</summary>
      <form method="post" action={`/missing/${referralId}/${role}`} class="stack">
        <PartyHidden token={token} back={back} {...(isCorrection === true ? { isCorrection } : {})} />
        <input type="hidden" name="new" value="1" />
        <PartyFields />
        <p class="buttons">
          <button class="main">{role === 'pcp' ? 'This is the doctor' : 'They sent this patient'}</button>
        </p>
      </form>
    </details>
  );
}

export function PartyHidden({
  token,
  back,
  isCorrection,
}: {
  readonly token: string;
  readonly back: string;
  readonly isCorrection?: boolean;
}) {
  return (
    <>
      <Csrf token={token} />
      <input type="hidden" name="back" value={back} />
      {isCorrection === true ? <input type="hidden" name="correction" value="1" /> : null}
    </>
  );
}
