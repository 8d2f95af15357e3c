import type { PatientComparison } from '../pipeline/compare-patients.ts';
import { DismissForm } from './dismiss-form.tsx';
import { Csrf, Key } from './parts.tsx';
import { PatientCompare, type Side } from './patient-compare.tsx';

type Props = {
  readonly comparison: PatientComparison;
  readonly token: string;
  readonly zone: string;
  readonly back: string;
};

/** Keys of answers: as many as a hand finds. */
const KEYS = 9;

/** The patient of the message beside those it may be: everything ever said of them, and how each field agrees. */
export function PatientMatchForm({ comparison, token, zone, back }: Props) {
  const { review, claim, patients } = comparison;
  const sides: readonly Side[] = [
    {
      title: 'In this message',
      ...(claim === undefined ? {} : { claim }),
      answer: (
        <button name="patientId" value="new" data-key="n">
          <Key name="n" /> A new patient
        </button>
      ),
    },
    ...patients.map(({ story, record, explained }, index) => ({
      title: (
        <a href={`/patients/${story.line.id}`}>Known patient{patients.length > 1 ? ` ${index + 1}` : ''}</a>
      ),
      story,
      ...(explained === undefined ? {} : { explained }),
      answer: (
        <button
          class="main"
          name="patientId"
          value={record}
          data-key={index < KEYS ? String(index + 1) : undefined}
        >
          {index < KEYS ? <Key name={String(index + 1)} /> : null} Same person
        </button>
      ),
    })),
  ];
  return (
    <>
      <form method="post" action={`/reviews/${review.id}/patient`}>
        <Csrf token={token} />
        <input type="hidden" name="back" value={back} />
        <PatientCompare sides={sides} zone={zone} />
      </form>
      {review.messageId === null ? null : (
        <p>
          <a href={`/messages/${review.messageId}`}>See the whole message</a>
        </p>
      )}
      <DismissForm review={review} token={token} back={back} />
    </>
  );
}
