import { loadDeclared, readDeclared, type DeclaredProblem, type Kind } from './load-declared.ts';
import { connectCrm, type ConnectedCrm } from './pipeline/crm/connected.ts';
import { crmShape, type Crm } from './sdk/crm.ts';

const kind: Kind<Crm> = {
  word: 'crm',
  setting: 'CRM_DIR',
  shape: crmShape,
  configOf: (crm) => crm.connector.config,
};

/** Loads and checks every `*.crm.ts` of a directory; none: there are no CRMs. */
export async function readCrms(
  directory: string | undefined,
): Promise<{ readonly crms: readonly Crm[]; readonly problems: readonly DeclaredProblem[] }> {
  if (directory === undefined) return { crms: [], problems: [] };
  const { declared, problems } = await readDeclared(directory, kind);
  return { crms: declared, problems };
}

/** The same, all or nothing, ready to be written to, by name: throws one Failure that lists every problem. */
export async function loadCrms(directory: string | undefined): Promise<ReadonlyMap<string, ConnectedCrm>> {
  const crms = directory === undefined ? [] : await loadDeclared(directory, kind);
  return new Map(crms.map((crm) => [crm.name, connectCrm(crm)]));
}
