import type { DirectoryEntry } from '../../domain/directory/entry.ts';
import type { FieldChange } from '../../domain/directory/provenance.ts';
import { mergeEntry, type MergedEntry } from '../../domain/directory/merge-entry.ts';
import { foldName } from '../../domain/names.ts';
import { execute, sql, type Tx } from '../database.ts';
import { loadHeld, type HeldRow } from './held-partners.ts';
import type { Statement } from './write-history.ts';
import { updateLocations } from './write-locations.ts';
import {
  DEACTIVATED,
  insertEntryIdentifiers,
  insertEntryInsurances,
  insertEntryLocations,
  insertEntryNames,
  insertEntrySpecialties,
  namesOf,
  saidFields,
  withSource,
  type PartnerEntry,
} from './write-rows.ts';

export type Updated = {
  /** Partners something is different of. */
  readonly changed: ReadonlySet<string>;
  readonly changes: readonly FileChange[];
  /** All that was said of known partners, with what it contradicts. */
  readonly statements: readonly Statement[];
};

/** One field that a file changed, and the partner's version since. */
export type FileChange = FieldChange & { readonly partnerId: string; readonly version: number };

type Merge = {
  readonly held: HeldRow;
  readonly entry: DirectoryEntry;
  readonly merged: MergedEntry;
  readonly stage: string;
};

/** Lays each entry over its partner, one entry a partner; one called by its number keeps that until a name is said. Under the pen. */
export async function updatePartners(tx: Tx, found: readonly PartnerEntry[]): Promise<Updated> {
  const partners = await loadHeld(
    tx,
    found.map((one) => one.partnerId),
  );
  const held = new Map(partners.map((one) => [one.id, one]));
  const merges = found.flatMap(({ entry, partnerId }): Merge[] => {
    const partner = held.get(partnerId);
    if (!partner) return [];
    const merged = mergeEntry(partner, entry, saidFields(entry));
    return [{ held: partner, entry, merged, stage: raised(partner.stage, entry.stage) }];
  });
  const changed = new Set(merges.filter(isDifferent).map((one) => one.held.id));
  await updateRows(tx, merges.filter(isWritten));
  await updateLocations(
    tx,
    merges.flatMap((one) => one.merged.locations),
  );
  await insertEntryLocations(
    tx,
    merges.flatMap(({ held: { id }, entry, merged }) =>
      merged.newLocations.map((location) => ({ partnerId: id, location, from: entry.from })),
    ),
  );
  await updateSpecialties(tx, merges);
  for (const id of await insertLists(tx, merges)) changed.add(id);
  return {
    changed,
    changes: merges.flatMap(({ held: { id, version }, merged }) =>
      merged.changes.map((change) => ({ ...change, partnerId: id, version: version + 1 })),
    ),
    statements: merges.flatMap(({ held: { id }, entry, merged }) =>
      merged.said.map((one) => ({ ...one, partnerId: id, from: entry.from })),
    ),
  };
}

/** Files raise a partner nobody judged; what became of it since then is not theirs to say. */
const order = ['unknown', 'discovered', 'target', 'contacted'];

function raised(held: string, said: string | undefined): string {
  const at = order.indexOf(held);
  return said !== undefined && at >= 0 && order.indexOf(said) > at ? said : held;
}

function isDifferent(merge: Merge): boolean {
  const { held, entry, merged } = merge;
  return (
    merged.changes.length > 0 ||
    merged.newLocations.length > 0 ||
    merged.locations.some((one) => isMoved(held, one)) ||
    merged.specialties.length + merged.endedSpecialties.length + merged.demoted.length > 0 ||
    newNames(merge).length > 0 ||
    merge.stage !== held.stage ||
    (entry.deactivatedOn !== undefined && entry.deactivatedOn !== held.deactivatedOn)
  );
}

/** A location whose values or standing differ, not only the date of their source. */
function isMoved(held: HeldRow, update: MergedEntry['locations'][number]): boolean {
  const before = held.locations.find((one) => one.id === update.id);
  return (
    before?.isPrimary !== update.isPrimary ||
    before.isRetired !== update.isRetired ||
    Object.entries(update.fields).some(([field, value]) => before.fields[field] !== value)
  );
}

/** Sources are newer, or something is different. */
function isWritten(merge: Merge): boolean {
  const { held, merged } = merge;
  return isDifferent(merge) || JSON.stringify(held.provenance) !== JSON.stringify(merged.provenance);
}

function newNames({ held, entry }: Merge): DirectoryEntry['otherNames'] {
  const known = new Set(held.otherNames.map(foldName));
  return entry.otherNames.filter(
    ({ name }) => foldName(name) !== '' && !known.has(foldName(name)) && known.add(foldName(name)),
  );
}

