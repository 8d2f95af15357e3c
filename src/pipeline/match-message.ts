import { isIdentityFact } from '../domain/same-patient.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Mapped, Subject } from '../sdk/mapping.ts';
import type { MessageOutcome } from '../store/messages.ts';
import type { WaitingMessage } from '../store/waiting-messages.ts';
import { matchKey, type MatchDecision, type NewReview } from '../store/reviews.ts';
import type { Statement } from './apply.ts';
import type { Decided, Preset } from './known-patients.ts';
import type { Heard, Matching } from './match.ts';
import type { ReadMessage } from './read.ts';

/** What a message comes to: where it ends, what it says of whom, and what a person is asked. */
export type MatchedMessage = {
  readonly outcome: MessageOutcome;
  readonly statements: readonly Statement[];
  readonly review?: NewReview;
  /** Whether more was learnt of the candidates since. */
  readonly isOutdated: () => boolean;
};

/**
 * The fourth verb for one message: all its subjects are certain, or a person is asked about one of them and nothing of the
 * message is used. `decisions` are what people said about its subjects before.
 */
export function matchMessage(
  channel: Channel | undefined,
  matching: Matching,
  { message, mapped, waits }: ReadMessage,
  decisions: readonly MatchDecision[],
): MatchedMessage {
  const mapping = channel ? { mapping: `${channel.mapping.name}@${channel.mapping.version}` } : {};
  if (waits) return ended(message.id, { outcome: 'review', ...waits }, {});
  if (mapped.outcome !== 'facts') return ended(message.id, mapped, mapping);
  const { subjects, warnings } = mapped;
  const match = () => matchSubjects(channel, matching, message, subjects, decisions, mapping);
  // One subject asks before it has done anything; of several, the first may have merged people when the second asks.
  const matched = subjects.length < 2 ? match() : matching.attempt(match, (it) => it.asked === undefined);
  const { id } = message;
  if (matched.asked !== undefined) return asked(id, matched, matching, warnings, mapping);
  const [first] = matched.statements;
  const saidUnder = first?.claim.identifiers[0];
  const who = first === undefined ? {} : { patientId: first.patientId, ...(saidUnder ? { saidUnder } : {}) };
  return {
    outcome: { id, state: 'applied', warnings, ...mapping, ...who },
    statements: matched.statements,
    isOutdated: () => false,
  };
}

type Ask = Extract<Decided, { readonly outcome: 'ask' }>;
type Mapping = { readonly mapping?: string };
type Asking = { readonly asked: Ask; readonly subject: number };
type Matched = { readonly asked?: undefined; readonly statements: readonly Statement[] };

function matchSubjects(
  channel: Channel | undefined,
  matching: Matching,
  message: WaitingMessage,
  subjects: readonly Subject[],
  decisions: readonly MatchDecision[],
  mapping: Mapping,
): Matched | Asking {
  const statements: Statement[] = [];
  const isAboutIdentity = subjects.some((subject) => subject.facts.some(isIdentityFact));
  for (const [index, subject] of subjects.entries()) {
    const position = subject.position ?? index;
    const decision = decisions.find((one) => one.subject === position);
    const known = isAboutIdentity ? holderOf(subject, matching) : undefined;
    const match = matching.patient(subject.patient, decision ?? known);
    if (match.outcome === 'ask') return { asked: match, subject: position };
    statements.push(statementOf(channel, message, subject, match.patientId, matching, mapping));
    for (const fact of subject.facts)
      if (fact.kind === 'patient_merged' || fact.kind === 'identifier_moved')
        matching.enter(match.patientId, fact.prior);
  }
  return { statements };
}

/** Of two records the numbers say who they are: namesakes are no question when the sender says what they are to one another. */
function holderOf(subject: Subject, matching: Matching): Preset | undefined {
  const own = matching.holder(subject.patient.identifiers);
  if (own !== undefined) return { patientId: own, isNew: false, isFromPerson: false };
  const prior = subject.facts.flatMap((fact) =>
    fact.kind === 'patient_merged' ? fact.prior.identifiers : [],
  );
  const patientId = matching.holder(prior);
  if (patientId === undefined) return undefined;
  return { patientId, isNew: false, isFromPerson: false, isOwnRecord: true };
}

type Unused =
  | Exclude<Mapped, { readonly outcome: 'facts' }>
  | { readonly outcome: 'review'; readonly code: string; readonly reason: string };

/** Nothing of it is used: the message says why. */
function ended(id: string, mapped: Unused, mapping: Mapping): MatchedMessage {
  const reasonCode = mapped.outcome === 'filtered' ? 'filtered' : mapped.code;
  const path = mapped.outcome === 'invalid' && mapped.path !== undefined ? { reasonPath: mapped.path } : {};
  const said = { state: mapped.outcome, reasonCode, reason: mapped.reason, ...path };
  return { outcome: { id, ...said, warnings: [], ...mapping }, statements: [], isOutdated: () => false };
}

function asked(
  id: string,
  { asked: { reason, candidates }, subject }: Asking,
  matching: Matching,
  warnings: readonly unknown[],
  mapping: Mapping,
): MatchedMessage {
  const turn = matching.turn();
  const question = { reason, candidates, subject };
  return {
    outcome: { id, state: 'review', reasonCode: 'patient-match', reason, warnings, ...mapping },
    statements: [],
    review: { key: matchKey(id, subject), kind: 'patient_match', messageId: id, question },
    isOutdated: () => {
      const learnt = matching.learntSince(turn);
      return candidates.some((one) => learnt.has(one.patientId));
    },
  };
}

function statementOf(
  channel: Channel | undefined,
  message: WaitingMessage,
  subject: Subject,
  patientId: string,
  matching: Matching,
  mapping: Mapping,
): Statement {
  const sender = senderOf(channel, message);
  const facts = subject.facts.map((fact) => {
    if (fact.kind !== 'party_named' || !fact.party) return { fact };
    const partnerId = fact.party.partnerId ?? matching.partner(fact.party, sender);
    return partnerId === undefined ? { fact } : { fact, partnerId };
  });
  return {
    patientId,
    claim: subject.patient,
    facts,
    channel: message.channel,
    sender,
    messageId: message.id,
    ...(message.person === null ? {} : { person: message.person }),
    ...mapping,
  };
}

/** Everybody a message speaks of, and which system does. */
export function heardIn(
  channels: ReadonlyMap<string, Channel>,
  { message, mapped }: ReadMessage,
): readonly Heard[] {
  if (mapped.outcome !== 'facts') return [];
  const sender = senderOf(channels.get(message.channel), message);
  return mapped.subjects.map((subject) => ({ subject, sender }));
}

/** The system that speaks: a channel unless it says that it is one of several of one system. */
export function senderOf(channel: Channel | undefined, message: WaitingMessage): string {
  return channel?.sender ?? message.channel;
}
