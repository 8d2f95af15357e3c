import { Hono } from 'hono';
import { mergePartners } from '../pipeline/directory-merge.ts';
import type { FieldProblem } from '../pipeline/directory-record.ts';
import { loadPartnerPage, type PartnerPage } from '../store/directory/read-partner.ts';
import type { PartnerChoice } from '../store/partner-search.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId, showMissing } from './missing-page.tsx';
import { versionIn } from './partner-acts.ts';
import { endpointText } from './partner-ways.tsx';
import { placeText } from './partner-lines.tsx';
import { ChoiceText, PartnerPicker, suggestPartners } from './partner-picker.tsx';
import { fieldWord, specialtyText, stageWords } from './partner-words.ts';
import { Csrf, Empty } from './parts.tsx';
import { phoneText } from './words.ts';

/** `GET /partners/:id/merge?into=`: two entries side by side, before one becomes the other. */
export function partnerMergeRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/partners/:id/merge', (c) => showMerge(c, deps, c.req.query('into'), []));
  app.post('/partners/:id/merge', async (c) => {
    const form = textsOf(await c.req.parseBody());
    const from = c.req.param('id');
    const into = form['into'];
    if (!isId(from) || !isId(into)) return showMissing(c, deps, 'This merge');
    const { actor: person, peer } = actor(c, deps);
    const merge = { from, into, ...versionIn(form), isSureOfNpis: form['isSureOfNpis'] === '1' };
    const edited = await mergePartners(deps.hub, merge, { person, peer });
    if (edited.outcome === 'saved') return c.redirect(`/partners/${edited.id}?told=merged_partner`, 303);
    if (edited.outcome === 'not_found') return showMissing(c, deps, 'This partner');
    const problems =
      edited.outcome === 'refused'
        ? edited.problems
        : [{ field: 'id', problem: 'was changed by somebody meanwhile: look again, then confirm' }];
    return showMerge(c, deps, into, problems);
  });
  return app;
}

async function showMerge(
  c: ConsoleContext,
  deps: ConsoleDeps,
  intoId: string | undefined,
  problems: readonly FieldProblem[],
): Promise<Response> {
  const id = c.req.param('id');
  const from = isId(id) ? await loadPartnerPage(deps.hub.db, id) : undefined;
  if (!from) return showMissing(c, deps, 'This partner');
  const text = c.req.query('text') ?? '';
  const into = isId(intoId) ? await loadPartnerPage(deps.hub.db, intoId) : undefined;
  const choices = into
    ? []
    : (await suggestPartners(deps, text, from.entry.kind)).filter((one) => one.id !== id);
  const options = { title: 'Merge partners', current: 'partners' } as const;
  return showPage(
    c,
    deps,
    problems.length > 0 ? { ...options, status: 409 } : options,
    <>
      <p>
        <a href={`/partners/${from.entry.id}`}>Back to {from.entry.name}</a>
      </p>
      <h1>Are these the same?</h1>
      {problems.length === 0 ? null : (
        <div class="error" role="alert">
          {problems.map((one) => (
            <p>
              {fieldWord(one.field)} {one.problem}.
            </p>
          ))}
        </div>
      )}
      {into ? (
        <SideBySide from={from} into={into} token={c.get('session').csrfToken} />
      ) : (
        <Choose from={from} text={text} choices={choices} />
      )}
    </>,
  );
}

type ChooseProps = {
  readonly from: PartnerPage;
  readonly text: string;
  readonly choices: readonly PartnerChoice[];
};

function Choose({ from, text, choices }: ChooseProps) {
  return (
    <section class="card wide">
      <form method="get" action={`/partners/${from.entry.id}/merge`} class="inline">
        <PartnerPicker
          label={`${from.entry.name} is the same as`}
          name="into"
          textName="text"
          text={text}
          kind={from.entry.kind}
        />
        <button type="submit">Compare the two</button>
      </form>
      {choices.length === 0 && text !== '' ? (
        <Empty title={`Nobody in the directory fits “${text}”.`} />
      ) : null}
      <ul class="lines">
        {choices.map((choice) => (
          <li>
            <a href={`/partners/${from.entry.id}/merge?into=${choice.id}`}>
              <ChoiceText choice={choice} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

type PairProps = { readonly from: PartnerPage; readonly into: PartnerPage; readonly token: string };

const rows: readonly (readonly [label: string, text: (page: PartnerPage) => string])[] = [
  ['Name', ({ entry }) => entry.name],
  ['NPI', (page) => npisOf(page).join(', ')],
  ['Other numbers', (page) => others(page).join(', ')],
  ['Stage', ({ entry }) => stageWords[entry.stage].word],
  ['Looked after by', ({ entry }) => entry.liaisonEmail ?? ''],
  ['Phone', ({ entry }) => (entry.phone === null ? '' : phoneText(entry.phone))],
  ['Fax', ({ entry }) => (entry.fax === null ? '' : phoneText(entry.fax))],
  ['Places', (page) => page.locations.map(placeText).join(' · ') || (page.entry.city ?? '')],
  ['Specialties', (page) => page.specialties.map((one) => specialtyText(one.taxonomy)).join(', ')],
  ['Other names', (page) => page.otherNames.map((one) => one.name).join(', ')],
  [
    'People and offices',
    ({ entry, roles }) =>
      roles.map((one) => (entry.kind === 'person' ? one.organisationName : one.personName)).join(', '),
  ],
  ['Ways to send', (page) => page.endpoints.map(endpointText).join(', ')],
  ['Referrals', ({ counts }) => `${counts.own} of its own`],
];

function npisOf(page: PartnerPage): readonly string[] {
  return page.identifiers.filter((one) => one.system === 'npi').map((one) => one.value);
}

function others(page: PartnerPage): readonly string[] {
  return page.identifiers.filter((one) => one.system !== 'npi').map((one) => one.value);
}

function SideBySide({ from, into, token }: PairProps) {
  const [ours, theirs] = [npisOf(from), npisOf(into)];
  const hasOtherNpi = ours.length > 0 && theirs.length > 0 && !ours.some((npi) => theirs.includes(npi));
  return (
    <section class="card wide">
      <div class="scroll">
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">What</span>
              </th>
              <th scope="col">Goes away</th>
              <th scope="col">Stays</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, text]) => (
              <tr>
                <th scope="row">{label}</th>
                <td>{text(from) || '–'}</td>
                <td>{text(into) || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        Everything of “{from.entry.name}” becomes part of “{into.entry.name}”: referrals, numbers, places,
        people and ways to send. Nothing is sent again. This cannot be undone with one click.
      </p>
      <form method="post" action={`/partners/${from.entry.id}/merge`} class="stack">
        <Csrf token={token} />
        <input type="hidden" name="into" value={into.entry.id} />
        <input type="hidden" name="version" value={from.entry.version} />
        {hasOtherNpi ? (
          <label class="choice">
            <input type="checkbox" name="isSureOfNpis" value="1" required />
            They have different NPIs, and I am sure that both are of one partner
          </label>
        ) : null}
        <p class="buttons">
          <button class="main" type="submit">
            They are the same: merge
          </button>
          <a class="button" href={`/partners/${into.entry.id}/merge?into=${from.entry.id}`}>
            The other way round
          </a>
        </p>
      </form>
    </section>
  );
}
