import { Hono } from 'hono';
import { specialtyName } from '../domain/taxonomy.ts';
import { searchPartnersAsTyped, type PartnerChoice } from '../store/partner-search.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { phoneText } from './words.ts';

/** Options offered while somebody types. */
const OFFERED = 8;
/** Looked at where only one kind is wanted. */
const LOOKED_AT = 40;
const LONGEST = 100;

/** `GET /partners/suggest?text=`: options for a field with `data-typeahead`. Names of partners are no patient data. */
export function partnerSuggestRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/partners/suggest', async (c) => {
    const found = await suggestPartners(deps, c.req.query('text') ?? '', c.req.query('kind'));
    return c.html(
      <>
        {found.map((choice) => (
          <li role="option" aria-selected="false" data-value={choice.id} data-text={choice.name}>
            <ChoiceText choice={choice} />
          </li>
        ))}
        {found.length === 0 ? <li class="muted">Nobody in the directory fits.</li> : null}
      </>,
    );
  });
  return app;
}

/** Those that fit what was typed, of one kind where that is asked. */
export async function suggestPartners(
  deps: ConsoleDeps,
  text: string,
  kind?: string,
): Promise<readonly PartnerChoice[]> {
  const typed = text.trim().slice(0, LONGEST);
  if (typed.length < 2) return [];
  const limit = kind === undefined ? OFFERED : LOOKED_AT;
  const found = await searchPartnersAsTyped(deps.hub.db, typed, { limit });
  return found.filter((one) => kind === undefined || one.kind === kind).slice(0, OFFERED);
}

/** One partner in two lines: who, and what tells them from others of the name. */
export function ChoiceText({ choice }: { readonly choice: PartnerChoice }) {
  const { name, specialty, organisation, city, state, phone, npi } = choice;
  const facts = [
    organisation === name ? undefined : organisation,
    specialty === undefined ? undefined : specialtyName(specialty),
    [city, state].filter(Boolean).join(', '),
    phone === undefined ? undefined : phoneText(phone),
    npi === undefined ? undefined : `NPI ${npi}`,
  ];
  return (
    <>
      <strong>{name}</strong> <small class="muted">{facts.filter(Boolean).join(' · ')}</small>
    </>
  );
}

type PickerProps = {
  readonly label: string;
  /** Of the hidden field with the id of the one that was taken. */
  readonly name: string;
  /** Of the field with what was typed, for browsers without script. */
  readonly textName: string;
  readonly text?: string;
  readonly kind?: 'person' | 'organisation';
  readonly placeholder?: string;
  /** Opens this address with the id instead: `/partners/`. */
  readonly go?: string;
  /** Id of a form in which the one that was taken becomes a button. */
  readonly answers?: string;
};

/** A field that finds a partner while somebody types. Without script what was typed is sent as `textName`. */
export function PartnerPicker(props: PickerProps) {
  const { label, name, textName, text, kind, placeholder, go, answers } = props;
  return (
    <div class="typeahead">
      <label class="field">
        <span>{label}</span>
        <input
          name={textName}
          value={text ?? ''}
          placeholder={placeholder}
          maxlength={LONGEST}
          autocomplete="off"
          data-typeahead={kind === undefined ? '/partners/suggest' : `/partners/suggest?kind=${kind}`}
          data-typeahead-name={name}
          data-typeahead-go={go}
          data-typeahead-answers={answers}
        />
      </label>
    </div>
  );
}
