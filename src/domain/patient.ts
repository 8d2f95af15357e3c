import type { PatientClaim } from './fact.ts';
import { factsOf, type LedgerFact } from './ledger-fact.ts';

/** Demographics as the facts leave them: per field the latest that was said; silence clears nothing (DOMAIN 1.6 G). */
export function foldPatient(facts: readonly LedgerFact[]): Omit<PatientClaim, 'identifiers'> {
  let patient: Omit<PatientClaim, 'identifiers'> = {};
  for (const { fact } of factsOf(facts, 'patient_described')) {
    const { identifiers: _, ...said } = fact.patient;
    patient = { ...patient, ...said };
  }
  return patient;
}
