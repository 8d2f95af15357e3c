import type { EscalationLine } from '../store/escalations.ts';
import { Csrf } from './parts.tsx';

/** How long something may be put off, by the name its form sends. */
export const pauses = {
  '2h': '2 hours',
  '1d': 'Tomorrow, 8:00',
  '3d': '3 days',
  '7d': 'A week',
  '14d': 'Two weeks',
} as const;

export type PauseName = keyof typeof pauses;

type Props = {
  readonly line: EscalationLine;
  readonly token: string;
  readonly back: string;
  /** The account that looks. */
  readonly person: string;
  /** What was typed before somebody else was quicker. */
  readonly typed?: { readonly reason: string; readonly until: string };
};

/** Take it, put it off, or say that it is done. The version of the line goes along: of two people the second is told. */
export function LateForms({ line, token, back, person, typed }: Props) {
  const isMine = line.assignedTo === person;
  return (
    <div class="stack">
      <form method="post" action={`/late/${line.id}/${isMine ? 'release' : 'take'}`} class="buttons">
        <Hidden line={line} token={token} back={back} />
        <button>{isMine ? 'Give it back' : 'I take it'}</button>
      </form>
      <form method="post" action={`/late/${line.id}/snooze`} class="inline">
        <Hidden line={line} token={token} back={back} />
        <label class="field short">
          <span>Put off for</span>
          <select name="until">
            {Object.entries(pauses).map(([name, label]) => (
              <option value={name} selected={name === (typed?.until ?? '1d')}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Reason label="Why" value={typed?.reason} />
        <button>Put off</button>
      </form>
      <form method="post" action={`/late/${line.id}/done`} class="inline">
        <Hidden line={line} token={token} back={back} />
        <Reason label="What was done" value={typed?.reason} />
        <button>Done</button>
      </form>
    </div>
  );
}

function Reason({ label, value }: { readonly label: string; readonly value: string | undefined }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name="reason" value={value ?? ''} required maxlength={300} autocomplete="off" />
    </label>
  );
}

function Hidden({ line, token, back }: Pick<Props, 'line' | 'token' | 'back'>) {
  return (
    <>
      <Csrf token={token} />
      <input type="hidden" name="version" value={line.version} />
      <input type="hidden" name="back" value={back} />
    </>
  );
}
