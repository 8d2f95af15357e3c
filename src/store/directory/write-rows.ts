import {
  placeKey,
  type DirectoryEntry,
  type EntryInsurance,
  type EntryLocation,
  type EntryName,
  type EntrySpecialty,
} from '../../domain/directory/entry.ts';
import type { FieldSource } from '../../domain/directory/provenance.ts';
import type { Identifier } from '../../domain/fact.ts';
import { displayName, foldName, nameKey } from '../../domain/names.ts';
import { partnerKeys } from '../../domain/partner-keys.ts';
import { newId } from '../../lib/ids.ts';
import { execute, query, sql, type Tx } from '../database.ts';

export type PartnerEntry = { readonly entry: DirectoryEntry; readonly partnerId: string };

/** Each statement with whose it is and who says so. */
export function withSource<Statement extends object>(
  said: readonly Statement[],
  partnerId: string,
  from: FieldSource,
): readonly (Statement & Said)[] {
  return said.map((one) => ({ ...one, partnerId, from }));
}

type Said = { readonly partnerId: string; readonly from: FieldSource };

/** What of a partner its names are made of. */
type Named = { readonly kind: 'person' | 'organisation' } & Pick<
  DirectoryEntry,
  'family' | 'given' | 'middle' | 'suffix' | 'credential' | 'organisation' | 'otherNames'
> & { readonly city?: string; readonly state?: string; readonly zip?: string };

/** The texts made of a partner's names: what is shown, searched and matched. */
export function namesOf(named: Named): {
  readonly name: string;
  readonly nameKey: string;
  readonly matchKeys: string;
} {
  const name = (named.kind === 'person' ? displayName(named) : '') || (named.organisation ?? '');
  const keys = partnerKeys({
    kind: named.kind,
    name,
    ...pickDefined(named, ['family', 'given', 'organisation', 'city', 'state', 'zip']),
    otherNames: named.otherNames.map((one) => one.name),
  });
  const key = (named.kind === 'person' ? nameKey(named) : '') || foldName(named.organisation ?? '');
  // One text for each row: an array of arrays does not survive `unnest`. Keys are folded and hold no line break.
  return { name, nameKey: key, matchKeys: keys.join('\n') };
}

function pickDefined<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  const picked: Partial<T> = {};
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key];
  return picked as Pick<T, K>;
}

/** Scalar fields of a partner as an entry says them, by the names its provenance has. The place is that of the primary location. */
export function saidFields(entry: DirectoryEntry): Readonly<Record<string, string | undefined>> {
  const place = entry.locations.find((location) => location.isPrimary);
  return {
    kind: entry.kind,
    family: entry.family,
    given: entry.given,
    middle: entry.middle,
    suffix: entry.suffix,
    credential: entry.credential,
    organisation: entry.organisation,
    gender: entry.gender,
    email: entry.email,
    phone: place?.phone,
    fax: place?.fax,
    city: place?.city,
    state: place?.state,
    zip: place?.zip,
  };
}

/** `{"fax":{"source":…,"at":…},…}` of the fields that are said. */
export function provenanceOf(said: Readonly<Record<string, unknown>>, from: FieldSource): string {
  const source = JSON.stringify(from);
  const fields = Object.keys(said).filter((field) => said[field] !== undefined);
  return `{${fields.map((field) => `"${field}":${source}`).join(',')}}`;
}

/** What is written of a new partner, made of its entry. */
type PartnerTexts = ReturnType<typeof namesOf> & {
  readonly said: Readonly<Record<string, string | undefined>>;
  readonly provenance: string;
};

function textsOf(entry: DirectoryEntry): PartnerTexts {
  const kind = entry.kind ?? 'person';
  const said: Readonly<Record<string, string | undefined>> = { ...saidFields(entry), kind };
  const named: Named = {
    ...entry,
    kind,
    ...pickDefined(said as PlaceFields, ['city', 'state', 'zip']),
  };
  return { said, ...namesOf(named), provenance: provenanceOf(said, entry.from) };
}

const prepared = new WeakMap<DirectoryEntry, PartnerTexts>();

/** Makes the texts of an entry that is going to be entered, while there is time for it. */
export function prepareEntry(entry: DirectoryEntry): void {
  prepared.set(entry, textsOf(entry));
}

