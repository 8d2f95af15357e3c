import { newId } from '../../lib/ids.ts';
import { storableText } from '../../lib/storable-text.ts';
import type { Tx } from '../../store/database.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { toTransport } from '../../store/documents.ts';
import { isAutomaticMail } from '../../store/intake-jobs.ts';
import {
  claimSenderRequest,
  findWordsEndpoint,
  insertSenderRequest,
  settleSenderRequest,
} from '../../store/sender-requests.ts';
import type { Hub } from '../hub.ts';
import { withinLimit } from '../send-parcel.ts';
import type { DeskAsked } from './desk-types.ts';

/**
 * Asks a sender, by the way it speaks, to send again what nobody could read: a mail is answered by mail, an office by the address it is
 * known to take mail at, everybody else by telephone. A mail that a machine wrote, or our own that came back, is not answered (RFC 3834
 * section 2): nobody reads it there, and two machines could write to each other for ever. No word of a patient is in it.
 */
export async function askSender(
  tx: Tx,
  hub: Hub,
  document: DocumentRow,
  note: string,
  person: string,
): Promise<DeskAsked> {
  const transport = toTransport(document.transport, document.receivedAt);
  const words = wordsFor(hub, document);
  const endpoint = document.partnerId === null ? undefined : await findWordsEndpoint(tx, document.partnerId);
  const isAnswerable = transport.kind === 'mail' && !(await isAutomaticMail(tx, document.messageId));
  const mail = isAnswerable && !isNobodys(transport.fromAddress) ? transport.fromAddress : undefined;
  const way =
    mail === undefined
      ? (endpoint ?? { destination: 'phone', address: transport.fromNumber ?? '' })
      : { destination: 'email', address: mail };
  const written = note.trim() === '' ? {} : { note: storableText(note.trim()) };
  await insertSenderRequest(tx, {
    id: newId(),
    documentId: document.id,
    ...way,
    words,
    ...written,
    askedBy: person,
  });
  return { asked: way.destination === 'phone' ? 'phone' : mail === undefined ? 'endpoint' : 'mail', words };
}

/** Addresses at which no person reads. */
function isNobodys(address = ''): boolean {
  return /^(?:no-?_?reply|do-?_?not-?_?reply|mailer-daemon|postmaster|bounces?)(?:[-+._][^@]*)?@/i.test(
    address,
  );
}

function wordsFor({ practice, policy }: Hub, { receivedAt, pages, transport }: DocumentRow): string {
  const when = new Intl.DateTimeFormat('en-US', {
    timeZone: policy.zone,
    dateStyle: 'long',
    timeStyle: 'short',
  });
  const what = transport?.kind === 'mail' ? 'e-mail' : 'fax';
  const count = pages.length === 1 ? 'one page' : `${pages.length} pages`;
  return [
    `We received a ${what} from you on ${when.format(new Date(receivedAt))} (${count}) and could not read it.`,
    'Please send it again, at fine resolution if you can.',
    `${practice.name}, ${practice.phone}${practice.fax === undefined ? '' : `, fax ${practice.fax}`}`,
  ].join('\n');
}

/** A request that fails this often is for a person to make. */
const ATTEMPTS = 5;
const SEND_LIMIT_MS = 60_000;

/** Sends what is due; returns how many there were. */
export async function sendRequests(hub: Hub): Promise<number> {
  const request = await claimSenderRequest(hub.db);
  if (!request) return 0;
  const way = hub.destinations.get(request.destination);
  if (!way) {
    await settleSenderRequest(hub.db, request.id, 'failed', 'There is no such way to send.');
    return 1;
  }
  const parcel = {
    key: request.id,
    purpose: 'request' as const,
    address: request.address,
    settings: {},
    subject: `Please send again - ${hub.practice.name}`,
    text: request.words,
    composedAt: request.createdAt,
  };
  const outcome = await withinLimit(SEND_LIMIT_MS, (signal) => way.open.deliver(parcel, signal));
  if (outcome.status !== 'failed') await settleSenderRequest(hub.db, request.id, 'sent', outcome.detail);
  else if (outcome.fate !== 'transient' || request.attempts >= ATTEMPTS)
    await settleSenderRequest(hub.db, request.id, 'failed', outcome.detail);
  return 1;
}
