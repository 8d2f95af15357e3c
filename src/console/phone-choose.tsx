import { writtenKind } from '../pipeline/intake/form-columns.ts';
import type { PhoneChoices, PhoneForm } from '../pipeline/intake/phone.ts';
import type { OpenReferral } from '../store/forms-same.ts';
import { Pill } from './parts.tsx';
import { ChoiceText } from './partner-picker.tsx';
import { PatientText } from './phone-patient.tsx';
import { When } from './times.tsx';
import { stateWord } from './words.ts';

type Props = { readonly form: PhoneForm; readonly choices: PhoneChoices; readonly zone: string };

/** What was typed may be known already: the first answer has the focus, so that arrows and Enter are enough. */
export function PhoneChoose({ form, choices, zone }: Props) {
  const { partners, patients, same } = choices;
  return (
    <div class="choose" role="alert">
      {same.length === 0 ? null : <SameReferral same={same} zone={zone} />}
      {partners.length === 0 ? null : (
        <fieldset>
          <legend>Is “{form.sentBy}” one of these?</legend>
          {partners.map((choice, nr) => (
            <label class="radio">
              <input
                type="radio"
                name="sentById"
                value={choice.id}
                required
                autofocus={nr === 0 && same.length === 0}
              />
              <span>
                <ChoiceText choice={choice} />
              </span>
            </label>
          ))}
          <NewPartner form={form} />
        </fieldset>
      )}
      {patients.length === 0 ? null : (
        <fieldset>
          <legend>Is “{form.patient}” one of these?</legend>
          {patients.map((hit, nr) => (
            <label class="radio">
              <input
                type="radio"
                name="patientId"
                value={hit.id}
                required
                autofocus={nr === 0 && same.length + partners.length === 0}
              />
              <span>
                <PatientText hit={hit} />
              </span>
            </label>
          ))}
          <label class="radio">
            <input type="radio" name="patientId" value="new" />
            <span>None of these: a new patient</span>
          </label>
        </fieldset>
      )}
    </div>
  );
}

/** Two answers, for what the name does not tell: a doctor, or an office. */
function NewPartner({ form }: { readonly form: PhoneForm }) {
  const kinds =
    writtenKind(form.sentBy) === 'doctor' ? (['doctor', 'office'] as const) : (['office', 'doctor'] as const);
  return (
    <>
      {kinds.map((kind) => (
        <label class="radio">
          <input type="radio" name="sentById" value={`new-${kind}`} />
          <span>None of these: a new {kind}</span>
        </label>
      ))}
    </>
  );
}

function SameReferral({ same, zone }: { readonly same: readonly OpenReferral[]; readonly zone: string }) {
  return (
    <fieldset>
      <legend>An open referral of this patient from this office exists. Is it the same one?</legend>
      {same.map((one, nr) => (
        <label class="radio">
          <input type="radio" name="same" value={one.id} required autofocus={nr === 0} />
          <span>
            Yes: received <When at={one.receivedAt} zone={zone} /> <Pill of={stateWord(one.state)} />{' '}
            <small class="muted">{[one.service, one.reason].filter(Boolean).join(' · ')}</small>
          </span>
        </label>
      ))}
      <label class="radio">
        <input type="radio" name="same" value="other" />
        <span>No, another one</span>
      </label>
    </fieldset>
  );
}
