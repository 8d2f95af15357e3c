import { localDay } from '../domain/practice-time.ts';
import { addDays, addWeeks, weekOf } from '../domain/measures/week.ts';
import { now } from '../lib/clock.ts';
import type { Hub } from '../pipeline/hub.ts';
import { loadPartnerPage, type PartnerPage } from '../store/directory/read-partner.ts';
import { loadCms50, type Cms50OfPartner } from '../store/measures/cms50.ts';
import { countByPart, type PartCount } from '../store/directory/volume.ts';
import { partnerWeeks, type PartnerWeeks } from '../store/measures/partner-watch.ts';
import { readMeasure, type MeasureRow } from '../store/measures/read-measure.ts';
import { listWatchers } from '../store/listeners.ts';
import { listAlerts, type VolumeAlert } from '../store/measures/volume-alerts.ts';
import { listVolumes, type PartnerVolume } from '../store/partner-volume.ts';

/** Everything the page of one partner shows. */
export type PartnerView = {
  readonly page: PartnerPage;
  readonly weeks: PartnerWeeks | undefined;
  /** Counted referrals of the running week and of the last one, everybody below included. */
  readonly thisWeek: number;
  readonly lastWeek: number;
  /** How fast notes arrived in the last 90 days. */
  readonly notes: MeasureRow | undefined;
  readonly alerts: readonly VolumeAlert[];
  /** What each part below it sent. */
  readonly parts: readonly PartCount[];
  readonly year: number;
  readonly cms50: Cms50OfPartner | undefined;
  /** Medicare volumes by year. */
  readonly volumes: readonly PartnerVolume[];
  /** Who hears of them beside whoever looks after them, by name. */
  readonly watchers: readonly string[];
};

const NOTE_DAYS = 90;
const ALERTS = 10;

/** `year`: of the CMS50 score; the running one when absent. Undefined: there is no such partner. */
export async function loadPartnerView(
  hub: Hub,
  id: string,
  year: number | undefined,
): Promise<PartnerView | undefined> {
  const { db } = hub;
  const { zone } = hub.policy;
  const asOf = now();
  const today = localDay(asOf, zone);
  const week = weekOf(asOf, zone);
  const page = await loadPartnerPage(db, id);
  if (!page) return undefined;
  const partnerId = page.entry.id;
  const about = { to: today, zone, asOf, partnerId } as const;
  const scored = year ?? Number(today.slice(0, 4));
  const [weeks, lately, notes, alerts, parts, scores, volumes, watchers] = await Promise.all([
    partnerWeeks(db, partnerId),
    readMeasure(db, { ...about, name: 'weekly_volume', from: addWeeks(week, -1), by: 'week' }),
    readMeasure(db, { ...about, name: 'note_delivered_time', from: addDays(today, -NOTE_DAYS), by: 'all' }),
    listAlerts(db, { partnerId, limit: ALERTS }),
    page.children.length === 0 ? [] : countByPart(db, partnerId),
    loadCms50(db, { zone, year: scored, partnerId }),
    listVolumes(db, partnerId),
    listWatchers(db, partnerId),
  ]);
  const countOf = (group: string): number => lately.find((row) => row.group === group)?.cases ?? 0;
  return {
    page,
    weeks,
    thisWeek: countOf(week),
    lastWeek: countOf(addWeeks(week, -1)),
    notes: notes[0],
    alerts,
    parts,
    year: scored,
    cms50: scores[0],
    volumes,
    watchers: watchers.map((one) => one.name),
  };
}
