/** Whether two canonical values say the same. Written apart from the code that is measured. */
import { documentFields, type FieldName } from '../../src/domain/document/fields.ts';

/** Case, blanks and punctuation are forgiven everywhere; in names the credential, and a middle name against its initial. */
export function sameValue(field: FieldName, meant: string, said: string): boolean {
  const { kind } = documentFields[field];
  if (kind === 'person') return samePerson(meant, said);
  if (kind === 'date' || kind === 'sex' || kind === 'urgency') return meant === said;
  return letters(meant) === letters(said);
}

const letters = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll(/[^\p{L}\d]/gu, '');

/** `FAMILY JR, Given M, MD`. What is said must say everything that is meant, and may say no more. */
function samePerson(meant: string, said: string): boolean {
  const [a, b] = [partsOf(meant), partsOf(said)];
  return (
    a.family === b.family && a.given === b.given && a.suffix === b.suffix && sameMiddle(a.middle, b.middle)
  );
}

function sameMiddle(a: string, b: string): boolean {
  if (a.length === 1 || b.length === 1) return a.slice(0, 1) === b.slice(0, 1);
  return a === b;
}

const suffixes = new Set(['JR', 'SR', 'II', 'III', 'IV']);

function partsOf(name: string): {
  readonly family: string;
  readonly given: string;
  readonly middle: string;
  readonly suffix: string;
} {
  const [family = '', givens = ''] = name
    .split(',')
    .map((part) => part.trim().split(/\s+/).map(letters).join(' '));
  const all = `${family}|${givens}`.split('|').map((part) => part.split(' ').filter(Boolean));
  const suffix = all.flat().find((word) => suffixes.has(word)) ?? '';
  const [families = [], [given = '', ...middle] = []] = all.map((words) =>
    words.filter((word) => !suffixes.has(word)),
  );
  return { family: families.join(''), given, middle: middle.join(''), suffix };
}

/**
 * A person printed first name first: `Maria Garcia Lopez` does not say where the family name begins, so every parting of its words is
 * right.
 */
export function isSameInFull(field: FieldName, printed: string, said: string): boolean {
  if (documentFields[field].kind !== 'person') return false;
  const [name = '', ...credential] = printed.replace(/^Dr\.? /, '').split(',');
  if (credential.length > 1 || (credential[0] ?? '').length > 8) return false;
  const [family = '', given = ''] = said.split(',').map((part) => part.trim());
  return name.trim().includes(' ') && letters(name) === letters(`${given} ${family}`);
}
