/** Needs no quotes in an array of Postgres: of these letters, and not the word NULL. */
const plain = /^[\w:.+-]+$/;
const special = /["\\]/;

/**
 * A list of texts, numbers, booleans and nulls as Postgres reads an array (manual, 8.15.6). The driver quotes and escapes every element,
 * and most are ids and times, which need neither. Undefined: something else is among them, which the driver knows how to write.
 */
export function arrayText(list: readonly unknown[]): string | undefined {
  const elements: string[] = [];
  for (const element of list) {
    const text = elementText(element);
    if (text === undefined) return undefined;
    elements.push(text);
  }
  return `{${elements.join(',')}}`;
}

function elementText(element: unknown): string | undefined {
  if (typeof element === 'string') return isPlain(element) ? element : quoted(element);
  if (element === null || element === undefined) return 'NULL';
  return typeof element === 'number' || typeof element === 'boolean' ? String(element) : undefined;
}

function isPlain(text: string): boolean {
  return plain.test(text) && (text.length !== 4 || text.toLowerCase() !== 'null');
}

function quoted(text: string): string {
  return special.test(text)
    ? `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`
    : `"${text}"`;
}
