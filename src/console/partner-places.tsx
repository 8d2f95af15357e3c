import { weekdays } from '../pipeline/directory-fields.ts';
import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { LocationRow } from '../store/directory/sections.ts';
import { Area, Edit, PartEdits, typed, type EditContext } from './partner-draft.tsx';
import { hoursText } from './partner-fields.ts';
import { LineFacts, Lines } from './partner-lines.tsx';
import { Field } from './parts.tsx';

type Props = { readonly page: PartnerPage; readonly context: EditContext };

const dayNames: Readonly<Record<string, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};

/** Where a partner is, with its own lines and hours. */
export function Places({ page, context }: Props) {
  return (
    <section class="card" id="places">
      <h2>Places</h2>
      {page.locations.length === 0 ? <p class="muted">No address is known yet.</p> : null}
      <ul class="lines">
        {page.locations.map((place) => (
          <PlaceLine place={place} context={context} />
        ))}
      </ul>
      <Edit context={context} section="place-new" act="place" label="Add a place…" button="Add" isCheckable>
        <PlaceFields context={context} section="place-new" place={undefined} />
      </Edit>
    </section>
  );
}

function PlaceLine({ place, context }: { readonly place: LocationRow; readonly context: EditContext }) {
  const section = `place:${place.id}`;
  const town = [place.city, [place.state, place.zip?.slice(0, 5)].filter(Boolean).join(' ')];
  return (
    <li class="part">
      <p>
        <strong>{place.name ?? place.line1 ?? place.city ?? 'Place'}</strong>{' '}
        {place.isPrimary ? <span class="pill green">Main address</span> : null}
      </p>
      <p class="facts">
        <span>
          {[place.name === null ? undefined : place.line1, place.line2, ...town].filter(Boolean).join(', ')}
        </span>
        <LineFacts {...place} />
        {place.notes === null ? null : <span>{place.notes}</span>}
      </p>
      <HoursText hours={place.hours} zone={place.zone} />
      <PartEdits
        context={context}
        act="place"
        part={place.id}
        version={place.version}
        end={{ act: 'place-retire', label: 'Retire', button: 'They are here no more' }}
        isCheckable
      >
        <PlaceFields context={context} section={section} place={place} />
      </PartEdits>
    </li>
  );
}

/** Days with the same hours stand together: "Mon–Fri 08:00-17:00". */
function HoursText({ hours, zone }: Pick<LocationRow, 'hours' | 'zone'>) {
  if (hours === null) return null;
  const runs: { readonly from: string; to: string; readonly text: string }[] = [];
  for (const day of weekdays) {
    const text = hoursText(hours[day]);
    const last = runs.at(-1);
    if (last?.text === text) last.to = day;
    else runs.push({ from: day, to: day, text });
  }
  const short = (day: string): string => (dayNames[day] ?? day).slice(0, 3);
  return (
    <p class="facts">
      {runs
        .filter((run) => run.text !== '')
        .map((run) => (
          <span>
            {run.from === run.to ? short(run.from) : `${short(run.from)}–${short(run.to)}`} {run.text}
          </span>
        ))}
      {zone === null ? null : <span class="muted">{zone}</span>}
    </p>
  );
}

type FieldsProps = {
  readonly context: EditContext;
  readonly section: string;
  readonly place: LocationRow | undefined;
};

function PlaceFields({ context, section, place }: FieldsProps) {
  const text = (name: string, known: string | null | undefined): string =>
    typed(context, section, name, known);
  return (
    <>
      <div class="fields">
        <Field label="Street" name="line1" value={text('line1', place?.line1)} />
        <Field label="Suite" name="line2" value={text('line2', place?.line2)} />
        <Field label="City" name="city" value={text('city', place?.city)} maxLength={100} />
        <Field label="State" name="state" value={text('state', place?.state)} maxLength={2} />
        <Field label="ZIP" name="zip" value={text('zip', place?.zip)} maxLength={10} />
        <Field label="Called" name="name" value={text('name', place?.name)} hint="Northside office" />
      </div>
      <Lines context={context} section={section} known={place ?? {}} />
      <HoursFields context={context} section={section} place={place} />
      {place?.isPrimary === true ? null : (
        <label class="choice">
          <input type="checkbox" name="isPrimary" value="1" />
          This is the main address
        </label>
      )}
    </>
  );
}

function HoursFields({ context, section, place }: FieldsProps) {
  const text = (name: string, known: string | null | undefined): string =>
    typed(context, section, name, known);
  return (
    <details>
      <summary>Opening hours and notes</summary>
      <div class="stack">
        <div class="fields">
          {weekdays.map((day) => (
            <Field
              label={dayNames[day] ?? day}
              name={`hours-${day}`}
              value={text(`hours-${day}`, hoursText(place?.hours?.[day]))}
              maxLength={100}
            />
          ))}
          <Field
            label="Time zone"
            name="zone"
            value={text('zone', place?.zone)}
            hint="America/New_York"
            maxLength={60}
          />
        </div>
        <small>Hours such as 8:00-12:00, 13:00-17:00. An empty day is closed.</small>
        <Area
          label="Notes"
          name="notes"
          value={text('notes', place?.notes)}
          hint="Parking, door code, lunch"
        />
      </div>
    </details>
  );
}
