import { decide, type Decision } from '../../domain/document/certainty/acceptance.ts';
import { tellConfidence } from '../../domain/document/certainty/confidence.ts';
import type { PartnerDecision, PatientDecision } from '../../domain/document/evidence/evidence.ts';
import { formOf, shinglesOf } from '../../domain/document/templates/fingerprint.ts';
import { withHandedIn } from '../../domain/document/evidence/handed-in.ts';
import { evidenceWanted, repairWithEvidence } from '../../domain/document/evidence/repair.ts';
import {
  askAgain,
  withSecondOpinions,
  type Answer,
  type Question,
} from '../../domain/document/readings/second-opinion.ts';
import { askThird, withThird } from '../../domain/document/readings/third-opinion.ts';
import { withSenderConstants } from '../../domain/document/templates/sender-constants.ts';
import type {
  ClassifiedPage,
  DocumentKind,
  OwnPractice,
  RawDocument,
  Transport,
  UnderstoodDocument,
} from '../../domain/document/understanding.ts';
import { isMostlyUnread } from '../../domain/document/pages/worn-page.ts';
import { phoneKey } from '../../domain/names.ts';
import { today } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { loadAcceptanceRules } from '../../store/acceptance.ts';
import { findEarlierAlike, type EarlierAlike } from '../../store/document-duplicates.ts';
import { findDocumentEvidence } from '../../store/document-evidence.ts';
import type { StoredPage } from '../../store/page-readings.ts';
import { listSenderTemplates } from '../../store/sender-templates.ts';
import type { Hub } from '../hub.ts';
import { proposeHandedIn } from './handed-in.ts';
import { readRegionsOnce } from './page-regions.ts';
import { understandApart } from './understand-apart.ts';

/** What pages came with. */
export type ArrivalContext = {
  readonly messageId: string;
  readonly transport: Transport;
  readonly senderKey: string;
  readonly receivedAt: string;
};

/** A document with all that decides what becomes of it. */
export type ReadyDocument = {
  readonly id: string;
  readonly document: UnderstoodDocument;
  readonly partner: PartnerDecision;
  readonly patient: PatientDecision;
  readonly decision: Decision;
  readonly duplicate?: EarlierAlike;
  readonly form: string;
  readonly shingles: readonly bigint[];
};

/**
 * Pages → documents: read as they stand, doubtful places read again alone, then held against the directory and the index, and only then
 * is it told how sure each field is. `isWhole`: a person has said that these pages are one document.
 */
export async function understandStored(
  hub: Hub,
  arrival: ArrivalContext,
  pages: readonly StoredPage[],
  { isWhole = false }: { readonly isWhole?: boolean } = {},
): Promise<readonly ReadyDocument[]> {
  const [templates, rules, handedIn] = await Promise.all([
    listSenderTemplates(hub.db, arrival.senderKey),
    loadAcceptanceRules(hub.db, arrival.senderKey),
    proposeHandedIn(hub.db, arrival.messageId, hub.policy.zone),
  ]);
  const own = ownPractice(hub);
  const { transport } = arrival;
  const read = await understandApart(hub.db, pages, { own, transport, templates });
  const sure = withSenderConstants(
    await withSecondReadings(hub, isWhole ? asOne(read) : read, pages, own),
    templates,
  );
  const evidence = await findDocumentEvidence(hub.db, evidenceWanted(sure, transport));
  const repaired = sure.map((document) => repairWithEvidence(document, evidence, transport));
  const ready: ReadyDocument[] = [];
  for (const { document: raw, partner, patient: asRead } of repaired) {
    const id = newId();
    const patient = withHandedIn(asRead, handedIn);
    const document = tellConfidence(raw);
    const mine = pages.filter(({ number }) => raw.pages.some((page) => page.number === number));
    const shingles = shinglesOf(mine);
    const duplicate = await findEarlierAlike(hub.db, arrival, document, mine, shingles);
    const undecided = {
      id,
      senderKey: arrival.senderKey,
      document,
      partner,
      patient,
      isPartial: transport.isPartial === true,
      damagedPages: mine.filter((page) => isMostlyUnread(page)).length,
      ...(duplicate === undefined ? {} : { duplicate }),
    };
    const decision = decide(undecided, rules);
    ready.push({
      id,
      document,
      partner,
      patient,
      decision,
      form: formOf(mine),
      shingles,
      ...(duplicate ? { duplicate } : {}),
    });
  }
  return ready;
}

/** What the practice knows of itself. */
export function ownPractice({ practice, policy }: Pick<Hub, 'practice' | 'policy'>): OwnPractice {
  const numbers = [practice.phone, practice.fax].map(phoneKey).filter((number) => number !== undefined);
  return {
    ownNames: [practice.name],
    ownNumbers: numbers,
    ownNpis: practice.npis ?? [],
    today: today(policy.zone),
  };
}

/** Second opinions are stored beside the first reading: a page that is understood again is not read again. */
async function withSecondReadings(
  hub: Hub,
  documents: readonly RawDocument[],
  pages: readonly StoredPage[],
  own: OwnPractice,
): Promise<readonly RawDocument[]> {
  const second = await answersTo(hub, askAgain(documents, pages), pages);
  const third = await answersTo(hub, askThird(documents, second, pages, own), pages);
  return withSecondOpinions(documents, withThird(documents, second, third, own), own);
}

async function answersTo(
  hub: Hub,
  asked: readonly Question[],
  pages: readonly StoredPage[],
): Promise<readonly Answer[]> {
  const answers = await Promise.all(
    pages.map(async (page) => {
      const ofPage = asked.filter((one) => one.page === page.number);
      const readings = await readRegionsOnce(hub, page, ofPage);
      return ofPage.map((one, at) => ({ ...one, reading: readings[at] }));
    }),
  );
  return answers.flat();
}

/** A person has said that these pages are one document: what the first leaves open the others may say. */
function asOne(documents: readonly RawDocument[]): readonly RawDocument[] {
  const [first, ...others] = documents;
  if (!first || others.length === 0) return documents;
  const main = documents.find(({ kind }) => kind === 'referral') ?? first;
  const rest = documents.filter((one) => one !== main).flatMap(({ fields }) => fields);
  const missing = rest.filter(({ field }) => !main.fields.some((one) => one.field === field));
  const { splitDoubt: _splitDoubt, ...kept } = main;
  return [{ ...kept, pages: documents.flatMap(({ pages }) => pages), fields: [...main.fields, ...missing] }];
}

/** Nothing is made of these pages, and a person is told why. */
export function forPerson(
  kind: DocumentKind,
  pages: readonly ClassifiedPage[],
  reason: string,
): ReadyDocument {
  return {
    id: newId(),
    document: { kind, kindConfidence: kind === 'other' ? 0 : 1, pages, fields: [] },
    partner: { outcome: 'none' },
    patient: { outcome: 'none' },
    decision: { wouldBe: 'ask', outcome: 'ask', isAudit: false, accepted: [], reason },
    form: '',
    shingles: [],
  };
}
