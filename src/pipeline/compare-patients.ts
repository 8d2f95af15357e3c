import { explainPair, type ExplainedPair } from '../domain/explain-pair.ts';
import type { PatientClaim } from '../domain/fact.ts';
import { loadPatientRecords } from '../store/patients.ts';
import { listIdentityLines, listStandings, type IdentityLine } from '../store/patient-story.ts';
import { findReview, type Review } from '../store/reviews.ts';
import type { Hub } from './hub.ts';
import { loadPatientStories, type PatientStory } from './patient-page.ts';
import { readAgain } from './process.ts';

/** One of those who may be meant, beside what it is compared with. */
export type ComparedPatient = {
  readonly story: PatientStory;
  /** The record that is asked about; the patient may hold others. */
  readonly record: string;
  /** Field by field: `a` is what the question is about, `b` this patient. Absent for the first of two patients. */
  readonly explained?: ExplainedPair;
};

/** A question about who is who, with both sides in full. */
export type PatientComparison = {
  readonly review: Review;
  /** What the message says of the patient it speaks of; absent when the question is about two patients. */
  readonly claim?: PatientClaim;
  /** For a claim the candidates; else the two patients, of whom one may be the other by now (`isOne`). */
  readonly patients: readonly ComparedPatient[];
  readonly isOne: boolean;
  /** What was said about who is who of the first patient. */
  readonly statements: readonly IdentityLine[];
};

/**
 * Both sides of a question of the kinds `patient_match`, `identity_conflict`, `same_patient` and `account_moved`; undefined for
 * others. The caller records who looked: this is patient data.
 */
export async function loadPatientComparison(
  hub: Pick<Hub, 'db' | 'channels'>,
  reviewId: string,
): Promise<PatientComparison | undefined> {
  const review = await findReview(hub.db, reviewId);
  if (!review) return undefined;
  if (review.kind === 'patient_match') return compareClaim(hub, review);
  const records = recordsAsked(review);
  return records.length === 0 ? undefined : comparePair(hub, review, records);
}

/** The records an identity question is about. */
export function recordsAsked(review: Review): readonly string[] {
  const { records } = review.question;
  return Array.isArray(records) ? records.filter((one): one is string => typeof one === 'string') : [];
}

async function compareClaim(
  hub: Pick<Hub, 'db' | 'channels'>,
  review: Review,
): Promise<PatientComparison | undefined> {
  const read = review.messageId === null ? undefined : await readAgain(hub, review.messageId);
  if (read?.mapped.outcome !== 'facts') return undefined;
  const subject = Number(review.question['subject'] ?? 0);
  const claim = read.mapped.subjects[subject]?.patient;
  if (!claim) return undefined;
  const standings = await listStandings(hub.db, candidateIds(review));
  const patients = await storiesOf(hub, candidateIds(review), standings, claim);
  return { review, claim, patients, isOne: false, statements: [] };
}

function candidateIds(review: Review): readonly string[] {
  const { candidates } = review.question;
  if (!Array.isArray(candidates)) return [];
  return candidates.flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'patientId' in one && typeof one.patientId === 'string'
      ? [one.patientId]
      : [],
  );
}

async function comparePair(
  hub: Pick<Hub, 'db' | 'channels'>,
  review: Review,
  records: readonly string[],
): Promise<PatientComparison> {
  const standings = await listStandings(hub.db, records);
  const ids = [...new Set(standings.map((one) => one.patientId))];
  const [first] = await loadPatientRecords(hub.db, ids.slice(0, 1));
  const patients = await storiesOf(hub, records, standings, first);
  const [head] = patients;
  return {
    review,
    patients: patients.map((one, index) => (index === 0 ? { story: one.story, record: one.record } : one)),
    isOne: ids.length === 1,
    statements: head ? await listIdentityLines(hub.db, head.story.line.id) : [],
  };
}

/** Each patient once, in the order of the records. */
async function storiesOf(
  hub: Pick<Hub, 'db'>,
  records: readonly string[],
  standings: readonly { readonly record: string; readonly patientId: string }[],
  beside: Parameters<typeof explainPair>[0] | undefined,
): Promise<readonly ComparedPatient[]> {
  const asked = records.flatMap((record) => standings.find((one) => one.record === record) ?? []);
  const ids = [...new Set(asked.map((one) => one.patientId))];
  const [stories, held] = [await loadPatientStories(hub.db, ids), await loadPatientRecords(hub.db, ids)];
  return stories.map((story) => {
    const record = held.find((one) => one.id === story.line.id);
    return {
      story,
      record: asked.find((one) => one.patientId === story.line.id)?.record ?? story.line.id,
      ...(beside && record ? { explained: explainPair(beside, record) } : {}),
    };
  });
}
