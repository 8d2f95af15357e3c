import { Hono } from 'hono';
import type { PartyClaim } from '../domain/fact.ts';
import { phoneKey } from '../domain/names.ts';
import { specialtyOf } from '../domain/taxonomy.ts';
import { partnerFields, partnerLists } from '../pipeline/directory-fields.ts';
import type { Edited, FieldProblem } from '../pipeline/directory-record.ts';
import { createPartner } from '../pipeline/directory.ts';
import { identifyParty } from '../pipeline/known-partners.ts';
import { describePartners, type PartnerChoice } from '../store/partner-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { filledIn, readAs } from './partner-fields.ts';
import { ChoiceText } from './partner-picker.tsx';
import { fieldWord, stageNames, stageWords } from './partner-words.ts';
import { Csrf, Field } from './parts.tsx';
import { Select } from './partner-draft.tsx';

/** `GET /partners/new`: somebody enters a partner; whoever it may be already is shown first. */
export function partnerNewRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/partners/new', (c) => showNew(c, deps, { name: c.req.query('name') ?? '' }, [], []));
  app.post('/partners/new', async (c) => {
    const form = textsOf(await c.req.parseBody());
    const kind = form['kind'] === 'person' ? 'person' : 'organisation';
    const same = form['isNew'] === '1' ? [] : await findSame(deps, kind, form);
    if (same.length > 0) return showNew(c, deps, form, [], same);
    const { actor: person, peer } = actor(c, deps);
    const edited = await enter(deps, kind, form, { person, peer });
    if (edited.outcome === 'saved') return c.redirect(`/partners/${edited.id}?told=saved`, 303);
    return showNew(c, deps, form, edited.outcome === 'refused' ? edited.problems : [], []);
  });
  return app;
}

type Kind = 'person' | 'organisation';

const shared = ['phone', 'fax', 'city', 'state', 'zip', 'owner'];

async function enter(
  deps: ConsoleDeps,
  kind: Kind,
  form: Form,
  by: { readonly person: string; readonly peer: string },
): Promise<Edited> {
  const names = kind === 'person' ? ['family', 'given', 'credential', ...shared] : ['name', ...shared];
  const fields = readAs(partnerFields, filledIn(form, names));
  const taxonomy = specialtyOf(form['specialty'] ?? '');
  const lists = readAs(partnerLists, {
    ...filledIn(form, ['npi']),
    ...(taxonomy === undefined ? {} : { specialties: [{ taxonomy, isPrimary: true }] }),
  });
  if ('outcome' in fields || 'outcome' in lists) {
    const problems = [fields, lists].flatMap((one) => ('outcome' in one ? one.problems : []));
    return { outcome: 'refused', problems };
  }
  const stage = stageNames.find((one) => one === form['stage']) ?? 'target';
  return createPartner(deps.hub, { kind, stage, fields: fields.fields, lists: lists.fields }, by);
}

/** Entries this may be: by NPI, lines, names and places, as messages are matched. */
async function findSame(deps: ConsoleDeps, kind: Kind, form: Form): Promise<readonly PartnerChoice[]> {
  const { npi, family, given, name, city, state, zip, phone, fax } = filledIn(form, [
    'npi',
    'family',
    'given',
    'name',
    ...shared,
  ]);
  const lines = { phone: phoneKey(phone), fax: phoneKey(fax) };
  const said = Object.entries({ city, state, zip, ...lines }).filter(([, value]) => value !== undefined);
  const claim: PartyClaim = {
    kind,
    identifiers: npi === undefined ? [] : [{ system: 'npi', value: npi }],
    ...(kind === 'person' && family !== undefined
      ? { name: { family, ...(given === undefined ? {} : { given }) } }
      : {}),
    ...(kind === 'organisation' && name !== undefined ? { organisation: name } : {}),
    ...Object.fromEntries(said),
  };
  const match = await identifyParty(deps.hub.db, claim);
  const ids =
    match.outcome === 'certain'
      ? [match.partnerId]
      : match.outcome === 'probable' || match.outcome === 'new'
        ? match.candidates.map((one) => one.partnerId)
        : [];
  return describePartners(deps.hub.db, ids.slice(0, 8));
}

