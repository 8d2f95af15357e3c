import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { codeOf } from '../lib/failure.ts';
import { alertRoutes } from './alert-page.tsx';
import { assetRoutes } from './assets.ts';
import { captureRoutes } from './capture-page.tsx';
import { callRoutes } from './intake-call-page.tsx';
import { channelRoutes } from './channel-page.tsx';
import { checkInRoutes } from './check-in-page.tsx';
import { cms50Routes } from './cms50-page.tsx';
import type { ConsoleApp, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { crmRoutes } from './crm-page.tsx';
import { deliveryRoutes } from './delivery-page.tsx';
import { confidenceRoutes } from './document-confidence-page.tsx';
import { documentListRoutes } from './document-list-page.tsx';
import { documentLiveRoutes } from './document-live.ts';
import { documentRoutes } from './document-page.ts';
import { feedListRoutes, feedLiveRoutes } from './feed-list-page.tsx';
import { feedRoutes } from './feed-page.tsx';
import { findRoutes } from './find-page.tsx';
import {
  requireConnectionRight,
  requirePatientRight,
  requireSession,
  safeHeaders,
  uploadPaths,
} from './gate.ts';
import { lateRoutes } from './late-page.tsx';
import { importListRoutes } from './import-list-page.tsx';
import { importLiveRoutes } from './import-live.ts';
import { importRoutes } from './import-page.tsx';
import { importTreeRoutes } from './import-tree-page.tsx';
import { letterRoutes } from './letter-page.tsx';
import { letterSendRoutes } from './letter-send-page.tsx';
import { liveRoutes } from './live.ts';
import { liveStamp } from './live-stamp.ts';
import { messageListRoutes } from './message-list-page.tsx';
import { messageRoutes } from './message-page.tsx';
import { measureCasesRoutes } from './measure-cases-page.tsx';
import { measureRoutes } from './measure-page.tsx';
import { showMissing } from './missing-page.tsx';
import { notesToSendRoutes } from './notes-to-send-page.tsx';
import { namesRoutes } from './names-page.tsx';
import { packPages } from './pack-pages.ts';
import { partnerListRoutes } from './partner-list-page.tsx';
import { partnerMergeRoutes } from './partner-merge-page.tsx';
import { partnerNewRoutes } from './partner-new-page.tsx';
import { partnerRoutes } from './partner-page.tsx';
import { partnerSuggestRoutes } from './partner-picker.tsx';
import { patientListRoutes } from './patient-list-page.tsx';
import { patientRoutes } from './patient-page.tsx';
import { referralListRoutes } from './referral-list-page.tsx';
import { referralRoutes } from './referral-page.tsx';
import { incidentRoutes } from './incident-page.tsx';
import { phoneRoutes } from './phone-page.tsx';
import { formKeyRoutes } from './referral-form-keys.tsx';
import { referralFormRoutes } from './referral-form-page.tsx';
import { reviewRoutes } from './review-page.tsx';
import { secureLinkRoutes } from './secure-link-page.tsx';
import { secureLinkStaffRoutes } from './secure-link-staff.tsx';
import { signInRoutes, signOutRoutes } from './sign-in-page.tsx';
import { webhookAttemptRoutes } from './webhook-attempt-page.tsx';
import { webhookDisclosureRoutes } from './webhook-disclosure.ts';
import { webhookListRoutes } from './webhook-list-page.tsx';
import { webhookRoutes } from './webhook-page.tsx';
import { weekRoutes } from './week-page.tsx';
import { weekSheetRoutes } from './week-sheet-page.tsx';

/** Forms are a few words; the rest is no form of ours. */
const FORM_BYTES = 64 * 1024;

/** The web console: server-rendered pages, to be mounted at `/`. */
export function createConsole(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  // With headers of its own, stricter than the console's.
  app.route('/', secureLinkRoutes(deps));
  app.use(safeHeaders);
  app.use(packPages);
  const limit = bodyLimit({
    maxSize: FORM_BYTES,
    onError: (c) => c.text('This form is too long. Go back, shorten what you wrote, and send it again.', 413),
  });
  // A picture may come with it: it looks at its length itself.
  app.route('/', referralFormRoutes(deps));
  app.use((c, next) => (uploadPaths.has(c.req.path) ? next() : limit(c, next)));
  app.onError((error, c) =>
    codeOf(error) === 'text-not-storable'
      ? c.text(
          'A text holds a character that cannot be kept (NUL). Go back, leave it out, and send it again.',
          400,
        )
      : c.text(`The page could not be made (${codeOf(error)}). Please try again.`, 500),
  );
  app.route('/', assetRoutes());
  app.route('/', signInRoutes(deps));
  app.use(requireSession(deps));
  app.use(async (c, next) => {
    c.set('asOf', liveStamp(deps));
    await next();
  });
  for (const path of patientPaths) {
    app.use(path, requirePatientRight);
    app.use(`${path}/*`, requirePatientRight);
  }
  for (const path of ['/webhooks', '/webhooks/*']) app.use(path, requireConnectionRight);
  app.get('/', (c) => c.redirect(c.get('session').role === 'operator' ? '/channels' : '/referrals', 303));
  for (const routes of pages) app.route('/', routes(deps));
  // A catch-all and not `notFound`, which a mounted app would lose.
  app.all('*', (c) => showMissing(c, deps));
  return app;
}

const patientPaths = [
  '/phone',
  '/calls',
  '/check-in',
  '/referrals',
  '/documents',
  '/reviews',
  '/late',
  '/missing',
  '/patients',
  '/week/sheet',
  '/alerts',
  '/deliveries',
  '/notes-to-send',
  '/incidents',
  '/find',
  '/feeds',
];

const pages: readonly ((deps: ConsoleDeps) => ConsoleApp)[] = [
  signOutRoutes,
  phoneRoutes,
  callRoutes,
  checkInRoutes,
  formKeyRoutes,
  referralListRoutes,
  referralRoutes,
  reviewRoutes,
  documentListRoutes,
  documentLiveRoutes,
  confidenceRoutes,
  documentRoutes,
  lateRoutes,
  namesRoutes,
  patientListRoutes,
  patientRoutes,
  messageListRoutes,
  messageRoutes,
  channelRoutes,
  incidentRoutes,
  crmRoutes,
  webhookListRoutes,
  webhookRoutes,
  webhookAttemptRoutes,
  webhookDisclosureRoutes,
  deliveryRoutes,
  secureLinkStaffRoutes,
  notesToSendRoutes,
  alertRoutes,
  findRoutes,
  partnerSuggestRoutes,
  partnerListRoutes,
  partnerNewRoutes,
  partnerMergeRoutes,
  partnerRoutes,
  feedListRoutes,
  feedLiveRoutes,
  feedRoutes,
  importListRoutes,
  importLiveRoutes,
  importTreeRoutes,
  importRoutes,
  letterRoutes,
  letterSendRoutes,
  liveRoutes,
  weekRoutes,
  weekSheetRoutes,
  captureRoutes,
  measureRoutes,
  cms50Routes,
  measureCasesRoutes,
];
