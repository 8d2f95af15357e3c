import {
  isNpi,
  type Fact,
  type Hl7Message,
  type Identifier,
  type Mapped,
  type NoteStated,
  type PartyClaim,
} from '#hub';
import { builtInMapping, type Reading } from '../shared/built-in-mapping.ts';
import { commonRules } from '../shared/common-rules.ts';
import { readContent } from '../shared/content.ts';
import { readEventTime } from '../shared/effective-time.ts';
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
  type NoteRules,
} from '../shared/notes.ts';
import { readOrders, sameOrder, segmentPathOf, type Order } from '../shared/orders.ts';
import { claimWith } from '../shared/people.ts';
import { present } from '../shared/present.ts';
import { readTime } from '../shared/times.ts';

export type ResultRules = NoteRules & {
  /** Whether an OBR and its OBX are a note, and not a laboratory result. */
  readonly isNote: (order: Order, reading: ResultReading) => boolean;
  /** OBR-25 (table 0123) that make a note final. */
  readonly finalResultStatuses: readonly string[];
  /** OBR-4.1 codes (LOINC document types) that are notes. */
  readonly noteCodes: readonly string[];
};

export type ResultReading = Reading<ResultRules>;

export const oruRules: ResultRules = {
  ...commonRules,
  ...noteRules,
  isNote: standardIsNote,
  finalResultStatuses: ['F', 'C'],
  // Consultation, H&P, procedure, progress, discharge, summary, outpatient consultation and outpatient progress notes.
  noteCodes: ['11488-4', '34117-2', '28570-0', '11506-3', '18842-5', '34133-9', '51845-6', '34131-3'],
};

/** Results (HL7 v2.5.1 chapter 7), of which only notes concern a referral: laboratory values are filtered. */
export default builtInMapping<ResultRules>({
  name: 'hl7v2/oru',
  version: 1,
  accepts: ['ORU^R01'],
  rules: oruRules,
  read: readOru,
});

export function readOru(message: Hl7Message, reading: ResultReading): Mapped {
  const notes = readOrders(message).filter((order) => order.obr && reading.rules.isNote(order, reading));
  if (notes.length === 0) return { outcome: 'filtered', reason: 'No OBR-4 of this result is a note.' };
  const nameless = notes.find((order) => readResultId(order, reading) === undefined);
  if (nameless !== undefined) {
    return {
      outcome: 'invalid',
      code: 'no-document-id',
      path: 'OBR-3',
      reason: 'The note has no number: a later version could not be told from a new note.',
    };
  }
  return aboutPatient(message, () =>
    notes.flatMap((order, index) => resultFacts(message, order, index === 0, reading)),
  );
}

/** A LOINC document type, or a name that says note, consultation, letter or H&P. */
function standardIsNote(order: Order, reading: ResultReading): boolean {
  const { obr } = order;
  if (obr === undefined) return false;
  const codes = [obr.at('4.1'), obr.at('4.4')];
  if (codes.some((code) => code !== undefined && reading.rules.noteCodes.includes(code))) return true;
  return /\b(?:note|notes|consult(?:ation)?|letter|h&p|history and physical)\b/i.test(
    `${obr.at('4.2') ?? ''} ${obr.at('4.5') ?? ''}`,
  );
}

function resultFacts(
  message: Hl7Message,
  order: Order,
  isFirst: boolean,
  reading: ResultReading,
): readonly Fact[] {
  const obr = obrPath(order);
  const status = resultStatus(order, reading);
  const isTakenBack = status === 'withdrawn' || status === 'wrong';
  const paths = isTakenBack ? ['MSH-7'] : [`${obr}-22`, 'MSH-7'];
  const at = readEventTime(message, paths, reading);
  const linked = readResultLinks(message, order, reading);
  const note = stateFact<NoteStated>(message, at, linked, (tracked) =>
    noteStatement(tracked, order, reading),
  );
  if (!isFirst) return note;
  return [
    ...describePatient(message, at, reading),
    ...note,
    ...nameReferrer(message, at, linked, reading),
    ...namePcp(message, at, reading),
  ];
}

