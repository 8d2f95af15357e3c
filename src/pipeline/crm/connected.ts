import { sha256Hex } from '../../lib/sha256.ts';
import type { Crm, OpenCrm } from '../../sdk/crm.ts';
import { mergeMappings, objectsOf, type CrmObjects } from '../../sdk/crm-mapping.ts';

/** A CRM of the practice, ready to be written to. */
export type ConnectedCrm = {
  readonly name: string;
  readonly owner: string;
  /** Name of the connector: `salesforce`. */
  readonly adapter: string;
  readonly objects: CrmObjects;
  readonly mappingSha256: string;
  /** Fields of patients may leave: an agreement is in place. */
  readonly hasAgreement: boolean;
  readonly whenDeleted: 'recreate' | 'report';
  /** `HH:MM` in the practice's zone. */
  readonly driftAt: string;
  readonly open: OpenCrm;
};

export const DEFAULT_DRIFT_AT = '02:30';

/** Opens a CRM as its file says; the file was checked. */
export function connectCrm(crm: Crm): ConnectedCrm {
  const objects = objectsOf(mergeMappings(crm.connector.mapping, crm.mapping));
  return {
    name: crm.name,
    owner: crm.owner,
    adapter: crm.connector.name,
    objects,
    mappingSha256: sha256Hex(Buffer.from(JSON.stringify([crm.connector.name, objects]))),
    hasAgreement: crm.agreement !== undefined,
    whenDeleted: crm.whenDeleted ?? 'recreate',
    driftAt: crm.driftAt ?? DEFAULT_DRIFT_AT,
    open: crm.connector.open({ config: crm.connector.config.parse(crm.config) }),
  };
}
