import type { PatientClaim } from '../domain/fact.ts';

/** `Zztest, Ann (1980-02-03)`. */
export function patientNameOf({ name, birthDate }: PatientClaim): string {
  const text = [name?.family, name?.given].filter((part) => part !== undefined).join(', ');
  return birthDate === undefined ? text : `${text} (${birthDate})`;
}
