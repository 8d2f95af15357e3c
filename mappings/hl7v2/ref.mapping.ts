import type {
  Fact,
  Hl7Message,
  Link,
  Mapped,
  PartyNamed,
  ReferralAnswered,
  ReferralChanged,
  ReferralRequested,
  ReferralWithdrawn,
} from '#hub';
import { builtInMapping } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readEventTime, type EventTime } from '../shared/effective-time.ts';
import {
  aboutPatient,
  collectLinks,
  describePatient,
  namePcp,
  nameReferrer,
  stateFact,
  type LinkSet,
} from '../shared/facts.ts';
import { distinctLinks, readLinks } from '../shared/links.ts';
import { hasRole, readContact, readProviderData } from '../shared/parties.ts';
import { present } from '../shared/present.ts';
import { priorities } from '../shared/priorities.ts';
import type { CommonReading, CommonRules } from '../shared/rules.ts';
import { readDay, readTime } from '../shared/times.ts';

export const refTypes: readonly string[] = ['REF^I12', 'REF^I13', 'REF^I14', 'REF^I15'];

/** Referrals as such (HL7 v2.5.1 chapter 11). */
export default builtInMapping<CommonRules>({
  name: 'hl7v2/ref',
  version: 1,
  accepts: refTypes,
  rules: commonRules,
  read: readRef,
});

export function readRef(message: Hl7Message, reading: CommonReading): Mapped {
  const trigger = message.get('MSH-9.2') ?? '';
  if (trigger === 'I15') {
    return {
      outcome: 'filtered',
      reason: 'The sender asks for the status of a referral and states nothing.',
    };
  }
  return aboutPatient(message, () => referralFacts(message, trigger, reading));
}

function referralFacts(message: Hl7Message, trigger: string, reading: CommonReading): readonly Fact[] {
  const at = readEventTime(message, reading.rules.effectivePaths(message, reading), reading);
  const linked = collectLinks(message, (tracked) => referralLinks(tracked, reading));
  if (!linked.links.some((link) => link.kind === 'referral')) {
    reading.warn(
      'no-referral-number',
      'RF1-6',
      'The referral has no number of the referring side: later messages may not find it.',
    );
  }
  return [
    ...describePatient(message, at, reading),
    ...stateOf(message, trigger, at, linked, reading),
    ...answerOf(message, at, linked),
    ...nameReferrer(message, at, linked, reading),
    ...namePcp(message, at, reading),
    ...nameReferredTo(message, at, linked, reading),
    ...nameContact(message, at, linked, reading),
  ];
}

function stateOf(
  message: Hl7Message,
  trigger: string,
  at: EventTime,
  linked: LinkSet,
  reading: CommonReading,
): readonly Fact[] {
  if (trigger !== 'I14') {
    return stateFact<ReferralRequested | ReferralChanged>(message, at, linked, (tracked) => ({
      kind: trigger === 'I12' ? 'referral_requested' : 'referral_changed',
      ...requestDetails(tracked, reading),
    }));
  }
  return stateFact<ReferralWithdrawn>(message, at, linked, (tracked) => ({
    kind: 'referral_withdrawn',
    ...present({ reason: reasonOf(tracked) }),
    isConfirmed: false,
  }));
}

function requestDetails(message: Hl7Message, reading: CommonReading) {
  const diagnoses = message.all('DG1[*]-3.1');
  return present({
    priority: priorities[message.get('RF1-2.1')?.toUpperCase() ?? ''],
    // Of a rejected referral RF1-10 says why it was rejected, not why it was made.
    reason: isRejected(message)
      ? undefined
      : (reasonOf(message) ?? message.get('DG1-3.2') ?? message.get('DG1-4')),
    diagnoses: diagnoses.length === 0 ? undefined : diagnoses,
    service: message.get('OBR-4.2') ?? message.get('OBR-4.1') ?? message.get('RF1-3.2'),
    expiresOn: readDay(message, 'RF1-8', reading),
    orderedAt: readTime(message, 'RF1-7', reading)?.instant,
    authorisationNumber: message.get('AUT-6.1'),
  });
}

/** RF1-1, table 0283: accepted and rejected are answers; pending and expired are not. */
function answerOf(message: Hl7Message, at: EventTime, linked: LinkSet): readonly Fact[] {
  return stateFact<ReferralAnswered>(message, at, linked, (tracked) => {
    if (isRejected(tracked)) {
      return { kind: 'referral_answered', answer: 'declined', ...present({ reason: reasonOf(tracked) }) };
    }
    const isAccepted = tracked.get('RF1-1.1')?.toUpperCase() === 'A';
    return isAccepted ? { kind: 'referral_answered', answer: 'accepted' } : undefined;
  });
}

function isRejected(message: Hl7Message): boolean {
  return message.get('RF1-1.1')?.toUpperCase() === 'R';
}

function reasonOf(message: Hl7Message): string | undefined {
  return message.get('RF1-10.2') ?? message.get('RF1-10.1');
}

/** RF1-6 is the referring side's number; RF1-11 those of others; ORC where a sender adds one. */
function referralLinks(message: Hl7Message, reading: CommonReading): readonly Link[] {
  const rf1 = message.segment('RF1');
  return distinctLinks([
    ...readLinks('referral', rf1, 6, 'placer', reading),
    ...readLinks('referral', message.segment('OBR'), 2, 'placer', reading),
    ...readLinks('order', rf1, 11, 'filler', reading),
    reading.rules.visitKey(message, reading),
  ]);
}

function nameReferredTo(
  message: Hl7Message,
  at: EventTime,
  linked: LinkSet,
  reading: CommonReading,
): readonly Fact[] {
  return stateFact<PartyNamed>(message, at, linked, (tracked) => {
    const segment = tracked.named('PRD').find((candidate) => hasRole(candidate, 'RT'));
    return segment && { kind: 'party_named', role: 'referred_to', party: readProviderData(segment, reading) };
  });
}

/** The CTD that follows the referrer's PRD, before the next PRD. */
function nameContact(
  message: Hl7Message,
  at: EventTime,
  linked: LinkSet,
  reading: CommonReading,
): readonly Fact[] {
  return stateFact<PartyNamed>(message, at, linked, (tracked) => {
    const referrer = tracked.named('PRD').findIndex((candidate) => hasRole(candidate, 'RP'));
    const from = tracked.named('PRD')[referrer]?.index;
    if (from === undefined) return undefined;
    const to = tracked.named('PRD')[referrer + 1]?.index ?? Number.POSITIVE_INFINITY;
    const segment = tracked.named('CTD').find((candidate) => candidate.index > from && candidate.index < to);
    const party = segment && readContact(segment, reading);
    return party && { kind: 'party_named', role: 'contact', party };
  });
}
