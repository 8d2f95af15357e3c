import { describe, expect, test } from 'vitest';
import ccda from '../mappings/ccda/clinical-document.mapping.ts';
import all from '../mappings/hl7v2/all.mapping.ts';
import { assemble } from '../src/domain/assemble.ts';
import type { Link } from '../src/domain/fact.ts';
import type { LedgerFact } from '../src/domain/ledger-fact.ts';
import { foldReferral } from '../src/domain/referral.ts';
import type { ReferralState } from '../src/domain/referral-state.ts';
import { parseMessage } from '../src/formats/hl7v2/parse.ts';
import { sha256Hex } from '../src/lib/sha256.ts';
import { mapCcda } from '../src/pipeline/read-ccda.ts';
import type { Mapped, MappingContext } from '../src/sdk/mapping.ts';
import { outsider } from './support/referral-view.ts';

/**
 * The transitions of a closed loop (IHE 360X, and the table of BSeR that shares its states), told by the messages of 360X. What the tables
 * leave out because it "cannot happen" is recorded too: a no-show mark was wrong, and the outcome comes.
 */
type Event =
  | 'accept'
  | 'decline'
  | 'visit scheduled'
  | 'rescheduled'
  | 'no-show'
  | 'appointment cancelled'
  | 'visit'
  | 'outcome'
  | 'cancel request'
  | 'cancel confirmed';

const transitions: readonly (readonly [readonly Event[], ReferralState])[] = [
  [[], 'received'],
  [['accept'], 'accepted'],
  [['decline'], 'declined'],
  [['cancel request'], 'cancel_requested'],
  [['accept', 'decline'], 'declined'],
  [['accept', 'visit scheduled'], 'scheduled'],
  [['accept', 'visit'], 'seen'],
  [['accept', 'outcome'], 'note_ready'],
  [['accept', 'cancel request'], 'cancel_requested'],
  [['accept', 'visit scheduled', 'decline'], 'declined'],
  [['accept', 'visit scheduled', 'rescheduled'], 'scheduled'],
  [['accept', 'visit scheduled', 'no-show'], 'no_show'],
  [['accept', 'visit scheduled', 'appointment cancelled'], 'appt_cancelled'],
  [['accept', 'visit scheduled', 'visit'], 'seen'],
  [['accept', 'visit scheduled', 'outcome'], 'note_ready'],
  [['accept', 'visit scheduled', 'cancel request'], 'cancel_requested'],
  [['accept', 'visit scheduled', 'no-show', 'decline'], 'declined'],
  [['accept', 'visit scheduled', 'no-show', 'rescheduled'], 'scheduled'],
  [['accept', 'visit scheduled', 'no-show', 'appointment cancelled'], 'appt_cancelled'],
  [['accept', 'visit scheduled', 'no-show', 'cancel request'], 'cancel_requested'],
  [['accept', 'visit scheduled', 'no-show', 'outcome'], 'note_ready'],
  [['accept', 'visit scheduled', 'appointment cancelled', 'visit scheduled'], 'scheduled'],
  [['accept', 'visit scheduled', 'appointment cancelled', 'cancel request'], 'cancel_requested'],
  [['accept', 'visit scheduled', 'visit', 'outcome'], 'note_ready'],
  [['accept', 'cancel request', 'outcome'], 'note_ready'],
  [['accept', 'cancel request', 'cancel confirmed'], 'cancelled'],
  [['accept', 'visit scheduled', 'cancel request', 'cancel confirmed'], 'cancelled'],
  // What is said after the end reopens it, when a visit stands behind it.
  [['accept', 'cancel request', 'cancel confirmed', 'visit scheduled'], 'scheduled'],
];

describe('the states of a closed loop', () => {
  test.each(
    transitions.map(([events, state]) => ({ path: ['request', ...events].join(', '), events, state })),
  )('$path: $state', ({ events, state }) => {
    const facts = [...factsOf(order('NW', 0)), ...events.flatMap((event, index) => tell(event, index + 1))];

    const { threads, patientFacts } = assemble(facts);

    expect(threads).toHaveLength(1);
    expect(foldReferral(threads[0] ?? [], patientFacts, () => outsider, 'America/Denver').state).toBe(state);
  });
});

