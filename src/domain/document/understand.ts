import type { Candidate } from './finding/candidate.ts';
import type { DiagnosisList } from './knowledge/diagnoses.ts';
import { kindOf } from './pages/document-kind.ts';
import type { ReadPage } from './page.ts';
import { isStatusMessage, statusCandidate } from './pages/platform-status.ts';
import { readPage, type PageFindings } from './read-page.ts';
import { selectReadings } from './finding/select.ts';
import { splitPages, type PageGroup } from './pages/split.ts';
import { unreadPlaces } from './readings/unread.ts';
import type { OwnPractice, RawDocument, SenderTemplate, Transport } from './understanding.ts';

export type UnderstandContext = {
  readonly own: OwnPractice;
  readonly transport: Transport;
  /** What was learnt of this sender's forms. */
  readonly templates?: readonly SenderTemplate[];
  readonly diagnoses: DiagnosisList;
  /** A person has said that these pages are one document. */
  readonly isWhole?: boolean;
};

/** Words with boxes → documents with fields. Pure; everything told of a field can be found on the pages or in the transport. */
export function understandPages(
  pages: readonly ReadPage[],
  context: UnderstandContext,
): readonly RawDocument[] {
  const { own, transport, templates = [], diagnoses, isWhole = false } = context;
  const findings = pages
    .toSorted((a, b) => a.number - b.number)
    .map((page) => readPage(page, { values: { own, diagnoses }, transport, templates }));
  if (findings.length === 0) return [];
  const groups: readonly PageGroup[] = isWhole ? [{ pages: findings }] : splitPages(findings);
  return groups.flatMap((group) => listed(group, transport, isWhole) ?? [documentOf(group, transport)]);
}

/** A list of patients: a document for each of its rows, with what the page says for all. */
function listed(
  { pages }: PageGroup,
  transport: Transport,
  isWhole: boolean,
): readonly RawDocument[] | undefined {
  const [page] = pages.flatMap((one) => (one.list ? [one] : []));
  if (!page?.list || isWhole) return undefined;
  const { entries, common } = page.list;
  return entries.map((entry) => ({
    kind: 'referral',
    kindConfidence: 0.7,
    pages: pages.map((one) => one.class),
    fields: selectReadings(
      [...entry, ...common],
      pages.map((one) => one.page),
      transport,
    ),
    splitDoubt: 'several patients stand in one list',
  }));
}

function documentOf({ pages, splitDoubt }: PageGroup, transport: Transport): RawDocument {
  const candidates = pages.flatMap((page) => page.candidates);
  const text = pages.map(({ flow }) => flow.text).join('\n');
  const has = (field: Candidate['field']): boolean =>
    candidates.some((one) => one.field === field && one.score > 0.4);
  const isStatus = isStatusMessage(text, transport, has('patient_name') || has('referral_number'));
  const hasPatient = has('patient_name');
  const fields = new Set(candidates.filter(({ score }) => score > 0.4).map(({ field }) => field)).size;
  const classes = pages.map((page) => page.class);
  const kind = kindOf(classes, text, transport, {
    // What says so much asks for something: `Status: sent` is a line of many printed orders.
    isStatus: isStatus && fields < FULL,
    hasPatient,
    fields,
  });
  const all = kind.kind === 'status' ? [...candidates, ...statusOf(pages)] : candidates;
  const readings = selectReadings(
    all,
    pages.map(({ page }) => page),
    transport,
  );
  return {
    ...kind,
    pages: classes,
    fields: readings,
    ...(kind.kind === 'referral' ? { unread: unreadPlaces(pages, readings) } : {}),
    ...(splitDoubt === undefined ? {} : { splitDoubt }),
  };
}

/** A message on a referral says less than so many fields. */
const FULL = 9;

function statusOf(pages: readonly PageFindings[]): readonly Candidate[] {
  for (const { flow, page } of pages) {
    const found = statusCandidate(flow, page.number);
    if (found) return [found];
  }
  return [];
}
