import { now } from '../lib/clock.ts';
import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { RoleRow } from '../store/directory/sections.ts';
import { Edit, PartEdits, Select, typed, type EditContext } from './partner-draft.tsx';
import { LineFacts, Lines, PlaceSelect, placeText } from './partner-lines.tsx';
import { PartnerPicker } from './partner-picker.tsx';
import { endpointText } from './partner-ways.tsx';
import { Field } from './parts.tsx';

type Props = { readonly page: PartnerPage; readonly context: EditContext };

/** Doctors of an office, or offices of a doctor, with the lines of this doctor at this office. */
export function People({ page, context }: Props) {
  const isPerson = page.entry.kind === 'person';
  const current = page.roles.filter((role) => !isOver(role));
  const past = page.roles.filter(isOver);
  return (
    <section class="card" id="people">
      <h2>{isPerson ? 'Where they work' : 'Doctors and clinicians'}</h2>
      {current.length === 0 ? (
        <p class="muted">{isPerson ? 'No office is known yet.' : 'Nobody is entered here yet.'}</p>
      ) : null}
      <ul class="lines">
        {current.map((role) => (
          <RoleLine role={role} isPerson={isPerson} page={page} context={context} />
        ))}
      </ul>
      {past.length === 0 ? null : (
        <p class="muted">
          Earlier: {past.map((role) => (isPerson ? role.organisationName : role.personName)).join(' · ')}
        </p>
      )}
      <AddRole page={page} context={context} />
    </section>
  );
}

function isOver(role: RoleRow): boolean {
  return role.endsOn !== null && role.endsOn <= now().slice(0, 10);
}

type LineProps = Props & { readonly role: RoleRow; readonly isPerson: boolean };

function RoleLine({ role, isPerson, page, context }: LineProps) {
  const name = isPerson ? role.organisationName : role.personName;
  const place = page.locations.find((one) => one.id === role.locationId);
  return (
    <li class="part">
      <p>
        <a href={`/partners/${isPerson ? role.organisationId : role.personId}`}>
          <strong>{name}</strong>
        </a>{' '}
        {isPerson && role.isPrimary ? <span class="pill green">Main office</span> : null}{' '}
        <span class="muted">{role.roles.join(', ')}</span>
      </p>
      <p class="facts">
        <LineFacts {...role} />
        {place === undefined ? null : <span>{placeText(place)}</span>}
      </p>
      <PartEdits
        context={context}
        act="role"
        part={role.id}
        version={role.version}
        end={{ act: 'role-end', label: 'Left', button: 'They work here no more' }}
        isCheckable
      >
        <RoleFields role={role} isPerson={isPerson} page={page} context={context} />
      </PartEdits>
    </li>
  );
}

function RoleFields({ role, isPerson, page, context }: LineProps) {
  const section = `role:${role.id}`;
  return (
    <>
      <Lines context={context} section={section} known={role} />
      <div class="fields">
        <Field
          label="Roles"
          name="roles"
          value={typed(context, section, 'roles', role.roles.join(', '))}
          hint="Parted by commas"
        />
        {isPerson ? null : (
          <PlaceSelect page={page} value={typed(context, section, 'locationId', role.locationId)} />
        )}
        <Select
          label="Notes for them here go to"
          name="preferredEndpointId"
          value={typed(context, section, 'preferredEndpointId', role.preferredEndpointId)}
          options={[
            ['', 'The usual way'],
            ...page.endpoints.map((one) => [one.id, endpointText(one)] as const),
          ]}
        />
      </div>
      {role.isPrimary ? null : (
        <label class="choice">
          <input type="checkbox" name="isPrimary" value="1" />
          This is their main office
        </label>
      )}
    </>
  );
}

function AddRole({ page, context }: Props) {
  const isPerson = page.entry.kind === 'person';
  return (
    <Edit
      context={context}
      section="role-new"
      act="role"
      label={isPerson ? 'Add an office…' : 'Add a doctor…'}
      button="Add"
      isCheckable
    >
      <input type="hidden" name="side" value={isPerson ? 'office' : 'person'} />
      <input type="hidden" name="kind" value={isPerson ? 'organisation' : 'person'} />
      <PartnerPicker
        label={isPerson ? 'Office' : 'Doctor'}
        name="otherId"
        textName="otherIdText"
        text={typed(context, 'role-new', 'otherIdText', '')}
        kind={isPerson ? 'organisation' : 'person'}
      />
      <Lines context={context} section="role-new" known={{}} />
      <Field
        label="Roles"
        name="roles"
        value={typed(context, 'role-new', 'roles', '')}
        hint="Parted by commas: physician, owner"
      />
    </Edit>
  );
}
