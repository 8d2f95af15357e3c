import { phoneKey } from '../domain/names.ts';
import { sniffMediaType } from '../formats/hl7v2/content.ts';
import { codeOf, Failure } from '../lib/failure.ts';
import { storableText } from '../lib/storable-text.ts';
import type { Arrival, ArrivalTransport } from './source.ts';

/** What is said of a fax beside its pages, in whatever spelling. */
export type SaidOfFax = {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly callerName?: string | undefined;
  readonly csid?: string | undefined;
  /** ISO 8601 with a zone; anything else is left out. */
  readonly receivedAt?: string | undefined;
  readonly pages?: number | undefined;
  readonly isPartial?: boolean | undefined;
};

/** A fax as a gateway describes it. */
export type ReportedFax = SaidOfFax & {
  readonly gateway: string;
  /** The gateway's id of it. With the gateway's name it tells a repeat. */
  readonly id: string;
  readonly peer: string;
  /** All that the gateway said, without the document. */
  readonly notice: Readonly<Record<string, unknown>>;
};

export type FaxDocument = { readonly bytes: Uint8Array; readonly contentType?: string | undefined };

/** What happened instead of a document, for the person who has to ask for it again. */
export type FaxFault = { readonly code: string; readonly reason: string };

/** The arrival of a document. What it is, its first bytes say; the gateway's word counts only where they say nothing. */
export function faxArrival(fax: ReportedFax, document: FaxDocument): Arrival {
  const sniffed = sniffMediaType(document.bytes);
  const contentType = sniffed === 'application/octet-stream' ? document.contentType : sniffed;
  if (document.bytes.byteLength === 0) return faxFault(fax, emptyDocument);
  return {
    body: document.bytes,
    peer: fax.peer,
    ...(contentType === undefined ? {} : { contentType }),
    identity: identityOf(fax),
    transport: transportOf(fax),
  };
}

/**
 * The arrival of a fax without its document. It has an identity of its own: should the document come after all, it is no repeat of
 * this.
 */
export function faxFault(fax: ReportedFax, fault: FaxFault): Arrival {
  return {
    body: Buffer.from(JSON.stringify(storableNotice(fax.notice))),
    peer: fax.peer,
    contentType: 'application/json',
    identity: `${identityOf(fax)}:${fault.code}`,
    transport: transportOf(fax),
    fault,
  };
}

/** A fax whose document nobody will get from the gateway by asking again. */
export function notFetched(gateway: string, error: unknown): FaxFault {
  const why = error instanceof Failure ? error.message : '';
  return {
    code: `document-${codeOf(error)}`,
    reason: `${gateway} received this fax, but its document could not be fetched. ${why} Look for it in the portal of ${gateway}, or ask the office to send it again.`,
  };
}

const emptyDocument: FaxFault = {
  code: 'document-empty',
  reason:
    'The gateway delivered a fax without a single byte. Look for it in the gateway’s own inbox, or ask for it again.',
};

function identityOf({ gateway, id }: ReportedFax): string {
  return `${gateway}:${id}`;
}

function transportOf(fax: ReportedFax): ArrivalTransport {
  const { gateway, notice } = fax;
  const gatewayId = storableText(fax.id);
  return { kind: 'fax', gateway, gatewayId, ...faxEvidence(fax), notice: storableNotice(notice) };
}

/** What was said as the hub says it: ten digits of a US number, ISO instants, nothing for blanks and nonsense. */
export function faxEvidence(said: SaidOfFax): Partial<ArrivalTransport> {
  const fromNumber = phoneKey(said.from);
  const toNumber = phoneKey(said.to);
  const callerName = saidWord(said.callerName);
  const csid = saidWord(said.csid);
  const receivedAt = isoInstant(said.receivedAt);
  const { pages } = said;
  return {
    ...(fromNumber === undefined ? {} : { fromNumber }),
    ...(toNumber === undefined ? {} : { toNumber }),
    ...(callerName === undefined ? {} : { callerName }),
    ...(csid === undefined ? {} : { csid }),
    ...(receivedAt === undefined ? {} : { receivedAt }),
    ...(pages === undefined || !Number.isInteger(pages) || pages < 0 ? {} : { pages }),
    ...(said.isPartial ? { isPartial: true as const } : {}),
  };
}

/** Blank is nothing said. */
function saidWord(text: string | undefined): string | undefined {
  const word = text?.trim();
  return word === undefined || word === '' ? undefined : storableText(word.slice(0, 100));
}

/** More is no notice but a document in disguise. */
const MOST_NOTICE_CHARACTERS = 64 * 1024;

/** A notice as the database can keep it: one character it cannot would keep the whole fax out. */
export function storableNotice(notice: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(notice, (_key, value: unknown) =>
    typeof value === 'string' ? withoutWay(storableText(value)) : withStorableKeys(value),
  );
  if (text.length > MOST_NOTICE_CHARACTERS) return { left_out: `a notice of ${text.length} characters` };
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** Of a link the host: what comes behind it opens the document, and what stands before it may be our own name and password. */
function withoutWay(text: string): string {
  const host = /^\s*https?:\/\/(?:[^/?#]*@)?([^/?#@\s]*)/i.exec(text)?.[1];
  return host === undefined ? text : `a link to ${host}`;
}

function withStorableKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), inner]));
}

/** An instant as we write it, of a text that names its zone; a text without one could mean any. */
function isoInstant(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs).toISOString();
}
