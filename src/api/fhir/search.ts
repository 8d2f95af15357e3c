import type { FhirResource } from 'fhir/r4.js';
import { toAppointment, toDocumentReference } from '../../pipeline/fhir-out/encode-care.ts';
import { toPartner, toPatient, toPractitionerRole } from '../../pipeline/fhir-out/encode-people.ts';
import { toServiceRequest, toTask } from '../../pipeline/fhir-out/encode-referral.ts';
import { partId } from '../../pipeline/fhir-out/names.ts';
import {
  countPartsOut,
  countReferralsOut,
  listPartsOut,
  listReferralsOut,
  type OutFilter,
  type OutPlace,
  type ReferralOut,
} from '../../store/fhir-out.ts';
import { listRolesOut, loadPartnersOut, loadPatientsOut } from '../../store/fhir-out-people.ts';
import type { Asked } from './asked.ts';
import { includedWith, partsOfReferrals } from './include.ts';
import { refusal, type Refusal } from './outcome.ts';
import type { Serving } from './serving.ts';

export type Found = {
  readonly matches: readonly FhirResource[];
  readonly included: readonly FhirResource[];
  readonly total?: number;
  /** The same search, from where this page ends. */
  readonly next?: Asked;
};

/** Most people or offices in one answer: they are asked for by number or id, never leafed through. */
const MOST_PEOPLE = 200;

/** Answers a search: one query for the matches, one for each kind of resource they are to come with. */
export async function runSearch(serving: Serving, asked: Asked): Promise<Found | Refusal> {
  switch (asked.type) {
    case 'ServiceRequest':
    case 'Task':
      return searchReferrals(serving, asked);
    case 'Appointment':
      return searchParts(serving, asked, 'appointments');
    case 'DocumentReference':
      return searchParts(serving, asked, 'notes');
    case 'Patient':
    case 'Practitioner':
    case 'PractitionerRole':
    case 'Organization':
      return searchPeople(serving, asked);
  }
}

async function searchReferrals(serving: Serving, asked: Asked): Promise<Found> {
  const { db, publicUrl } = serving;
  const counted = async (): Promise<number> => countReferralsOut(db, asked);
  if (asked.isCountOnly) return { matches: [], included: [], total: await counted() };
  const rows = await listReferralsOut(db, asked, asked.count + 1);
  const page = rows.slice(0, asked.count);
  const encode = asked.type === 'Task' ? toTask : toServiceRequest;
  return {
    matches: page.flatMap((row) => encode(row, publicUrl) ?? []),
    included: await includedWith(serving, asked, page, partsOfReferrals(page)),
    ...(asked.isTotalAsked ? { total: await counted() } : {}),
    ...nextOf(asked, rows.length > page.length ? placeOf(page.at(-1)) : undefined),
  };
}

function placeOf(row: ReferralOut | undefined): OutPlace | undefined {
  return row && { at: row.place, id: row.id };
}

async function searchParts(serving: Serving, asked: Asked, kind: 'appointments' | 'notes'): Promise<Found> {
  const { db, publicUrl } = serving;
  const { partIds } = asked;
  if (asked.isCountOnly && !partIds)
    return { matches: [], included: [], total: await countPartsOut(db, kind, asked) };
  // Ids are hashes of keys: what was asked by id is picked here, out of the few referrals it can be of.
  const filter: OutFilter = asked;
  const rows =
    kind === 'appointments'
      ? (await listPartsOut(db, 'appointments', filter, asked.count + 1)).map((row) => ({
          ...row,
          resource: toAppointment(row, publicUrl),
        }))
      : (await listPartsOut(db, 'notes', filter, asked.count + 1)).map((row) => ({
          ...row,
          resource: toDocumentReference(row, publicUrl),
        }));
  const page = rows.slice(0, asked.count);
  const shown = partIds
    ? page.filter(({ referralId, item }) => partIds.includes(partId(referralId, item.key)))
    : page;
  const last = page.at(-1);
  const more = rows.length > page.length && last !== undefined;
  const matches = shown.map(({ resource }) => resource);
  return {
    matches: asked.isCountOnly ? [] : matches,
    included: await includedWith(serving, asked, [], shown),
    ...(asked.isTotalAsked || asked.isCountOnly
      ? { total: partIds ? matches.length : await countPartsOut(db, kind, asked) }
      : {}),
    ...nextOf(asked, more ? { at: last.place, id: last.referralId, nr: last.nr } : undefined),
  };
}

function nextOf(asked: Asked, after: OutPlace | undefined): { readonly next?: Asked } {
  if (!after) return {};
  const { at, id, nr } = after;
  return { next: { ...asked, after: { at, id, ...(nr === undefined ? {} : { nr }) } } };
}

async function searchPeople(serving: Serving, asked: Asked): Promise<Found | Refusal> {
  const ids = asked.ids ?? asked.persons ?? asked.organisations;
  if (!ids)
    return refusal(
      400,
      'too-costly',
      `${asked.type} is asked for by _id or by number: a directory is not leafed through here.`,
    );
  const found = await findPeople(serving, asked, ids);
  const ofReach = asked.includes.length === 0 ? [] : await reachOf(serving, asked, found);
  const counts = asked.isTotalAsked || asked.isCountOnly ? { total: found.length } : {};
  return { matches: asked.isCountOnly ? [] : found, included: ofReach, ...counts };
}

async function findPeople(
  { db, publicUrl, practice }: Serving,
  asked: Asked,
  ids: readonly string[],
): Promise<readonly FhirResource[]> {
  if (asked.type === 'Patient')
    return (await loadPatientsOut(db, ids)).map((row) => toPatient(row, publicUrl));
  if (asked.type === 'PractitionerRole') {
    const by = asked.ids ? 'id' : asked.persons ? 'person' : 'organisation';
    const roles = (await listRolesOut(db, by, ids, MOST_PEOPLE)).filter(
      (role) => asked.organisations?.includes(role.organisationId) ?? true,
    );
    return roles.map(toPractitionerRole);
  }
  const kind = asked.type === 'Practitioner' ? 'person' : 'organisation';
  const partners = (await loadPartnersOut(db, ids)).filter((one) => one.kind === kind);
  const found = partners.map((row) => toPartner(row, publicUrl));
  return asked.type === 'Organization' && asked.isPracticeAsked ? [practice, ...found] : found;
}

/** What people come with: their offices, and offices their people. */
async function reachOf(
  { db, publicUrl }: Serving,
  asked: Asked,
  found: readonly FhirResource[],
): Promise<readonly FhirResource[]> {
  if (asked.includes.includes('PractitionerRole:practitioner') && asked.type === 'Practitioner') {
    const ids = found.flatMap(({ id }) => id ?? []);
    return (await listRolesOut(db, 'person', ids, MOST_PEOPLE)).map(toPractitionerRole);
  }
  const ends = found.flatMap((one) =>
    one.resourceType === 'PractitionerRole'
      ? [
          ...(asked.includes.includes('PractitionerRole:practitioner') ? [one.practitioner] : []),
          ...(asked.includes.includes('PractitionerRole:organization') ? [one.organization] : []),
        ]
      : [],
  );
  const ids = ends.flatMap((one) => one?.reference?.split('/')[1] ?? []);
  return (await loadPartnersOut(db, [...new Set(ids)])).map((row) => toPartner(row, publicUrl));
}