export async function insertEntryPartners(tx: Tx, entries: readonly PartnerEntry[]): Promise<void> {
  const rows = entries.map(({ entry, partnerId }) => ({
    partnerId,
    entry,
    ...(prepared.get(entry) ?? textsOf(entry)),
  }));
  const text = (field: string) => rows.map((row) => row.said[field] ?? null);
  await execute(
    tx,
    sql`insert into partner (id, kind, name, family, given, middle, suffix, credential, organisation, gender, email, phone, fax, city, state, zip,
          stage, stage_at, name_key, match_keys, source, provenance, deactivated_on, outreach_stopped_at, outreach_stopped_because)
        select n.id, n.kind, n.name, n.family, n.given, n.middle, n.suffix, n.credential, n.organisation, n.gender, n.email, n.phone, n.fax, n.city, n.state,
          n.zip, n.stage, case when n.stage <> 'unknown' then now() end, n.name_key, string_to_array(n.match_keys, E'\n'), n.source, n.provenance::jsonb,
          n.deactivated_on, case when n.deactivated_on is not null then now() end, case when n.deactivated_on is not null then ${DEACTIVATED} end
        from unnest(${rows.map((row) => row.partnerId)}::uuid[], ${text('kind')}::text[], ${rows.map((row) => row.name)}::text[], ${text('family')}::text[],
          ${text('given')}::text[], ${text('middle')}::text[], ${text('suffix')}::text[], ${text('credential')}::text[], ${text('organisation')}::text[],
          ${text('gender')}::text[], ${text('email')}::text[], ${text('phone')}::text[], ${text('fax')}::text[], ${text('city')}::text[], ${text('state')}::text[],
          ${text('zip')}::text[], ${rows.map((row) => row.entry.stage ?? 'unknown')}::text[], ${rows.map((row) => row.nameKey)}::text[],
          ${rows.map((row) => row.matchKeys)}::text[], ${rows.map((row) => row.entry.from.source)}::text[], ${rows.map((row) => row.provenance)}::text[],
          ${rows.map((row) => row.entry.deactivatedOn ?? null)}::date[])
          as n (id, kind, name, family, given, middle, suffix, credential, organisation, gender, email, phone, fax, city, state, zip, stage, name_key,
            match_keys, source, provenance, deactivated_on)`,
    { name: 'insert-entry-partners' },
  );
}

type PlaceFields = { readonly city?: string; readonly state?: string; readonly zip?: string };

/** Why outreach stopped when NPPES deactivated a number. */
export const DEACTIVATED = 'npi_deactivated';

export type SaidLocation = Said & { readonly location: EntryLocation };

/** Places the partners have none of; one that exists stays as it is. */
export async function insertEntryLocations(tx: Tx, said: readonly SaidLocation[]): Promise<void> {
  if (said.length === 0) return;
  const text = (field: keyof EntryLocation) => said.map((one) => one.location[field] ?? null);
  await execute(
    tx,
    sql`insert into partner_location (id, partner_id, line1, line2, city, state, zip, country, place_key, phone, extension, fax, is_primary, source, provenance)
        select n.id, n.partner_id, n.line1, n.line2, n.city, n.state, n.zip, coalesce(n.country, 'US'), n.place_key, n.phone, n.extension, n.fax, n.is_primary,
          n.source, n.provenance::jsonb
        from unnest(${said.map(() => newId())}::uuid[], ${said.map((one) => one.partnerId)}::uuid[], ${text('line1')}::text[], ${text('line2')}::text[],
          ${text('city')}::text[], ${text('state')}::text[], ${text('zip')}::text[], ${text('country')}::text[],
          ${said.map((one) => placeKey(one.location))}::text[], ${text('phone')}::text[], ${text('extension')}::text[], ${text('fax')}::text[],
          ${said.map((one) => one.location.isPrimary)}::boolean[], ${said.map((one) => one.from.source)}::text[],
          ${said.map((one) => provenanceOf(locationFields(one.location), one.from))}::text[])
          as n (id, partner_id, line1, line2, city, state, zip, country, place_key, phone, extension, fax, is_primary, source, provenance)
        on conflict (partner_id, place_key) do nothing`,
    { name: 'insert-entry-locations' },
  );
}

