import type { PersonName } from '../../domain/fact.ts';
import { printableLine } from '../../formats/richtext/printable.ts';

/** `Anna Maria Zztest Jr., MD`, as a person is named in a letter. Empty when nothing is known. */
export function fullName(name: PersonName | undefined): string {
  if (!name) return '';
  const words = [name.given, name.middle, name.family, name.suffix].filter(
    (part) => part !== undefined && part.trim() !== '',
  );
  const plain = words.join(' ');
  return printableLine(name.credential ? `${plain}, ${name.credential}` : plain);
}

/** `Zztest, Anna Maria`, as a chart is filed. */
export function filedName(name: PersonName | undefined): string {
  if (!name) return '';
  const given = [name.given, name.middle, name.suffix]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join(' ');
  return printableLine([name.family ?? '', given].filter((part) => part !== '').join(', '));
}

/** `2026-03-05` as `03/05/2026`. Text work only: a day has no zone to shift it. */
export function dayWords(day: string | undefined): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '') ?? [];
  return year === undefined ? '' : `${month}/${date}/${year}`;
}

/** An instant as `03/06/2026 at 4:12 PM CST` in the practice's zone. */
export function timeWords(instant: string, zone: string): string {
  return `${dayOf(instant, zone)} at ${clockWords(instant, zone)}`;
}

/** An appointment as `Tuesday, 03/10/2026 at 9:30 AM CDT`. */
export function appointmentWords(instant: string, zone: string): string {
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'long' }).format(
    new Date(instant),
  );
  return `${weekday}, ${timeWords(instant, zone)}`;
}

/** US numbers as `(555) 555-0100`, all others as they came. */
export function phoneWords(phone: string | undefined): string {
  const text = printableLine(phone ?? '');
  const digits = text.replace(/^\+1/, '').replace(/[\s().-]/g, '');
  if (!/^\d{10}$/.test(digits)) return text;
  return `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
}

export function pageWords(pages: number): string {
  return pages === 1 ? '1 page' : `${pages} pages including this one`;
}

function dayOf(instant: string, zone: string): string {
  const parts = partsOf(instant, { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return `${parts.month}/${parts.day}/${parts.year}`;
}

/** Put together by hand: the separators of a locale change between versions of its data, and the page must not. */
function clockWords(instant: string, zone: string): string {
  const parts = partsOf(instant, {
    timeZone: zone,
    hour: 'numeric',
    minute: '2-digit',
    hour12: true,
    timeZoneName: 'short',
  });
  return `${parts.hour}:${parts.minute} ${parts.dayPeriod} ${parts.timeZoneName}`;
}

function partsOf(
  instant: string,
  options: Intl.DateTimeFormatOptions,
): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(new Date(instant));
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}
