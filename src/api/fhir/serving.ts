import type { Organization } from 'fhir/r4.js';
import { toPractice } from '../../pipeline/fhir-out/encode-people.ts';
import type { Hub } from '../../pipeline/hub.ts';
import type { Database } from '../../store/database.ts';

/** What every FHIR answer needs. */
export type Serving = {
  readonly db: Database;
  readonly publicUrl: string;
  /** The practice itself, owner of every Task. */
  readonly practice: Organization;
};

export function servingOf({ db, publicUrl, practice }: Pick<Hub, 'db' | 'publicUrl' | 'practice'>): Serving {
  return { db, publicUrl, practice: toPractice(practice, publicUrl) };
}
