import { assemble } from '../../domain/assemble.ts';
import type { AppointmentStatus, Fact, Link, NoteStated, VisitStatus } from '../../domain/fact.ts';
import type { LedgerFact } from '../../domain/ledger-fact.ts';
import type { ReferralState } from '../../domain/referral-state.ts';
import { foldReferral, type PartnerStanding } from '../../domain/referral.ts';

/** What one more, later fact did to a referral. `none`: there is no referral, or there is none any more. */
export type Transition = {
  readonly from: ReferralState | 'none';
  readonly to: ReferralState | 'none';
  readonly cause: string;
};

/** Folds each usual history with every possible next fact and notes what changed. */
export function walkStates(): readonly Transition[] {
  return histories.flatMap((history) => {
    const from = stateOf(history);
    return causes.flatMap((cause) => {
      const to = stateOf([...history, cause]);
      return from === to ? [] : [{ from, to, cause }];
    });
  });
}

const day = '2026-03-10';
const order: Link = { kind: 'referral', system: 'clinic', value: 'R1' };
const slot: Link = { kind: 'appointment', system: 'clinic', value: 'A1' };
const visitNumber: Link = { kind: 'visit', system: 'clinic', value: 'V1' };
const documentId = { system: 'clinic', value: 'N1' };
const contentSha256 = 'a'.repeat(64);
const content: NoteStated['content'] = [
  {
    path: 'OBX-5',
    slices: [{ offset: 0, length: 1 }],
    joiner: '',
    encoding: 'text',
    mediaType: 'text/plain',
    sha256: contentSha256,
  },
];

/** A fact without the time it gets from its place in the history. */
type Said = Fact extends infer One
  ? One extends Fact
    ? Omit<One, 'effectiveAt' | 'lineage'>
    : never
  : never;

const facts = {
  'referral requested': { kind: 'referral_requested', links: [order] },
  'referral read, in doubt': {
    kind: 'referral_requested',
    needsReview: 'the name is hard to read',
    links: [order],
  },
  'a person confirms it': { kind: 'referral_confirmed', links: [order] },
  'time runs out': { kind: 'referral_expired', reason: 'past_expiry', links: [order] },
  'practice accepts': { kind: 'referral_answered', answer: 'accepted', links: [order] },
  'practice declines': { kind: 'referral_answered', answer: 'declined', links: [order] },
  'referrer asks to take it back': { kind: 'referral_withdrawn', isConfirmed: false, links: [order] },
  'taken back': { kind: 'referral_withdrawn', isConfirmed: true, links: [order] },
  'entered in error': { kind: 'referral_voided', links: [order] },
  'referrer named': {
    kind: 'party_named',
    role: 'referrer',
    party: { kind: 'person', identifiers: [{ system: 'npi', value: '1234567893' }] },
    links: [order],
  },
  'PCP named, a partner we court': {
    kind: 'party_named',
    role: 'pcp',
    party: { kind: 'person', identifiers: [{ system: 'npi', value: '1245319599' }] },
    links: [],
  },
  'appointment booked': appointment('booked'),
  'appointment: no-show': appointment('no_show'),
  'appointment cancelled': appointment('cancelled'),
  'appointment entered in error': appointment('voided'),
  'appointment: seen': appointment('fulfilled'),
  'patient arrived': visit('arrived'),
  'visit finished': visit('finished'),
  'visit cancelled': visit('cancelled'),
  'note drafted': note('draft'),
  'note signed': note('final'),
  'note withdrawn': note('withdrawn'),
  'note delivered': {
    kind: 'note_delivered',
    documentId,
    contentSha256,
    partnerId: 'partner',
    deliveryId: 'delivery',
    links: [],
  },
} as const satisfies Readonly<Record<string, Said>>;

type Cause = keyof typeof facts;

const causes = Object.keys(facts) as readonly Cause[];

const referred: readonly Cause[] = ['referral requested', 'referrer named'];
const booked: readonly Cause[] = [...referred, 'appointment booked'];
const seen: readonly Cause[] = [...booked, 'patient arrived', 'visit finished'];

/** How a referral usually comes to each of its states. */
const histories: readonly (readonly Cause[])[] = [
  [],
  ['appointment booked'],
  ['PCP named, a partner we court', 'appointment booked'],
  ['referral read, in doubt', 'referrer named'],
  referred,
  [...referred, 'practice accepts'],
  booked,
  [...booked, 'appointment: no-show'],
  [...booked, 'appointment cancelled'],
  seen,
  [...seen, 'note signed'],
  [...seen, 'note signed', 'note delivered'],
  [...referred, 'practice declines'],
  [...booked, 'referrer asks to take it back', 'appointment cancelled'],
  [...referred, 'taken back'],
  [...referred, 'time runs out'],
  [...referred, 'entered in error'],
];

function appointment(status: AppointmentStatus) {
  const start = `${day}T15:00:00.000Z`;
  return { kind: 'appointment_stated', status, start, localDate: day, links: [slot, order] } as const;
}

function visit(status: VisitStatus) {
  return { kind: 'visit_stated', status, localDate: day, links: [visitNumber, slot] } as const;
}

function note(status: NoteStated['status']) {
  const about = { documentId, status, isAmendment: false, serviceDate: day, content };
  return { kind: 'note_stated', ...about, links: [visitNumber] } as const;
}

function stateOf(history: readonly Cause[]): Transition['from'] {
  const { threads, patientFacts } = assemble(history.map(entryOf));
  const [thread] = threads;
  const view = thread && foldReferral(thread, patientFacts, standing, 'UTC');
  return view === undefined || view.kind === 'none' ? 'none' : view.state;
}

function entryOf(cause: Cause, index: number): LedgerFact {
  const effectiveAt = new Date(Date.UTC(2026, 2, 10, 15, index)).toISOString();
  const fact: Fact = { ...facts[cause], effectiveAt, lineage: [] };
  const partnerId = fact.kind !== 'party_named' ? undefined : fact.role === 'referrer' ? 'partner' : 'target';
  return {
    fact,
    fingerprint: String(index).padStart(3, '0'),
    channel: 'clinic',
    isFromPerson: false,
    ...(partnerId === undefined ? {} : { partnerId }),
  };
}

function standing(partnerId: string): PartnerStanding {
  return { isOwn: false, isTarget: partnerId === 'target', isDiscovered: false, offices: [] };
}
