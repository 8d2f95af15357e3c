import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { answerAtLink, lookAtLink, openAtLink, type LinkView } from '../pipeline/secure-link.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { textsOf } from './form-values.ts';
import { peerOf } from './gate.ts';
import { PublicShell } from './referral-form-view.tsx';
import { AskForAnswer, LinkOver, ReadyToOpen } from './secure-link-view.tsx';

const COOKIE = 'referloop-link';
/** Long enough to read a note, short enough for a computer that others use too. */
const OPEN_SECONDS = 900;
/** A date or a code. */
const ANSWER_BYTES = 2_000;

type OpenView = Extract<LinkView, { readonly kind: 'open' }>;

/**
 * `/l/:token`: a document that waits behind a link, for whoever has the link and the second factor. Asking for the page changes nothing,
 * so that scanners of mails may; only the right answer gives the key that opens the document, and only opening it counts.
 */
export function secureLinkRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.use('/l/*', linkHeaders);
  app.get('/l/:token', async (c) => {
    const token = c.req.param('token');
    const view = await lookAtLink(deps.hub, token);
    if (view.kind !== 'open') return showOver(c, deps, view.kind);
    if (getCookie(c, COOKIE) !== undefined)
      return show(c, deps, <ReadyToOpen token={token} pages={view.pages} minutes={OPEN_SECONDS / 60} />);
    const problem = c.req.query('again') === undefined ? undefined : 'Please answer once more.';
    return ask(c, deps, view, problem);
  });
  app.post(
    '/l/:token',
    bodyLimit({ maxSize: ANSWER_BYTES, onError: (c) => c.body(null, 413) }),
    async (c) => {
      const token = c.req.param('token');
      const said = textsOf(await c.req.parseBody())['answer'] ?? '';
      const answered = await answerAtLink(deps.hub, token, said, peerOf(c, deps));
      if (answered.kind === 'right') {
        keep(c, deps, token, answered.key);
        return c.redirect(`/l/${token}`, 303);
      }
      if (answered.kind !== 'wrong' && answered.kind !== 'unreadable')
        return showOver(c, deps, answered.kind);
      const view = await lookAtLink(deps.hub, token);
      if (view.kind !== 'open') return showOver(c, deps, view.kind);
      return ask(
        c,
        deps,
        view,
        answered.kind === 'wrong' ? wrong(answered.left) : unreadable[view.factor],
        422,
      );
    },
  );
  app.get('/l/:token/document', async (c) => {
    const token = c.req.param('token');
    const key = getCookie(c, COOKIE);
    // A head is asked for by machines.
    if (key === undefined || c.req.raw.method !== 'GET') return c.redirect(`/l/${token}?again`, 303);
    const opened = await openAtLink(deps.hub, token, key, peerOf(c, deps));
    if (!opened) {
      deleteCookie(c, COOKIE, { path: `/l/${token}`, secure: deps.isSecure });
      return c.redirect(`/l/${token}?again`, 303);
    }
    // Only a PDF is shown; a browser might run what stands in anything else.
    const isShown = opened.mediaType === 'application/pdf' && c.req.query('save') === undefined;
    return c.body(new Uint8Array(opened.bytes), 200, {
      'content-type': opened.mediaType,
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="${opened.name}"`,
    });
  });
  return app;
}

/** The key stays with this browser and this link; the hub forgets it. */
function keep(c: ConsoleContext, deps: ConsoleDeps, token: string, key: string): void {
  setCookie(c, COOKIE, key, {
    path: `/l/${token}`,
    httpOnly: true,
    sameSite: 'Strict',
    secure: deps.isSecure,
    maxAge: OPEN_SECONDS,
  });
}

function ask(
  c: ConsoleContext,
  deps: ConsoleDeps,
  view: OpenView,
  problem: string | undefined,
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  const { zone } = deps.hub.policy;
  return show(c, deps, <AskForAnswer view={view} problem={problem} zone={zone} />, status);
}

const over = { unknown: 404, expired: 410, revoked: 410, locked: 403 } as const;

function showOver(
  c: ConsoleContext,
  deps: ConsoleDeps,
  kind: keyof typeof over,
): Response | Promise<Response> {
  return show(c, deps, <LinkOver kind={kind} phone={deps.hub.practice.phone} />, over[kind]);
}

function show(
  c: ConsoleContext,
  deps: ConsoleDeps,
  body: Parameters<typeof PublicShell>[0]['children'],
  status: 200 | 403 | 404 | 410 | 422 = 200,
): Response | Promise<Response> {
  const { name } = deps.hub.practice;
  return c.html(
    <PublicShell title="Document" practice={name} isDemo={deps.isDemo}>
      <p class="muted">{name}</p>
      {body}
    </PublicShell>,
    status,
  );
}

function wrong(left: number): string {
  return `That is not the answer we have. ${left === 1 ? 'One more try' : `${left} more tries`} until the link is locked.`;
}

const unreadable = {
  birth_date: 'Please write the birth date as month/day/year: 3/12/1952.',
  code: 'Please write the code that was agreed with you.',
} as const;

/** Nothing is kept, nothing learns the address, nothing comes from elsewhere. Beside the console: `no-referrer`, as there is no session. */
const linkHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
};

const headers: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
