import type { Child } from 'hono/jsx';
import type { ExplainedPair } from '../domain/explain-pair.ts';
import type { PatientClaim } from '../domain/fact.ts';
import { displayName } from '../domain/names.ts';
import type { PatientStory, SaidField, SaidValue } from '../pipeline/patient-page.ts';
import { birthText, dayText, When } from './times.tsx';
import { phoneText, stateWords } from './words.ts';

/** One column: a patient with all that was ever said of them, or what one message says. */
export type Side = {
  readonly title: Child;
  readonly story?: PatientStory;
  readonly claim?: PatientClaim;
  /** How this side agrees with the first. */
  readonly explained?: ExplainedPair;
  /** What can be answered with this side. */
  readonly answer?: Child;
};

const fields: readonly { readonly field: SaidField; readonly label: string }[] = [
  { field: 'name', label: 'Name' },
  { field: 'birthDate', label: 'Born' },
  { field: 'sex', label: 'Sex' },
  { field: 'phone', label: 'Phone' },
  { field: 'email', label: 'E-mail' },
  { field: 'address', label: 'Address' },
];

/** Everything ever said of both, field by field, with how they agree in words. */
export function PatientCompare({ sides, zone }: { readonly sides: readonly Side[]; readonly zone: string }) {
  const isAnswered = sides.some((side) => side.answer !== undefined);
  return (
    <div class="scroll" tabindex={0} role="group" aria-label="Comparison">
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">Field</span>
            </th>
            {sides.map((side) => (
              <th scope="col">{side.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, label }) => (
            <tr>
              <th scope="row">{label}</th>
              {sides.map((side) => (
                <FieldCell side={side} field={field} zone={zone} />
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">Numbers</th>
            {sides.map((side) => (
              <NumbersCell side={side} />
            ))}
          </tr>
          {historyRows.map((row) => (
            <tr>
              <th scope="row">{row.label}</th>
              {sides.map((side) => (
                <td>{side.story === undefined ? '' : row.show(side.story, zone)}</td>
              ))}
            </tr>
          ))}
          {isAnswered ? (
            <tr>
              <th scope="row">
                <span class="unseen">Answer</span>
              </th>
              {sides.map((side) => (
                <td>{side.answer}</td>
              ))}
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

function FieldCell({
  side,
  field,
  zone,
}: {
  readonly side: Side;
  readonly field: SaidField;
  readonly zone: string;
}) {
  const explained = side.explained?.fields.find((one) => one.field === field);
  return (
    <td class={speaksAgainst(explained) ? 'differs' : undefined}>
      {side.story === undefined ? (
        claimText[field](side.claim) || '–'
      ) : (
        <SaidValues values={side.story.said[field]} field={field} zone={zone} />
      )}
      <Agreement explained={explained} />
    </td>
  );
}

type Explained = ExplainedPair['fields'][number] | undefined;

/** Two that differ are marked also where people often differ from themselves, as with addresses. */
function speaksAgainst(explained: Explained): boolean {
  return explained !== undefined && (explained.weight < 0 || explained.agreement === 'different');
}

/** Where one side is not known there is nothing to compare and no word. */
function Agreement({ explained }: { readonly explained: Explained }) {
  if (explained === undefined || explained.agreement === '') return null;
  return <small class={speaksAgainst(explained) ? 'says-no' : 'says-yes'}>{explained.agreement}</small>;
}

/** The present values, then those of the past with the day they were last said. */
export function SaidValues({
  values,
  field,
  zone,
}: {
  readonly values: readonly SaidValue[];
  readonly field: SaidField;
  readonly zone: string;
}) {
  if (values.length === 0) return <>–</>;
  return (
    <>
      {values.map((one, nr) =>
        one.isCurrent ? (
          `${nr === 0 ? '' : ' · '}${valueText(field, one.value)}`
        ) : (
          <small class="below">
            Before: {valueText(field, one.value)} ({one.channels.join(', ')}, until{' '}
            {dayText(one.lastAt, zone)})
          </small>
        ),
      )}
    </>
  );
}

function NumbersCell({ side }: { readonly side: Side }) {
  const numbers = side.story?.numbers ?? side.claim?.identifiers ?? [];
  const explained = side.explained?.fields.find((one) => one.field === 'identifiers');
  return (
    <td class={speaksAgainst(explained) ? 'differs' : undefined}>
      {numbers.length === 0 ? '–' : null}
      {numbers.map((one) => (
        <span class="number">
          {one.value} <small class="muted">{one.system}</small>
        </span>
      ))}
      <Agreement explained={explained} />
    </td>
  );
}

export function valueText(field: SaidField, value: string): string {
  if (field === 'birthDate') return birthText(value);
  if (field === 'phone') return phoneText(value);
  return field === 'sex' ? (sexes[value] ?? value) : value;
}

const sexes: Readonly<Record<string, string>> = { F: 'Female', M: 'Male', O: 'Other', U: 'Not known' };

const claimText: Readonly<Record<SaidField, (claim: PatientClaim | undefined) => string>> = {
  name: (claim) => displayName(claim?.name),
  birthDate: (claim) => birthText(claim?.birthDate),
  sex: (claim) => (claim?.sex === undefined ? '' : (sexes[claim.sex] ?? claim.sex)),
  phone: (claim) => (claim?.phones ?? []).map(phoneText).join(' · '),
  email: (claim) => claim?.email ?? '',
  address: (claim) => {
    const { line1, line2, city, state, zip } = claim?.address ?? {};
    return [line1, line2, [city, state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  },
};

const historyRows: readonly {
  readonly label: string;
  readonly show: (story: PatientStory, zone: string) => Child;
}[] = [
  {
    label: 'Referrals',
    show: ({ referrals }, zone) => {
      const [last] = referrals;
      if (last === undefined) return 'None';
      return (
        <>
          {referrals.length === 1 ? 'One' : referrals.length}, last{' '}
          <When at={last.receivedAt} zone={zone} isDay /> ({stateWords[last.state].word})
        </>
      );
    },
  },
  { label: 'Last visit', show: ({ lastVisit }) => birthText(lastVisit) || '–' },
  {
    label: 'Told by',
    show: ({ sources }) => [...new Set(sources.map((one) => one.channel))].join(', ') || '–',
  },
];
