import type { Holidays, WorkingHours } from '../business-time.ts';
import { defaultRules } from '../escalation-rules.ts';
import { isUsFederalHoliday } from '../us-holidays.ts';
import { addDays, type Week } from './week.ts';

/** Of a practice that said nothing: Monday to Friday without federal holidays. */
export function usualHours(zone: string): WorkingHours {
  return defaultRules(zone).hours;
}

/**
 * How much of an ordinary week a week is, by open days: 0.8 with one holiday of five. Days and not hours: offices refer on the
 * days they work. A practice that is never open counts every week as whole.
 */
export function openShare(week: Week, hours: Pick<WorkingHours, 'week' | 'holidays'>): number {
  const days = hours.week.flatMap((spans, index) => (spans.length > 0 ? [index] : []));
  if (days.length === 0) return 1;
  return days.filter((index) => isOpen(addDays(week, index), hours.holidays)).length / days.length;
}

function isOpen(day: string, holidays: Holidays): boolean {
  if (holidays.open.includes(day)) return true;
  return !holidays.closed.includes(day) && !(holidays.usFederal && isUsFederalHoliday(day));
}
