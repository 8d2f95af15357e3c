import { Hono } from 'hono';
import { addDays } from '../domain/measures/week.ts';
import { dayBounds, localDay } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { listAccountFaults } from '../store/account-faults.ts';
import { insertAudit } from '../store/audit.ts';
import { readMeasure, type MeasureQuestion } from '../store/measures/read-measure.ts';
import { countNotes, listNoteProviders, listNotes, type NoteCounts } from '../store/notes-to-send.ts';
import { findPartner } from '../store/partners.ts';
import { AccountFaults } from './account-faults.tsx';
import { assetPath } from './assets.ts';
import type { ConsoleApp, ConsoleContext, ConsoleDeps, ConsoleEnv } from './console-context.ts';
import { actor } from './gate.ts';
import { showPage } from './layout.tsx';
import { isId } from './missing-page.tsx';
import { addHoldActs, resendMany } from './notes-to-send-acts.ts';
import { notesFile } from './notes-to-send-csv.ts';
import { firstTab, NOTES_PATH, notesFilter, readNotesQuery, type NotesQuery } from './notes-to-send-query.ts';
import { NotesView, type NotesPartner } from './notes-to-send-view.tsx';
import { suggestPartners } from './partner-picker.tsx';

const PAGE = 50;
const COUNTED = 1_000;
/** Delivered ones are counted of so many days. */
const DELIVERED_OF = 30;
const MOST_IN_FILE = 10_000;
/** Lines whose providers are offered. */
const PROVIDERS_OF = 500;
/** The share on top is of this many days, which ended two days ago: every visit in it has had its 48 hours. */
const SHARE_DAYS = 28;
const GRACE_DAYS = 2;

/** `GET /notes-to-send`: what goes back to the offices, by how far it got. */
export function notesToSendRoutes(deps: ConsoleDeps): ConsoleApp {
  const app = new Hono<ConsoleEnv>();
  app.get(NOTES_PATH, async (c) => {
    const at = now();
    const { db, policy } = deps.hub;
    const since = dayBounds(addDays(localDay(at, policy.zone), 1 - DELIVERED_OF), policy.zone).from;
    const [partner, counts] = await Promise.all([
      partnerOf(deps, c.req.query()),
      countNotes(db, since, COUNTED),
    ]);
    const query = readNotesQuery(c.req.query(), policy.zone, at, {
      ...(partner.chosen === undefined ? {} : { partnerId: partner.chosen.id }),
      tab: firstTab(counts),
    });
    if (c.req.query('format') === 'csv') return exportNotes(c, deps, query);
    return showNotes(c, deps, { query, partner, counts, at });
  });
  app.post(`${NOTES_PATH}/resend`, (c) => resendMany(c, deps));
  addHoldActs(app, deps);
  return app;
}

type Asked = {
  readonly query: NotesQuery;
  readonly partner: NotesPartner;
  readonly counts: NoteCounts;
  readonly at: string;
};

async function showNotes(
  c: ConsoleContext,
  deps: ConsoleDeps,
  { query, partner, counts, at }: Asked,
): Promise<Response> {
  const { db, policy } = deps.hub;
  const filter = notesFilter(query, policy.zone);
  const share = shareQuestion(query, policy.zone, at);
  const { provider: _, ...ofAll } = filter;
  const [found, providers, faults, [sent], [delivered]] = await Promise.all([
    listNotes(db, filter, {
      limit: PAGE + 1,
      ...(query.after === undefined ? {} : { after: query.after }),
    }),
    listNoteProviders(db, ofAll, PROVIDERS_OF),
    listAccountFaults(db),
    readMeasure(db, { ...share, name: 'note_sent_time' }),
    readMeasure(db, { ...share, name: 'note_delivered_time' }),
  ]);
  return showPage(
    c,
    deps,
    {
      title: 'Notes to send',
      current: 'notes',
      isLive: query.after === undefined,
      head: <link rel="stylesheet" href={assetPath('notes.css')} />,
    },
    <>
      <AccountFaults faults={faults} zone={policy.zone} />
      <NotesView
        query={query}
        lines={found.slice(0, PAGE)}
        hasMore={found.length > PAGE}
        counts={counts}
        most={COUNTED}
        share={{ from: share.from, to: share.to, sent, delivered }}
        partner={partner}
        providers={providers}
        token={c.get('session').csrfToken}
        zone={policy.zone}
      />
    </>,
  );
}

function shareQuestion({ partnerId }: NotesQuery, zone: string, at: string): Omit<MeasureQuestion, 'name'> {
  const to = addDays(localDay(at, zone), -GRACE_DAYS - 1);
  return {
    from: addDays(to, 1 - SHARE_DAYS),
    to,
    zone,
    asOf: at,
    by: 'all',
    ...(partnerId === undefined ? {} : { partnerId }),
  };
}

/** The partner of an address: by id, or by a typed name that fits one. */
async function partnerOf(deps: ConsoleDeps, raw: Readonly<Record<string, string>>): Promise<NotesPartner> {
  const typed = raw['who']?.trim().slice(0, 100) || undefined;
  const choices = isId(raw['partner']) || typed === undefined ? [] : await suggestPartners(deps, typed);
  const id = isId(raw['partner']) ? raw['partner'] : choices.length === 1 ? choices[0]?.id : undefined;
  const found = id === undefined ? undefined : await findPartner(deps.hub.db, id);
  if (found) return { chosen: { id: found.id, name: found.name }, typed: undefined, choices: [] };
  return { chosen: undefined, typed, choices };
}

/** Written down before anything leaves: a file of patients. */
async function exportNotes(c: ConsoleContext, deps: ConsoleDeps, query: NotesQuery): Promise<Response> {
  await insertAudit(deps.hub.db, {
    ...actor(c, deps),
    action: 'export_notes_to_send',
    objectKind: 'list',
    objectId: query.tab,
  });
  const { zone } = deps.hub.policy;
  const lines = await listNotes(deps.hub.db, notesFilter(query, zone), { limit: MOST_IN_FILE });
  return notesFile(c, query.tab, lines, zone);
}
