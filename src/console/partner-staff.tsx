import { weekdays } from '../pipeline/directory-fields.ts';
import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { ContactRow } from '../store/directory/sections.ts';
import { Area, Edit, PartEdits, Ticks, tickedNow, typed, type EditContext } from './partner-draft.tsx';
import { LineFacts, Lines, PlaceSelect } from './partner-lines.tsx';
import { Field } from './parts.tsx';

type Props = { readonly page: PartnerPage; readonly context: EditContext };

const dayWords: Readonly<Record<string, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** People one calls: front desk, referral coordinator, office manager. */
export function Staff({ page, context }: Props) {
  return (
    <section class="card" id="staff">
      <h2>Staff</h2>
      {page.contacts.length === 0 ? (
        <p class="muted">Who answers the phone, who books, who decides? Enter them here.</p>
      ) : null}
      <ul class="lines">
        {page.contacts.map((contact) => (
          <StaffLine contact={contact} page={page} context={context} />
        ))}
      </ul>
      <Edit context={context} section="staff-new" act="staff" label="Add somebody…" button="Add">
        <div class="fields">
          <Field
            label="Given name"
            name="given"
            value={typed(context, 'staff-new', 'given', '')}
            maxLength={100}
          />
          <Field
            label="Family name"
            name="family"
            value={typed(context, 'staff-new', 'family', '')}
            maxLength={100}
          />
        </div>
        <StaffFields page={page} context={context} section="staff-new" contact={undefined} />
      </Edit>
    </section>
  );
}

type StaffProps = Props & { readonly contact: ContactRow };

function StaffLine({ contact, page, context }: StaffProps) {
  const section = `staff:${contact.affiliationId}`;
  const renaming = `staff-name:${contact.contactId}`;
  return (
    <li class="part">
      <p>
        <strong>{contact.name}</strong> <span class="muted">{contact.roles.join(', ')}</span>
      </p>
      <StaffFacts contact={contact} />
      <PartEdits
        context={context}
        act="staff"
        part={contact.affiliationId}
        version={contact.version}
        end={{ act: 'staff-end', label: 'Left', button: 'They work here no more' }}
      >
        <StaffFields page={page} context={context} section={section} contact={contact} />
      </PartEdits>
      <Edit
        context={context}
        section={renaming}
        act="staff-name"
        label="Name and notes"
        button="Save"
        part={contact.contactId}
        version={contact.contactVersion}
      >
        <div class="fields">
          <Field
            label="Given name"
            name="given"
            value={typed(context, renaming, 'given', contact.given)}
            maxLength={100}
          />
          <Field
            label="Family name"
            name="family"
            value={typed(context, renaming, 'family', contact.family)}
            maxLength={100}
          />
        </div>
        <Area label="Notes" name="notes" value={typed(context, renaming, 'notes', contact.notes)} />
      </Edit>
    </li>
  );
}

function StaffFacts({ contact }: { readonly contact: ContactRow }) {
  return (
    <p class="facts">
      <LineFacts {...contact} />
      {contact.email === null ? null : <span>{contact.email}</span>}
      {contact.workingDays.length === 0 ? null : (
        <span>{contact.workingDays.map((day) => dayWords[day] ?? day).join(' ')}</span>
      )}
      {contact.notes === null ? null : <span>{contact.notes}</span>}
      {contact.alsoAt.map((other) => (
        <span>
          also at <a href={`/partners/${other.partnerId}`}>{other.name}</a>
        </span>
      ))}
    </p>
  );
}

type StaffFieldProps = Props & { readonly section: string; readonly contact: ContactRow | undefined };

function StaffFields({ page, context, section, contact }: StaffFieldProps) {
  return (
    <>
      <Lines context={context} section={section} known={contact ?? {}} />
      <div class="fields">
        <Field
          label="E-mail"
          name="email"
          type="email"
          value={typed(context, section, 'email', contact?.email)}
        />
        <Field
          label="Roles"
          name="roles"
          value={typed(context, section, 'roles', contact?.roles.join(', '))}
          hint="front desk, referral coordinator, office manager"
        />
        <PlaceSelect page={page} value={typed(context, section, 'locationId', contact?.locationId)} />
      </div>
      <Ticks
        legend="Working days"
        name="day"
        options={weekdays.map((day) => [day, dayWords[day] ?? day] as const)}
        ticked={tickedNow(context, section, 'day', contact?.workingDays ?? [])}
      />
    </>
  );
}