function showNew(
  c: ConsoleContext,
  deps: ConsoleDeps,
  form: Form,
  problems: readonly FieldProblem[],
  same: readonly PartnerChoice[],
): Promise<Response> {
  return showPage(
    c,
    deps,
    {
      title: 'New partner',
      current: 'partners',
      ...(problems.length > 0 ? { status: 422 } : same.length > 0 ? { status: 409 } : {}),
    },
    <NewPartner token={c.get('session').csrfToken} form={form} problems={problems} same={same} />,
  );
}

type Props = {
  readonly token: string;
  readonly form: Form;
  readonly problems: readonly FieldProblem[];
  readonly same: readonly PartnerChoice[];
};

function NewPartner({ token, form, problems, same }: Props) {
  const isPerson = form['kind'] === 'person';
  return (
    <>
      <h1>New partner</h1>
      {problems.length === 0 ? null : (
        <div class="error" role="alert">
          {problems.map((one) => (
            <p>
              {fieldWord(one.field)} {one.problem}.
            </p>
          ))}
        </div>
      )}
      {same.length === 0 ? null : <Same same={same} />}
      <div class="cards two">
        <NewForm
          token={token}
          kind="organisation"
          form={isPerson ? {} : form}
          hasSame={same.length > 0 && !isPerson}
        />
        <NewForm
          token={token}
          kind="person"
          form={isPerson ? form : {}}
          hasSame={same.length > 0 && isPerson}
        />
      </div>
    </>
  );
}

function Same({ same }: { readonly same: readonly PartnerChoice[] }) {
  return (
    <section class="card wide" role="alert">
      <h2>Is it one of these?</h2>
      <ul class="lines">
        {same.map((choice) => (
          <li>
            <a href={`/partners/${choice.id}`}>
              <ChoiceText choice={choice} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

type FormProps = {
  readonly token: string;
  readonly kind: Kind;
  readonly form: Form;
  readonly hasSame: boolean;
};

function NewForm({ token, kind, form, hasSame }: FormProps) {
  const text = (name: string): string => form[name] ?? '';
  return (
    <form method="post" action="/partners/new" class="card stack">
      <h2>{kind === 'person' ? 'A doctor or clinician' : 'An office'}</h2>
      <Csrf token={token} />
      <input type="hidden" name="kind" value={kind} />
      <div class="fields">
        {kind === 'person' ? (
          <>
            <Field label="Family name" name="family" value={text('family')} maxLength={100} isRequired />
            <Field label="Given name" name="given" value={text('given')} maxLength={100} />
            <Field
              label="Credential"
              name="credential"
              value={text('credential')}
              maxLength={50}
              hint="MD, OD, NP"
            />
          </>
        ) : (
          <Field label="Name" name="name" value={text('name')} maxLength={300} isRequired />
        )}
        <Field label="NPI" name="npi" value={text('npi')} maxLength={10} />
        <Field label="Specialty" name="specialty" value={text('specialty')} maxLength={100} />
        <Field label="Phone" name="phone" value={text('phone')} maxLength={40} />
        <Field label="Fax" name="fax" value={text('fax')} maxLength={40} />
        <Field label="City" name="city" value={text('city')} maxLength={100} />
        <Field label="State" name="state" value={text('state')} maxLength={2} />
        <Field label="ZIP" name="zip" value={text('zip')} maxLength={10} />
        <Field
          label="Looked after by"
          name="owner"
          type="email"
          value={text('owner')}
          hint="E-mail of your liaison"
        />
        <Select
          label="Stage"
          name="stage"
          value={text('stage') === '' ? 'target' : text('stage')}
          options={(['target', 'contacted', 'active'] as const).map(
            (stage) => [stage, stageWords[stage].word] as const,
          )}
        />
      </div>
      {hasSame ? (
        <label class="choice">
          <input type="checkbox" name="isNew" value="1" required />
          None of those above: enter it
        </label>
      ) : null}
      <p class="buttons">
        <button class="main" type="submit">
          {kind === 'person' ? 'Enter this person' : 'Enter this office'}
        </button>
      </p>
    </form>
  );
}
