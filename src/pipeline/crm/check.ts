import { Failure } from '../../lib/failure.ts';
import { crmKinds, type CrmKind } from '../../sdk/crm-fields.ts';
import { findRecords } from './compare.ts';
import type { ConnectedCrm } from './connected.ts';

/** Whether the CRM shows what the mapping names. `problem`: a sentence without data. */
export type CrmFinding = { readonly kind: CrmKind; readonly object: string; readonly problem?: string };

/** An id nobody has. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Signs in and asks for a record of each kind that is not there, with every hub-owned field: reads only. */
export async function checkCrm(crm: ConnectedCrm, signal: AbortSignal): Promise<readonly CrmFinding[]> {
  const findings: CrmFinding[] = [];
  for (const kind of crmKinds) {
    const object = crm.objects[kind]?.object;
    if (object === undefined) continue;
    try {
      await findRecords(crm, kind, [NOBODY], signal);
      findings.push({ kind, object });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      findings.push({ kind, object, problem: error.message });
    }
  }
  return findings;
}