/** OBR-25 final or corrected and no OBX still preliminary; OBX-11 W and D take it back (DOMAIN 1.6 E). */
export function resultStatus(order: Order, reading: ResultReading): NoteStated['status'] {
  const result = worstResult(order.obx.map((segment) => segment.at('11')));
  if (result !== undefined) return result;
  const status = order.obr?.at('25');
  if (status === 'X') return 'withdrawn';
  return status !== undefined && reading.rules.finalResultStatuses.includes(status) ? 'final' : 'draft';
}

function noteStatement(message: Hl7Message, untracked: Order, reading: ResultReading) {
  const order = sameOrder(message, untracked);
  const obr = obrPath(order);
  const status = resultStatus(order, reading);
  const serviceAt = readTime(message, `${obr}-7`, reading);
  const corrected = [order.obr?.at('25'), ...order.obx.map((segment) => segment.at('11'))].includes('C');
  const types = [order.obr?.at('4.1'), ...order.obx.map((segment) => segment.at('3.1'))];
  const documentId = readResultId(order, reading);
  const author = firstPerson(message, 'OBX', [16], reading, order.obx[0]?.occurrence);
  // A final result is signed by its interpreter when it became final; a result that is not final is signed by nobody.
  const isSigned = status === 'final';
  return (
    documentId && {
      kind: 'note_stated' as const,
      documentId,
      status,
      isAmendment: corrected,
      ...present({
        title: order.obr?.at('4.2') ?? order.obr?.at('4.5') ?? order.obr?.at('4.1'),
        serviceAt: serviceAt?.instant,
        serviceDate: serviceAt?.localDate,
        author,
        signer: isSigned ? (readInterpreter(order, reading) ?? author) : undefined,
        signedAt: isSigned ? readTime(message, `${obr}-22`, reading)?.instant : undefined,
        hold: readHold(message, order.orc?.at('28.1'), types, reading),
      }),
      ...readContent(message, order.obx, status, reading),
    }
  );
}

/** OBR-32 principal result interpreter: NDL.1 is a name with its parts as subcomponents (HL7 v2.5.1 sections 2.A.47 and 4.5.3.32). */
function readInterpreter({ obr }: Order, reading: ResultReading): PartyClaim | undefined {
  const part = (subcomponent: number) => obr?.at(`32.1.${subcomponent}`);
  const name = present({ family: part(2), given: part(3), middle: part(4), credential: part(7) });
  if (name.family === undefined) return undefined;
  const id = part(1);
  const isProvider = id !== undefined && isNpi(id);
  return claimWith(
    name,
    isProvider
      ? { identifiers: [{ system: 'npi', value: id }], npiCertainty: 'probable' }
      : { identifiers: [] },
    reading,
  );
}

function readResultLinks(message: Hl7Message, untracked: Order, reading: ResultReading): LinkSet {
  return collectLinks(message, (tracked) => {
    const { orc, obr } = sameOrder(tracked, untracked);
    return distinctLinks([
      ...readLinks('referral', orc, 2, 'placer', reading),
      ...readLinks('referral', obr, 2, 'placer', reading),
      ...readLinks('order', orc, 3, 'filler', reading),
      ...readLinks('order', obr, 3, 'filler', reading),
      documentLink(readResultId({ orc, obr, obx: [], diagnoses: [] }, reading)),
      reading.rules.visitKey(tracked, reading),
    ]);
  });
}

/** The filler's number is the note's: OBR-3, else ORC-3. */
function readResultId(order: Order, reading: ResultReading): Identifier | undefined {
  return (
    readEntity(order.obr?.repetitions(3)[0], reading, 'filler') ??
    readEntity(order.orc?.repetitions(3)[0], reading, 'filler')
  );
}

function obrPath(order: Order): string {
  return order.obr === undefined ? 'OBR' : segmentPathOf(order.obr);
}
