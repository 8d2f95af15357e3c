import type { FormKind } from '../../domain/form-kind.ts';
import { Failure } from '../../lib/failure.ts';
import { newId } from '../../lib/ids.ts';
import { storableJson } from '../../lib/storable-text.ts';
import type { Channel } from '../../sdk/channel.ts';
import { insertAudit } from '../../store/audit.ts';
import { takeCall } from '../../store/calls.ts';
import { insertFormSent } from '../../store/forms.ts';
import { findMessage, insertMessages } from '../../store/messages.ts';
import { recordDecision } from '../../store/reviews.ts';
import { transaction } from '../../store/transaction.ts';
import type { Hub } from '../hub.ts';
import { toMessage } from '../to-message.ts';

/** A form that is complete: canonical columns (DOMAIN 5.1) and what only forms say (mappings/form/referral.mapping.ts). */
export type FormRecord = Readonly<Record<string, unknown>>;

export type Submission = {
  readonly kind: FormKind;
  /** Given out with the empty form: the same number again is the same form. */
  readonly number: string;
  readonly record: FormRecord;
  readonly peer: string;
  /** Whose account it was filled in with. Absent: a public form. */
  readonly person?: string;
  /** Whom the person chose: the id of a patient, or `new`. Absent: matched as any other message. */
  readonly patientId?: string;
  /** The call it was filled in for. */
  readonly callId?: string;
  readonly formKey?: string;
};

/**
 * `isNew`: false when this form was handed in before; nothing was changed then. `isOther`: it said something else then: what it says
 * now is stored nowhere.
 */
export type Submitted = { readonly messageId: string; readonly isNew: boolean; readonly isOther: boolean };

/**
 * Stores a form as any other message, with all that was decided with it, in one transaction. Throws permanent `no-form-channel` when
 * no channel takes forms of this kind.
 */
export async function submitForm(
  hub: Pick<Hub, 'db' | 'channels' | 'wake'>,
  submission: Submission,
): Promise<Submitted> {
  const { kind, number, record, peer, person, formKey } = submission;
  const channel = formChannel(hub, kind);
  const said = storableJson({ form: kind, platformReferralId: number, ...record });
  const message = toMessage(
    channel.name,
    {
      body: Buffer.from(JSON.stringify(said)),
      peer,
      contentType: 'application/json',
      identity: number,
      type: kind,
      ...(person === undefined ? {} : { person }),
    },
    'record',
  );
  const submitted = await transaction(hub.db, async (tx) => {
    const [receipt] = await insertMessages(tx, [message]);
    if (receipt?.isNew !== true) {
      const messageId = receipt?.id ?? message.id;
      const before = await findMessage(tx, messageId);
      const isOther = before?.bodySha256 !== Buffer.from(message.bodySha256).toString('hex');
      return { messageId, isNew: false, isOther };
    }
    await insertFormSent(tx, { messageId: message.id, kind, ...(formKey === undefined ? {} : { formKey }) });
    await decide(tx, message.id, submission);
    if (submission.callId !== undefined) await takeCall(tx, submission.callId, message.id, person);
    await insertAudit(tx, {
      actor: person ?? `form:${kind}`,
      action: 'submit_form',
      objectKind: 'message',
      objectId: message.id,
      peer,
    });
    return { messageId: message.id, isNew: true, isOther: false };
  });
  if (submitted.isNew) hub.wake('messages');
  return submitted;
}

/** Whom the person chose is the answer in every replay. */
async function decide(
  tx: Parameters<typeof recordDecision>[0],
  messageId: string,
  { patientId, person }: Submission,
): Promise<void> {
  if (patientId === undefined || person === undefined) return;
  const answer = patientId === 'new' ? { patientId, enteredId: newId() } : { patientId };
  await recordDecision(tx, messageId, 0, answer, person);
}

/** The channel that takes forms of a kind. */
export function formChannel(hub: Pick<Hub, 'channels'>, kind: FormKind): Channel {
  const channel = [...hub.channels.values()].find(
    (one) => one.source.name === 'form' && kindsOf(one.config).includes(kind),
  );
  if (channel) return channel;
  throw new Failure(
    'permanent',
    'no-form-channel',
    `No channel takes forms of the kind ${kind}. Add it to the kinds of a channel with the source form, such as channels/front-desk.channel.ts.`,
  );
}

function kindsOf(config: unknown): readonly unknown[] {
  const kinds = typeof config === 'object' && config !== null && 'kinds' in config ? config.kinds : [];
  return Array.isArray(kinds) ? (kinds as readonly unknown[]) : [];
}
