import type { JsonObject, JsonValue, ReferralColumn } from '#hub';

/** What a record says under a name, as text without blanks around it; absent where it is empty or no plain value. */
export function textOf(record: JsonObject, column: string): string | undefined {
  return Object.hasOwn(record, column) ? plainText(record[column]) : undefined;
}

/** A list, or one text with `;`, `|`, `,` or line breaks between its values. */
export function listOf(record: JsonObject, column: string): readonly string[] {
  const value = Object.hasOwn(record, column) ? record[column] : undefined;
  const parts = Array.isArray(value) ? (value as readonly JsonValue[]) : plainText(value)?.split(/[;,|\n]+/);
  return [...new Set((parts ?? []).flatMap((part) => plainText(part) ?? []))];
}

/** Which of these columns the record fills. */
export function filledOf(record: JsonObject, columns: readonly ReferralColumn[]): readonly ReferralColumn[] {
  return columns.filter((column) => {
    const value = Object.hasOwn(record, column) ? record[column] : undefined;
    return Array.isArray(value) ? value.length > 0 : plainText(value) !== undefined;
  });
}

function plainText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}
