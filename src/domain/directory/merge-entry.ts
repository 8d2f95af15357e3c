import { placeKey, type DirectoryEntry, type EntryLocation, type EntrySpecialty } from './entry.ts';
import {
  chooseValue,
  isSameValue,
  mergeFields,
  rankOf,
  type FieldChange,
  type FieldSource,
  type FieldValue,
  type Provenance,
} from './provenance.ts';

/** What the directory holds of a partner, as far as a file can change it. */
export type HeldPartner = {
  readonly id: string;
  /** By the names of its provenance: kind, family, given, … */
  readonly fields: Readonly<Record<string, string | null>>;
  readonly provenance: Provenance;
  readonly locations: readonly HeldLocation[];
  readonly specialties: readonly HeldSpecialty[];
};

export type HeldLocation = {
  readonly id: string;
  readonly placeKey: string;
  readonly fields: Readonly<Record<string, string | null>>;
  readonly provenance: Provenance;
  readonly isPrimary: boolean;
  readonly isRetired: boolean;
  readonly source: string;
};

export type HeldSpecialty = EntrySpecialty & {
  readonly source: string;
  /** A person took it away: no file brings it back. */
  readonly isRetired?: boolean;
};

/** A location as it is to be. */
export type LocationUpdate = Pick<HeldLocation, 'id' | 'fields' | 'provenance' | 'isPrimary' | 'isRetired'>;

export type MergedEntry = {
  readonly fields: Readonly<Record<string, string | null>>;
  readonly provenance: Provenance;
  readonly changes: readonly FieldChange[];
  /** Every field the file says; with `held` where the directory keeps another value. */
  readonly said: readonly {
    readonly field: string;
    readonly said: FieldValue;
    readonly conflictsWith?: FieldValue;
  }[];
  readonly newLocations: readonly EntryLocation[];
  readonly locations: readonly LocationUpdate[];
  readonly specialties: readonly EntrySpecialty[];
  /** Specialties the source said before and says no more. */
  readonly endedSpecialties: readonly string[];
  /** Specialties that are no longer the primary one. */
  readonly demoted: readonly string[];
};

/** Lays an entry over what is held; the weightier statement of each field stands. `said` are the scalar fields of the entry. Pure. */
export function mergeEntry(
  held: HeldPartner,
  entry: DirectoryEntry,
  said: Readonly<Record<string, string | undefined>>,
): MergedEntry {
  const places = mergePlaces(held, entry);
  // Another place is the primary one: its lines and town are not the partner's.
  const scalars = places.isPrimaryTaken
    ? said
    : { ...said, phone: undefined, fax: undefined, city: undefined, state: undefined, zip: undefined };
  const merged = mergeFields(held.fields, held.provenance, scalars, entry.from);
  const fields: Record<string, string | null> = { ...held.fields };
  for (const { field, after } of merged.changes) fields[field] = after as string | null;
  const changed = new Set(merged.changes.map((change) => change.field));
  const statements = Object.entries(scalars).flatMap(([field, value]) => {
    if (value === undefined) return [];
    const before = held.fields[field] ?? null;
    const isKept = !changed.has(field) && !isSameValue(before, value);
    return [{ field, said: value, ...(isKept ? { conflictsWith: before } : {}) }];
  });
  const lines = { phone: fields['phone'] ?? null, fax: fields['fax'] ?? null };
  return {
    fields,
    provenance: merged.provenance,
    changes: [...merged.changes, ...places.changes],
    said: [...statements, ...places.said],
    ...keepInStep(held.locations, places, lines, merged.provenance),
    ...mergeSpecialties(held.specialties, entry),
  };
}

type Lines = Readonly<Record<'phone' | 'fax', string | null>>;

/** The partner's lines are copies of those of its primary place: what stands for one stands for the other. */
function keepInStep(
  held: readonly HeldLocation[],
  places: Pick<ReturnType<typeof mergePlaces>, 'newLocations' | 'updates'>,
  lines: Lines,
  provenance: Provenance,
): Pick<MergedEntry, 'newLocations' | 'locations'> {
  const { newLocations, updates } = places;
  const created = newLocations.find((place) => place.isPrimary);
  if (created) {
    const { phone, fax } = lines;
    const inStep = {
      ...created,
      ...(phone === null ? {} : { phone }),
      ...(fax === null ? {} : { fax }),
    };
    return {
      newLocations: newLocations.map((place) => (place === created ? inStep : place)),
      locations: updates,
    };
  }
  const primary =
    updates.find((place) => place.isPrimary && !place.isRetired) ??
    held.find(
      (place) => place.isPrimary && !place.isRetired && !updates.some((update) => update.id === place.id),
    );
  const differing = (['phone', 'fax'] as const).filter(
    (line) => lines[line] !== null && primary?.fields[line] !== lines[line],
  );
  if (!primary || differing.length === 0) return { newLocations, locations: updates };
  const inStep = {
    id: primary.id,
    isPrimary: true,
    isRetired: false,
    fields: { ...primary.fields, ...Object.fromEntries(differing.map((line) => [line, lines[line]])) },
    provenance: {
      ...primary.provenance,
      ...Object.fromEntries(
        differing.flatMap((line) => {
          const from = provenance[line];
          return from ? [[line, from]] : [];
        }),
      ),
    },
  };
  return { newLocations, locations: [...updates.filter((place) => place.id !== primary.id), inStep] };
}

