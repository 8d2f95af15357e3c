import type { Fact, Hl7Message, Identifier, Mapped, NoteStated } from '#hub';
import { builtInMapping } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readContent } from '../shared/content.ts';
import { amendingTriggers, readEventTime } from '../shared/effective-time.ts';
import {
  aboutPatient,
  collectLinks,
  describePatient,
  namePcp,
  nameReferrer,
  stateFact,
  type LinkSet,
} from '../shared/facts.ts';
import { readEntity } from '../shared/identifiers.ts';
import { distinctLinks, readLinks } from '../shared/links.ts';
import {
  documentLink,
  firstPerson,
  noteRules,
  readHold,
  worstResult,
  type NoteReading,
  type NoteRules,
} from '../shared/notes.ts';
import { present } from '../shared/present.ts';
import { documentTitle } from '../shared/document-types.ts';
import { readTime } from '../shared/times.ts';

export const mdmRules: NoteRules = { ...commonRules, ...noteRules };

export const mdmTypes: readonly string[] = [
  'MDM^T01',
  'MDM^T02',
  'MDM^T03',
  'MDM^T04',
  'MDM^T05',
  'MDM^T06',
  'MDM^T07',
  'MDM^T08',
  'MDM^T09',
  'MDM^T10',
  'MDM^T11',
];

/** Documents (HL7 v2.5.1 chapter 9): one version of one note. */
export default builtInMapping<NoteRules>({
  name: 'hl7v2/mdm',
  version: 1,
  accepts: mdmTypes,
  rules: mdmRules,
  read: readMdm,
});

export function readMdm(message: Hl7Message, reading: NoteReading): Mapped {
  const documentId = readDocumentId(message, 12, reading);
  if (documentId === undefined) {
    return {
      outcome: 'invalid',
      code: 'no-document-id',
      path: 'TXA-12',
      reason: 'The document has no number: a later version could not be told from a new document.',
    };
  }
  return aboutPatient(message, () => documentFacts(message, documentId, reading));
}

/** Final when TXA-17 says so and TXA-19 does not object. The trigger alone never makes a note final (DOMAIN 1.6 E). */
export function documentStatus(message: Hl7Message, reading: NoteReading): NoteStated['status'] {
  const availability = message.get('TXA-19');
  if (message.get('MSH-9.2') === 'T11' || availability === 'CA') return 'withdrawn';
  const result = worstResult(message.all('OBX[*]-11'));
  if (result === 'wrong' || result === 'withdrawn') return result;
  const { finalStatuses, unavailableStatuses, isUnstatedFinal } = reading.rules;
  if (availability !== undefined && unavailableStatuses.includes(availability)) return 'draft';
  const completion = message.get('TXA-17');
  if (completion !== undefined) return finalStatuses.includes(completion) ? 'final' : 'draft';
  const isSigned = message.get('TXA-22[*].15') !== undefined;
  return isSigned || isUnstatedFinal ? 'final' : 'draft';
}

function documentFacts(message: Hl7Message, documentId: Identifier, reading: NoteReading): readonly Fact[] {
  const status = documentStatus(message, reading);
  const isTakenBack = status === 'withdrawn' || status === 'wrong';
  // A document taken back still carries the time it was signed: the time it was taken back stands in EVN.
  const paths = isTakenBack ? ['EVN-6', 'EVN-2', 'MSH-7'] : reading.rules.effectivePaths(message, reading);
  const at = readEventTime(message, paths, reading);
  const linked = readDocumentLinks(message, reading);
  return [
    ...describePatient(message, at, reading),
    ...stateFact<NoteStated>(message, at, linked, (tracked) => noteStatement(tracked, documentId, reading)),
    ...nameReferrer(message, at, linked, reading),
    ...namePcp(message, at, reading),
  ];
}

function noteStatement(message: Hl7Message, documentId: Identifier, reading: NoteReading) {
  const status = documentStatus(message, reading);
  const serviceAt = readTime(message, 'TXA-4', reading);
  const signedAt = readTime(message, 'TXA-22[*].15', reading);
  const types = [message.get('TXA-2.1'), ...message.all('OBX[*]-3.1')];
  // Read again for the lineage of this fact.
  readDocumentId(message, 12, reading);
  return {
    kind: 'note_stated' as const,
    documentId,
    ...present({ parentId: readDocumentId(message, 13, reading) }),
    status,
    isAmendment: amendingTriggers.has(message.get('MSH-9.2') ?? ''),
    ...present({
      title: documentTitle(message),
      serviceAt: serviceAt?.instant,
      serviceDate: serviceAt?.localDate,
      author: firstPerson(message, 'TXA', [9, 5], reading),
      signer: firstPerson(message, 'TXA', [22], reading),
      signedAt: signedAt?.instant,
      hold: readHold(message, message.get('TXA-18'), types, reading),
    }),
    ...readContent(message, message.named('OBX'), status, reading),
  };
}

function readDocumentLinks(message: Hl7Message, reading: NoteReading): LinkSet {
  return collectLinks(message, (tracked) => {
    const txa = tracked.segment('TXA');
    return distinctLinks([
      ...readLinks('referral', txa, 14, 'placer', reading),
      ...readLinks('referral', tracked.segment('ORC'), 2, 'placer', reading),
      ...readLinks('order', txa, 15, 'filler', reading),
      ...readLinks('order', tracked.segment('ORC'), 3, 'filler', reading),
      documentLink(readDocumentId(tracked, 12, reading)),
      documentLink(readDocumentId(tracked, 13, reading)),
      reading.rules.visitKey(tracked, reading),
    ]);
  });
}

function readDocumentId(message: Hl7Message, field: 12 | 13, reading: NoteReading): Identifier | undefined {
  return readEntity(message.segment('TXA')?.repetitions(field)[0], reading, 'document');
}
