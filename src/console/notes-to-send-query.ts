import { addDays } from '../domain/measures/week.ts';
import { dayBounds, localDay } from '../domain/practice-time.ts';
import {
  noteTabs,
  type NoteCounts,
  type NoteFilter,
  type NoteLine,
  type NoteTab,
} from '../store/notes-to-send.ts';
import { isId } from './missing-page.tsx';
import { linkTo } from './parts.tsx';
import { isDay } from './week-query.ts';

export const NOTES_PATH = '/notes-to-send';
/** What was delivered is many: the last days when nobody says which. */
const DELIVERED_DAYS = 30;
const LONGEST_NAME = 200;

/** What the address asks for. Days are the practice's own, both included. */
export type NotesQuery = {
  readonly tab: NoteTab;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly partnerId: string | undefined;
  readonly provider: string | undefined;
  readonly after: Pick<NoteLine, 'place' | 'id'> | undefined;
};

/** Where somebody looks first, as long as there is anything: what needs a person, most urgent first. */
const byUrgency: readonly NoteTab[] = ['failed', 'held', 'not_final'];

/** The tab of an address that names none. */
export function firstTab(counts: NoteCounts): NoteTab {
  return byUrgency.find((tab) => counts[tab] > 0) ?? 'ready';
}

/** Reads an address; what does not fit is left out. `at`: now. */
export function readNotesQuery(
  raw: Readonly<Record<string, string>>,
  zone: string,
  at: string,
  given: { readonly partnerId?: string; readonly tab?: NoteTab } = {},
): NotesQuery {
  const tab = noteTabs.find((one) => one === raw['tab']) ?? given.tab ?? 'ready';
  const day = (name: string): string | undefined => {
    const text = raw[name];
    return text !== undefined && isDay(text) ? text : undefined;
  };
  const to = day('to');
  const usual = tab === 'delivered' ? addDays(to ?? localDay(at, zone), 1 - DELIVERED_DAYS) : undefined;
  const [place = '', id] = (raw['after'] ?? '').split('_');
  const provider = raw['provider']?.slice(0, LONGEST_NAME);
  return {
    tab,
    from: day('from') ?? usual,
    to,
    partnerId: given.partnerId ?? (isId(raw['partner']) ? raw['partner'] : undefined),
    provider: provider === '' ? undefined : provider,
    after: isId(id) && /^\d{1,17}$/.test(place) ? { place, id } : undefined,
  };
}

export function notesFilter({ tab, from, to, partnerId, provider }: NotesQuery, zone: string): NoteFilter {
  return {
    tab,
    ...(from === undefined ? {} : { from: dayBounds(from, zone).from }),
    ...(to === undefined ? {} : { until: dayBounds(to, zone).until }),
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(provider === undefined ? {} : { provider }),
  };
}

/** The page with these filters, changed. It begins anew unless `after` is given. */
export function notesLink(
  query: NotesQuery,
  change: Readonly<Record<string, string | undefined>> = {},
): string {
  const { tab, from, to, partnerId, provider } = query;
  return linkTo(NOTES_PATH, { tab, from, to, partner: partnerId, provider, ...change });
}

/** Another tab with the same partner and provider: days mean something else there. */
export function tabLink(query: NotesQuery, tab: NoteTab): string {
  return notesLink(query, { tab, from: undefined, to: undefined });
}
