import type { PatientComparison } from '../pipeline/compare-patients.ts';
import { Csrf, Key } from './parts.tsx';
import { PatientCompare, type Side } from './patient-compare.tsx';
import { statementText } from './patient-words.ts';
import { When } from './times.tsx';
import { personName } from './words.ts';

type Props = {
  readonly comparison: PatientComparison;
  readonly token: string;
  readonly zone: string;
  readonly back: string;
};

/** Two records: one person, or two? */
export function IdentityForm({ comparison, token, zone, back }: Props) {
  const { review, patients, isOne } = comparison;
  const sides: readonly Side[] = patients.map(({ story, explained }) => ({
    title: <a href={`/patients/${story.line.id}`}>{personName(story.line)}</a>,
    story,
    ...(explained === undefined ? {} : { explained }),
  }));
  const reasons = patients[1]?.explained?.reasons ?? [];
  return (
    <>
      {isOne ? <p>Both records are this patient now.</p> : null}
      {reasons.length === 0 ? null : <p>What the two say of one another: {reasons.join(', ')}.</p>}
      <PatientCompare sides={sides} zone={zone} />
      <Said comparison={comparison} zone={zone} />
      <form method="post" action={`/reviews/${review.id}/identity`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <label class="field">
          <span>Why (kept in the history)</span>
          <input name="reason" maxlength={300} autocomplete="off" placeholder="Both records were compared" />
        </label>
        <p class="buttons">
          <button name="isSame" value="yes" data-key="1" class="main">
            <Key name="1" /> One person
          </button>
          <button name="isSame" value="no" data-key="2">
            <Key name="2" /> {isOne ? 'Two people: take them apart' : 'Two people'}
          </button>
        </p>
      </form>
      {review.kind === 'account_moved' ? (
        <p class="muted">
          When they are two people: move the numbers or messages that went over on the patient’s page, then
          answer here.
        </p>
      ) : null}
    </>
  );
}

/** What was said about who is who. */
function Said({ comparison, zone }: Pick<Props, 'comparison' | 'zone'>) {
  const { statements, patients } = comparison;
  if (statements.length === 0) return null;
  const nameOf = (record: string): string => {
    const held = patients.find(
      ({ story }) => story.line.id === record || story.numbers.some((one) => one.record === record),
    );
    const number = held?.story.numbers.find((one) => one.record === record)?.value;
    return number === undefined ? 'another record' : `number ${number}`;
  };
  return (
    <ul class="lines">
      {statements.map((one) => (
        <li>
          <When at={one.at} zone={zone} /> {one.person ?? one.channel}: {statementText(one, nameOf)}{' '}
          {one.messageId === null ? null : <a href={`/messages/${one.messageId}`}>Message</a>}
        </li>
      ))}
    </ul>
  );
}
