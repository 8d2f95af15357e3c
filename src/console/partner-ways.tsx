import type { PartnerPage } from '../store/directory/read-partner.ts';
import type { EndpointRow } from '../store/directory/sections.ts';
import { EndpointFields } from './endpoint-fields.tsx';
import { Edit, PartEdits, Select, Ticks, tickedNow, typed, type EditContext } from './partner-draft.tsx';
import { sourceText } from './partner-words.ts';
import { Field, Pill } from './parts.tsx';
import { When } from './times.tsx';
import { destinationWord, type Word } from './words.ts';

type Props = {
  readonly page: PartnerPage;
  readonly context: EditContext;
  readonly destinations: readonly string[];
};

const healthWords: Readonly<Record<EndpointRow['health'], Word>> = {
  ok: { word: 'Works', tone: 'green' },
  suspect: { word: 'Doubtful', tone: 'amber' },
  bad: { word: 'Does not work', tone: 'red' },
};

const purposes = [
  ['notes', 'Notes'],
  ['notices', 'Notices'],
  ['marketing', 'Marketing'],
] as const;

export function endpointText(one: Pick<EndpointRow, 'destination' | 'address'>): string {
  return `${destinationWord(one.destination)}: ${one.address}`;
}

/** How this partner takes things, best first. Nothing is sent from here. */
export function Ways({ page, context, destinations }: Props) {
  return (
    <section class="card" id="ways">
      <h2>Ways to send</h2>
      {page.endpoints.length === 0 ? (
        <p class="muted">
          {page.entry.kind === 'person' && page.roles.length > 0
            ? 'None of their own: what is for them goes where their office takes it.'
            : 'There is no way to send yet: their notes wait until there is one.'}
        </p>
      ) : null}
      <ul class="lines">
        {page.endpoints.map((way) => (
          <WayLine way={way} page={page} context={context} />
        ))}
      </ul>
      <Edit context={context} section="way-new" act="way" label="Add a way…" button="Add">
        <EndpointFields destinations={destinations} />
        <WayFields way={undefined} page={page} context={context} section="way-new" />
        <small>What you enter counts as checked with them. What waits for an address goes out at once.</small>
      </Edit>
    </section>
  );
}

type LineProps = Omit<Props, 'destinations'> & { readonly way: EndpointRow };

function WayLine({ way, page, context }: LineProps) {
  const section = `way:${way.id}`;
  const owner = page.roles.find((role) => role.id === way.roleId);
  return (
    <li class="part">
      <p>
        <strong>{endpointText(way)}</strong> <Pill of={healthWords[way.health]} />
        {way.verifiedAt === null ? <span class="pill amber">Not verified</span> : null}
      </p>
      <p class="facts">
        <span>Rank {way.rank}</span>
        <span>{way.purposes.length === 0 ? 'for nothing' : `for ${way.purposes.join(', ')}`}</span>
        {owner === undefined ? null : (
          <span>
            of {page.entry.kind === 'person' ? `their desk at ${owner.organisationName}` : owner.personName}
          </span>
        )}
        {way.verifiedAt === null ? (
          <span>said by {sourceText(way.source)}</span>
        ) : (
          <span>
            verified <When at={way.verifiedAt} zone={context.zone} isDay /> by {way.verifiedBy}
          </span>
        )}
        {way.lastSuccessAt === null ? null : (
          <span>
            last arrived <When at={way.lastSuccessAt} zone={context.zone} isDay />
          </span>
        )}
      </p>
      <PartEdits
        context={context}
        act="way"
        part={way.id}
        version={way.version}
        end={{ act: 'way-retire', label: 'Retire', button: 'Send nothing there any more' }}
        isCheckable
      >
        <WayFields way={way} page={page} context={context} section={section} />
        <Select
          label="Does it work?"
          name="health"
          value={typed(context, section, 'health', way.health)}
          options={Object.entries(healthWords).map(([value, { word }]) => [value, word] as const)}
        />
      </PartEdits>
    </li>
  );
}

type FieldsProps = {
  readonly way: EndpointRow | undefined;
  readonly page: PartnerPage;
  readonly context: EditContext;
  readonly section: string;
};

function WayFields({ way, page, context, section }: FieldsProps) {
  const isPerson = page.entry.kind === 'person';
  return (
    <>
      <div class="fields">
        <Field
          label="Rank"
          name="rank"
          type="number"
          value={typed(context, section, 'rank', String(way?.rank ?? 1))}
          hint="1 is tried first"
        />
        {page.roles.length === 0 ? null : (
          <Select
            label="Whose"
            name="roleId"
            value={typed(context, section, 'roleId', way?.roleId)}
            options={[
              ['', isPerson ? 'Theirs everywhere' : 'The whole office’s'],
              ...page.roles.map(
                (role) => [role.id, isPerson ? `At ${role.organisationName}` : role.personName] as const,
              ),
            ]}
          />
        )}
      </div>
      <Ticks
        legend="Takes"
        name="purpose"
        options={purposes}
        ticked={tickedNow(context, section, 'purpose', way?.purposes ?? ['notes', 'notices'])}
      />
    </>
  );
}
