import type { Hl7Message, Hl7Segment, Identifier, PatientClaim } from '#hub';
import { readPatientIdentifiers } from './identifiers.ts';
import { readName } from './people.ts';
import { present } from './present.ts';
import type { CommonReading } from './rules.ts';
import { readAddress, readTelecom } from './telecom.ts';
import { readBirthDate } from './times.ts';

/**
 * What the message says about a patient. A patient without a name or a number still makes facts: the match step asks a person.
 *
 * @param pid the PID segment of `message` (merges have several).
 */
export function readPatient(message: Hl7Message, pid: Hl7Segment, reading: CommonReading): PatientClaim {
  const identifiers = readAllIdentifiers(pid, reading);
  const name = readName(legalName(pid));
  if (identifiers.length === 0) reading.warn('no-patient-id', 'PID-3', 'The patient has no usable number.');
  if (name === undefined) reading.warn('no-patient-name', 'PID-5', 'The patient has no name.');
  const home = readTelecom(pid.repetitions(13));
  const business = readTelecom(pid.repetitions(14));
  const phones = [...new Set([...home.phones, ...business.phones])];
  return {
    identifiers,
    ...present({
      name,
      birthDate: readBirthDate(pid, reading),
      sex: sexOf(pid.at('8.1')),
      phones: phones.length === 0 ? undefined : phones,
      email: home.email ?? business.email,
      address: readAddress(pid.repetitions(11)),
      isProtected: message.get('PD1-12') === 'Y' ? true : undefined,
    }),
  };
}

/** The patient that is no more: MRG-1, or the ids of older senders in MRG-4, and the name it had. */
export function readPrior(pid: Hl7Segment, merge: Hl7Segment, reading: CommonReading): PatientClaim {
  // A missing authority means the one of the survivor's own number, never "any" (DOMAIN 1.6 F).
  const survivorSystem = readPatientIdentifiers(pid, 3, reading)[0]?.system;
  const listed = readPatientIdentifiers(merge, 1, reading, survivorSystem);
  const identifiers = listed.length > 0 ? listed : readPatientIdentifiers(merge, 4, reading, survivorSystem);
  return { identifiers, ...present({ name: readName(merge.repetitions(7)[0]) }) };
}

/** The second patient of a message about two: who it is, and no more. */
export function readOther(pid: Hl7Segment, reading: CommonReading): PatientClaim {
  return { identifiers: readAllIdentifiers(pid, reading), ...present({ name: readName(legalName(pid)) }) };
}

/** Before v2.3.1 the numbers stood in PID-2 and PID-4. */
function readAllIdentifiers(pid: Hl7Segment, reading: CommonReading): readonly Identifier[] {
  for (const field of [3, 2, 4]) {
    const identifiers = readPatientIdentifiers(pid, field, reading);
    if (identifiers.length > 0) return identifiers;
  }
  return [];
}

/** Table 0200: the legal name, else the first that is no alias, maiden or nick name. */
function legalName(pid: Hl7Segment) {
  const names = pid.repetitions(5);
  const legal = names.find((name) => name.at('7') === 'L');
  return legal ?? names.find((name) => !['A', 'M', 'N'].includes(name.at('7') ?? '')) ?? names[0];
}

/** Table 0001. */
const sexes: Readonly<Record<string, NonNullable<PatientClaim['sex']>>> = {
  F: 'F',
  M: 'M',
  O: 'O',
  A: 'O',
  U: 'U',
  N: 'U',
};

function sexOf(code: string | undefined): PatientClaim['sex'] {
  return code === undefined ? undefined : sexes[code.toUpperCase()];
}
