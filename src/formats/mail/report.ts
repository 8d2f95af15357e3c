import { Buffer } from 'node:buffer';
import { storableText } from '../../lib/storable-text.ts';
import { decodeQuotedPrintable } from './encoded-words.ts';
import { fieldOf, readHead, type MailHead } from './head.ts';
import { parameterOf, partsOf } from './parts.ts';

/**
 * What a machine says became of a mail: a delivery status notification of a mail server (RFC 3464) or a disposition notification of
 * who received it (RFC 8098; Direct: "Applicability Statement for Secure Health Transport" and its delivery notification guide).
 */
export type MailReport = {
  /** Original-Envelope-Id: what the sender gave the server beside the mail (RFC 3461 section 4.4). */
  readonly envelopeId?: string;
  /** Message-IDs of the mail it speaks of: as named, and as in what was returned of it. With their brackets. */
  readonly messageIds: readonly string[];
} & (
  | { readonly kind: 'delivery'; readonly recipients: readonly ReportedRecipient[] }
  | { readonly kind: 'disposition'; readonly recipients: readonly Named[]; readonly disposition: Disposition }
);

type Named = {
  /** Where the sender addressed it, lower case; some servers leave it in xtext (`isMailbox`). */
  readonly original?: string;
  /** Where it was when this was said, lower case. */
  readonly final?: string;
};

export type ReportedRecipient = Named & {
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  /** Enhanced status code (RFC 3463): `5.1.1`. */
  readonly status: string;
};

export type Disposition = {
  /** `displayed`, `deleted`, `processed`, `dispatched`, `failed`, `denied`, … in lower case. */
  readonly type: string;
  /** `error`, `warning`, `expired`, … in lower case. */
  readonly modifiers: readonly string[];
};

/** It is a report by its type and cannot be read as one. */
export type Unreadable = { readonly kind: 'unreadable'; readonly problem: string };

const MOST_PARTS = 10;
const MOST_RECIPIENTS = 50;
const MOST_VALUE = 998;
const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

/** Reads a report (RFC 6522). `undefined`: the mail is none. Total: what is wrong with it is said. */
export function readReport(bytes: Uint8Array): MailReport | Unreadable | undefined {
  const report = reportIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!report) return undefined;
  const { parts, type } = report;
  const status = parts.find((part) => part.type === `message/${type}`);
  if (!status) return { kind: 'unreadable', problem: `It has no part of the type message/${type}.` };
  const returned = parts.find(
    ({ type: one }) => one === 'message/rfc822' || one === 'text/rfc822-headers' || one === 'message/global',
  );
  const about = returned ? fieldOf(readHead(returned.body), 'message-id') : undefined;
  const blocks = blocksOf(status.body);
  return type === 'delivery-status' ? readDelivery(blocks, about) : readDisposition(blocks, about);
}

type Part = { readonly type: string; readonly body: Buffer };

/** The parts of a report; what a gateway signed around it is taken off. */
function reportIn(
  mail: Buffer,
):
  | { readonly type: 'delivery-status' | 'disposition-notification'; readonly parts: readonly Part[] }
  | undefined {
  const { type, contentType, body } = opened(mail);
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === '') return undefined;
  if (type === 'multipart/signed') {
    const [inner] = partsOf(body, boundary, 1);
    return inner && opened(inner).type === 'multipart/report' ? reportIn(inner) : undefined;
  }
  if (type !== 'multipart/report') return undefined;
  const parts = [...partsOf(body, boundary, MOST_PARTS)].map((part) => {
    const one = opened(part);
    return { type: one.type.replace('message/global-', 'message/'), body: decoded(one) };
  });
  const named = parameterOf(contentType, 'report-type').toLowerCase();
  const isOf = (wanted: string): boolean =>
    named === wanted || parts.some((part) => part.type === `message/${wanted}`);
  if (isOf('delivery-status')) return { type: 'delivery-status', parts };
  return isOf('disposition-notification') ? { type: 'disposition-notification', parts } : undefined;
}

function opened(mail: Buffer) {
  const head = readHead(mail);
  const contentType = fieldOf(head, 'content-type') ?? 'text/plain';
  const type = /^[^;\s]*/.exec(contentType)?.[0].toLowerCase() ?? '';
  return { head, contentType, type, body: mail.subarray(head.bodyAt) };
}

