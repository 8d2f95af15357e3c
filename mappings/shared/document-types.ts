import type { Hl7Message } from '#hub';

/** TXA-25 (v2.6), else the type's own text, else the word of table 0270, else what OBX-3 calls it. */
export function documentTitle(message: Hl7Message): string | undefined {
  const type = message.get('TXA-2.1');
  return (
    message.get('TXA-25') ?? message.get('TXA-2.2') ?? table0270[type ?? ''] ?? message.get('OBX-3.2') ?? type
  );
}

const table0270: Readonly<Record<string, string>> = {
  AR: 'Autopsy report',
  CD: 'Cardiodiagnostics',
  CN: 'Consultation',
  DI: 'Diagnostic imaging',
  DS: 'Discharge summary',
  ED: 'Emergency department report',
  HP: 'History and physical examination',
  OP: 'Operative report',
  PC: 'Psychiatric consultation',
  PH: 'Psychiatric history and physical examination',
  PN: 'Procedure note',
  PR: 'Progress note',
  SP: 'Surgical pathology',
  TS: 'Transfer summary',
};
