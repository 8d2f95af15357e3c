import type { Database } from '../database.ts';
import { listMissing, type EntryNeed } from './completeness.ts';
import { findEntry, listAncestors, listChildren, type DirectoryEntry, type TreeStep } from './entry.ts';
import {
  listChanges,
  listContacts,
  listLocations,
  listPartnerEndpoints,
  listRoles,
  loadPartnerLists,
  type ChangeRow,
  type ContactRow,
  type EndpointRow,
  type LocationRow,
  type PartnerLists,
  type RoleRow,
} from './sections.ts';
import { countReferrals, listOpenLoops, type OpenLoop, type ReferralCounts } from './volume.ts';

const OPEN_LOOPS = 100;
const CHANGES = 50;

/** Everything a partner's page shows. */
export type PartnerPage = PartnerLists & {
  readonly entry: DirectoryEntry;
  /** The id that was asked for, when that entry was merged into this one. */
  readonly followedFrom?: string;
  /** Top of the tree first, without the entry itself. */
  readonly breadcrumb: readonly TreeStep[];
  readonly children: readonly TreeStep[];
  readonly locations: readonly LocationRow[];
  /** Of an organisation: who works there. Of a person: where they work. Ended ones last (`endsOn`). */
  readonly roles: readonly RoleRow[];
  readonly contacts: readonly ContactRow[];
  readonly endpoints: readonly EndpointRow[];
  /** Which of name, location, phone and fax are missing. */
  readonly missing: readonly EntryNeed[];
  readonly counts: ReferralCounts;
  /** The oldest 100, of everything below too. */
  readonly openLoops: readonly OpenLoop[];
  /** The last 50. */
  readonly history: readonly ChangeRow[];
};

/** One partner with its parts; an entry that was merged away gives its survivor. `undefined`: there is none. */
export async function loadPartnerPage(db: Database, id: string): Promise<PartnerPage | undefined> {
  const entry = await findEntry(db, id);
  if (!entry) return undefined;
  const [
    breadcrumb,
    children,
    locations,
    roles,
    contacts,
    endpoints,
    lists,
    missing,
    counts,
    openLoops,
    history,
  ] = await Promise.all([
    listAncestors(db, entry.id),
    listChildren(db, entry.id),
    listLocations(db, entry.id),
    listRoles(db, entry.id),
    listContacts(db, entry.id),
    listPartnerEndpoints(db, entry.id),
    loadPartnerLists(db, entry.id),
    listMissing(db, entry.id),
    countReferrals(db, entry.id),
    listOpenLoops(db, entry.id, OPEN_LOOPS),
    listChanges(db, entry.id, CHANGES),
  ]);
  return {
    entry,
    ...(entry.id === id ? {} : { followedFrom: id }),
    breadcrumb,
    children,
    locations,
    roles,
    contacts,
    endpoints,
    ...lists,
    missing,
    counts,
    openLoops,
    history,
  };
}