/** Fields of a location that can be said by more than one source. */
export function locationFields(location: EntryLocation): Readonly<Record<string, string | undefined>> {
  const { line1, line2, phone, extension, fax } = location;
  return { line1, line2, phone, extension, fax };
}

export type SaidSpecialty = Said & EntrySpecialty;

export async function insertEntrySpecialties(tx: Tx, said: readonly SaidSpecialty[]): Promise<void> {
  if (said.length === 0) return;
  await execute(
    tx,
    sql`insert into partner_specialty (partner_id, taxonomy, is_primary, license_number, license_state, source)
        select distinct on (n.partner_id, n.taxonomy) n.* from unnest(${said.map((one) => one.partnerId)}::uuid[], ${said.map((one) => one.taxonomy)}::text[],
          ${said.map((one) => one.isPrimary)}::boolean[], ${said.map((one) => one.licenseNumber ?? null)}::text[],
          ${said.map((one) => one.licenseState ?? null)}::text[], ${said.map((one) => one.from.source)}::text[])
          as n (partner_id, taxonomy, is_primary, license_number, license_state, source)
        order by n.partner_id, n.taxonomy, n.is_primary desc
        on conflict (partner_id, taxonomy) do update set is_primary = excluded.is_primary,
          license_number = coalesce(excluded.license_number, partner_specialty.license_number),
          license_state = coalesce(excluded.license_state, partner_specialty.license_state), source = excluded.source`,
    { name: 'insert-entry-specialties' },
  );
}

export async function insertEntryNames(tx: Tx, said: readonly (Said & EntryName)[]): Promise<void> {
  const named = said.filter((one) => foldName(one.name) !== '');
  if (named.length === 0) return;
  await execute(
    tx,
    sql`insert into partner_name (partner_id, name, name_key, kind, source, stated_on)
        select * from unnest(${named.map((one) => one.partnerId)}::uuid[], ${named.map((one) => one.name)}::text[],
          ${named.map((one) => foldName(one.name))}::text[], ${named.map((one) => one.kind)}::text[], ${named.map((one) => one.from.source)}::text[],
          ${named.map((one) => one.from.at.slice(0, 10))}::date[])
        on conflict (partner_id, name_key) do nothing`,
    { name: 'insert-entry-names' },
  );
}

/** Returns whose were new, or newly stated. */
export async function insertEntryInsurances(
  tx: Tx,
  said: readonly (Said & EntryInsurance)[],
): Promise<readonly string[]> {
  if (said.length === 0) return [];
  return partnersOf(
    await query<{ readonly id: string }>(
      tx,
      sql`insert into partner_insurance (partner_id, payer, plan, source, stated_on)
        select distinct on (n.partner_id, n.payer, n.plan) n.* from unnest(${said.map((one) => one.partnerId)}::uuid[],
          ${said.map((one) => one.payer)}::text[], ${said.map((one) => one.plan)}::text[], ${said.map((one) => one.from.source)}::text[],
          ${said.map((one) => one.from.at.slice(0, 10))}::date[]) as n (partner_id, payer, plan, source, stated_on)
        order by n.partner_id, n.payer, n.plan
        on conflict (partner_id, payer, plan) do update set stated_on = excluded.stated_on
          where partner_insurance.stated_on is distinct from excluded.stated_on and partner_insurance.retired_at is null
        returning partner_id as id`,
      { name: 'insert-entry-insurances' },
    ),
  );
}

function partnersOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map((row) => row.id);
}

/** Returns whose were entered: a number that is somebody's already stays there. */
export async function insertEntryIdentifiers(
  tx: Tx,
  identifiers: readonly (Identifier & { readonly partnerId: string })[],
): Promise<readonly string[]> {
  if (identifiers.length === 0) return [];
  return partnersOf(
    await query<{ readonly id: string }>(
      tx,
      sql`insert into partner_identifier (system, value, partner_id)
        select * from unnest(${identifiers.map((id) => id.system)}::text[], ${identifiers.map((id) => id.value)}::text[],
          ${identifiers.map((id) => id.partnerId)}::uuid[])
        on conflict (system, value) do nothing returning partner_id as id`,
      { name: 'insert-entry-identifiers' },
    ),
  );
}
