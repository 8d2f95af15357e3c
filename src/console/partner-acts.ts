import { addContact, editAffiliation, editContact } from '../pipeline/directory-contacts.ts';
import { editEndpoint, putEndpoint, retireEndpoint } from '../pipeline/directory-endpoints.ts';
import {
  affiliationFields,
  contactFields,
  endpointFields,
  locationFields,
  newContactFields,
  newEndpointFields,
  newRoleFields,
  partnerFields,
  partnerLists,
  roleFields,
} from '../pipeline/directory-fields.ts';
import { addLocation, editLocation, retireLocation } from '../pipeline/directory-places.ts';
import { refused, type Edited, type Editor } from '../pipeline/directory-record.ts';
import { addRole, editRole } from '../pipeline/directory-roles.ts';
import { resumeOutreach, setStage } from '../pipeline/directory-stage.ts';
import { moveInTree } from '../pipeline/directory-tree.ts';
import { editPartner, retirePartner } from '../pipeline/directory.ts';
import type { Hub } from '../pipeline/hub.ts';
import { localDay } from '../domain/practice-time.ts';
import { specialtyOf } from '../domain/taxonomy.ts';
import { now } from '../lib/clock.ts';
import type { TreeRelation } from '../store/directory/entry.ts';
import { loadPartnerLists } from '../store/directory/sections.ts';
import { endpointOf, type Form } from './form-values.ts';
import { tickedOf } from './partner-draft.tsx';
import { filledIn, hoursIn, linesIn, readAs, saidIn, wordsIn } from './partner-fields.ts';
import { relationWords, stageNames } from './partner-words.ts';
import { isId } from './missing-page.tsx';
import { isDay } from './week-query.ts';

/** One form of a partner's page: what somebody said, as an edit of the directory. */
export type PartnerAct = (hub: Hub, id: string, form: Form, by: Editor) => Promise<Edited>;

export const partnerActs: Readonly<Record<string, PartnerAct>> = {
  details: editDetails,
  names: editNames,
  specialties: editSpecialties,
  insurances: editInsurances,
  stage: changeStage,
  resume: (hub, id, form, by) => resumeOutreach(hub, id, versionIn(form).version, by),
  retire: (hub, id, form, by) => retirePartner(hub, id, versionIn(form).version, by),
  restore: (hub, id, form, by) => retirePartner(hub, id, versionIn(form).version, by, true),
  move: movePartner,
  place: savePlace,
  'place-retire': (hub, _, form, by) =>
    ofPart(form, (part, { version }) => retireLocation(hub, part, version, by)),
  role: saveRole,
  'role-end': (hub, _, form, by) =>
    ofPart(form, (part, version) =>
      editRole(hub, part, { ...version, fields: { endsOn: today(hub) }, what: 'retired' }, by),
    ),
  staff: saveStaff,
  'staff-name': renameStaff,
  'staff-end': (hub, _, form, by) =>
    ofPart(form, (part, version) =>
      editAffiliation(hub, part, { ...version, fields: { endsOn: today(hub) }, what: 'retired' }, by),
    ),
  way: saveWay,
  'way-retire': (hub, _, form, by) =>
    ofPart(form, (part, { version }) => retireEndpoint(hub, part, version, by)),
};

/** The version the page showed, so that nobody's edit is lost unseen. */
export function versionIn(form: Form): { readonly version?: number } {
  const digits = /^\d{1,9}$/.exec(form['version'] ?? '')?.[0];
  return digits === undefined ? {} : { version: Number(digits) };
}

function today(hub: Hub): string {
  return localDay(now(), hub.policy.zone);
}

async function ofPart(
  form: Form,
  act: (part: string, version: { readonly version?: number }) => Promise<Edited>,
): Promise<Edited> {
  const { part } = form;
  return isId(part) ? act(part, versionIn(form)) : { outcome: 'not_found' };
}

const detailNames = [
  'name',
  'family',
  'given',
  'middle',
  'suffix',
  'credential',
  'phone',
  'fax',
  'city',
  'state',
  'zip',
  'email',
  'owner',
  'territory',
  'motivator',
  'notes',
];

async function editDetails(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const read = readAs(partnerFields, { ...saidIn(form, detailNames), ...datesIn(form) });
  if ('outcome' in read) return read;
  const lists = readAs(partnerLists, filledIn(form, ['npi']));
  if ('outcome' in lists) return lists;
  return editPartner(hub, id, { ...versionIn(form), fields: read.fields, lists: lists.fields }, by);
}

/** `MM-DD what`, one a line. */
function datesIn(form: Form) {
  if (form['dates'] === undefined) return {};
  const importantDates = linesIn(form['dates']).map((line) => {
    const [on = '', ...what] = line.split(/\s+/);
    return { on, what: what.join(' ') };
  });
  return { importantDates };
}

async function editLists(
  hub: Hub,
  id: string,
  form: Form,
  by: Editor,
  said: Readonly<Record<string, unknown>>,
): Promise<Edited> {
  const lists = readAs(partnerLists, said);
  if ('outcome' in lists) return lists;
  return editPartner(hub, id, { ...versionIn(form), fields: {}, lists: lists.fields }, by);
}

/** One name a line; what kind of name it was stays. */
async function editNames(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const known = await loadPartnerLists(hub.db, id);
  const otherNames = linesIn(form['list']).map((name) => ({
    name,
    kind: known.otherNames.find((one) => one.name === name)?.kind ?? 'other',
  }));
  return editLists(hub, id, form, by, { otherNames });
}

