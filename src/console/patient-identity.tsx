import type { PatientPage, RecordOfPatient } from '../pipeline/patient-page.ts';
import { Csrf } from './parts.tsx';
import { AskWhose } from './patient-pick.tsx';
import { statementText } from './patient-words.ts';
import { birthText, When } from './times.tsx';
import { personName } from './words.ts';

type Props = { readonly page: PatientPage; readonly token: string; readonly zone: string };

/** The records that make up a patient, how they came together, and how they come apart again. */
export function PatientIdentity({ page, token, zone }: Props) {
  const isOne = page.records.length < 2;
  return (
    <section class="card" id="identity">
      <h2>{isOne ? 'Numbers' : `One patient of ${page.records.length} records`}</h2>
      <ul class="lines">
        {page.records.map((record, nr) => (
          <li>
            {isOne ? null : <strong>{record.name ?? `Record ${nr + 1}`}</strong>}
            <Numbers record={record} page={page} token={token} />
            {isOne || record.isMain ? null : <TakeApart record={record} page={page} token={token} />}
          </li>
        ))}
      </ul>
      <Statements page={page} zone={zone} />
      <Linked page={page} />
      <form method="post" action={`/patients/${page.id}/pick`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="act" value="merge" />
        <label class="field">
          <span>The same person as</span>
          <input
            name="text"
            required
            maxlength={200}
            autocomplete="off"
            placeholder="Name, birth date, phone or number"
          />
        </label>
        <button>Find and compare</button>
      </form>
    </section>
  );
}

type RecordProps = Omit<Props, 'zone'> & { readonly record: RecordOfPatient };

function Numbers({ record, page, token }: RecordProps) {
  return (
    <>
      {record.numbers.map((one) => (
        <div class="number">
          {one.value} <small class="muted">{one.system}</small>
          <AskWhose
            id={page.id}
            act="number"
            form={{ system: one.system, value: one.value }}
            token={token}
            summary="Belongs to somebody else…"
          />
        </div>
      ))}
    </>
  );
}

function TakeApart({ record, page, token }: RecordProps) {
  return (
    <details>
      <summary>This is another person: take apart…</summary>
      <form method="post" action={`/patients/${page.id}/unmerge`} class="inline">
        <Csrf token={token} />
        <input type="hidden" name="record" value={record.record} />
        <label class="field">
          <span>Why</span>
          <input name="reason" required maxlength={300} autocomplete="off" />
        </label>
        <button>Take apart</button>
      </form>
    </details>
  );
}

function Statements({ page, zone }: Pick<Props, 'page' | 'zone'>) {
  if (page.statements.length === 0) return null;
  const nameOf = (record: string): string => {
    const found = page.records.find((one) => one.record === record);
    return found?.name ?? found?.numbers[0]?.value ?? 'another record';
  };
  return (
    <>
      <h3>What was said about who is who</h3>
      <ul class="lines">
        {page.statements.map((one) => (
          <li>
            <When at={one.at} zone={zone} /> {statementText(one, nameOf)}
            <small class="below">
              {one.person ?? `by ${one.channel}`}{' '}
              {one.messageId === null ? null : <a href={`/messages/${one.messageId}`}>Message</a>}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

function Linked({ page }: Pick<Props, 'page'>) {
  if (page.linked.length === 0) return null;
  return (
    <>
      <h3>Belongs together with</h3>
      <ul class="lines">
        {page.linked.map((one) => (
          <li>
            <a href={`/patients/${one.id}`}>{personName(one)}</a> <small>{birthText(one.birthDate)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
