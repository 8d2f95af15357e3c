import type { PersonName } from '../../domain/fact.ts';
import type { PacketNote, PacketPatient } from './packet-input.ts';

/**
 * What a note lacks of the four things that make it a proof of service: the patient's full name, date of birth, date of
 * service and the provider's signature (health plans' requirement for HEDIS and Stars chart evidence). Empty: complete.
 */
export function checkProofOfService(input: {
  readonly patient: PacketPatient;
  readonly note: PacketNote;
}): readonly ProofGap[] {
  const { patient, note } = input;
  const gaps: readonly (readonly [ProofGap, boolean])[] = [
    ['patient_full_name', isPresent(patient.name?.family) && isPresent(patient.name?.given)],
    ['birth_date', isDay(patient.birthDate)],
    ['service_date', isDay(note.serviceDate)],
    ['provider_signature', isNamed(note.signer) && isInstant(note.signedAt)],
  ];
  return gaps.filter(([, isThere]) => !isThere).map(([gap]) => gap);
}

export type ProofGap = 'patient_full_name' | 'birth_date' | 'service_date' | 'provider_signature';

/** For a person who has to complete the note. */
export const PROOF_GAP_WORDS: Readonly<Record<ProofGap, string>> = {
  patient_full_name: "the patient's full name",
  birth_date: 'the date of birth',
  service_date: 'the date of service',
  provider_signature: "the provider's signature (who signed, and when)",
};

function isPresent(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

function isNamed(name: PersonName | undefined): boolean {
  return isPresent(name?.family);
}

function isDay(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && isInstant(text);
}

function isInstant(text: string | undefined): boolean {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}
