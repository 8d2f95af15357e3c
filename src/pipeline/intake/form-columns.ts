import { isNameNumber } from '../../domain/match-partner.ts';
import type { Partner } from '../../store/partners.ts';
import type { PatientLine } from '../../store/patient-search.ts';

type Columns = Readonly<Record<string, string | undefined>>;

/** A partner who was picked, as canonical columns; the id is what counts. */
export function partnerColumns(partner: Partner): Columns {
  const npi = partner.identifiers.find((id) => id.system === 'npi' && !isNameNumber(id))?.value;
  const known = {
    referringPartnerId: partner.id,
    referringPhone: partner.phone ?? undefined,
    referringFax: partner.fax ?? undefined,
  };
  if (partner.kind === 'organisation')
    return { ...known, referringOrgName: partner.organisation ?? partner.name, referringOrgNpi: npi };
  return {
    ...known,
    referringNpi: npi,
    ...(partner.family === null
      ? { referringName: partner.name }
      : { referringLast: partner.family, referringFirst: partner.given ?? undefined }),
    referringOrgName: partner.organisation ?? undefined,
  };
}

/** A patient who was picked: whose it is, is decided; what is known of them is said again. */
export function personColumns(patient: PatientLine, birthDate: string | undefined): Columns {
  return {
    patientLast: patient.family ?? undefined,
    patientFirst: patient.given ?? undefined,
    patientMiddle: patient.middle ?? undefined,
    patientDob: patient.birthDate ?? birthDate,
  };
}

/** What somebody who is not in the directory is. */
export type WrittenKind = 'doctor' | 'office';

const title = /^(?:dr|doctor)\b\.?|,\s*(?:m\.?d|d\.?o|n\.?p|p\.?a|aprn|fnp|dpm|od|dds)\b/i;

/** As typed: a doctor when it is written like one. */
export function writtenKind(text: string): WrittenKind {
  return title.test(text.trim()) ? 'doctor' : 'office';
}

/** Somebody who is not in the directory, as canonical columns. */
export function writtenPartner(
  text: string,
  kind: WrittenKind | undefined,
  lines: { readonly npi: string; readonly phone: string; readonly fax: string },
): Columns {
  if (text.trim() === '') return {};
  const isDoctor = (kind ?? writtenKind(text)) === 'doctor';
  return {
    ...(isDoctor
      ? { referringName: text, referringNpi: lines.npi }
      : { referringOrgName: text, referringOrgNpi: lines.npi }),
    referringPhone: lines.phone,
    referringFax: lines.fax,
  };
}
