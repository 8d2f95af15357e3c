/** From the words of a fax to what the hub makes of it: the steps of src/pipeline/document/understand-pages.ts, without its tables. */
import { decide, type AcceptanceRules } from '../../src/domain/document/certainty/acceptance.ts';
import { tellConfidence } from '../../src/domain/document/certainty/confidence.ts';
import { builtInDiagnoses } from '../../src/domain/document/knowledge/diagnoses.ts';
import { senderKeyOf } from '../../src/domain/document/evidence/evidence.ts';
import type { ReadPage } from '../../src/domain/document/page.ts';
import {
  evidenceWanted,
  repairWithEvidence,
  type RepairedDocument,
} from '../../src/domain/document/evidence/repair.ts';
import {
  askAgain,
  withSecondOpinions,
  type Answer,
  type Question,
} from '../../src/domain/document/readings/second-opinion.ts';
import { askThird, withThird } from '../../src/domain/document/readings/third-opinion.ts';
import { withSenderConstants } from '../../src/domain/document/templates/sender-constants.ts';
import { understandPages } from '../../src/domain/document/understand.ts';
import type { SenderTemplate, UnderstoodDocument } from '../../src/domain/document/understanding.ts';
import { isMostlyUnread } from '../../src/domain/document/pages/worn-page.ts';
import { findDocumentEvidence } from '../../src/store/document-evidence.ts';
import type { Queryable } from '../../src/store/database.ts';
import type { CorpusFax } from './corpus-files.ts';
import type { Own } from './generate/world.ts';
import type { LoadedWorld } from './load-world.ts';
import type { ToldDocument } from './score-fields.ts';

export type Chain = {
  readonly db: Queryable;
  readonly own: Own;
  readonly loaded: LoadedWorld;
  readonly rules: AcceptanceRules;
  /** Second readings of places of a fax; absent: nobody is asked. */
  readonly readAgain?: (
    fax: CorpusFax,
    page: ReadPage,
    questions: readonly Question[],
  ) => Promise<readonly Answer[]>;
};

/** As a hub that has been let: nothing is kept back for the audit sample. */
export const liveRules: AcceptanceRules = { mode: 'live', auditShare: 0, thresholds: [] };

export type Told = ToldDocument & { readonly document: UnderstoodDocument; readonly reason?: string };

/** What is known of each document before it is told how sure that is. `templates`: what was learnt of the sender's forms. */
export async function repairedOf(
  fax: CorpusFax,
  chain: Chain,
  templates: readonly SenderTemplate[] = [],
): Promise<readonly RepairedDocument[]> {
  const { pages, truth } = fax;
  const { transport } = truth;
  const { own, db } = chain;
  const raw = understandPages(pages, { own, transport, templates, diagnoses: builtInDiagnoses });
  const second = await answersOf(fax, askAgain(raw, pages), chain);
  const third = await answersOf(fax, askThird(raw, second, pages, own), chain);
  const answered = withSecondOpinions(raw, withThird(raw, second, third, own), own);
  const sure = withSenderConstants(answered, templates);
  const evidence = await findDocumentEvidence(db, evidenceWanted(sure, transport));
  return sure.map((document) => repairWithEvidence(document, evidence, transport));
}

export async function understandFax(
  fax: CorpusFax,
  chain: Chain,
  templates: readonly SenderTemplate[] = [],
): Promise<readonly Told[]> {
  const { pages, truth } = fax;
  const { transport } = truth;
  const { loaded } = chain;
  const repairedDocuments = await repairedOf(fax, chain, templates);
  return repairedDocuments.map(({ document: repaired, partner, patient }, at): Told => {
    const document = tellConfidence(repaired);
    const numbers = document.pages.map(({ number }) => number);
    const senderKey = senderKeyOf(transport) ?? '';
    const damagedPages = pages.filter((page) => numbers.includes(page.number) && isMostlyUnread(page)).length;
    const decision = decide(
      { id: `${truth.id}-${at}`, senderKey, document, partner, patient, isPartial: false, damagedPages },
      chain.rules,
    );
    const patientId =
      patient.outcome === 'certain' ? loaded.patientOf.get(patient.chosen.patientId) : undefined;
    const partnerId =
      partner.outcome === 'certain' ? loaded.partnerOf.get(partner.chosen.partnerId) : undefined;
    return {
      document,
      pages: numbers,
      fields: document.fields,
      accepted: decision.accepted,
      isFiled: decision.wouldBe === 'accept',
      ...(decision.reason === undefined ? {} : { reason: decision.reason }),
      ...(patientId === undefined ? {} : { patientId }),
      ...(partnerId === undefined ? {} : { partnerId }),
    };
  });
}

async function answersOf(
  fax: CorpusFax,
  questions: readonly Question[],
  { readAgain }: Chain,
): Promise<readonly Answer[]> {
  if (!readAgain) return [];
  const answers: Answer[] = [];
  for (const page of fax.pages) {
    const ofPage = questions.filter((one) => one.page === page.number);
    if (ofPage.length > 0) answers.push(...(await readAgain(fax, page, ofPage)));
  }
  return answers;
}
