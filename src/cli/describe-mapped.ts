import type { Fact, PartyClaim, PatientClaim } from '../domain/fact.ts';
import { prettyJson } from '../formats/json/outline.ts';
import { parseJson } from '../formats/json/parse-json.ts';
import { parseMessage } from '../formats/hl7v2/parse.ts';
import type { Channel } from '../sdk/channel.ts';
import type { Mapped } from '../sdk/mapping.ts';

/** What a message says, one fact a line, each with the paths it was read from. For the terminal of whoever has the file. */
export function describeMapped(
  mapped: Mapped,
  channel: Pick<Channel, 'mapping' | 'zone' | 'sender' | 'name'>,
): readonly string[] {
  const by = `  ${channel.mapping.name}@${channel.mapping.version}, sender ${channel.sender ?? channel.name}, zone ${channel.zone}`;
  if (mapped.outcome === 'filtered') return [by, `  filtered: ${mapped.reason}`];
  if (mapped.outcome === 'invalid')
    return [
      by,
      `  invalid (${mapped.code}): ${mapped.reason}${mapped.path === undefined ? '' : ` See ${mapped.path}.`}`,
    ];
  return [
    by,
    ...mapped.subjects.flatMap((subject) => [
      `  patient ${describePatient(subject.patient)}`,
      ...subject.facts.flatMap(describeFact),
    ]),
    ...mapped.warnings.map(
      (warning) =>
        `  warning ${warning.code}${warning.path === undefined ? '' : ` at ${warning.path}`}: ${warning.text}`,
    ),
  ];
}

/** The message as text, long values cut. */
export function describeText(body: Uint8Array, charset: string | undefined): readonly string[] {
  try {
    if (body[0] === 0x7b)
      return prettyJson(parseJson(body))
        .split('\n')
        .map((line) => `  | ${line}`);
    const message = parseMessage(body, charset === undefined ? {} : { charset });
    return message.segments.map(
      (segment) => `  | ${segment.text.slice(0, SHOWN)}${segment.text.length > SHOWN ? ' …' : ''}`,
    );
  } catch {
    return [`  | ${Buffer.from(body.subarray(0, SHOWN)).toString('latin1')}`];
  }
}

const SHOWN = 400;

function describeFact(fact: Fact): readonly string[] {
  const links = fact.links.map((link) => `${link.kind} ${link.value}`).join(', ');
  const lines = [
    `    ${fact.kind.padEnd(20)} ${wordsOf(fact)}`,
    `      at ${fact.effectiveAt}${links === '' ? '' : `; ${links}`}`,
  ];
  return fact.lineage.length === 0 ? lines : [...lines, `      from ${fact.lineage.join(' ')}`];
}

function wordsOf(fact: Fact): string {
  switch (fact.kind) {
    case 'patient_described':
      return describePatient(fact.patient);
    case 'patient_merged':
      return `takes over ${describePatient(fact.prior)}`;
    case 'patient_unmerged':
      return `is not ${describePatient(fact.other)}`;
    case 'patient_linked':
      return `belongs with ${describePatient(fact.other)}`;
    case 'identifier_moved':
      return `takes over the numbers of ${describePatient(fact.prior)}`;
    case 'visit_moved':
      return `takes over ${fact.visits.map((visit) => `visit ${visit.value}`).join(', ')} of ${describePatient(fact.prior)}`;
    case 'party_named':
      return `${fact.role}: ${fact.party === null ? 'deleted' : describeParty(fact.party)}`;
    case 'referral_requested':
    case 'referral_changed':
      return words(fact.priority, fact.service, fact.reason, fact.diagnoses?.join(' '));
    case 'referral_withdrawn':
    case 'referral_voided':
    case 'referral_expired':
      return words(fact.reason);
    case 'referral_held':
      return words(fact.isOnHold ? 'on hold' : 'goes on', fact.reason);
    case 'contact_attempted':
      return fact.outcome;
    case 'platform_status':
      return words(fact.platform, fact.status);
    case 'referral_confirmed':
    case 'threads_joined':
    case 'threads_parted':
      return '';
    case 'referral_answered':
      return words(fact.answer, fact.reason);
    case 'appointment_stated':
      return words(
        fact.status ?? 'status kept',
        fact.isUnmappedStatus ? `unknown word "${fact.statusText ?? ''}"` : undefined,
        fact.start,
        fact.service,
        fact.provider && describeParty(fact.provider),
      );
    case 'visit_stated':
      return words(fact.status, fact.startedAt, fact.provider && describeParty(fact.provider));
    case 'note_stated':
      return words(
        fact.status,
        fact.title,
        fact.hold && `held: ${fact.hold}`,
        fact.contentProblem,
        fact.signedAt && `signed ${fact.signedAt}`,
      );
    case 'note_delivered':
    case 'note_released':
      return fact.documentId.value;
  }
}

function describePatient({ name, birthDate, sex, identifiers }: PatientClaim): string {
  return words(
    [name?.family, name?.given].filter(Boolean).join(', '),
    birthDate,
    sex,
    identifiers.map((id) => `${id.value} (${id.system})`).join(' '),
  );
}

function describeParty({ kind, name, organisation, identifiers }: PartyClaim): string {
  const who = [name?.family, name?.given].filter(Boolean).join(', ') || organisation || kind;
  return words(who, identifiers.map((id) => `${id.system} ${id.value}`).join(' '));
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
