import type { Child } from 'hono/jsx';
import { html } from 'hono/html';
import { countOpenWork } from '../store/open-work.ts';
import { assetPath } from './assets.ts';
import type { ConsoleContext, ConsoleDeps } from './console-context.ts';
import { recentCalls } from './intake-calls.tsx';
import { COUNTED, Top, type PageName } from './top-bar.tsx';

export type PageOptions = {
  /** PHI-free: titles end up in histories and on shared screens. */
  readonly title: string;
  readonly current: PageName;
  /** The page looks again when the ledger changes. */
  readonly isLive?: boolean;
  /** Or when this stream says so. */
  readonly livePath?: string;
  readonly status?: 200 | 404 | 409 | 422;
  /** Styles and scripts of its own, and what the browser should load early. */
  readonly head?: Child;
};

/** A whole page for somebody who is signed in. */
export async function showPage(
  c: ConsoleContext,
  deps: ConsoleDeps,
  options: PageOptions,
  body: Child,
): Promise<Response> {
  const open = await countOpenWork(deps.hub.db, { since: recentCalls(), limit: COUNTED });
  const told = outcomes[c.req.query('told') ?? ''];
  return c.html(
    <Shell
      title={options.title}
      practice={deps.hub.practice.name}
      isDemo={deps.isDemo}
      livePath={options.livePath ?? (options.isLive === true ? '/live' : undefined)}
      liveAt={c.get('asOf')}
      head={options.head}
    >
      <Top
        session={c.get('session')}
        current={options.current}
        counts={{ ...open, alerts: open.alerts + open.calls }}
      />
      <main id="main" tabindex={-1}>
        {told === undefined ? null : (
          <p class="told" role="status">
            {told}
          </p>
        )}
        {body}
      </main>
    </Shell>,
    options.status ?? 200,
  );
}

/** The frame every page shares, also the sign-in page. */
export function Shell(props: {
  readonly title: string;
  readonly practice: string;
  readonly isDemo: boolean;
  readonly livePath?: string | undefined;
  readonly liveAt?: string;
  readonly head?: Child;
  readonly children?: Child;
}) {
  return html`<!doctype html>${(
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${props.title} · ${props.practice}`}</title>
          <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
          <link rel="stylesheet" href={assetPath('console.css')} />
          <script src={assetPath('console.js')} defer></script>
          {props.head}
        </head>
        <body data-live={props.livePath} data-live-at={props.livePath && props.liveAt}>
          <a class="skip" href="#main">
            Skip to content
          </a>
          {props.isDemo ? <p class="demo">Demo data. Nobody here is real.</p> : null}
          {props.children}
          <p id="news" class="news" role="status" aria-live="polite"></p>
        </body>
      </html>
    )}`;
}

const outcomes: Readonly<Record<string, string>> = {
  done: 'Done.',
  asked: 'Asked: the hub does it now.',
  under_way: 'That is under way already.',
  saved: 'Saved.',
  merged_partner: 'Merged: the two are one partner now.',
  answered: 'Answered. Thank you.',
  checked_in: 'Checked in.',
  consent_withdrawn: 'Withdrawn. What was said before is kept below.',
  already_answered: 'Somebody else was quicker: this was answered already.',
  put_off: 'Put off. It comes back by itself.',
  yours: 'It is yours.',
  merged: 'Merged: the two are one patient now. It can be undone below.',
  parted: 'Taken apart: the two are two patients now.',
  moved: 'Moved.',
  undone: 'The answer is taken back: the question is open again.',
  not_found: 'That is not there any more.',
  resent: 'It is on its way again.',
  sent_off: 'It goes out now, by the ways this office takes things.',
  resent_all: 'They are on their way again.',
  resent_some:
    'What was still failed and may still go there is on its way again. Look at the others one by one.',
  held_back: 'It is held back.',
  too_late: 'Too late: it is on its way, or somebody has it.',
  needs_way: 'There is no address for it: enter one for the office first.',
  say_why: 'Nothing was done: say why.',
  none_ticked: 'Nothing was ticked, so nothing was sent.',
  confirmed: 'Noted: it arrived.',
  replayed: 'The message was read again with the mapping of today.',
  seen: 'Marked as seen.',
  muted: 'Muted: you get no messages about it. It is taken back under “What I am told”.',
  document_settled: 'Accepted.',
  document_not_referral: 'Filed: it is no referral.',
  document_hold: 'On hold.',
  document_unreadable: 'The sender is asked.',
  document_uploaded: 'It is being read. It appears below when it is done.',
};
