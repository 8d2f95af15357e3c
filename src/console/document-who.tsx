import type { Child } from 'hono/jsx';
import type { DeskCandidate, DeskDocument } from '../pipeline/document/desk-types.ts';
import { fieldStateWords, type DeskLook } from './document-fields.ts';
import { ChoiceText, PartnerPicker } from './partner-picker.tsx';

type Props = {
  readonly document: DeskDocument;
  readonly look: DeskLook;
  readonly isReadOnly: boolean;
};

/** Which patient: those who fit with what speaks for each, or nobody known. */
export function PatientChoice({ document, look, isReadOnly }: Props) {
  const { patients, isContradicted = false } = document;
  // Where two things speak for two patients nobody is chosen by Enter alone.
  const proposed = isContradicted ? '' : (patients[0]?.id ?? '');
  return (
    <Candidates
      name="patient"
      legend="Which patient is this?"
      candidates={patients}
      chosen={look.typed['patient'] ?? proposed}
      unknownText="Nobody known fits what was read: whose it is follows from the fields below."
      newText="None of these: a new patient"
      problem={problemOf(look, 'patient')}
      isReadOnly={isReadOnly}
    />
  );
}

/** Which office sent it. Another one than those who fit can be looked up. */
export function PartnerChoice({ document, look, isReadOnly }: Props) {
  const { partners } = document;
  const chosen = look.typed['partner'] ?? partners[0]?.id ?? '';
  return (
    <Candidates
      name="partner"
      legend="Who sent it?"
      candidates={partners}
      chosen={chosen}
      unknownText="Nobody known fits what was read: it is looked up, or entered, from the fields below."
      newText="None of these: a new office, as read below"
      problem={problemOf(look, 'partner')}
      isReadOnly={isReadOnly}
    >
      {(look.found ?? []).map((choice) => (
        <label class="cand">
          <input type="radio" name="partner" value={choice.id} checked={choice.id === chosen} />
          <span>
            <ChoiceText choice={choice} />
          </span>
        </label>
      ))}
      {isReadOnly ? null : (
        <div class="cand other">
          <input
            type="radio"
            name="partner"
            value="other"
            id="partner-other"
            checked={chosen === 'other'}
            aria-label="Another one of the directory"
          />
          <PartnerPicker
            label="Another one of the directory"
            name="partnerPicked"
            textName="partnerText"
            text={look.typed['partnerText'] ?? ''}
            placeholder="Another one: name, practice or town"
          />
        </div>
      )}
    </Candidates>
  );
}

function problemOf(look: DeskLook, field: string): string | undefined {
  return look.problems.find((one) => one.field === field)?.problem;
}

const unknown = { icon: '○', word: 'Nobody known' };

type CandidatesProps = {
  readonly name: 'patient' | 'partner';
  readonly legend: string;
  readonly candidates: readonly DeskCandidate[];
  readonly chosen: string;
  /** Said, and chosen, where nobody fits. */
  readonly unknownText: string;
  readonly newText: string;
  readonly problem: string | undefined;
  readonly isReadOnly: boolean;
  readonly children?: Child;
};

function Candidates(props: CandidatesProps) {
  const { name, legend, candidates, chosen, unknownText, newText, problem, isReadOnly, children } = props;
  const [first] = candidates;
  const isAsked = problem !== undefined || (first !== undefined && !first.isCertain);
  const { icon, word } =
    first === undefined && !isAsked ? unknown : fieldStateWords[isAsked ? 'look' : 'sure'];
  const all = candidates.map((candidate, index) => (
    <label class="cand">
      <input type="radio" name={name} value={candidate.id} checked={candidate.id === chosen} />
      <span>
        <strong>{candidate.title}</strong> <small>{candidate.detail}</small>
        {candidate.evidence.length === 0 ? null : <small class="why">{candidate.evidence.join(' · ')}</small>}
      </span>
      {index < 3 && isAsked && !isReadOnly ? <kbd>{index + 1}</kbd> : null}
    </label>
  ));
  const [value, text] = candidates.length === 0 ? ['', unknownText] : ['new', newText];
  const rest = (
    <>
      <label class="cand">
        <input type="radio" name={name} value={value} checked={chosen === value} />
        <span>{text}</span>
      </label>
      {children}
    </>
  );
  return (
    <fieldset class={isAsked ? 'cands asked' : 'cands'} data-field={name} disabled={isReadOnly}>
      <legend>
        {legend}{' '}
        <span class={isAsked ? 'state look' : 'state'}>
          <span aria-hidden="true">{icon}</span> <span class="word">{word}</span>
        </span>
      </legend>
      {problem === undefined ? null : (
        <p class="hint error" role="alert">
          {problem}
        </p>
      )}
      {isAsked || chosen !== first?.id ? (
        <>
          {all}
          {rest}
        </>
      ) : (
        <>
          {all}
          <details class="not-found">
            <summary>Somebody else?</summary>
            {rest}
          </details>
        </>
      )}
    </fieldset>
  );
}