const context: MappingContext = {
  channel: 'direct',
  sender: 'direct',
  zone: 'America/Denver',
  receivedAt: '2026-03-30T12:00:00.000Z',
};

const REFERRAL: Link = { kind: 'referral', system: 'urn:oid:2.16.840.1.99999.20', value: 'REF-1' };

/** The messages of an event, on the so-manyth day of March. */
function tell(event: Event, day: number): readonly LedgerFact[] {
  switch (event) {
    case 'accept':
      return factsOf(status('SC', 'IP', day));
    case 'decline':
      return factsOf(status('SC', 'CA', day));
    case 'cancel request':
      return factsOf(status('CA', 'CA', day));
    case 'cancel confirmed':
      return factsOf(status('CR', 'CA', day));
    case 'visit':
      return factsOf(order('RE', day, 'A'));
    case 'outcome':
      return [...factsOf(order('RE', day, 'CM')), ...consultationOf(day)];
    case 'visit scheduled':
      return factsOf(appointment('S12', day));
    case 'rescheduled':
      return factsOf(appointment('S13', day));
    case 'no-show':
      return factsOf(appointment('S26', day));
    case 'appointment cancelled':
      return factsOf(appointment('S15', day));
  }
}

function head(type: string, day: number): string {
  const at = `202603${String(day + 1).padStart(2, '0')}150000+0000`;
  return [
    `MSH|^~\\&||^2.16.840.1.99999.20^ISO||^2.16.840.1.99999.30^ISO|${at}||${type}|X${day}|P|2.5.1|||NE|NE|||||360X`,
    'PID|1||TEST-X1^^^&2.16.840.1.99999.20&ISO^MRN||ZZTESTDIRECT^DORA||19630303|F',
  ].join('\r');
}

function order(control: string, day: number, result = ''): string {
  const number = 'REF-1^^2.16.840.1.99999.20^ISO';
  return [
    head('OMG^O19', day),
    `ORC|${control}|${number}|||${result}|||||||1234567893^ZZTESTREFERRER^RUTH^^^^MD^^^^^^NPI`,
    `OBR|1|${number}||57133-1^Referral note^LN`,
  ].join('\r');
}

function status(control: string, result: string, day: number): string {
  return [head('OSU^O51', day), `ORC|${control}|REF-1^^2.16.840.1.99999.20^ISO|||${result}`].join('\r');
}

function appointment(trigger: string, day: number): string {
  const fields = Array.from({ length: 26 }, () => '');
  fields[1] = 'APPT-1^^2.16.840.1.99999.30^ISO';
  fields[5] = '57133-1^Referral note^LN';
  fields[25] = 'REF-1^^2.16.840.1.99999.20^ISO';
  return [
    head(`SIU^${trigger}`, day),
    `SCH|${fields.join('|')}`,
    `TQ1|1||||||202603${String(day + 10)}020000+0000`,
    'RGS|1',
  ].join('\r');
}

function consultationOf(day: number): readonly LedgerFact[] {
  const xml =
    '<ClinicalDocument><id root="2.16.840.1.99999.30.1" extension="N-1"/><code code="11488-4"/><title>Consultation</title>' +
    `<effectiveTime value="202603${String(day + 1).padStart(2, '0')}160000+0000"/>` +
    '<recordTarget><patientRole><id root="2.16.840.1.99999.20" extension="TEST-X1"/></patientRole></recordTarget>' +
    '<legalAuthenticator><signatureCode code="S"/><assignedEntity><assignedPerson><name><family>ZZTESTEYE</family></name></assignedPerson></assignedEntity></legalAuthenticator></ClinicalDocument>';
  return ledger(mapCcda(ccda, Buffer.from(xml), { ...context, packageLinks: [REFERRAL] }));
}

function factsOf(text: string): readonly LedgerFact[] {
  return ledger(all.map(parseMessage(Buffer.from(text)), context));
}

function ledger(mapped: Mapped): readonly LedgerFact[] {
  if (mapped.outcome !== 'facts') throw new Error(mapped.reason);
  return mapped.subjects
    .flatMap((subject) => subject.facts)
    .map((fact) => ({
      fact,
      fingerprint: sha256Hex(Buffer.from(JSON.stringify(fact))),
      channel: 'direct',
      isFromPerson: false,
    }));
}
