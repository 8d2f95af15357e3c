import type { Fact, FhirEntry, JsonValue, Link, PartyClaim, PartyNamed } from '#hub';
import type { Statement } from '../shared/facts.ts';
import { present } from '../shared/present.ts';
import type { FhirRun } from './fhir-mapping.ts';
import { partyOf, referrerFlags } from './people.ts';
import { lineagePath, textOf, timeOf } from './values.ts';

/** When a resource came to be as it is, by its sender's clock. */
export type Change = { readonly effectiveAt: string; readonly sequence: number | undefined };

/** Clocks of healthy senders stay within this (DOMAIN 7.4.2). */
const clockSkewMs = 5 * 60_000;

export function changeOf(entry: FhirEntry, run: FhirRun): Change {
  const { receivedAt } = run.context;
  const said = timeOf(run.rules.changedAt(entry, run) ?? entry.at, run.context)?.instant;
  const { versionId } = entry.resource.meta ?? {};
  const sequence = versionId !== undefined && /^\d{1,15}$/.test(versionId) ? Number(versionId) : undefined;
  if (said === undefined) return { effectiveAt: new Date(receivedAt).toISOString(), sequence };
  const isAhead = Date.parse(said) > Date.parse(receivedAt) + clockSkewMs;
  if (isAhead)
    run.warn(
      'clock-skew',
      entry.path,
      "The sender's time lies more than five minutes ahead of ours: ours was taken.",
    );
  return { effectiveAt: isAhead ? new Date(receivedAt).toISOString() : said, sequence };
}

/**
 * When what a resource asks for was asked: `authoredOn` is when it became actionable (FHIR R4), whichever version says it. A later
 * version changes what is asked and asks nothing anew, or it would bring back what was declined.
 */
export function askedAt(entry: FhirEntry, run: FhirRun): string {
  const { effectiveAt } = changeOf(entry, run);
  const said = timeOf(textOf(entry.resource['authoredOn']), run.context);
  // A bare day: before anybody's office hours, and on that day in every zone of the country.
  const asked =
    said?.instant ?? (said?.localDate === undefined ? effectiveAt : `${said.localDate}T12:00:00.000Z`);
  return asked < effectiveAt ? asked : effectiveAt;
}

/** Makes facts of one resource: when, under which links, and read from which members. */
export function stating(
  entry: FhirEntry,
  links: readonly Link[],
  run: FhirRun,
  { effectiveAt, sequence }: Change = changeOf(entry, run),
) {
  return <F extends Fact>(members: readonly string[], statement: Statement<F> | undefined): readonly F[] => {
    if (statement === undefined) return [];
    const lineage = members
      .filter(
        (member) => entry.method === 'DELETE' || entry.resource[member.split(/[.[]/)[0] ?? ''] !== undefined,
      )
      .map((member) => lineagePath(entry, member));
    const fact = { ...statement, effectiveAt, ...present({ sequence }), links, lineage };
    return [fact as unknown as F];
  };
}

/** A party named in a role; nothing where the reference says nothing. */
export function naming(
  entry: FhirEntry,
  role: PartyNamed['role'],
  member: string,
  value: JsonValue | undefined,
  links: readonly Link[],
  run: FhirRun,
): readonly PartyNamed[] {
  const party = partyOf(value, entry, run, `${entry.path}.${member}`);
  return party === undefined ? [] : namingParty(entry, role, member, party, links, run);
}

export function namingParty(
  entry: FhirEntry,
  role: PartyNamed['role'],
  member: string,
  party: PartyClaim,
  links: readonly Link[],
  run: FhirRun,
): readonly PartyNamed[] {
  const flags = role === 'referrer' ? referrerFlags(party, run) : {};
  return stating(entry, links, run)<PartyNamed>([member], { kind: 'party_named', role, party, ...flags });
}
