import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { LocationRow } from '../store/directory/sections.ts';
import { Select, typed, type EditContext } from './partner-draft.tsx';
import { Field } from './parts.tsx';
import { phoneText } from './words.ts';

type KnownLines = {
  readonly phone?: string | null;
  readonly extension?: string | null;
  readonly fax?: string | null;
};

/** Phone, extension and fax. */
export function Lines(props: {
  readonly context: EditContext;
  readonly section: string;
  readonly known: KnownLines;
}) {
  const { context, section, known } = props;
  const line = (name: 'phone' | 'fax'): string =>
    typed(context, section, name, typeof known[name] === 'string' ? phoneText(known[name]) : '');
  return (
    <div class="fields">
      <Field label="Phone" name="phone" value={line('phone')} maxLength={40} />
      <Field
        label="Extension"
        name="extension"
        value={typed(context, section, 'extension', known.extension)}
        maxLength={20}
      />
      <Field label="Fax" name="fax" value={line('fax')} maxLength={40} />
    </div>
  );
}

/** Lines as people read them. */
export function LineFacts({ phone, extension, fax }: KnownLines) {
  const ext = extension === null || extension === undefined ? '' : ` ext. ${extension}`;
  return (
    <>
      {phone === null || phone === undefined ? null : (
        <span>
          {phoneText(phone)}
          {ext}
        </span>
      )}
      {fax === null || fax === undefined ? null : <span>Fax {phoneText(fax)}</span>}
    </>
  );
}

export function placeText(place: LocationRow): string {
  return [place.name, place.line1, place.city, place.state].filter(Boolean).join(', ');
}

export function PlaceSelect({ page, value }: { readonly page: PartnerPage; readonly value: string }) {
  return (
    <Select
      label="Place"
      name="locationId"
      value={value}
      options={[['', 'Not said'], ...page.locations.map((one) => [one.id, placeText(one)] as const)]}
    />
  );
}
