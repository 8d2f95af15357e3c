import type { Authorisation, Fact, Link } from '#hub';
import { present } from './present.ts';
import { priorities } from './priorities.ts';
import { filledOf, listOf, textOf } from './referral-record-columns.ts';
import type { RecordReading } from './referral-record-reading.ts';
import { standardAuthorisation, type StatusMeaning } from './referral-record-words.ts';
import { lookUp } from './status-words.ts';

/**
 * The request, what changed in it, and what became of it. Where the record says when the referral was made, the request is
 * stated as of then and the details as of the event: so that the same row, exported again after a person here declined, does
 * not ask for it anew.
 */
export function requestFacts(
  reading: RecordReading,
  links: readonly Link[],
  meaning: StatusMeaning | undefined,
  needsReview: string | undefined,
): readonly Fact[] {
  const details = detailsOf(reading);
  const createdAt = meaning === 'reopened' ? undefined : reading.momentOf('createdAt');
  const said = reading.saying(filledOf(reading.record, detailColumns));
  const doubt = present({ needsReview });
  if (createdAt === undefined || createdAt >= said.effectiveAt)
    return [
      { ...said, kind: 'referral_requested', links, sequence: 1, ...details, ...doubt },
      ...answerFacts(reading, links, meaning),
    ];
  const made = reading.saying(['createdAt'], createdAt);
  return [
    { ...made, kind: 'referral_requested', links, sequence: 1, orderedAt: createdAt, ...doubt },
    { ...said, kind: 'referral_changed', links, sequence: 1, ...details },
    ...answerFacts(reading, links, meaning),
  ];
}

const detailColumns = [
  'createdAt',
  'priority',
  'expiresAt',
  'reasonText',
  'icd10',
  'cpt',
  'service',
  'referredToSpecialty',
  'authNumber',
  'authStatus',
  'authExpiresAt',
  'authVisits',
] as const;

function detailsOf(reading: RecordReading) {
  const { record } = reading;
  const diagnoses = listOf(record, 'icd10');
  const procedures = listOf(record, 'cpt');
  const service = textOf(record, 'service') ?? textOf(record, 'referredToSpecialty');
  return present({
    priority: lookUp(priorities, textOf(record, 'priority')),
    reason: textOf(record, 'reasonText') ?? textOf(record, 'notes'),
    diagnoses: diagnoses.length === 0 ? undefined : diagnoses,
    service: service ?? (procedures.length === 0 ? undefined : procedures.join(', ')),
    expiresOn: reading.timeOf('expiresAt')?.localDate,
    orderedAt: reading.momentOf('createdAt'),
    authorisationNumber: textOf(record, 'authNumber'),
    authorisation: authorisationOf(reading),
  });
}

/** What the payer allows, beside the state. A word nobody knows is a warning and says nothing. */
function authorisationOf(reading: RecordReading): Authorisation | undefined {
  const word = textOf(reading.record, 'authStatus');
  const known = lookUp(standardAuthorisation, word);
  if (word !== undefined && known === undefined)
    reading.warn(
      'unmapped-status',
      'authStatus',
      'The word for the authorisation is not known: it was left out.',
    );
  const visits = Number(textOf(reading.record, 'authVisits') ?? Number.NaN);
  const said = present({
    status: known === 'not needed' ? undefined : known,
    expiresOn: reading.timeOf('authExpiresAt')?.localDate,
    visits: Number.isSafeInteger(visits) && visits >= 0 ? visits : undefined,
  });
  return Object.keys(said).length === 0 ? undefined : said;
}

/** Later in sequence than the request of the same moment: of the two the answer stands. */
function answerFacts(
  reading: RecordReading,
  links: readonly Link[],
  meaning: StatusMeaning | undefined,
): readonly Fact[] {
  const said = {
    ...reading.saying(filledOf(reading.record, ['eventType', 'status', 'statusReason'])),
    links,
  };
  const reason = present({ reason: textOf(reading.record, 'statusReason') });
  switch (meaning) {
    case 'accepted':
    case 'scheduled':
    case 'completed':
      return [{ ...said, kind: 'referral_answered', sequence: 2, answer: 'accepted', ...reason }];
    case 'declined':
      return [{ ...said, kind: 'referral_answered', sequence: 2, answer: 'declined', ...reason }];
    case 'withdrawn':
    case 'cancelled':
      return [
        {
          ...said,
          kind: 'referral_withdrawn',
          sequence: 2,
          isConfirmed: meaning === 'cancelled',
          ...reason,
        },
      ];
    case 'on_hold':
      return [{ ...said, kind: 'referral_held', sequence: 2, isOnHold: true, ...reason }];
    case 'requested':
    case 'reopened':
    case 'draft':
    case 'kept':
    case undefined:
      return [];
  }
}
