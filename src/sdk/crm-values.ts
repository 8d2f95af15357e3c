import type { CrmFound, CrmRecord } from './crm.ts';

/** Hub-owned fields and links of a record that the CRM holds otherwise. What could not be read back is not compared. */
export function differingFields(wanted: CrmRecord, found: CrmFound): readonly string[] {
  const fields = Object.entries(wanted.fields).filter(
    ([name, value]) => !isSameValue(value, found.fields[name]),
  );
  const links = wanted.links.filter(
    ({ field, to }) =>
      Object.hasOwn(found.fields, field) && !isSameValue(to?.id ?? null, found.fields[field]),
  );
  return [...fields.map(([name]) => name), ...links.map(({ field }) => field)];
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * CRMs give values back in their own way: numbers as texts, instants with another zone or to the second, nothing as an empty text,
 * ids in capitals.
 */
export function isSameValue(wanted: unknown, found: unknown): boolean {
  const [one, other] = [toText(wanted), toText(found)];
  if (one === other) return true;
  if (instant.test(one) && instant.test(other))
    return Math.floor(toMs(one) / 1000) === Math.floor(toMs(other) / 1000);
  const isNumber = one !== '' && other !== '' && !Number.isNaN(Number(one)) && !Number.isNaN(Number(other));
  return isNumber && typeof wanted === 'number' && Number(one) === Number(other);
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

/** `+0000` is no zone to `Date.parse` in every engine. */
function toMs(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}
