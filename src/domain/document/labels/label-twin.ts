import { composeLabel } from './label-grammar.ts';
import type { Meaning } from './label-entry.ts';
import { exactly, labelKey } from './label-match.ts';
import type { Label } from './labels.ts';
import { boxAround, textOf, type Row } from '../layout/lines.ts';

/** `Patient Name / Nombre del paciente:`, `DOB (Fecha de nacimiento)`: the same said twice is one label. */
export function withTwin(row: Row, label: Label): Label {
  const lead = row.tokens[label.to - 1];
  const first = row.tokens[label.to];
  if (!first || first.startsSegment || lead?.hasColon === true) return label;
  const isParted = isBar.test(lead?.text ?? '') || /^[/|(–-]/.test(first.text);
  if (!isParted) return label;
  for (let to = Math.min(row.tokens.length, label.to + MOST_WORDS); to > label.to; to -= 1) {
    const tokens = row.tokens.slice(label.to, to);
    if (tokens.some(({ startsSegment }) => startsSegment)) continue;
    const last = tokens.at(-1);
    const next = row.tokens[to];
    if (last?.hasColon !== true && next !== undefined && !next.startsSegment && !last?.text.endsWith(')'))
      continue;
    const twin = exactly(tokens.map(({ text }) => labelKey(text)).join(''));
    if (!twin) continue;
    const { entry } = twin.phrase;
    const isSurer = label.subject === undefined && entry.subject !== undefined && entry.meaning !== 'none';
    const all = row.tokens.slice(label.from, to);
    return {
      ...label,
      ...(isSurer ? { meaning: entry.meaning, subject: entry.subject } : {}),
      to,
      box: boxAround(all),
      hasColon: last?.hasColon === true,
      isAlone: row.tokens[label.from]?.startsSegment === true && (next === undefined || next.startsSegment),
      text: textOf(all),
    };
  }
  return label;
}

/** `Reason / Motivo:`, `Name (Nombre):`: both parts are labels, though neither is one for certain by itself. */
export function bySides(label: Label): Label {
  const parts = partsOf(label.text);
  const found = parts.map((key) => exactly(key)?.phrase.entry);
  const [best] = found
    .filter((entry) => entry !== undefined)
    .toSorted((a, b) => strengths.indexOf(a.strength) - strengths.indexOf(b.strength));
  if (parts.length < 2 || best === undefined || found.includes(undefined)) return label;
  const { meaning, subject } = best;
  return { ...label, meaning, ...(subject === undefined ? {} : { subject }), match: 0.9 };
}

/** `Reason / Motivo` alone in its cell: neither word is a label for certain, both together are. */
export function twinAlone(row: Row, index: number, at: number): Label | undefined {
  const first = row.tokens[at];
  if (!first?.startsSegment) return undefined;
  const next = row.tokens.findIndex((token, other) => other > at && token.startsSegment);
  const to = next === -1 ? row.tokens.length : next;
  const tokens = row.tokens.slice(at, to);
  if (tokens.length < 2 || tokens.length > 2 * MOST_WORDS || !tokens.some(({ text }) => /[/|]/.test(text)))
    return undefined;
  const label: Label = {
    meaning: 'none',
    isHeading: false,
    row: index,
    from: at,
    to,
    box: boxAround(tokens),
    match: 0,
    hasColon: false,
    isAlone: true,
    hint: '',
    text: textOf(tokens),
  };
  const meanings = new Set(partsOf(label.text).map((key) => exactly(key)?.phrase.entry.meaning ?? 'none'));
  return meanings.size === 1 && !meanings.has('none') ? bySides(label) : undefined;
}

function partsOf(text: string): readonly string[] {
  return text
    .split(/[/|()]/)
    .map(keyOf)
    .filter(Boolean);
}

function keyOf(text: string): string {
  return text.split(/\s+/).map(labelKey).join('');
}

const strengths = ['strong', 'plain', 'weak'];
const MOST_WORDS = 6;
const isBar = /^[/|–-]$|\/$/;

/** What else a label asks for: `Provider Name/NPI`, `Carrier & Policy #`, `Name, DOB and Sex`. */
export function otherMeanings({ text, meaning }: Label): readonly Meaning[] {
  const parts = text.split(/[/&,+]|\band\b/i);
  if (parts.length < 2) return [];
  const said = parts.flatMap((part): readonly Meaning[] => {
    const words = part.split(/\s+/).map(labelKey).filter(Boolean);
    const found = exactly(keyOf(part))?.phrase.entry.meaning ?? composeLabel(words)?.meaning;
    return found === undefined || found === 'none' ? [] : [found];
  });
  return [...new Set(said)].filter((one) => one !== meaning);
}
