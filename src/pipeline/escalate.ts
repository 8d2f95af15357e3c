import { failedDelivery } from '../domain/escalation.ts';
import { officeHours, type EscalationRules } from '../domain/escalation-rules.ts';
import { addMinutes } from '../domain/practice-time.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts';
import {
  insertEscalationMails,
  insertNotices,
  listFailedDeliveries,
  markRaised,
  planEscalations,
  settleDeliveries,
  hasDueEscalations,
  takeDueEscalations,
  takeDueMails,
  type DueEscalation,
  type NewEscalationMail,
  type NewNotice,
} from '../store/escalation-writer.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import { transaction } from '../store/transaction.ts';
import { rulesOf } from './escalation-clocks.ts';
import type { Hub } from './hub.ts';
import { laneOf } from './release.ts';
import { replanEscalations } from './replan-escalations.ts';
import { tellLate } from './tell/tell-late.ts';

const BATCH = 200;
/** Addresses that are written to in one round. */
const MAILS = 50;
/** A mail about what is late is of no use after this. */
const MAIL_DEADLINE_MINUTES = 24 * 60;

/** One round: what failed gets a clock, what has run out is told. Returns how many clocks ran out. Two hubs at once share the work. */
export async function escalateDue(hub: Hub): Promise<number> {
  await replanEscalations(hub);
  await followDeliveries(hub);
  const count = await raiseDue(hub);
  await mailDue(hub);
  return count;
}

async function followDeliveries(hub: Hub): Promise<void> {
  const rules = rulesOf(hub.policy);
  await transaction(hub.db, async (tx) => {
    await settleDeliveries(tx);
    const failed = await listFailedDeliveries(tx, BATCH);
    const wanted = failed.flatMap((delivery) => {
      // Somebody has to telephone the office: the clock runs while it is open.
      const one = failedDelivery(delivery, officeHours(delivery, rules.hours), rules);
      return one === undefined ? [] : [{ ...one, referralId: delivery.referralId }];
    });
    await planEscalations(tx, wanted);
  });
}

async function raiseDue(hub: Hub): Promise<number> {
  // Nobody's pen is taken for nothing: this is asked after every change of the ledger.
  if (!(await hasDueEscalations(hub.db))) return 0;
  const rules = rulesOf(hub.policy);
  return transaction(hub.db, async (tx) => {
    const position = await takePen(tx);
    const due = await takeDueEscalations(tx, BATCH);
    await markRaised(tx, due);
    await appendEvents(tx, position, due.flatMap(eventOf));
    await insertNotices(
      tx,
      due.flatMap((one) => noticesOf(one, rules, hub.liaisonEmail)),
    );
    return due.length;
  });
}

/** Publishes that something is late; what stands on the screen only is not news to others. */
function eventOf({
  id,
  referralId,
  version,
  kind,
  reached,
  owners,
  isQuiet,
}: DueEscalation): readonly NewEvent[] {
  const owner = owners[reached - 1];
  if (isQuiet || owner === undefined) return [];
  return [
    {
      id: newId(),
      type: 'referral.sla_breached',
      subjectKind: 'escalation',
      subjectId: id,
      subjectVersion: version + 1,
      occurredAt: now(),
      data: { escalationId: id, referralId, kind, level: reached, owner },
    },
  ];
}

/** Every level that was passed since the last look is told, the owner's too: a hub that was away leaves nobody out. */
function noticesOf(
  { id, point, level, reached, owners, isQuiet }: DueEscalation,
  rules: EscalationRules,
  liaisonEmail: string,
): readonly NewNotice[] {
  return owners.slice(level, reached).map((owner, index) => {
    // What is late must reach somebody. A name that is missing stands in the list of whoever meets the patient next.
    const address = rules.addresses[owner] ?? (point === null ? liaisonEmail : undefined);
    const notice = { escalationId: id, level: level + index + 1, owner };
    return isQuiet || address === undefined ? notice : { ...notice, address };
  });
}

/** The mails go through the same machinery as every other delivery: decided and queued in one transaction, sent once. */
async function mailDue(hub: Hub): Promise<void> {
  await transaction(hub.db, async (tx) => {
    const due = await takeDueMails(tx, rulesOf(hub.policy).digestMinutes, MAILS);
    const mails: readonly NewEscalationMail[] = due.map((mail) => ({
      ...mail,
      effectKey: `tell_escalations|${newId()}`,
    }));
    await insertEscalationMails(tx, mails);
    const deliveries = (await tellLate(tx, hub, mails)).map(deliveryOf);
    await insertDeliveries(tx, deliveries);
    await hub.enqueue(
      tx,
      deliveries.map((one) => ({ deliveryId: one.id, lane: laneOf(one) })),
    );
  });
}

function deliveryOf({ effectKey, address, referralId }: NewEscalationMail): NewDelivery {
  return {
    id: newId(),
    effectKey,
    referralId,
    partnerId: null,
    purpose: 'liaison_alert',
    destination: 'email',
    address,
    settings: {},
    documentKey: null,
    contentSha256: null,
    deadlineAt: addMinutes(now(), MAIL_DEADLINE_MINUTES),
  };
}
