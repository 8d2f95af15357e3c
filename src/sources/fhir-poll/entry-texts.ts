/**
 * The text of `entry[i].resource` for every entry of a Bundle, exactly as the server wrote it: numbers keep their digits, and what is
 * wrong in one resource is found where it is read, in that one alone. `text` is JSON that was parsed before; undefined stands for an
 * entry without a resource.
 */
export function entryTexts(text: string): readonly (string | undefined)[] {
  const entries = memberAt(text, skipBlanks(text, 0), 'entry');
  return entries === undefined || text[entries] !== '['
    ? []
    : itemsAt(text, entries).map((at) => resourceAt(text, at));
}

function resourceAt(text: string, entry: number): string | undefined {
  const start = text[entry] === '{' ? memberAt(text, entry, 'resource') : undefined;
  return start === undefined ? undefined : text.slice(start, endOfValue(text, start));
}

/** Where the value of a member begins. Of two with one name the last, as `JSON.parse` has it. */
function memberAt(text: string, object: number, name: string): number | undefined {
  let found: number | undefined;
  let at = skipBlanks(text, object + 1);
  while (text[at] === '"') {
    const end = endOfText(text, at);
    // The colon has blanks on both sides.
    const value = skipBlanks(text, skipBlanks(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) found = value;
    at = afterComma(text, endOfValue(text, value));
  }
  return found;
}

function itemsAt(text: string, array: number): readonly number[] {
  const items: number[] = [];
  let at = skipBlanks(text, array + 1);
  while (at < text.length && text[at] !== ']') {
    items.push(at);
    at = afterComma(text, endOfValue(text, at));
  }
  return items;
}

function afterComma(text: string, end: number): number {
  const at = skipBlanks(text, end);
  return text[at] === ',' ? skipBlanks(text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const [found] = mark;
    if (found === '"') {
      marks.lastIndex = endOfText(text, mark.index);
      if (depth === 0) return marks.lastIndex;
    } else if (found === '{' || found === '[') depth += 1;
    else if (depth === 0) return mark.index;
    else if (found !== ',') depth -= 1;
    if (depth === 0 && found !== ',') return marks.lastIndex;
  }
  return text.length;
}

/** Behind the closing quote. */
function endOfText(text: string, quote: number): number {
  let at = quote + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end === -1) return text.length;
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
    at = end + 1;
  }
}

function skipBlanks(text: string, start: number): number {
  blanks.lastIndex = start;
  blanks.exec(text);
  return blanks.lastIndex;
}

const marks = /["{}[\],]/g;
const blanks = /[ \t\n\r]*/y;
