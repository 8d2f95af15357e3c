import { timingSafeEqual } from 'node:crypto';
import { findDates } from '../domain/document/values/date.ts';
import { now } from '../lib/clock.ts';
import { Failure } from '../lib/failure.ts';
import { newId } from '../lib/ids.ts';
import type { LinkTerms, Outcome, Parcel, ParcelDocument } from '../sdk/destination.ts';
import { extensionOf } from '../sdk/document-file.ts';
import { insertAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import {
  changeDelivery,
  findDelivery,
  lockDelivery,
  type Delivery,
  type DeliveryStatus,
} from '../store/deliveries.ts';
import { findReferral, takePen } from '../store/ledger.ts';
import { listBundleNotes } from '../store/letters-bundles.ts';
import { seal, unseal } from '../store/seal.ts';
import {
  countAnswer,
  countOpening,
  dropExpired,
  findLink,
  forgiveAnswers,
  loadLinkDocument,
  lockLink,
  putLink,
  revokeLinkOf,
  type Link,
  type LinkFactor,
} from '../store/secure-links.ts';
import { isObjectedNote, loadSendingFacts } from '../store/sending-facts.ts';
import { transaction } from '../store/transaction.ts';
import { noteOf } from './compose-note.ts';
import { resendIn } from './deliver.ts';
import { isObjectedTo } from './hold-back.ts';
import type { Hub } from './hub.ts';
import { hintKey, keyFrom, newToken, readToken, type Token } from './secure-link-seal.ts';
import { tellOutcome } from './tell-outcome.ts';

/** Wrong answers in a row until nobody is asked any more. */
export const MOST_ANSWERS = 5;
/** Of links that are over, dropped with each new one. */
const DROP_AT_ONCE = 50;
/** Who opens a link is nobody of ours. */
const READER = 'reader of a link';

/** Keeps a parcel's document behind a new link. The parcel's former link ends. @throws Failure permanent `link-without-document`. */
export async function keepAtLink(
  { db, publicUrl }: Pick<Hub, 'db' | 'publicUrl'>,
  parcel: Parcel,
  terms: LinkTerms,
): Promise<{ readonly url: string }> {
  const { document } = parcel;
  if (!document)
    throw new Failure('permanent', 'link-without-document', 'There is no document to keep behind a link.');
  const token = newToken();
  const { key, proofSha256 } = await keyFrom(token, normal(terms.factor, terms.answer));
  const initials = initialsOf(parcel);
  await putLink(db, {
    id: newId(),
    deliveryId: parcel.key,
    tokenSha256: token.sha256,
    factor: terms.factor,
    proofSha256,
    hint: initials === undefined ? undefined : seal(hintKey(token), Buffer.from(initials)),
    document: seal(key, document.bytes),
    mediaType: document.mediaType,
    pages: document.pages,
    days: terms.days,
  });
  await dropExpired(db, DROP_AT_ONCE);
  return { url: `${publicUrl}/l/${token.text}` };
}

/** What somebody with the link is shown. Looking changes nothing: mail scanners look too. */
export type LinkView =
  | { readonly kind: 'unknown' | 'expired' | 'revoked' | 'locked' }
  | {
      readonly kind: 'open';
      readonly factor: LinkFactor;
      /** `A. Z.`: so that the office knows whom it concerns. */
      readonly initials?: string;
      readonly pages: number;
      readonly expiresAt: string;
    };

export async function lookAtLink(hub: Hub, text: string): Promise<LinkView> {
  const found = await find(hub, text);
  if (!found) return { kind: 'unknown' };
  const { link, token } = found;
  const end = await endOf(hub, link);
  if (end) return { kind: end };
  const initials = link.hint === null ? undefined : unseal(hintKey(token), link.hint)?.toString();
  return {
    kind: 'open',
    factor: link.factor,
    ...(initials === undefined ? {} : { initials }),
    pages: link.pages,
    expiresAt: link.expiresAt,
  };
}

export type Answered =
  /** `key` opens the document; it is kept nowhere here. */
  | { readonly kind: 'right'; readonly key: string }
  | { readonly kind: 'wrong'; readonly left: number }
  /** It is no date, or nothing: not counted. */
  | { readonly kind: 'unreadable' }
  | Exclude<LinkView, { readonly kind: 'open' }>;

/** Looks at what somebody answered. Wrong ones are counted before they are looked at, and written down. */
export async function answerAtLink(hub: Hub, text: string, said: string, peer: string): Promise<Answered> {
  const found = await find(hub, text);
  if (!found) return { kind: 'unknown' };
  const { link, token } = found;
  const end = await endOf(hub, link);
  if (end) return { kind: end };
  const answer = normal(link.factor, said);
  if (answer === '') return { kind: 'unreadable' };
  const count = await countAnswer(hub.db, link.id, MOST_ANSWERS);
  if (count === undefined) return { kind: 'locked' };
  const { key, proofSha256 } = await keyFrom(token, answer);
  if (timingSafeEqual(proofSha256, link.proofSha256)) {
    await forgiveAnswers(hub.db, link.id);
    return { kind: 'right', key: key.toString('base64url') };
  }
  await audit(hub, link, 'link_refused', peer);
  if (count < MOST_ANSWERS) return { kind: 'wrong', left: MOST_ANSWERS - count };
  await lock(hub, link, peer);
  return { kind: 'locked' };
}

/** `name`: says nothing of anybody. */
export type OpenedDocument = {
  readonly bytes: Uint8Array;
  readonly mediaType: ParcelDocument['mediaType'];
  readonly name: string;
};

/**
 * The document, for who has link and key. It is written down, and counts as delivered, before the first byte is shown. `undefined`: ask
 * for the answer again.
 */
export async function openAtLink(
  hub: Hub,
  text: string,
  key: string,
  peer: string,
): Promise<OpenedDocument | undefined> {
  const found = await find(hub, text);
  if (!found || (await endOf(hub, found.link))) return undefined;
  const { link } = found;
  const sealed = await loadLinkDocument(hub.db, link.id);
  const bytes = sealed && unseal(Buffer.from(key, 'base64url'), sealed);
  if (!bytes) return undefined;
  await audit(hub, link, 'link_opened', peer);
  await countOpening(hub.db, link.id);
  await tell(
    hub,
    link,
    { status: 'delivered', detail: 'The link was opened with the right answer.' },
    'opened',
  );
  const mediaType = link.mediaType as ParcelDocument['mediaType'];
  return { bytes, mediaType, name: `document.${extensionOf(mediaType)}` };
}

/**
 * Ends a link at once; what was kept behind it is dropped. A delivery that waited to be opened is a person's from now on: it is not
 * tried again, and nothing goes another way by itself. False: there was none to end.
 */
export async function revokeLink(hub: Pick<Hub, 'db'>, deliveryId: string, person: string): Promise<boolean> {
  return transaction(hub.db, (tx) => revokeIn(tx, deliveryId, person));
}

async function revokeIn(tx: Tx, deliveryId: string, person: string): Promise<boolean> {
  const delivery = await lockDelivery(tx, deliveryId);
  if (!(await revokeLinkOf(tx, deliveryId, person))) return false;
  const about = { objectKind: 'delivery', objectId: deliveryId };
  await insertAudit(tx, { actor: person, action: 'link_revoked', ...about });
  if (delivery && waiting.has(delivery.status))
    await changeDelivery(tx, deliveryId, { status: 'dead', code: 'link-ended', detail: ENDED });
  return true;
}

const waiting: ReadonlySet<DeliveryStatus> = new Set(['sent', 'failed_transient', 'ambiguous']);
const ENDED = 'The link was ended before it was opened. Send a new one, or send it another way.';

/** The same document with a new link, in a new mail; the old link ends: both or neither. Returns the id of the delivery that is on its way. */
export async function reissueLink(hub: Hub, deliveryId: string, person: string): Promise<string | undefined> {
  const again = await transaction(hub.db, async (tx) => {
    const position = await takePen(tx);
    await revokeIn(tx, deliveryId, person);
    return resendIn(tx, hub, position, { deliveryId, person });
  });
  hub.wake('events');
  return again;
}

async function find(
  { db }: Hub,
  text: string,
): Promise<{ readonly link: Link; readonly token: Token } | undefined> {
  const token = readToken(text);
  const link = token && (await findLink(db, token.sha256));
  return link && token ? { link, token } : undefined;
}

/** Why it cannot be opened any more. */
async function endOf({ db }: Hub, link: Link): Promise<'expired' | 'revoked' | 'locked' | undefined> {
  if (link.revokedAt !== null) return 'revoked';
  if (link.isExpired) return 'expired';
  if (link.lockedAt !== null) return 'locked';
  return (await isStillToBeSeen(db, link.deliveryId)) ? undefined : 'revoked';
}

/**
 * What its author took back or put right since is not shown any more: the office gets the new version, or is told. What nobody has opened yet
 * has not left: it is held by what holds a note that was not sent.
 */
async function isStillToBeSeen(db: Hub['db'], deliveryId: string): Promise<boolean> {
  const delivery = await findDelivery(db, deliveryId);
  if (!delivery || delivery.status === 'cancelled') return false;
  const isUnseen = delivery.acknowledgedAt === null;
  if (delivery.purpose === 'note')
    return (await isStillSo(db, delivery, isUnseen)) && !(isUnseen && (await isObjectedTo(db, delivery)));
  if (delivery.purpose !== 'bundle') return true;
  const notes = await listBundleNotes(db, delivery.effectKey);
  for (const note of notes)
    if (!(await isStillSo(db, { ...delivery, ...note, effectKey: note.noteKey }, isUnseen))) return false;
  if (!isUnseen) return true;
  const facts = await loadSendingFacts(
    db,
    notes.map((note) => note.noteKey),
  );
  return !facts.some(isObjectedNote);
}

/** `isUnseen`: also whether it is marked since; what a person sent by hand is that person's decision. */
async function isStillSo(db: Hub['db'], note: Delivery, isUnseen: boolean): Promise<boolean> {
  const referral = await findReferral(db, note.referralId);
  const found = referral && noteOf(note, referral);
  return found !== undefined && !(isUnseen && note.createdBy === null && found.hold !== undefined);
}

/** Somebody guesses, or does not know: this way in is over, and the next one is tried. */
async function lock(hub: Hub, link: Link, peer: string): Promise<void> {
  if (!(await lockLink(hub.db, link.id))) return;
  await audit(hub, link, 'link_locked', peer);
  await tell(hub, link, {
    status: 'failed',
    fate: 'permanent',
    code: 'link-locked',
    detail: `The link was locked after ${MOST_ANSWERS} wrong answers. Call the office, and send it again.`,
  });
}

async function tell(hub: Hub, link: Link, outcome: Outcome, acknowledged?: string): Promise<void> {
  const delivery: Delivery | undefined = await findDelivery(hub.db, link.deliveryId);
  if (!delivery) return;
  await tellOutcome(hub, delivery.destination, {
    key: delivery.id,
    outcome,
    ...(acknowledged === undefined ? {} : { acknowledged }),
  });
}

async function audit({ db }: Hub, link: Link, action: string, peer: string): Promise<void> {
  await insertAudit(db, { actor: READER, action, objectKind: 'delivery', objectId: link.deliveryId, peer });
}

/** What of an answer counts: of a date the day, however it is written; of a code its letters and digits. Empty: it is none. */
function normal(factor: LinkFactor, said: string): string {
  const text = said.normalize('NFKC').trim().slice(0, 200);
  if (factor === 'code') return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  const [date, ...others] = findDates(text, 'birth', now().slice(0, 10));
  return date && others.length === 0 && date.repaired === 0 ? date.value : '';
}

function initialsOf({ about }: Parcel): string | undefined {
  const names = [about?.patient.given, about?.patient.family].flatMap((name) => name?.trim().charAt(0) || []);
  return names.length === 0 ? undefined : names.map((letter) => `${letter.toUpperCase()}.`).join(' ');
}