async function updateRows(tx: Tx, merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  const rows = merges.map((merge) => ({ ...merge, ...namesAfter(merge) }));
  const text = (field: string) => rows.map((row) => row.merged.fields[field] ?? null);
  await execute(
    tx,
    sql`update partner p set kind = n.kind, name = coalesce(nullif(n.name, ''), p.name), family = n.family, given = n.given, middle = n.middle, suffix = n.suffix, credential = n.credential,
          organisation = n.organisation, gender = n.gender, email = n.email, phone = n.phone, fax = n.fax, city = n.city, state = n.state, zip = n.zip,
          name_key = case when n.name = '' then p.name_key else n.name_key end,
          match_keys = case when n.name = '' then p.match_keys else string_to_array(n.match_keys, E'\n') end, provenance = n.provenance::jsonb,
          stage_at = case when p.stage <> n.stage then now() else p.stage_at end, stage = n.stage,
          deactivated_on = case when n.is_judged then n.deactivated_on else p.deactivated_on end,
          outreach_stopped_at = case when not n.is_judged then p.outreach_stopped_at when n.deactivated_on is not null then coalesce(p.outreach_stopped_at, now())
            when p.outreach_stopped_because = ${DEACTIVATED} then null else p.outreach_stopped_at end,
          outreach_stopped_because = case when not n.is_judged then p.outreach_stopped_because
            when n.deactivated_on is not null then coalesce(p.outreach_stopped_because, ${DEACTIVATED})
            when p.outreach_stopped_because = ${DEACTIVATED} then null else p.outreach_stopped_because end,
          version = p.version + n.is_different::int, updated_at = now()
        from unnest(${rows.map((row) => row.held.id)}::uuid[], ${text('kind')}::text[], ${rows.map((row) => row.name)}::text[], ${text('family')}::text[],
          ${text('given')}::text[], ${text('middle')}::text[], ${text('suffix')}::text[], ${text('credential')}::text[], ${text('organisation')}::text[],
          ${text('gender')}::text[], ${text('email')}::text[], ${text('phone')}::text[], ${text('fax')}::text[], ${text('city')}::text[], ${text('state')}::text[],
          ${text('zip')}::text[], ${rows.map((row) => row.nameKey)}::text[], ${rows.map((row) => row.matchKeys)}::text[],
          ${rows.map((row) => JSON.stringify(row.merged.provenance))}::text[], ${rows.map((row) => row.stage)}::text[],
          ${rows.map((row) => row.entry.deactivatedOn !== undefined)}::boolean[], ${rows.map((row) => row.entry.deactivatedOn ?? null)}::date[],
          ${rows.map(isDifferent)}::boolean[])
          as n (id, kind, name, family, given, middle, suffix, credential, organisation, gender, email, phone, fax, city, state, zip, name_key, match_keys,
            provenance, stage, is_judged, deactivated_on, is_different)
        where p.id = n.id`,
  );
}

function namesAfter(merge: Merge) {
  const { held, merged, entry } = merge;
  const known = Object.fromEntries(Object.entries(merged.fields).filter(([, value]) => value !== null));
  return namesOf({
    ...known,
    kind: merged.fields['kind'] === 'organisation' ? 'organisation' : 'person',
    otherNames: [...held.otherNames.map((name) => ({ name, kind: 'other' as const })), ...entry.otherNames],
  });
}

async function updateSpecialties(tx: Tx, merges: readonly Merge[]): Promise<void> {
  const ended = merges.flatMap(({ held, merged }) =>
    merged.endedSpecialties.map((taxonomy) => ({ id: held.id, taxonomy })),
  );
  const demoted = merges.flatMap(({ held, merged }) =>
    merged.demoted.map((taxonomy) => ({ id: held.id, taxonomy })),
  );
  if (ended.length > 0)
    await execute(
      tx,
      sql`delete from partner_specialty s using unnest(${ended.map((one) => one.id)}::uuid[], ${ended.map((one) => one.taxonomy)}::text[]) as n (id, taxonomy)
          where s.partner_id = n.id and s.taxonomy = n.taxonomy`,
    );
  if (demoted.length > 0)
    await execute(
      tx,
      sql`update partner_specialty s set is_primary = false
          from unnest(${demoted.map((one) => one.id)}::uuid[], ${demoted.map((one) => one.taxonomy)}::text[]) as n (id, taxonomy)
          where s.partner_id = n.id and s.taxonomy = n.taxonomy`,
    );
  await insertEntrySpecialties(
    tx,
    merges.flatMap(({ held, entry, merged }) => withSource(merged.specialties, held.id, entry.from)),
  );
}

/** Names, insurances and numbers are only ever added. Returns whose there were new ones of. */
async function insertLists(tx: Tx, merges: readonly Merge[]): Promise<readonly string[]> {
  await insertEntryNames(
    tx,
    merges.flatMap((merge) => withSource(newNames(merge), merge.held.id, merge.entry.from)),
  );
  const insured = await insertEntryInsurances(
    tx,
    merges.flatMap(({ held, entry }) => withSource(entry.insurances, held.id, entry.from)),
  );
  const numbered = await insertEntryIdentifiers(
    tx,
    merges.flatMap(({ held, entry }) => entry.identifiers.map((one) => ({ ...one, partnerId: held.id }))),
  );
  return [...insured, ...numbered];
}
