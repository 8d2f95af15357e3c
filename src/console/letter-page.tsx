import { Hono } from 'hono';
import { letterOf, listLetters, type Letter } from '../pipeline/letters/letter-texts.ts';
import { letterPicture, previewLetter } from '../pipeline/letters/preview-letter.ts';
import { saveLetter, type SavedLetter } from '../pipeline/letters/save-letter.ts';
import { checkLetter } from '../pipeline/packet/check-letter.ts';
import { LETTER_KINDS, type LetterKind, type LetterText } from '../pipeline/packet/letter-template.ts';
import { listLetterVersions, type LetterVersion } from '../store/letters.ts';
import { assetPath } from './assets.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf, type Form } from './form-values.ts';
import { showPage } from './layout.tsx';
import { LetterEdit, LetterList } from './letter-view.tsx';
import { letterWords } from './letter-words.ts';
import { showMissing } from './missing-page.tsx';

const VERSIONS = 10;

/** `GET /letters`: what the practice writes to offices, in its own words; administrators change it. */
export function letterRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/letters', async (c) =>
    showPage(
      c,
      deps,
      { title: 'Letters', current: 'other', head: styles() },
      <LetterList letters={await listLetters(deps.hub.db)} zone={deps.hub.policy.zone} />,
    ),
  );
  app.get('/letters/:kind', (c) => withKind(c, deps, (kind) => showLetter(c, deps, kind)));
  app.post('/letters/:kind', (c) => withKind(c, deps, (kind) => change(c, deps, kind)));
  // Words of a template and an invented patient: they may stand in an address, and a picture needs one.
  app.get('/letters/:kind/preview.png', (c) =>
    withKind(c, deps, async (kind) => {
      const packet = await previewLetter(deps.hub, kind, draftOf(c));
      return c.body(new Uint8Array(await letterPicture(packet)), 200, { 'content-type': 'image/png' });
    }),
  );
  app.get('/letters/:kind/preview.pdf', (c) =>
    withKind(c, deps, async (kind) => {
      const { bytes } = await previewLetter(deps.hub, kind, draftOf(c));
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'application/pdf' });
    }),
  );
  return app;
}

async function withKind(
  c: ConsoleContext,
  deps: ConsoleDeps,
  answer: (kind: LetterKind) => Promise<Response>,
): Promise<Response> {
  const kind = LETTER_KINDS.find((one) => one === c.req.param('kind'));
  return kind === undefined ? showMissing(c, deps, 'This letter') : answer(kind);
}

function draftOf(c: ConsoleContext): LetterText {
  return { title: c.req.query('title') ?? '', body: c.req.query('body') ?? '' };
}

type Said = {
  readonly draft?: LetterText;
  readonly basedOn?: number;
  readonly saved?: Exclude<SavedLetter, { readonly kind: 'saved' }>;
  readonly isForbidden?: true;
};

async function showLetter(
  c: ConsoleContext,
  deps: ConsoleDeps,
  kind: LetterKind,
  said: Said = {},
): Promise<Response> {
  const versions = await listLetterVersions(deps.hub.db, kind, VERSIONS);
  const letter = letterOf(kind, versions[0]);
  const isWrong = said.saved !== undefined || said.isForbidden === true;
  return showPage(
    c,
    deps,
    {
      title: `Letter: ${letterWords[kind].name}`,
      current: 'other',
      head: styles(),
      ...(isWrong ? { status: said.saved?.kind === 'overtaken' ? 409 : 422 } : {}),
    },
    <LetterEdit {...propsOf(c, deps, letter, versions, said)} />,
  );
}

function propsOf(
  c: ConsoleContext,
  deps: ConsoleDeps,
  letter: Letter,
  versions: readonly LetterVersion[],
  { draft, saved, basedOn, isForbidden }: Said,
) {
  const text = draft ?? letter.text;
  const check = checkLetter(letter.kind, text);
  const problems = isForbidden
    ? ['Only an administrator changes letters. Nothing was saved.']
    : saved?.kind === 'overtaken'
      ? [
          `${saved.by} changed this letter since you opened it. Yours is below and not saved: compare with the versions, then save again.`,
        ]
      : check.problems.map((one) => one.message);
  return {
    letter,
    versions,
    text,
    problems: draft === undefined ? [] : problems,
    warnings: check.warnings,
    // Who was overtaken has now been told by whom.
    basedOn: saved?.kind === 'overtaken' ? letter.number : (basedOn ?? letter.number),
    mayEdit: c.get('session').role === 'admin',
    canPreview: check.problems.length === 0,
    token: c.get('session').csrfToken,
    zone: deps.hub.policy.zone,
  };
}

async function change(c: ConsoleContext, deps: ConsoleDeps, kind: LetterKind): Promise<Response> {
  const form = textsOf(await c.req.parseBody());
  const draft: LetterText = { title: form['title'] ?? '', body: form['body'] ?? '' };
  const basedOn = numberOf(form);
  const act = form['go'];
  if (act === 'preview') return showLetter(c, deps, kind, { draft, basedOn });
  if (c.get('session').role !== 'admin')
    return showLetter(c, deps, kind, { draft, basedOn, isForbidden: true });
  const text = act === 'reset' ? undefined : draft;
  const isSure = form['sure'] === '1';
  const saved = await saveLetter(deps.hub, kind, { text, basedOn, isSure }, c.get('session').email);
  if (saved.kind === 'saved') return c.redirect(`/letters/${kind}?told=saved`, 303);
  return showLetter(c, deps, kind, { draft, basedOn, saved });
}

function numberOf(form: Form): number {
  const number = Number(form['basedOn']);
  return Number.isSafeInteger(number) && number >= 0 ? number : 0;
}

function styles() {
  return <link rel="stylesheet" href={assetPath('letter.css')} />;
}
