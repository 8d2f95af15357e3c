import type { PartyClaim } from '../domain/fact.ts';
import { isNpi } from '../domain/npi.ts';
import type { Form } from './form-values.ts';
import { Field } from './parts.tsx';

/** Fields of a doctor or an office that is not in the directory. */
export function PartyFields() {
  return (
    <div class="fields">
      <Field label="Family name" name="family" />
      <Field label="Given name" name="given" />
      <Field label="NPI" name="npi" maxLength={10} />
      <Field label="Practice" name="organisation" />
      <Field label="Phone" name="phone" />
      <Field label="Fax" name="fax" />
    </div>
  );
}

/** A doctor or office as typed into these fields; a sentence where it cannot be one. */
export function partyOf(form: Form): PartyClaim | string {
  const said = (name: string) => (form[name] ?? '').trim().slice(0, 200);
  const [family, given, organisation, npi] = [
    said('family'),
    said('given'),
    said('organisation'),
    said('npi'),
  ];
  if (family === '' && organisation === '') return 'Enter a family name or a practice.';
  if (npi !== '' && !isNpi(npi))
    return 'This NPI has a wrong check digit. Leave it empty if it is not at hand.';
  return {
    kind: family === '' ? 'organisation' : 'person',
    identifiers: npi === '' ? [] : [{ system: 'npi', value: npi }],
    ...(npi === '' ? {} : { npiCertainty: 'certain' as const }),
    ...(family === '' ? {} : { name: { family, ...(given === '' ? {} : { given }) } }),
    ...(organisation === '' ? {} : { organisation }),
    ...(said('phone') === '' ? {} : { phone: said('phone') }),
    ...(said('fax') === '' ? {} : { fax: said('fax') }),
  };
}
