import { specialtyGroups } from '../domain/taxonomy.ts';
import { isStorable } from '../lib/storable-text.ts';
import type { PartnerPlace } from '../store/directory/list-partners.ts';
import type { PartnerStage } from '../store/partners.ts';
import { isId } from './missing-page.tsx';
import { linkTo } from './parts.tsx';

/** Groups people think in; each is one or more stages. */
export const shownGroups: readonly {
  readonly key: string;
  readonly label: string;
  readonly stages?: readonly PartnerStage[];
}[] = [
  { key: '', label: 'We deal with' },
  { key: 'active', label: 'Active', stages: ['active'] },
  { key: 'target', label: 'Targets', stages: ['target', 'contacted'] },
  { key: 'discovered', label: 'New to us', stages: ['discovered'] },
  { key: 'lapsed', label: 'Lapsed', stages: ['lapsed'] },
  {
    key: 'all',
    label: 'Everybody on file',
    stages: ['unknown', 'discovered', 'target', 'contacted', 'active', 'lapsed', 'do_not_contact'],
  },
];

const SHORTEST_ZIP = 3;

/** What the list of partners was asked for. */
export type PartnerQuery = {
  readonly show: string;
  readonly text: string | undefined;
  /** `me`, `none` or an e-mail address. */
  readonly owner: string | undefined;
  readonly me: string;
  readonly isIncomplete: boolean;
  readonly group: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly zip: string | undefined;
  readonly after: PartnerPlace | undefined;
};

export function readPartnerQuery(raw: Readonly<Record<string, string>>, me: string): PartnerQuery {
  const said = (name: string): string | undefined => {
    const text = (raw[name] ?? '').trim().slice(0, 100);
    return text === '' ? undefined : text;
  };
  return {
    show: shownGroups.some((group) => group.key === raw['show']) ? (raw['show'] ?? '') : '',
    text: said('text'),
    owner: said('owner'),
    me,
    isIncomplete: raw['incomplete'] === '1',
    group: specialtyGroups.some((group) => group.name === raw['group']) ? raw['group'] : undefined,
    city: said('city'),
    state: said('state')?.toUpperCase(),
    // What has no digit is no ZIP code and narrows nothing.
    zip: said('zip')?.replaceAll(/\D/g, '') || undefined,
    after: placeOf(raw['after'] ?? ''),
  };
}

function placeOf(after: string): PartnerPlace | undefined {
  const end = after.lastIndexOf('|');
  const id = after.slice(end + 1);
  const nameKey = after.slice(0, end);
  return end >= 0 && isId(id) && isStorable(nameKey) ? { nameKey, id } : undefined;
}

/** A place, specialty, name or owner is asked for. */
export function isNarrow(query: PartnerQuery): boolean {
  const { text, group, city, state, zip, owner } = query;
  return [text, group, city, state, zip, owner].some((one) => one !== undefined);
}

/** Enough is said to look among everybody there is: what an index finds. */
export function isFindable({ text, city, zip }: PartnerQuery): boolean {
  return text !== undefined || city !== undefined || (zip ?? '').length >= SHORTEST_ZIP;
}

/** The address of the list with something changed. */
export function filterLink(
  query: PartnerQuery,
  change: Readonly<Record<string, string | undefined>>,
): string {
  const { show, text, owner, group, city, state, zip } = query;
  const incomplete = query.isIncomplete ? '1' : undefined;
  return linkTo('/partners', { show, text, owner, incomplete, group, city, state, zip, ...change });
}
