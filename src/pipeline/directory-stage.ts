import { keepStage } from '../store/first-referrals.ts';
import { requestRefold } from '../store/directory/refolds.ts';
import { now } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { takePen } from '../store/ledger.ts';
import type { PartnerStage } from '../store/partners.ts';
import { answerReviewsByKey } from '../store/reviews.ts';
import { transaction } from '../store/transaction.ts';
import {
  auditEdit,
  openRecord,
  refused,
  sourceOf,
  writeRecord,
  type Edited,
  type Editor,
} from './directory-record.ts';
import type { Hub } from './hub.ts';
import { finishRefolds } from './refold-partners.ts';

/**
 * A person says how the practice stands with a partner, since today or since `on`. Whoever is no longer merely discovered is
 * confirmed. Their patients are folded anew: a target's earlier visits without a referrer may be possible referrals.
 */
export async function setStage(
  hub: Hub,
  id: string,
  change: { readonly stage: PartnerStage; readonly on?: string; readonly version?: number },
  by: Editor,
): Promise<Edited> {
  const { stage } = change;
  const since = change.on === undefined ? sourceOf(by).at : `${change.on}T00:00:00.000Z`;
  if (since > sourceOf(by).at) return refused('on', 'is in the future');
  // How the practice stands with somebody is its own word: nothing to be checked with them.
  const person: Editor = { ...by, isVerified: false };
  const edited = await transaction(hub.db, async (tx) => {
    const position = await takePen(tx);
    const held = await openRecord(tx, 'partner', id, change.version);
    if ('outcome' in held) return held;
    const edit = {
      kind: 'partner',
      partnerIds: [id],
      said: { stage },
      derived: { stageAt: since },
      what: 'staged',
    };
    const saved = await writeRecord(tx, held, { ...edit, kind: 'partner' }, person);
    if (saved.outcome !== 'saved') return saved;
    const event = { partnerId: id, stage, previousStage: held.values['stage'], version: saved.version };
    if (event.previousStage !== stage) await appendEvents(tx, position, [stageEvent(event)]);
    await keepStage(tx, id);
    if (stage !== 'discovered')
      await answerReviewsByKey(tx, [`partner_discovered|${id}`], { stage }, by.person);
    await auditEdit(tx, by, 'partner_staged', id);
    await requestRefold(tx, id);
    return saved;
  });
  if (edited.outcome === 'saved') await finishRefolds(hub, id);
  return edited;
}

function stageEvent(change: {
  readonly partnerId: string;
  readonly stage: PartnerStage;
  readonly previousStage: unknown;
  readonly version: number;
}): NewEvent {
  const { version, ...data } = change;
  return {
    id: newId(),
    type: 'partner.stage_changed',
    subjectKind: 'partner',
    subjectId: data.partnerId,
    subjectVersion: version,
    occurredAt: now(),
    data,
  };
}

/** A first referral stopped cold outreach: only a person starts it again. */
export async function resumeOutreach(
  hub: Hub,
  id: string,
  version: number | undefined,
  by: Editor,
): Promise<Edited> {
  return transaction(hub.db, async (tx) => {
    const held = await openRecord(tx, 'partner', id, version);
    if ('outcome' in held) return held;
    if (held.values['stage'] === 'do_not_contact')
      return refused('stage', 'is do_not_contact: change that before outreach goes on');
    const said = { outreachStoppedAt: null, outreachStoppedBecause: null };
    const edit = { kind: 'partner', partnerIds: [id], said, what: 'outreach_resumed' } as const;
    const edited = await writeRecord(tx, held, edit, by);
    await auditEdit(tx, by, 'outreach_resumed', id);
    return edited;
  });
}
