import { isFormNumber, newFormNumber } from '../pipeline/intake/form-number.ts';
import type { PhoneForm } from '../pipeline/intake/phone.ts';
import type { Form } from './form-values.ts';
import { isId } from './missing-page.tsx';

/** Longest text of a field; notes may be longer. */
export const LONGEST_FIELD = 200;
export const LONGEST_NOTE = 1000;

const callers: readonly PhoneForm['caller'][] = ['office', 'patient', 'other'];
const urgencies: readonly PhoneForm['urgency'][] = ['routine', 'urgent', 'stat'];

/** What the phone form sent. What was picked counts while the text is still the one that was picked. */
export function phoneFormOf(form: Form): PhoneForm {
  const said = (name: string, longest = LONGEST_FIELD) => (form[name] ?? '').trim().slice(0, longest);
  const sentByNew = /^new-(doctor|office)$/.exec(form['sentById'] ?? '')?.[1];
  const { number, same, callId } = form;
  return {
    kind: form['kind'] === 'check-in' ? 'check-in' : 'phone',
    number: isFormNumber(number) ? number : newFormNumber(),
    caller: callers.find((one) => one === form['caller']) ?? 'office',
    sentBy: said('sentBy'),
    ...picked(form, 'sentBy', 'sentById'),
    ...(sentByNew === 'doctor' || sentByNew === 'office' ? { sentByNew } : {}),
    newNpi: said('newNpi', 20),
    newPhone: said('newPhone', 40),
    newFax: said('newFax', 40),
    callBack: said('callBack'),
    patient: said('patient'),
    ...picked(form, 'patient', 'patientId'),
    isPatientNew: form['patientId'] === 'new',
    birthDate: said('birthDate', 40),
    phone: said('phone', 40),
    reason: said('reason', LONGEST_NOTE),
    urgency: urgencies.find((one) => one === form['urgency']) ?? 'routine',
    wished: said('wished'),
    authorisation: said('authorisation', 80),
    pcp: said('pcp'),
    ...picked(form, 'pcp', 'pcpId'),
    notes: said('notes', LONGEST_NOTE),
    ...(same === 'other' || isId(same) ? { same } : {}),
    ...(isId(callId) ? { callId } : {}),
  };
}

/** Without script the id of what was picked stays in the page when somebody types another name over it. */
function picked<Name extends 'sentById' | 'patientId' | 'pcpId'>(
  form: Form,
  textName: string,
  name: Name,
): { readonly [Key in Name]?: string } {
  const id = form[name];
  const was = form[`${name}Was`];
  const isStill = was === undefined || was === (form[textName] ?? '').trim();
  return (isId(id) && isStill ? { [name]: id } : {}) as { readonly [Key in Name]?: string };
}

/** What is kept of a form nobody has saved yet. */
export function draftOf(form: Form): Readonly<Record<string, string>> {
  const kept = Object.entries(form).filter(
    ([name, value]) => draftFields.has(name) && value.trim() !== '' && value.length <= LONGEST_NOTE,
  );
  return Object.fromEntries(kept);
}

const draftFields: ReadonlySet<string> = new Set([
  'number',
  'kind',
  'caller',
  'sentBy',
  'sentById',
  'newNpi',
  'newPhone',
  'newFax',
  'callBack',
  'patient',
  'patientId',
  'birthDate',
  'phone',
  'reason',
  'urgency',
  'wished',
  'authorisation',
  'pcp',
  'pcpId',
  'notes',
  'callId',
]);
