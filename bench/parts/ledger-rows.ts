import { createHash } from 'node:crypto';
import type { Fact, Link, PatientClaim } from '../../src/domain/fact.ts';
import type { LedgerFact } from '../../src/domain/ledger-fact.ts';
import {
  booked,
  claimOf,
  DAY_MS,
  delivered,
  described,
  FIRST_DAY,
  idOf,
  link,
  named,
  noted,
  npis,
  PARTNERS,
  requested,
  visited,
} from './ledger-facts.ts';

/**
 * Invented ledgers in the shapes the HL7 mappings make, down to the paths in `lineage`: what a patient's chart is after the
 * messages were read. Chart `n` is a function of `n`, so that a run can be repeated and continued.
 */
export type LedgerChart = {
  readonly patientId: string;
  readonly claim: PatientClaim;
  readonly entries: readonly LedgerFact[];
  readonly referrals: number;
};

/** Each message row stands for many: bodies are not what a rebuild reads. */
export const MESSAGES = 500;

const CHANNEL = 'st-anne';

/** A patient with one referral, every fourth with two; five to seven facts each. */
export function chartOf(number: number): LedgerChart {
  const patientId = idOf('patient', number);
  const claim = claimOf(number);
  const referrals = number % 4 === 0 ? 2 : 1;
  const stories = Array.from({ length: referrals }, (_, index) => story(number, index));
  return {
    patientId,
    claim,
    referrals,
    entries: stories
      .flat()
      .map((one) => entryOf(number, one.kind === 'patient_described' ? { ...one, patient: claim } : one)),
  };
}

/** One referral of `count` facts: an order that is followed by visits for years, ten facts each. */
export function longChart(count: number): LedgerChart {
  const order = link('referral', 'R1');
  const facts: Fact[] = [requested(FIRST_DAY, order), named(FIRST_DAY, 'referrer', 7, [order], 'ORC')];
  for (let visit = 0; facts.length < count; visit += 1)
    facts.push(...visitFacts(7, `1-${visit}`, FIRST_DAY + (visit + 1) * DAY_MS, [order]));
  return chartFrom(1, facts.slice(0, count));
}

/** `count` facts of visits that share no number: every one has to be matched by who, when and where. */
export function looseChart(count: number): LedgerChart {
  const facts: Fact[] = [];
  for (let visit = 0; facts.length < count; visit += 1)
    facts.push(...visitFacts(visit % 5, `1-${visit}`, FIRST_DAY + visit * 3 * DAY_MS, []));
  return chartFrom(1, facts.slice(0, count));
}

function chartFrom(number: number, facts: readonly Fact[]): LedgerChart {
  const patientId = idOf('patient', number);
  return {
    patientId,
    claim: claimOf(number),
    referrals: 1,
    entries: facts.map((fact) => entryOf(number, fact)),
  };
}

function entryOf(number: number, fact: Fact): LedgerFact {
  const { lineage: _, ...said } = fact;
  const npiValue = fact.kind === 'party_named' ? fact.party?.identifiers[0]?.value : undefined;
  const partnerId = npiValue === undefined ? undefined : partnerOf.get(npiValue);
  return {
    fact,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([CHANNEL, number, said]))
      .digest('hex'),
    channel: CHANNEL,
    isFromPerson: false,
    messageId: idOf('message', number % MESSAGES),
    ...(partnerId === undefined ? {} : { partnerId }),
  };
}

const partnerOf = new Map(npis.map((value, index) => [value, idOf('partner', index)]));

function story(number: number, index: number): readonly Fact[] {
  const key = `${number}-${index}`;
  const at = FIRST_DAY + (number % 700) * DAY_MS + index * 45 * DAY_MS;
  const partner = (number * 7 + index) % PARTNERS;
  const appointment = [link('appointment', `A${key}`), link('visit', `V${key}`)];
  switch ((number + index) % 4) {
    case 0: {
      const order = link('referral', `R${key}`);
      return [
        requested(at, order),
        named(at, 'referrer', partner, [order], 'ORC'),
        ...visitFacts(partner, key, at + 9 * DAY_MS, [order]).filter(isOfOrder),
      ];
    }
    case 1:
      return [
        described(at),
        booked(at, 'booked', at + 5 * DAY_MS, appointment),
        named(at, 'referrer', partner, appointment, 'PV1'),
        named(at, 'pcp', (partner + 31) % PARTNERS, [], 'PD1'),
        booked(at + 5 * DAY_MS + 3_600_000, 'no_show', at + 5 * DAY_MS, appointment),
      ];
    case 2:
      return visitFacts(partner, key, at + 7 * DAY_MS, []).filter(
        (fact) => fact.kind !== 'note_delivered' && !isRepeat(fact),
      );
    default:
      return [
        described(at),
        booked(at, 'booked', at + 4 * DAY_MS, appointment),
        booked(at + DAY_MS, 'booked', at + 6 * DAY_MS, appointment),
        named(at, 'referrer', partner, appointment, 'PV1'),
        named(at, 'pcp', (partner + 31) % PARTNERS, [], 'PD1'),
        booked(at + 3 * DAY_MS, 'cancelled', at + 6 * DAY_MS, appointment),
      ];
  }
}

/** After an order: one statement each of the booking, the visit, the note and its delivery. */
function isOfOrder(fact: Fact): boolean {
  return fact.kind !== 'party_named' && !isRepeat(fact);
}

/** What a feed says on the way to what it says last. */
function isRepeat(fact: Fact): boolean {
  if (fact.kind === 'appointment_stated') return fact.status === 'arrived';
  if (fact.kind === 'visit_stated') return fact.status === 'arrived';
  return fact.kind === 'note_stated' && fact.status === 'draft';
}

/** Ten facts of one visit, from its booking to the note that reached the office. */
function visitFacts(partner: number, key: string, start: number, extra: readonly Link[]): readonly Fact[] {
  const links = [link('appointment', `A${key}`), link('visit', `V${key}`), ...extra];
  const visit = [link('visit', `V${key}`)];
  const before = start - 3 * DAY_MS;
  return [
    described(before),
    booked(before, 'booked', start, links),
    named(before, 'referrer', partner, links, 'PV1'),
    named(before, 'pcp', (partner + 31) % PARTNERS, [], 'PD1'),
    booked(start - 600_000, 'arrived', start, links),
    visited(start - 600_000, 'arrived', visit),
    visited(start + 2_700_000, 'finished', visit),
    noted(start + 3_600_000, 'draft', key, visit),
    noted(start + 7_200_000, 'final', key, visit),
    delivered(start + 9_000_000, partner, key),
  ];
}