/** One specialty a line, by name or code; the first is the primary one. Licenses stay with theirs. */
async function editSpecialties(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const known = await loadPartnerLists(hub.db, id);
  const specialties = linesIn(form['list']).map((line, index) => {
    const taxonomy = specialtyOf(line) ?? line;
    const held = known.specialties.find((one) => one.taxonomy === taxonomy);
    const { licenseNumber = null, licenseState = null } = held ?? {};
    return { taxonomy, isPrimary: index === 0, licenseNumber, licenseState };
  });
  return editLists(hub, id, form, by, { specialties });
}

/** One insurance a line: `payer | plan`. */
async function editInsurances(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const insurances = linesIn(form['list']).map((line) => {
    const [payer = '', plan = ''] = line.split('|').map((part) => part.trim());
    return { payer, plan };
  });
  return editLists(hub, id, form, by, { insurances });
}

async function changeStage(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const stage = stageNames.find((one) => one === form['stage']);
  if (!stage) return refused('stage', 'is to be chosen');
  const on = form['on'] ?? '';
  if (on !== '' && !isDay(on)) return refused('on', 'must be a day, such as 2026-03-02');
  return setStage(hub, id, { stage, ...versionIn(form), ...(on === '' ? {} : { on }) }, by);
}

async function movePartner(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  if (form['isTop'] === '1') return moveInTree(hub, id, { place: null, ...versionIn(form) }, by);
  const { parentId } = form;
  const relation = form['relation'] as TreeRelation;
  if (!isId(parentId)) return refused('parentId', 'is to be chosen: type a part of its name and take one');
  if (!Object.hasOwn(relationWords, relation)) return refused('relation', 'is to be chosen');
  return moveInTree(hub, id, { place: { parentId, relation }, ...versionIn(form) }, by);
}

const placeNames = [
  'name',
  'line1',
  'line2',
  'city',
  'state',
  'zip',
  'phone',
  'extension',
  'fax',
  'zone',
  'notes',
];

async function savePlace(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const { part } = form;
  const hours = hoursIn(form);
  const said = {
    ...(part === undefined ? filledIn(form, placeNames) : saidIn(form, placeNames)),
    ...(hours === undefined || (hours === null && part === undefined) ? {} : { hours }),
    ...(form['isPrimary'] === '1' ? { isPrimary: true } : {}),
  };
  const read = readAs(locationFields, said);
  if ('outcome' in read) return read;
  if (part === undefined) return addLocation(hub, id, read.fields, by);
  return ofPart(form, (place, version) => editLocation(hub, place, { ...version, fields: read.fields }, by));
}

const lineNames = ['phone', 'extension', 'fax'];

async function saveRole(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const { part, otherId } = form;
  const isNew = part === undefined;
  const names = [...lineNames, 'locationId', 'startsOn'];
  const said = {
    ...(isNew ? filledIn(form, names) : saidIn(form, [...names, 'endsOn', 'preferredEndpointId'])),
    ...(form['roles'] === undefined ? {} : { roles: wordsIn(form['roles']) }),
    ...(form['isPrimary'] === '1' ? { isPrimary: true } : {}),
  };
  if (!isNew) {
    const read = readAs(roleFields, said);
    if ('outcome' in read) return read;
    return ofPart(form, (role, version) => editRole(hub, role, { ...version, fields: read.fields }, by));
  }
  const side = form['side'] === 'person' ? 'personId' : 'organisationId';
  if (!isId(otherId)) return refused(side, 'is to be chosen: type a part of the name and take one');
  const read = readAs(newRoleFields, { ...said, [side]: otherId });
  return 'outcome' in read ? read : addRole(hub, id, read.fields, by);
}

async function saveStaff(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const { part } = form;
  const isNew = part === undefined;
  const names = [...lineNames, 'email', 'locationId'];
  const said = {
    ...(isNew ? filledIn(form, ['family', 'given', 'notes', ...names]) : saidIn(form, names)),
    roles: wordsIn(form['roles']),
    workingDays: tickedOf(form, 'day'),
  };
  if (isNew) {
    const read = readAs(newContactFields, said);
    return 'outcome' in read ? read : addContact(hub, id, read.fields, by);
  }
  const read = readAs(affiliationFields, said);
  if ('outcome' in read) return read;
  return ofPart(form, (staff, version) =>
    editAffiliation(hub, staff, { ...version, fields: read.fields }, by),
  );
}

async function renameStaff(hub: Hub, _: string, form: Form, by: Editor): Promise<Edited> {
  const read = readAs(contactFields, saidIn(form, ['family', 'given', 'notes']));
  if ('outcome' in read) return read;
  return ofPart(form, (contact, version) =>
    editContact(hub, contact, { ...version, fields: read.fields }, by),
  );
}

async function saveWay(hub: Hub, id: string, form: Form, by: Editor): Promise<Edited> {
  const { rank, roleId, health } = form;
  const said = {
    purposes: tickedOf(form, 'purpose'),
    ...(rank === undefined || rank === '' ? {} : { rank: Number(rank) }),
    ...(roleId === undefined ? {} : { roleId: roleId === '' ? null : roleId }),
    ...(health === undefined ? {} : { health }),
  };
  if (form['part'] !== undefined) {
    const read = readAs(endpointFields, said);
    if ('outcome' in read) return read;
    return ofPart(form, (way, version) => editEndpoint(hub, way, { ...version, fields: read.fields }, by));
  }
  const read = readAs(newEndpointFields, { ...said, ...endpointOf(form) });
  return 'outcome' in read ? read : putEndpoint(hub, id, read.fields, by);
}