/** What a place is recognised by; one without a street that contradicts nothing is the primary place. */
function keyAt(place: EntryLocation, primary: HeldLocation | undefined): string {
  const key = placeKey(place);
  const [street, ...said] = key.split('|');
  const known = primary?.placeKey.split('|').slice(1) ?? [];
  const isNamed = said.every((part, index) => part === '' || part === known[index]);
  return street === '' && primary && isNamed ? primary.placeKey : key;
}

function mergePlaces(held: HeldPartner, entry: DirectoryEntry) {
  const primary = held.locations.find((place) => place.isPrimary && !place.isRetired);
  const wanted = entry.locations.find((place) => place.isPrimary);
  const wantedKey = wanted ? keyAt(wanted, primary) : undefined;
  const isTaken = wantedKey !== undefined && takesPlace(primary, wantedKey, entry.from);
  const isMoved = isTaken && primary !== undefined && primary.placeKey !== wantedKey;
  const newLocations: EntryLocation[] = [];
  const updates: LocationUpdate[] = [];
  const met = new Set<string>();
  for (const place of entry.locations) {
    const key = keyAt(place, primary);
    if (met.has(key)) continue;
    met.add(key);
    const isPrimary = isTaken && key === wantedKey;
    const known = held.locations.find((one) => one.placeKey === key);
    if (!known) newLocations.push({ ...place, isPrimary });
    else updates.push(...mergePlace(known, place, isPrimary, entry.from));
  }
  if (isMoved) updates.push(leave(primary, entry));
  const address = { field: 'address', said: wantedKey ?? null };
  return {
    isPrimaryTaken: isTaken,
    newLocations,
    updates,
    changes: isMoved ? [{ field: 'address', before: primary.placeKey, after: wantedKey }] : [],
    said:
      wantedKey === undefined
        ? []
        : [isTaken || !primary ? address : { ...address, conflictsWith: primary.placeKey }],
  };
}

function takesPlace(primary: HeldLocation | undefined, key: string, from: FieldSource): boolean {
  if (!primary || primary.placeKey === key) return true;
  const heldFrom = primary.provenance['line1'] ?? { source: primary.source, at: '' };
  return chooseValue({ value: primary.placeKey, from: heldFrom }, { value: key, from }).from === from;
}

/** The former primary place: closed when the same source moved it, else one place more. */
function leave(place: HeldLocation, entry: DirectoryEntry): LocationUpdate {
  const isVerified = Object.values(place.provenance).some((from) => from.by !== undefined);
  const isRetired = entry.isWhole && place.source === entry.from.source && !isVerified;
  const provenance = isRetired ? { ...place.provenance, retired: entry.from } : place.provenance;
  return { ...place, provenance, isPrimary: false, isRetired };
}

/** Nothing when it stays as it is. */
function mergePlace(
  known: HeldLocation,
  place: EntryLocation,
  isPrimary: boolean,
  from: FieldSource,
): readonly LocationUpdate[] {
  const { line1, line2, phone, extension, fax } = place;
  const merged = mergeFields(known.fields, known.provenance, { line1, line2, phone, extension, fax }, from);
  const fields: Record<string, string | null> = { ...known.fields };
  for (const { field, after } of merged.changes) fields[field] = after as string | null;
  // What a file closed a file may open again; what a person closed stays closed.
  const isRetired = known.isRetired && known.provenance['retired'] === undefined;
  const isSame =
    merged.changes.length === 0 &&
    JSON.stringify(merged.provenance) === JSON.stringify(known.provenance) &&
    isRetired === known.isRetired &&
    (!isPrimary || known.isPrimary);
  if (isSame) return [];
  const { retired: _, ...sources } = merged.provenance;
  return [
    {
      id: known.id,
      fields,
      provenance: isRetired ? merged.provenance : sources,
      isPrimary: isPrimary || known.isPrimary,
      isRetired,
    },
  ];
}

function mergeSpecialties(
  held: readonly HeldSpecialty[],
  entry: DirectoryEntry,
): Pick<MergedEntry, 'specialties' | 'endedSpecialties' | 'demoted'> {
  if (entry.specialties.length === 0) return { specialties: [], endedSpecialties: [], demoted: [] };
  const weight = rankOf(entry.from);
  const isStrong = (one: HeldSpecialty): boolean => rankOf({ source: one.source, at: '' }) > weight;
  const codes = new Set(entry.specialties.map((one) => one.taxonomy));
  const inUse = held.filter((one) => !one.isRetired);
  const keepsPrimary = inUse.some((one) => one.isPrimary && isStrong(one) && !codes.has(one.taxonomy));
  const said = entry.specialties.map((one) => ({ ...one, isPrimary: one.isPrimary && !keepsPrimary }));
  const hasPrimary = said.some((one) => one.isPrimary);
  const specialties = said.filter((one) => {
    const known = held.find(({ taxonomy }) => taxonomy === one.taxonomy);
    return !known || (!known.isRetired && !isStrong(known) && !isSameSpecialty(known, one));
  });
  const gone = inUse.filter((one) => !codes.has(one.taxonomy));
  const ended = entry.isWhole ? gone.filter((one) => one.source === entry.from.source) : [];
  return {
    specialties,
    endedSpecialties: ended.map((one) => one.taxonomy),
    demoted: gone
      .filter((one) => hasPrimary && one.isPrimary && !ended.includes(one))
      .map((one) => one.taxonomy),
  };
}

function isSameSpecialty(known: HeldSpecialty, said: EntrySpecialty): boolean {
  return (
    known.isPrimary === said.isPrimary &&
    (said.licenseNumber ?? known.licenseNumber) === known.licenseNumber &&
    (said.licenseState ?? known.licenseState) === known.licenseState
  );
}
