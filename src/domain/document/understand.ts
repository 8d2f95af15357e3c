import { labelCandidates, type Candidate } from './candidates.ts';
import { contextsOf } from './contexts.ts';
import type { DiagnosisList } from './diagnoses.ts';
import { flowOf, globalCandidates } from './globals.ts';
import { labelsOf } from './labels.ts';
import { letterCandidates } from './letters.ts';
import { layoutOf } from './areas.ts';
import { sheetOf } from './lines.ts';
import { markCandidates } from './marks.ts';
import type { ReadPage } from './page.ts';
import { partCandidates } from './parts.ts';
import { selectReadings } from './select.ts';
import type { OwnPractice, RawDocument, SenderTemplate, Transport } from './understanding.ts';

export type UnderstandContext = {
  readonly own: OwnPractice;
  readonly transport: Transport;
  readonly templates?: readonly SenderTemplate[];
  readonly diagnoses: DiagnosisList;
};

export function understandPages(
  pages: readonly ReadPage[],
  context: UnderstandContext,
): readonly RawDocument[] {
  const values = { own: context.own, diagnoses: context.diagnoses };
  const candidates: Candidate[] = pages.flatMap((page) => {
    const sheet = sheetOf(page);
    const labels = labelsOf(sheet);
    const layout = layoutOf(sheet, labels);
    const contexts = contextsOf(sheet, labels);
    const flow = flowOf(layout);
    return [
      ...labelCandidates(layout, contexts, values),
      ...partCandidates(layout, contexts),
      ...markCandidates(layout, values),
      ...globalCandidates(layout, flow, values),
      ...letterCandidates(flow, page.number, values),
    ];
  });
  return [
    {
      kind: 'referral',
      kindConfidence: 0.5,
      pages: pages.map(({ number }) => ({ number, class: 'referral_form' as const, confidence: 0.5 })),
      fields: selectReadings(candidates, pages),
    },
  ];
}
