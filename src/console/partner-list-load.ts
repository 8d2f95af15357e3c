import { groupSpecialties, specialtyGroups } from '../domain/taxonomy.ts';
import type { Database } from '../store/database.ts';
import type { EntryNeed } from '../store/directory/completeness.ts';
import { listPartners, type PartnerFilter, type PartnerLine } from '../store/directory/list-partners.ts';
import { searchPartnersAsTyped, type PartnerChoice } from '../store/partner-search.ts';
import type { PartnerStage } from '../store/partners.ts';
import { shownGroups, type PartnerQuery } from './partner-query.ts';

/** A line of the list, found by name or by what was typed. */
export type PartnerRow = {
  readonly id: string;
  readonly name: string;
  /** What it is part of, or where the person works. */
  readonly office: string | undefined;
  readonly specialty: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly zip: string | undefined;
  readonly phone: string | undefined;
  readonly fax: string | undefined;
  readonly stage: PartnerStage;
  readonly owner: string | undefined;
  readonly missing: readonly EntryNeed[];
  /** Of a list by name: where the next page begins. Absent: found by what was typed, the best first. */
  readonly nameKey: string | undefined;
};

/** What was typed finds the best first, over misspelt words too; filters alone list by name. */
export async function findPartnerRows(
  db: Database,
  query: PartnerQuery,
  limit: number,
): Promise<readonly PartnerRow[]> {
  const { text, owner, isIncomplete, group, city, state, zip } = query;
  const isTyped = [owner, group, city, state, zip].every((one) => one === undefined) && !isIncomplete;
  if (text !== undefined && isTyped) {
    const stages = stagesOf(query);
    const found = await searchPartnersAsTyped(db, text, { limit, ...(stages ? { stages } : {}) });
    return found.filter((one) => !one.isOwn).map(fromChoice);
  }
  const page = query.after === undefined ? { limit } : { limit, after: query.after };
  return (await listPartners(db, filterOf(query), page)).map(fromLine);
}

function stagesOf(query: PartnerQuery): readonly PartnerStage[] | undefined {
  return shownGroups.find((group) => group.key === query.show)?.stages;
}

function filterOf(query: PartnerQuery): PartnerFilter {
  const { text, owner, group, city, state, zip } = query;
  const stages = stagesOf(query);
  const specialties = specialtyGroups.find((one) => one.name === group);
  return {
    ...(stages === undefined ? {} : { stages }),
    ...(text === undefined ? {} : { text }),
    ...(owner === undefined ? {} : { owner: ownerOf(owner, query.me) }),
    ...(query.isIncomplete ? { isIncomplete: true } : {}),
    ...(specialties === undefined ? {} : { specialties: groupSpecialties(specialties) }),
    ...(city === undefined ? {} : { city }),
    ...(state === undefined ? {} : { state }),
    ...(zip === undefined ? {} : { zip }),
  };
}

function ownerOf(owner: string, me: string): string | null {
  if (owner === 'none') return null;
  return owner === 'me' ? me : owner;
}

function fromLine(line: PartnerLine): PartnerRow {
  const { id, name, nameKey, stage, missing } = line;
  return {
    id,
    name,
    nameKey,
    stage,
    missing,
    office: line.parentName ?? undefined,
    specialty: line.specialty ?? undefined,
    city: line.city ?? undefined,
    state: line.state ?? undefined,
    zip: line.zip ?? undefined,
    phone: line.phone ?? undefined,
    fax: line.fax ?? undefined,
    owner: line.owner ?? undefined,
  };
}

function fromChoice(choice: PartnerChoice): PartnerRow {
  const { id, name, organisation, specialty, city, state, phone, fax, stage } = choice;
  return {
    id,
    name,
    office: organisation === name ? undefined : organisation,
    specialty,
    city,
    state,
    zip: undefined,
    phone,
    fax,
    stage,
    owner: undefined,
    missing: [],
    nameKey: undefined,
  };
}
