import type { PhiProfile } from '../../domain/event-fields.ts';
import { now } from '../../lib/clock.ts';
import type { Database } from '../../store/database.ts';
import type { PublishedEvent } from '../../store/events.ts';
import { listReferralPatients } from '../../store/event-patients.ts';
import type { WebhookAttempt } from '../../store/webhook-attempts.ts';
import type { WebhookTarget } from '../../store/webhooks.ts';
import { toCloudEvent, type CloudEvent } from '../cloud-event.ts';
import { patientFields, type PatientFields } from './patient-fields.ts';
import { openLine, type PostOptions, type PostOutcome } from './post.ts';
import { MOST_UNDER_WAY } from './pump.ts';
import { createWebhookSigner } from './signature.ts';

export type Publishing = PostOptions & {
  readonly db: Database;
  /** Base of `source` and `dataschema`, without a slash at the end. */
  readonly publicUrl: string;
  /** Told of every try, for the figures. */
  readonly onAttempt?: (outcome: PostOutcome) => void;
};

/** One try: what the receiver said, and the row that says so. */
export type Sent = {
  readonly isDelivered: boolean;
  readonly outcome: PostOutcome;
  readonly attempt: WebhookAttempt;
};

export type Sender = {
  /** Shapes, signs and posts one event; never throws. */
  readonly send: (event: CloudEvent, position: number, kind: WebhookAttempt['kind']) => Promise<Sent>;
  readonly close: () => void;
};

/** What sends to one receiver: its keys made ready, its connections kept. */
export function openSender(publishing: Publishing, target: WebhookTarget): Sender {
  const line = openLine(target.url, publishing, MOST_UNDER_WAY);
  const signed = createWebhookSigner(target);
  return {
    send: async (event, position, kind) => {
      const body = JSON.stringify(event);
      const headers = signed(event.id, new Date(now()), body);
      const outcome = target.isLocked
        ? locked
        : await line.post({ 'Content-Type': 'application/json', ...headers }, body);
      publishing.onAttempt?.(outcome);
      const attempt = {
        eventId: event.id,
        position,
        kind,
        type: event.type,
        status: outcome.status ?? null,
        code: outcome.code,
        durationMs: outcome.durationMs,
        signed: { ...headers },
        body,
        answer: outcome.answer ?? null,
      };
      return { isDelivered: outcome.isDelivered, outcome, attempt };
    },
    close: line.close,
  };
}

/** Nothing leaves unsigned: the key that opens its keys is not among this hub's. */
const locked: PostOutcome = { isDelivered: false, code: 'secret-key-missing', durationMs: 0 };

/** Events as a receiver with this profile sees them, with what it may learn of their patients as they are known now. */
export async function shapeEvents(
  { db, publicUrl }: Publishing,
  profile: PhiProfile,
  events: readonly PublishedEvent[],
): Promise<ReadonlyMap<PublishedEvent, CloudEvent>> {
  const patients = profile === 'none' ? noPatients : await patientsOf(db, events);
  const shaped = events.map((event): [PublishedEvent, CloudEvent] => {
    const patient = patients.get(referralOf(event) ?? '');
    return [
      event,
      toCloudEvent(event, publicUrl, { profile, ...(patient === undefined ? {} : { patient }) }),
    ];
  });
  return new Map(shaped);
}

/** Events of one subject, and all that is said of one referral, come one after the other. */
export function lanesOf(event: PublishedEvent): readonly string[] {
  const referralId = referralOf(event);
  return referralId === undefined || referralId === event.subjectId
    ? [event.subjectId]
    : [event.subjectId, referralId];
}

const noPatients: ReadonlyMap<string, PatientFields> = new Map();

async function patientsOf(
  db: Database,
  events: readonly PublishedEvent[],
): Promise<ReadonlyMap<string, PatientFields>> {
  const ids = events.flatMap((event) => referralOf(event) ?? []);
  const rows = await listReferralPatients(db, [...new Set(ids)]);
  const today = now();
  return new Map(rows.map((row) => [row.referralId, patientFields(row, today)]));
}

function referralOf(event: PublishedEvent): string | undefined {
  const { referralId } = event.data;
  return typeof referralId === 'string' ? referralId : undefined;
}
