import { Hono } from 'hono';
import { sendBundle } from '../pipeline/letters/send-bundle.ts';
import { sendLetter } from '../pipeline/letters/send-letter.ts';
import { listStatus, sendStatus } from '../pipeline/letters/send-status.ts';
import { Failure } from '../lib/failure.ts';
import { insertAuditOnce } from '../store/audit.ts';
import { findReferral } from '../store/ledger.ts';
import { listNotesToBundle } from '../store/letters-bundles.ts';
import { hasOrder } from '../store/letters-orders.ts';
import { findStandingPartner } from '../store/partners.ts';
import { assetPath } from './assets.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { LetterSend, OfficeSend } from './letter-send-view.tsx';
import { isId, showMissing } from './missing-page.tsx';

/** Notes that can be chosen from. */
const NOTES = 60;
const SAME_LOOK_MINUTES = 15;

/**
 * What people send by hand: `/deliveries/to/:partner` the status of an office's patients and several notes in one parcel,
 * `/referrals/:id/letter` a thank-you or a decline.
 */
export function letterSendRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get('/deliveries/to/:partner', (c) => showOffice(c, deps));
  app.post('/deliveries/to/:partner/status', (c) =>
    attempt(
      c,
      () => sendStatus(deps.hub, partnerOf(c), person(c)),
      (problem) => showOffice(c, deps, problem),
    ),
  );
  app.post('/deliveries/to/:partner/bundle', async (c) => {
    const form = await c.req.parseBody({ all: true });
    const keys = [form['note']].flat().filter((value) => typeof value === 'string');
    return attempt(
      c,
      () => sendBundle(deps.hub, partnerOf(c), keys, person(c)),
      (problem) => showOffice(c, deps, problem, keys),
    );
  });
  app.get('/referrals/:id/letter', (c) => showLetters(c, deps));
  app.post('/referrals/:id/letter', async (c) => {
    const form = await c.req.parseBody();
    const kind = form['kind'] === 'decline' ? 'decline' : 'thank_you';
    const reason = typeof form['reason'] === 'string' ? form['reason'] : '';
    const letter = { kind, referralId: c.req.param('id'), reason } as const;
    return attempt(
      c,
      () => sendLetter(deps.hub, letter, person(c)),
      (problem) => showLetters(c, deps, problem, reason),
    );
  });
  return app;
}

function person(c: ConsoleContext): string {
  return c.get('session').email;
}

/** An address that is nobody's finds nothing, and says so. */
function partnerOf(c: ConsoleContext): string {
  const id = c.req.param('partner');
  return isId(id) ? id : NOBODY;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Back to the page it came from when it is on its way, else the page again with what is wrong. */
async function attempt(
  c: ConsoleContext,
  send: () => Promise<string>,
  refuse: (problem: string) => Promise<Response>,
): Promise<Response> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Failure) || error.fate !== 'permanent') throw error;
    return refuse(error.message);
  }
  return c.redirect(`${c.req.path.replace(/\/(?:status|bundle)$/, '')}?told=sent_off`, 303);
}

async function showOffice(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem?: string,
  chosen: readonly string[] = [],
): Promise<Response> {
  const { db, policy } = deps.hub;
  const partner = await findStandingPartner(db, partnerOf(c));
  if (!partner) return showMissing(c, deps, 'This partner');
  const [open, notes] = await Promise.all([
    listStatus(db, partner.id),
    listNotesToBundle(db, partner.id, NOTES),
  ]);
  const look = { ...actor(c, deps), action: 'view_to_send', objectKind: 'partner', objectId: partner.id };
  await insertAuditOnce(db, look, SAME_LOOK_MINUTES);
  return showPage(
    c,
    deps,
    { title: 'Send to an office', current: 'partners', head: styles(), ...(problem && { status: 422 }) },
    <OfficeSend
      partner={partner}
      open={open}
      notes={notes}
      chosen={chosen}
      problem={problem}
      token={c.get('session').csrfToken}
      zone={policy.zone}
    />,
  );
}

async function showLetters(
  c: ConsoleContext,
  deps: ConsoleDeps,
  problem?: string,
  reason = '',
): Promise<Response> {
  const { db } = deps.hub;
  const id = c.req.param('id') ?? '';
  const referral = isId(id) ? await findReferral(db, id) : undefined;
  if (!referral) return showMissing(c, deps, 'This referral');
  const [isThanked, isDeclineSent] = await Promise.all([
    hasOrder(db, referral.id, 'thank_you'),
    hasOrder(db, referral.id, 'decline'),
  ]);
  return showPage(
    c,
    deps,
    { title: 'Write to the office', current: 'referrals', ...(problem && { status: 422 }) },
    <LetterSend
      referralId={referral.id}
      view={referral.view}
      isThanked={isThanked}
      isDeclineSent={isDeclineSent}
      reason={reason}
      problem={problem}
      token={c.get('session').csrfToken}
    />,
  );
}

function styles() {
  return <link rel="stylesheet" href={assetPath('letter.css')} />;
}