function decoded({ head, body }: { readonly head: MailHead; readonly body: Buffer }): Buffer {
  const encoding = fieldOf(head, 'content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body.toString('latin1')) : body;
}

/** Groups of fields with an empty line between them (RFC 3464 section 2.1). */
function blocksOf(body: Buffer): readonly MailHead[] {
  const blocks: MailHead[] = [];
  for (let rest = body; rest.length > 0 && blocks.length <= MOST_RECIPIENTS;) {
    const head = readHead(rest);
    if (head.fields.length > 0) blocks.push(head);
    rest = rest.subarray(Math.max(head.bodyAt, 1));
  }
  return blocks;
}

function readDelivery(blocks: readonly MailHead[], about: string | undefined): MailReport | Unreadable {
  const recipients = blocks.flatMap((block) => recipientOf(block) ?? []);
  if (recipients.length === 0)
    return { kind: 'unreadable', problem: 'It names no recipient with Final-Recipient, Action and Status.' };
  return { kind: 'delivery', ...aboutOf(blocks, about), recipients };
}

function readDisposition(blocks: readonly MailHead[], about: string | undefined): MailReport | Unreadable {
  const said = valueOf(blocks, 'disposition') ?? '';
  const [, type, modifiers = ''] = /^[^;]*;\s*([a-z-]+)\s*(?:\/\s*(.*))?$/i.exec(said) ?? [];
  if (type === undefined)
    return { kind: 'unreadable', problem: 'It has no Disposition field that can be read.' };
  return {
    kind: 'disposition',
    ...aboutOf(blocks, about),
    recipients: blocks.slice(0, 1).map(namedIn),
    disposition: {
      type: type.toLowerCase(),
      modifiers: modifiers
        .toLowerCase()
        .split(/[,\s]+/)
        .filter((word) => /^[a-z-]{1,40}$/.test(word)),
    },
  };
}

function aboutOf(
  blocks: readonly MailHead[],
  about: string | undefined,
): Pick<MailReport, 'envelopeId' | 'messageIds'> {
  const envelopeId = valueOf(blocks, 'original-envelope-id');
  const named = [
    valueOf(blocks, 'original-message-id'),
    storableText(about?.trim().slice(0, MOST_VALUE) ?? ''),
  ];
  const messageIds = [...new Set(named.filter((one): one is string => one !== undefined && one !== ''))];
  return { ...(envelopeId === undefined ? {} : { envelopeId: fromXtext(envelopeId) }), messageIds };
}

function recipientOf(block: MailHead): ReportedRecipient | undefined {
  const action = ACTIONS.find((one) => fieldOf(block, 'action')?.toLowerCase().startsWith(one));
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fieldOf(block, 'status') ?? '')?.[1];
  return action === undefined || status === undefined ? undefined : { ...namedIn(block), action, status };
}

function namedIn(block: MailHead): Named {
  const [original, final] = [addressIn(block, 'original-recipient'), addressIn(block, 'final-recipient')];
  return { ...(original === undefined ? {} : { original }), ...(final === undefined ? {} : { final }) };
}

/** `rfc822;name@host`, in xtext where the sender said it (RFC 3461 section 5). */
function addressIn(block: MailHead, name: string): string | undefined {
  const value = fieldOf(block, name)?.slice(0, MOST_VALUE);
  const address = storableText(value?.slice(value.indexOf(';') + 1).trim() ?? '').toLowerCase();
  return address === '' ? undefined : address.replace(/^<(.*)>$/, '$1');
}

function valueOf(blocks: readonly MailHead[], name: string): string | undefined {
  for (const block of blocks) {
    const value = storableText(fieldOf(block, name)?.slice(0, MOST_VALUE) ?? '');
    if (value !== '') return value;
  }
  return undefined;
}

/** Whether a reported address is this one: as it is, or out of the xtext of the sender's ORCPT. */
export function isMailbox(reported: string | undefined, address: string): boolean {
  const wanted = address.toLowerCase();
  return reported !== undefined && (reported === wanted || fromXtext(reported).toLowerCase() === wanted);
}

/** RFC 3461 section 4. A plus sign that begins no code stands for itself. */
function fromXtext(text: string): string {
  return text.replaceAll(/\+([0-9A-F]{2})/gi, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
