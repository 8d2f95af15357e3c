import type { ChangeRow } from '../store/directory/sections.ts';
import { fieldWord, sourceText, valueText } from './partner-words.ts';
import { When } from './times.tsx';

/** What is for machines only. */
const silent = new Set(['nameKey', 'matchKeys', 'placeKey', 'aliasOf']);

const SHOWN = 8;

/** Who changed what, the newest first. */
export function History({
  changes,
  zone,
}: {
  readonly changes: readonly ChangeRow[];
  readonly zone: string;
}) {
  const shown = changes.filter((one) => !silent.has(one.field ?? ''));
  return (
    <section class="card">
      <h2>What changed</h2>
      {shown.length === 0 ? <p class="muted">Nobody changed anything yet.</p> : null}
      <Changes changes={shown.slice(0, SHOWN)} zone={zone} />
      {shown.length > SHOWN ? (
        <details>
          <summary>Earlier</summary>
          <Changes changes={shown.slice(SHOWN)} zone={zone} />
        </details>
      ) : null}
    </section>
  );
}

function Changes({ changes, zone }: { readonly changes: readonly ChangeRow[]; readonly zone: string }) {
  return (
    <ul class="lines changes">
      {changes.map((one) => (
        <li>
          <span>{sentence(one)}</span>
          <small class="muted">
            <When at={one.at} zone={zone} /> · {sourceText(one.actor)}
          </small>
        </li>
      ))}
    </ul>
  );
}

const acts: Readonly<Record<string, string>> = {
  created: 'was entered',
  retired: 'was retired',
  restored: 'came back',
  merged: 'was merged with another entry',
  verified: 'was checked',
  moved: 'moved in the tree',
};

const objects: Readonly<Record<string, string>> = {
  partner: 'Partner',
  location: 'Place',
  role: 'Doctor at office',
  contact: 'Staff member',
  affiliation: 'Staff member here',
  endpoint: 'Way to send',
};

function sentence({ what, objectKind, field, before, after }: ChangeRow): string {
  const thing = objects[objectKind] ?? fieldWord(objectKind);
  if (what === 'merged') return `${thing} was merged with another entry`;
  if (field === null) return `${thing} ${acts[what] ?? what.replaceAll('_', ' ')}`;
  const name = objectKind === 'partner' ? fieldWord(field) : `${thing}: ${fieldWord(field).toLowerCase()}`;
  if (what === 'verified') return `${name} was checked`;
  if (isId(before) || isId(after)) return `${name} was changed`;
  if (isEmpty(before)) return `${name}: ${short(after)}`;
  return isEmpty(after)
    ? `${name} removed (was ${short(before)})`
    : `${name}: ${short(before)} → ${short(after)}`;
}

function short(value: unknown): string {
  const text = valueText(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value);
}
