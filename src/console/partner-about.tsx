import type { PartnerPage } from '../store/directory/read-partner.ts';
import { Area, Edit, typed, type EditContext } from './partner-draft.tsx';
import { sourceText, specialtyText } from './partner-words.ts';
import { Fact, Field } from './parts.tsx';
import { phoneText } from './words.ts';

type Props = { readonly page: PartnerPage; readonly context: EditContext };

/** What is said of the partner as a whole, and by whom it was checked. */
export function About({ page, context }: Props) {
  const { entry } = page;
  const checked = Object.entries(entry.provenance).filter(([, one]) => one.by !== undefined);
  return (
    <section class="card" id="about">
      <h2>About them</h2>
      <dl class="pairs">
        <Fact term="Motivator">{entry.motivator}</Fact>
        <Fact term="Territory">{entry.territory}</Fact>
        <Fact term="E-mail">{entry.email}</Fact>
        <Fact term="Notes">{entry.notes}</Fact>
        <Fact term="Dates">{entry.importantDates.map((one) => `${one.on} ${one.what}`).join(', ')}</Fact>
        <Fact term="Known from">{sourceText(entry.source)}</Fact>
        <Fact term="Checked">
          {checked.length === 0
            ? undefined
            : `${checked.length === 1 ? '1 entry' : `${checked.length} entries`}, last by ${checked.toSorted((a, b) => (a[1].at < b[1].at ? 1 : -1))[0]?.[1].by ?? ''}`}
        </Fact>
      </dl>
      <Edit
        context={context}
        section="details"
        act="details"
        label="Edit name, lines, owner and notes"
        button="Save"
        version={entry.version}
        isCheckable
      >
        <DetailFields page={page} context={context} />
      </Edit>
    </section>
  );
}

function DetailFields({ page, context }: Props) {
  const { entry, locations, identifiers } = page;
  const text = (name: string, known: string | null | undefined): string =>
    typed(context, 'details', name, known);
  const line = (name: 'phone' | 'fax'): string =>
    text(name, entry[name] === null ? '' : phoneText(entry[name]));
  const hasNpi = identifiers.some((one) => one.system === 'npi');
  return (
    <>
      <div class="fields">
        <NameFields page={page} context={context} />
        {hasNpi ? null : <Field label="NPI" name="npi" value={text('npi', '')} maxLength={10} />}
        {locations.length > 0 ? null : (
          <>
            <Field label="Phone" name="phone" value={line('phone')} />
            <Field label="Fax" name="fax" value={line('fax')} />
            <Field label="City" name="city" value={text('city', entry.city)} />
            <Field label="State" name="state" value={text('state', entry.state)} maxLength={2} />
            <Field label="ZIP" name="zip" value={text('zip', entry.zip)} maxLength={10} />
          </>
        )}
        <Field label="E-mail" name="email" type="email" value={text('email', entry.email)} />
        <Field
          label="Looked after by"
          name="owner"
          type="email"
          value={text('owner', entry.liaisonEmail)}
          hint="E-mail of your liaison"
        />
        <Field label="Territory" name="territory" value={text('territory', entry.territory)} />
      </div>
      {entry.kind === 'person' ? (
        <Area
          label="Motivator"
          name="motivator"
          value={text('motivator', entry.motivator)}
          hint="What matters to them"
          rows={2}
        />
      ) : null}
      <Area
        label="Important dates"
        name="dates"
        value={text('dates', entry.importantDates.map((one) => `${one.on} ${one.what}`).join('\n'))}
        hint="One a line: 03-14 birthday of Dr Example"
        rows={2}
      />
      <Area label="Notes" name="notes" value={text('notes', entry.notes)} />
    </>
  );
}

function NameFields({ page: { entry }, context }: Props) {
  const text = (name: string, known: string | null | undefined): string =>
    typed(context, 'details', name, known);
  return entry.kind === 'organisation' ? (
    <Field
      label="Name"
      name="name"
      value={text('name', entry.organisation ?? entry.name)}
      maxLength={300}
      isRequired
    />
  ) : (
    <>
      <Field label="Family name" name="family" value={text('family', entry.family)} isRequired />
      <Field label="Given name" name="given" value={text('given', entry.given)} />
      <Field label="Middle name" name="middle" value={text('middle', entry.middle)} />
      <Field label="Suffix" name="suffix" value={text('suffix', entry.suffix)} />
      <Field
        label="Credential"
        name="credential"
        value={text('credential', entry.credential)}
        hint="MD, OD, NP"
      />
    </>
  );
}

/** Numbers, other names, specialties and insurances, each as a list to type. */
export function Lists({ page, context }: Props) {
  const { identifiers, otherNames, specialties, insurances, entry } = page;
  const insurance = insurances.map((one) => (one.plan === '' ? one.payer : `${one.payer} | ${one.plan}`));
  return (
    <section class="card" id="lists">
      <h2>Numbers, names, specialties, insurances</h2>
      <dl class="pairs">
        <Fact term="Numbers">
          {identifiers
            .slice(0, 8)
            .map((one) => (one.system === 'npi' ? `NPI ${one.value}` : `${one.value} (${one.system})`))
            .join(', ')}
        </Fact>
        <Fact term="Also called">{otherNames.map((one) => one.name).join(' · ')}</Fact>
        <Fact term="Specialties">{specialties.map((one) => specialtyText(one.taxonomy)).join(' · ')}</Fact>
        <Fact term="Insurances">{insurance.slice(0, 30).join(' · ')}</Fact>
      </dl>
      <div class="buttons">
        <ListEdit
          context={context}
          act="names"
          label="Other names"
          hint="One a line"
          lines={otherNames.map((one) => one.name)}
          version={entry.version}
        />
        <ListEdit
          context={context}
          act="specialties"
          label="Specialties"
          hint="One a line, the first is the main one: words, or a taxonomy code such as 207Q00000X"
          lines={specialties.map((one) => specialtyText(one.taxonomy))}
          version={entry.version}
        />
        <ListEdit
          context={context}
          act="insurances"
          label="Insurances"
          hint="One a line: payer | plan"
          lines={insurance}
          version={entry.version}
        />
      </div>
    </section>
  );
}

type ListEditProps = {
  readonly context: EditContext;
  readonly act: string;
  readonly label: string;
  readonly hint: string;
  readonly lines: readonly string[];
  readonly version: number;
};

function ListEdit({ context, act, label, hint, lines, version }: ListEditProps) {
  return (
    <Edit context={context} section={act} act={act} label={label} button="Save" version={version}>
      <Area
        label={label}
        name="list"
        value={typed(context, act, 'list', lines.join('\n'))}
        hint={hint}
        rows={Math.min(12, lines.length + 2)}
      />
    </Edit>
  );
}
