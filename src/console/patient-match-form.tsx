import type { PatientLine } from '../store/patient-search.ts';
import type { Review } from '../store/reviews.ts';
import { candidatesOf } from './candidates.ts';
import { DismissForm } from './dismiss-form.tsx';
import { Csrf } from './parts.tsx';
import { birthText } from './times.tsx';
import { personName, questionOf } from './words.ts';

type Props = {
  readonly review: Review;
  /** What the message says. */
  readonly claim: PatientLine | undefined;
  readonly candidates: readonly PatientLine[];
  readonly token: string;
  readonly zone: string;
};

/** The patient of the message beside the patients it may be; what differs is marked. */
export function PatientMatchForm({ review, claim, candidates, token }: Props) {
  const reason = typeof review.question['reason'] === 'string' ? review.question['reason'] : '';
  const known = candidatesOf(review).flatMap((one) => {
    const patient = candidates.find((candidate) => candidate.id === one.patientId);
    return patient === undefined ? [] : [{ ...one, patient }];
  });
  return (
    <>
      <h1>{questionOf(review.kind).sentence}</h1>
      <p>{reason}</p>
      <form method="post" action={`/reviews/${review.id}/patient`}>
        <Csrf token={token} />
        <div class="scroll" tabindex={0} role="group" aria-label="Comparison">
          <Comparison claim={claim} known={known} />
        </div>
      </form>
      {review.messageId === null ? null : (
        <p>
          <a href={`/messages/${review.messageId}`}>See the whole message</a>
        </p>
      )}
      <DismissForm review={review} token={token} back="/reviews" />
    </>
  );
}

type Known = {
  readonly patientId: string;
  readonly reasons: readonly string[];
  readonly patient: PatientLine;
};

function Comparison({
  claim,
  known,
}: {
  readonly claim: PatientLine | undefined;
  readonly known: readonly Known[];
}) {
  return (
    <table class="compare">
      <thead>
        <tr>
          <th scope="col"></th>
          <th scope="col">In this message</th>
          {known.map((_, index) => (
            <th scope="col">Known patient {known.length > 1 ? index + 1 : ''}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{row.label}</th>
            <td>{claim === undefined ? '–' : row.text(claim) || '–'}</td>
            {known.map((one) => (
              <td
                class={
                  claim !== undefined && differs(row.text(claim), row.text(one.patient))
                    ? 'differs'
                    : undefined
                }
              >
                {row.text(one.patient) || '–'}
                {claim !== undefined && differs(row.text(claim), row.text(one.patient)) ? (
                  <span class="unseen"> (differs)</span>
                ) : null}
              </td>
            ))}
          </tr>
        ))}
        <Answers known={known} />
      </tbody>
    </table>
  );
}

function Answers({ known }: { readonly known: readonly Known[] }) {
  return (
    <>
      <tr>
        <th scope="row">Why asked</th>
        <td></td>
        {known.map((one) => (
          <td>{one.reasons.join(', ')}</td>
        ))}
      </tr>
      <tr>
        <th scope="row">
          <span class="unseen">Answer</span>
        </th>
        <td>
          <button name="patientId" value="new">
            A new patient
          </button>
        </td>
        {known.map((one) => (
          <td>
            <button class="main" name="patientId" value={one.patientId}>
              Same person
            </button>
          </td>
        ))}
      </tr>
    </>
  );
}

const rows: readonly { readonly label: string; readonly text: (patient: PatientLine) => string }[] = [
  { label: 'Name', text: (patient) => personName(patient) },
  { label: 'Born', text: (patient) => birthText(patient.birthDate) },
  { label: 'Sex', text: (patient) => patient.sex ?? '' },
  { label: 'Phone', text: (patient) => patient.phones.join(', ') },
  {
    label: 'Address',
    text: ({ address }) => [address?.line1, address?.city, address?.zip].filter(Boolean).join(', '),
  },
  { label: 'Numbers', text: (patient) => patient.identifiers.map((id) => id.value).join(', ') },
];

/** Letters and digits decide; how a phone number is punctuated does not. */
function differs(a: string, b: string): boolean {
  const fold = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
      .replace(/^1(?=\d{10}$)/, '');
  return a !== '' && b !== '' && fold(a) !== fold(b);
}
