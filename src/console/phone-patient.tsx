import type { PatientHit } from '../store/patient-search.ts';
import { birthText } from './times.tsx';
import { personName, phoneText } from './words.ts';

/** Patients that fit what was typed, for the list below the field. */
export function PatientOptions({ hits }: { readonly hits: readonly PatientHit[] }) {
  return (
    <>
      {hits.map((hit) => (
        <li role="option" aria-selected="false" data-value={hit.id} data-text={personName(hit)}>
          <PatientText hit={hit} />
        </li>
      ))}
      {hits.length === 0 ? <li class="muted">Nobody known fits: a new patient.</li> : null}
    </>
  );
}

/** One patient in a line: who, and what tells them from others of the name. */
export function PatientText({ hit }: { readonly hit: PatientHit }) {
  const [phone] = hit.phones;
  const facts = [hit.identifiers[0]?.value, phone === undefined ? undefined : phoneText(phone)];
  return (
    <>
      <strong>{personName(hit)}</strong> {birthText(hit.birthDate)}{' '}
      <small class="muted">{facts.filter(Boolean).join(' · ')}</small>
    </>
  );
}
