import type { Policy, Question } from '../domain/consequences.ts';
import type { ReferralView } from '../domain/referral.ts';
import type { Queryable, Tx } from '../store/database.ts';
import { loadLastEvents, type LastEvent } from '../store/projection.ts';
import { refoldChart } from './chart.ts';
import { createOutcome, type Outcome } from './consequence-writer.ts';
import {
  effectFindings,
  missingQuestions,
  nothing,
  settledQuestions,
  type EffectFinding,
} from './rebuild-compare.ts';
import { examine, loadPage, type Finding, type Page } from './rebuild-page.ts';
import { isSameContent } from './same-content.ts';

/** Folds these patients and writes what differs; returns what it found in all of them. The caller holds the pen and commits. */
export async function mend(
  tx: Tx,
  policy: Policy,
  patientIds: readonly string[],
): Promise<readonly Finding[]> {
  const page = await loadPage(tx, patientIds);
  const findings = await examine(tx, page, policy);
  const outcome = await decide(tx, policy, page.partners, findings);
  await outcome.write(tx);
  return findings;
}

/**
 * What is to be written where something differs. The charts of the findings are changed by it. Good for as long as nothing changes
 * of what these patients were folded from.
 *
 * A stored view that can be read is what was so before, and what follows from the change is done like after any other. One that
 * cannot be read (or is gone) says nothing of what others know: then the last event about the referral does.
 */
export async function decide(
  db: Queryable,
  policy: Policy,
  partners: Page['partners'],
  findings: readonly Finding[],
): Promise<Outcome> {
  const differing = findings.filter((one) => one.differences.length > 0);
  const told = await loadTold(db, differing);
  const outcome = createOutcome(policy, partners);
  for (const finding of differing) {
    const { chart, refolded } = finding;
    remember(finding, told);
    const before = new Map(chart.versions);
    if (isOtherwise(finding)) refoldChart(chart, partners, policy, outcome, undefined);
    rewriteUnchanged(finding, before, outcome);
    settle(finding, outcome);
    if (refolded.demographics && isDescribedOtherwise(finding))
      outcome.describePatient(chart.patientId, refolded.demographics);
  }
  return outcome;
}

/** A patient's row that is right is left alone: working out the keys it is found by costs as much as a fold. */
function isDescribedOtherwise({ differences, held }: Finding): boolean {
  return !held.demographics || differences.some((one) => one.subject === 'patient');
}

/** The facts say something else than was so before. If not, what was written is only damaged, and nothing follows from that. */
function isOtherwise({ chart, refolded }: Finding): boolean {
  return (
    refolded.misplaced.length > 0 ||
    chart.views.size !== refolded.views.size ||
    [...refolded.views].some(([id, view]) => !isSameContent(chart.views.get(id), view))
  );
}

type Told = ReadonlyMap<string, LastEvent>;

async function loadTold(db: Queryable, findings: readonly Finding[]): Promise<Told> {
  const lost = findings.flatMap(({ chart, gone, refolded }) => [
    ...gone,
    ...[...chart.views.keys()].filter((id) => !isReadable(chart.views.get(id), refolded.views.get(id))),
  ]);
  return new Map((await loadLastEvents(db, lost)).map((one) => [one.referralId, one]));
}

/** Makes the chart say what was so before, as far as anybody can tell. */
function remember({ chart, gone, refolded }: Finding, told: Told): void {
  const views = new Map(chart.views);
  for (const id of new Set([...chart.views.keys(), ...gone])) {
    const after = refolded.views.get(id);
    const stored = views.get(id);
    if (isReadable(stored, after)) continue;
    const event = told.get(id);
    views.set(id, after ? asTold(after, event) : nothing);
    if (!chart.versions.has(id)) chart.versions.set(id, event?.version ?? 0);
  }
  chart.views = views;
}

/** The view as those know it who read events; one that no event tells of is news. */
function asTold(after: ReferralView, event: LastEvent | undefined): ReferralView {
  if (!event) return { ...after, kind: 'none' };
  const { state, kind } = event.data as Partial<Pick<ReferralView, 'state' | 'kind'>>;
  if (state === after.state && kind === after.kind) return after;
  return { ...after, state: state ?? after.state, kind: kind ?? after.kind };
}

/** A view of another release may lack members; what is there must be of the kind a fold makes. */
function isReadable(stored: ReferralView | undefined, after: ReferralView | undefined): boolean {
  if (!stored || typeof stored.kind !== 'string' || typeof stored.state !== 'string') return false;
  if (!after) return true;
  const had = stored as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(after).every(
    ([member, value]) => !Array.isArray(value) || Array.isArray(had[member]),
  );
}

/** What is damaged without being a change of the referral is written as it was, under the version it had. */
function rewriteUnchanged(
  { chart, refolded, differences }: Finding,
  before: ReadonlyMap<string, number>,
  outcome: Outcome,
): void {
  const ids = new Set(differences.filter((one) => one.subject === 'referral').map((one) => one.id));
  for (const id of ids) {
    const view = refolded.views.get(id);
    const version = chart.versions.get(id) ?? 1;
    if (view && version === before.get(id))
      outcome.changeReferral(Math.max(1, version), chart.patientId, id, view);
  }
}

function isUnwanted({ problem }: EffectFinding): boolean {
  return problem === 'is planned and not wanted';
}

/** Plans and asks what was lost, and takes back what nobody wants: what the views alone cannot tell. */
function settle({ chart, held, refolded }: Finding, outcome: Outcome): void {
  // A thread that got its id in this very fold is news, with all that follows.
  const isKnown = (one: { readonly referralId: string }) => chart.views.has(one.referralId);
  const findings = effectFindings(held, refolded).filter((one) => isUnwanted(one) || isKnown(one.effect));
  const found = {
    events: [],
    plan: findings.filter((one) => !isUnwanted(one)).map(({ effect }) => ({ ...effect, isNew: true })),
    withdraw: findings.filter(isUnwanted).map(({ effect }) => effect),
    ask: missingQuestions(held, refolded).filter(isKnown),
    settled: settledQuestions(held, refolded).map(({ key, kind }) => ({
      key,
      kind: kind as Question['kind'],
      referralId: chart.patientId,
    })),
  };
  outcome.follow(found, refolded.views, chart.versions, chart.patientId, undefined);
}
