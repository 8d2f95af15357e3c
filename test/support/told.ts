import type { Fact, Link, PartyClaim } from '../../src/domain/fact.ts';
import type { LedgerFact } from '../../src/domain/ledger-fact.ts';

/** A fact without what `told` adds. */
export type Said = Fact extends infer One
  ? One extends Fact
    ? Omit<One, 'effectiveAt' | 'lineage' | 'links'> & Partial<Pick<One, 'links'>>
    : never
  : never;

/** Who says something, when (`MM-DD HH` of 2026, UTC), and what. */
export type Line = readonly [channel: string, at: string, said: Said, more?: Partial<LedgerFact>];

/** The fingerprint of a fact is its place in the list unless given. */
export function told(...lines: readonly Line[]): readonly LedgerFact[] {
  return lines.map(([channel, at, said, more], index) => {
    const [day, hour] = at.split(' ');
    const fact = {
      links: [],
      lineage: [],
      ...said,
      effectiveAt: `2026-${day ?? ''}T${hour ?? '00'}:00:00.000Z`,
    } as Fact;
    const npi = fact.kind === 'party_named' ? fact.party?.identifiers[0]?.value : undefined;
    return {
      fact,
      fingerprint: String(index).padStart(3, '0'),
      channel,
      isFromPerson: channel === 'console',
      ...(npi === undefined ? {} : { partnerId: npi }),
      ...more,
    };
  });
}

export function linkTo(kind: Link['kind'], value: string, system = 'emr'): Link {
  return { kind, system, value };
}

export function doctor(npi: string): PartyClaim {
  return { kind: 'person', identifiers: [{ system: 'npi', value: npi }] };
}
