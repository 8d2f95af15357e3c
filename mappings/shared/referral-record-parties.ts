import type { Fact, Link, PartyNamed, ReferralColumn } from '#hub';
import { isOwn } from './parties.ts';
import { present } from './present.ts';
import { filledOf } from './referral-record-columns.ts';
import {
  readContactPerson,
  readPcp,
  readReferredTo,
  readReferrer,
  type PartyReading,
} from './referral-record-people.ts';
import type { RecordReading } from './referral-record-reading.ts';

/** Whoever the record names, in their roles. The PCP is the patient's and carries no links. */
export function partyFacts(
  reading: RecordReading,
  links: readonly Link[],
  own: readonly string[],
): readonly Fact[] {
  const { record, scope } = reading;
  const referrer = readReferrer(record, scope);
  const isInternal = referrer.party !== undefined && isOwn(referrer.party, own) ? true : undefined;
  return [
    ...named(reading, 'referrer', referrer, links, referrerColumns, present({ isInternal })),
    ...named(reading, 'pcp', readPcp(record, scope), [], pcpColumns),
    ...named(reading, 'referred_to', readReferredTo(record, scope), links, referredToColumns),
    ...named(reading, 'contact', readContactPerson(record), links, ['referringContactName']),
  ];
}

const referrerColumns = [
  'referringNpi',
  'referringName',
  'referringLast',
  'referringFirst',
  'referringOrgName',
  'referringOrgNpi',
  'referringPhone',
  'referringFax',
  'referringEmail',
] as const;

const pcpColumns = ['pcpNpi', 'pcpName', 'pcpOrgName', 'pcpPhone', 'pcpFax'] as const;

const referredToColumns = ['referredToNpi', 'referredToName', 'referredToLocation'] as const;

function named(
  reading: RecordReading,
  role: PartyNamed['role'],
  { party, warnings }: PartyReading,
  links: readonly Link[],
  columns: readonly ReferralColumn[],
  flags: Pick<PartyNamed, 'isInternal'> = {},
): readonly Fact[] {
  for (const { code, path, text } of warnings)
    reading.warn(code, (path ?? columns[0]) as ReferralColumn, text);
  if (party === undefined) return [];
  return [
    {
      ...reading.saying(filledOf(reading.record, columns)),
      kind: 'party_named',
      role,
      links,
      party,
      ...flags,
    },
  ];
}
